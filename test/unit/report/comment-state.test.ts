import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Remembered } from '../../../src/budget/approval.ts';
import { markerOf } from '../../../src/report/comment.ts';
import { readHidden, writeHidden } from '../../../src/report/comment-state.ts';
import { Usd } from '../../../src/shared/money.ts';
import { hostileText } from '../../support/hostile.ts';
import { usd } from '../../support/money.ts';

const MARKER = markerOf('');
const LINE = '<!-- babysea-budget-gate-state: {"cost":"26.000","approval":{"event":123,"cost":"20.500"}} -->';
const NOTHING = '<!-- babysea-budget-gate-state: {} -->';

/** What is read of a body, as plain text. */
function read(body: string): string {
  return writeHidden(readHidden(body));
}

/** A body of the gate's with that second line. */
function bodyWith(line: string): string {
  return `${MARKER}\n${line}\n### The plan costs $1.000.\n`;
}

const amount = fc
  .tuple(fc.integer({ min: 0, max: 9_999_999_999 }), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, decimals]) => usd(decimals === '' ? `${whole}` : `${whole}.${decimals}`));
const state: fc.Arbitrary<Remembered> = fc.record({
  approval: fc.option(fc.record({ event: fc.maxSafeNat(), cost: amount }), { nil: undefined }),
  shownCost: fc.option(amount, { nil: undefined }),
});

describe('what the comment keeps', () => {
  test('is one hidden line under the marker', () => {
    expect(writeHidden({ shownCost: usd('26'), approval: { event: 123, cost: usd('20.5') } })).toBe(LINE);
    expect(writeHidden({ shownCost: undefined, approval: undefined })).toBe(NOTHING);
  });

  test('is read again', () => {
    const { shownCost, approval } = readHidden(bodyWith(LINE));
    expect([String(shownCost), approval?.event, String(approval?.cost)]).toEqual(['26.000', 123, '20.500']);
  });

  test('is read again where GitHub gives the lines other ends', () => {
    expect(read(bodyWith(LINE).replaceAll('\n', '\r\n'))).toBe(LINE);
  });

  test('comes back as it was, whatever it is, and ends the hidden part nowhere but at its end', () => {
    fc.assert(
      fc.property(state, (kept) => {
        const line = writeHidden(kept);
        expect(read(bodyWith(line))).toBe(line);
        expect(line.indexOf('-->')).toBe(line.length - 3);
        expect(line).not.toContain('\n');
      }),
    );
  });
});

describe('what anybody else wrote', () => {
  test.each([
    ['stands on another line', `${MARKER}\n\n${LINE}\n`],
    ['stands on the first line', `${LINE}\n`],
    ['has something before it', bodyWith(` ${LINE}`)],
    ['has something behind it', bodyWith(`${LINE} x`)],
    ['has another key', bodyWith(LINE.replace('"cost"', '"total":"1.000","cost"'))],
    ['has a key twice', bodyWith(LINE.replace('"cost"', '"cost":"1.000","cost"'))],
    ['has a number for an amount', bodyWith(LINE.replace('"26.000"', '26'))],
    ['has a negative amount', bodyWith(LINE.replace('26.000', '-26.000'))],
    ['has an amount in another form', bodyWith(LINE.replace('26.000', '26'))],
    ['has an event that is no whole number', bodyWith(LINE.replace('123', '1.5'))],
    ['has an event past what a number holds', bodyWith(LINE.replace('123', '9007199254740993'))],
    ['lacks the cost of its approval', bodyWith(LINE.replace(',"cost":"20.500"', ''))],
    ['is not JSON', bodyWith(LINE.replace('}}', '}'))],
    ['is no object', bodyWith(LINE.replace(/\{.*\}/, 'null'))],
    ['is empty', ''],
  ])('is not believed where it %s', (_, body) => {
    expect(read(body)).toBe(NOTHING);
  });

  test('never breaks the reading, nor yields an amount that is not written there', () => {
    const mangled = fc
      .tuple(fc.nat(LINE.length), fc.nat(20), hostileText)
      .map(([at, gone, text]) => bodyWith(LINE.slice(0, at) + text + LINE.slice(at + gone)));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostileText, mangled), (body) => {
        const { shownCost, approval } = readHidden(body);
        const second = body.split('\n')[1] ?? '';
        for (const cost of [shownCost, approval?.cost]) {
          if (cost === undefined) continue;
          expect(cost).toBeInstanceOf(Usd);
          expect(second).toContain(`"${cost}"`);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
