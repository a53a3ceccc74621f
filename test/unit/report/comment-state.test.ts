import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LabelRecord, VOID_REASONS } from '../../../src/budget/approval.ts';
import { markerOf, renderComment } from '../../../src/report/comment.ts';
import {
  type CommentState,
  digestOfReport,
  hasSameContent,
  MAX_HIDDEN_CHARACTERS,
  nextState,
  parseState,
  recall,
  sealFor,
  serializeState,
  stateLineOf,
  withHiddenLines,
} from '../../../src/report/comment-state.ts';
import type { RunContext } from '../../../src/report/schema.ts';
import { refused } from '../../support/answers.ts';
import { hostileText } from '../../support/hostile.ts';
import { COMMIT, LABELLED_AT, OTHER_COMMIT, record } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';
import { RUN, reportOf } from '../../support/reports.ts';

const KEY = 'bsk_live_0123456789abcdef';
const SCOPE = { owner: 'seaside', repo: 'shop', pullRequest: 7, key: '' };
const seal = sealFor(KEY, SCOPE);
const kept: CommentState = {
  revision: 3,
  commit: COMMIT,
  cost: usd('26'),
  monthly: usd('104'),
  label: record('20.5'),
  gate: 'gate-number',
};
const VISIBLE = `${markerOf('')}\n### The plan costs $1.000.\n`;
const LINE = serializeState(kept, seal, VISIBLE);

const DIGEST = 'x'.repeat(22);

/** A comment of the gate's that holds this state line. */
function commentWith(line: string | undefined): string {
  return withHiddenLines(VISIBLE, DIGEST, line);
}

/** The same, as GitHub lists it. */
function listed(state: CommentState, updatedAt = '2026-05-04T11:00:00Z') {
  return { body: commentWith(serializeState(state, seal, VISIBLE)), updatedAt };
}

const amount = fc
  .tuple(fc.integer({ min: 0, max: 9_999_999_999 }), fc.stringMatching(/^\d{0,18}$/))
  .map(([whole, decimals]) => usd(decimals === '' ? `${whole}` : `${whole}.${decimals}`));
const labels: fc.Arbitrary<LabelRecord> = fc.record({
  event: fc.maxSafeNat(),
  at: fc.maxSafeNat(),
  approves: fc.oneof(amount, fc.constantFrom(...VOID_REASONS)),
  monthly: fc.option(amount, { nil: undefined }),
});
const states: fc.Arbitrary<CommentState> = fc.record({
  revision: fc.maxSafeNat(),
  commit: fc.stringMatching(/^([0-9a-f]{40})?$/),
  cost: fc.option(amount, { nil: undefined }),
  monthly: fc.option(amount, { nil: undefined }),
  label: fc.option(labels, { nil: undefined }),
  gate: fc.stringMatching(/^[\w-]{11}$/),
});

describe('the state of a comment', () => {
  test('is one hidden line with a code at its end', () => {
    expect(LINE).toMatch(
      new RegExp(
        `^<!-- babysea-budget-gate-state: {"revision":3,"commit":"${COMMIT}","cost":"26.000","monthly":"104.000","gate":"gate-number","label":{"event":7,"at":${LABELLED_AT},"approves":"20.500"}} [\\w+/]{22} [\\w+/]{22} -->$`,
      ),
    );
  });

  test('is read again, also where GitHub gives the lines other ends', () => {
    expect(parseState(commentWith(LINE), seal)).toEqual({ ...kept, isShown: true });
    expect(parseState(commentWith(LINE).replaceAll('\n', '\r\n'), seal)).toEqual({ ...kept, isShown: true });
  });

  test('comes back as it was, whatever it is, and ends the hidden part nowhere but at its end', () => {
    fc.assert(
      fc.property(states, (state) => {
        const line = serializeState(state, seal, VISIBLE);
        expect(parseState(commentWith(line), seal)).toEqual({ ...state, isShown: true });
        expect(line.indexOf('-->')).toBe(line.length - 3);
        expect(line).not.toContain('\n');
        expect(commentWith(line).length - VISIBLE.length).toBeLessThan(MAX_HIDDEN_CHARACTERS);
      }),
    );
  });

  test('says nothing about the API key', () => {
    expect(LINE).not.toContain(KEY.slice(4, 12));
    expect(LINE).not.toContain(Buffer.from(KEY).toString('base64').slice(0, 12));
  });
});

describe('a state counts for nothing', () => {
  test.each([
    ['in another repository', { ...SCOPE, repo: 'other' }],
    ['of another owner', { ...SCOPE, owner: 'other' }],
    ['on another pull request', { ...SCOPE, pullRequest: 8 }],
    ['in the comment of another gate', { ...SCOPE, key: 'videos' }],
  ])('%s', (_, scope) => {
    expect(parseState(commentWith(LINE), sealFor(KEY, scope))).toBeUndefined();
  });

  test('with another API key', () => {
    expect(parseState(commentWith(LINE), sealFor(`${KEY}x`, SCOPE))).toBeUndefined();
  });

  test.each([
    ['on another line', `${markerOf('')}\n${LINE}\n`],
    ['after the heading', `${commentWith(undefined)}${LINE}\n`],
    ['in the form of an older version', `${markerOf('')}\n<!-- babysea-budget-gate-state: {"cost":"26.000"} -->\nx`],
    ['where there is none', commentWith(undefined)],
    ['in an empty comment', ''],
  ])('%s', (_, body) => {
    expect(parseState(body, seal)).toBeUndefined();
  });

  test('once anything about it is changed', () => {
    const mutated = fc.oneof(
      fc
        .tuple(fc.nat(LINE.length), fc.nat(20), fc.oneof(hostileText, fc.string(), fc.stringMatching(/^[\d.]{1,5}$/)))
        .map(([at, gone, text]) => LINE.slice(0, at) + text + LINE.slice(at + gone)),
      states.map((state) => serializeState(state, () => LINE.slice(-26, -4), VISIBLE)),
      states.map((state) => serializeState(state, sealFor('', SCOPE), VISIBLE)),
    );
    fc.assert(
      fc.property(mutated, (line) => {
        // A line break at the end leaves the line itself as it was.
        fc.pre(stateLineOf(commentWith(line)) !== LINE);
        expect(parseState(commentWith(line), seal)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what the comments of a pull request remember', () => {
  test('is what the newest says, and when GitHub last saw that one change', () => {
    expect(recall([listed(kept)], seal, 7)).toMatchObject({
      record: record('20.5'),
      shown: { cost: usd('26'), commit: COMMIT, at: Date.parse('2026-05-04T11:00:00Z') },
      isUnverified: false,
    });
  });

  test('is nothing where there is no comment', () => {
    expect(recall([], seal, 7)).toMatchObject({ record: undefined, shown: undefined, isUnverified: false });
  });

  test('is not what a copy of an older one says that is posted again', () => {
    const older = {
      revision: 2,
      commit: OTHER_COMMIT,
      cost: usd('100'),
      monthly: undefined,
      label: undefined,
      gate: 'gate-number',
    };
    expect(recall([listed(kept), listed(older)], seal, 7)).toMatchObject({ shown: { cost: usd('26') } });
  });

  test('is the lower approval, where two runs at the same time differ', () => {
    const other = { ...kept, label: record({ nothing: 'unknown-cost' }) };
    for (const own of [
      [listed(kept), listed(other)],
      [listed(other), listed(kept)],
    ]) {
      expect(recall(own, seal, 7).record?.approves).toBe('unknown-cost');
    }
  });

  test('says nothing of a text that it was not written with: the line of an older comment under a newer text', () => {
    const swapped = commentWith(LINE).replace('$1.000', '$11.000');
    expect(parseState(swapped, seal)).toMatchObject({ isShown: false });
    expect(recall([{ body: swapped, updatedAt: '' }], seal, 8)).toMatchObject({ isUnverified: true });
  });

  test('stays where somebody else’s state is on top, which is not verified', () => {
    const invented = { body: commentWith(serializeState(kept, () => 'x'.repeat(22), VISIBLE)), updatedAt: '' };
    expect(recall([listed(kept), invented], seal, 7)).toMatchObject({ record: record('20.5'), isUnverified: true });
    expect(recall([invented], seal, 7)).toMatchObject({ record: undefined, isUnverified: true });
  });

  test('can be looked at without an API key', () => {
    expect(recall([listed(kept)], undefined, 7)).toMatchObject({ record: record('20.5'), isUnverified: false });
  });

  test('has a new revision only where something changes', () => {
    const { revision: _, ...same } = kept;
    expect(nextState(kept, same)).toEqual(kept);
    expect(nextState(kept, { ...same, commit: OTHER_COMMIT }).revision).toBe(4);
    expect(nextState(undefined, same).revision).toBe(1);
  });
});

describe('two comments say the same', () => {
  const redact = (text: string) => text;
  async function bodyOf(run: Partial<RunContext>, balance: number | object = 100, line = LINE): Promise<string> {
    const report = await reportOf({ plans: { 'plan.yml': 'generations: []' }, balance });
    const context = { ...RUN, ...run };
    return withHiddenLines(renderComment(report, context, ''), digestOfReport(report, context, redact), line);
  }

  test('where only the link to the run differs', async () => {
    const a = await bodyOf({ runUrl: 'https://github.com/seaside/shop/actions/runs/1' });
    const b = await bodyOf({ runUrl: 'https://github.com/seaside/shop/actions/runs/2' });
    expect(a).not.toBe(b);
    expect(hasSameContent(a, b)).toBe(true);
  });

  test('where only the id of a request differs', async () => {
    const a = await bodyOf({}, refused(500, { requestId: 'req_1' }));
    const b = await bodyOf({}, refused(500, { requestId: 'req_2' }));
    expect(a).not.toBe(b);
    expect(hasSameContent(a, b)).toBe(true);
  });

  test('where only the time of the report differs', async () => {
    const report = await reportOf({ plans: { 'plan.yml': 'generations: []' } });
    const later = { ...report, time: '2027-01-01T00:00:00.000Z' };
    expect(digestOfReport(later, RUN, redact)).toBe(digestOfReport(report, RUN, redact));
  });

  test('where GitHub gave one back with other line ends and no last one', async () => {
    const body = await bodyOf({});
    expect(hasSameContent(body.replaceAll('\n', '\r\n').trimEnd(), body)).toBe(true);
  });

  test('not where the commit, the region, the result or the state differs', async () => {
    const body = await bodyOf({});
    expect(hasSameContent(body, await bodyOf({ commit: 'f'.repeat(40) }))).toBe(false);
    expect(hasSameContent(body, await bodyOf({ api: 'eu' }))).toBe(false);
    expect(hasSameContent(body, await bodyOf({}, 99))).toBe(false);
    expect(hasSameContent(body, await bodyOf({}, 100, serializeState({ ...kept, revision: 4 }, seal, VISIBLE)))).toBe(
      false,
    );
  });

  test('not where somebody has edited one, nor where one has the form of an older version', async () => {
    const body = await bodyOf({});
    expect(hasSameContent(body.replace('<sub>', '<sub>hello '), body)).toBe(false);
    expect(hasSameContent(`${markerOf('')}\n### The plan costs $1.000.`, body)).toBe(false);
  });
});
