import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalFor, approvalText, type Remembered, uncountedText } from '../../../src/budget/approval.ts';
import { Usd } from '../../../src/shared/money.ts';
import { usd } from '../../support/money.ts';

const LABEL = 'budget-approved';
const event = { id: 7, by: 'mona', at: '2026-05-04T12:00:00Z' };

function remembered({ approved, shown }: { approved?: [event: number, cost: string]; shown?: string }): Remembered {
  return {
    approval: approved && { event: approved[0], cost: usd(approved[1]) },
    shownCost: shown === undefined ? undefined : usd(shown),
  };
}

/** What is approved, and whether it covers the cost now. */
function judged(before: Parameters<typeof remembered>[0], now: string): string {
  const { cost, covers } = approvalFor(event, LABEL, remembered(before), usd(now));
  return `${cost} ${covers ? 'covers' : 'does not cover'} ${now}`;
}

describe('an approval', () => {
  test('is for the cost that the label was first seen with', () => {
    expect(judged({}, '26')).toBe('26.000 covers 26');
  });

  test('stays at that cost for as long as the same label is on', () => {
    expect(judged({ approved: [7, '26'], shown: '26' }, '40')).toBe('26.000 does not cover 40');
    expect(judged({ approved: [7, '26'], shown: '40' }, '40')).toBe('26.000 does not cover 40');
    expect(judged({ approved: [7, '26'], shown: '40' }, '26.001')).toBe('26.000 does not cover 26.001');
    expect(judged({ approved: [7, '26'], shown: '40' }, '25')).toBe('26.000 covers 25');
  });

  test('of a label that is put on anew is for the cost now', () => {
    expect(judged({ approved: [6, '26'], shown: '40' }, '40')).toBe('40.000 covers 40');
  });

  test('is for the lower cost that the comment showed, where a dearer commit came right after the label', () => {
    expect(judged({ shown: '26' }, '40')).toBe('26.000 does not cover 40');
    expect(judged({ approved: [6, '10'], shown: '26' }, '40')).toBe('26.000 does not cover 40');
  });

  test('is for the cost now where the comment showed more', () => {
    expect(judged({ shown: '40' }, '26')).toBe('26.000 covers 26');
  });

  test('tells the next run what it approved, and when it does not cover that too', () => {
    expect(approvalFor(event, LABEL, remembered({}), usd('26')).record).toEqual({ event: 7, cost: usd('26') });
    const { record } = approvalFor(event, LABEL, remembered({ approved: [7, '26'] }), usd('40'));
    expect(String(record.cost)).toBe('26.000');
  });

  test('never covers more than was approved, whatever becomes of the cost while the label is on', () => {
    const cents = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(fc.option(cents), fc.array(cents, { minLength: 1 }), (shown, costs) => {
        let state: Remembered = { approval: undefined, shownCost: shown === null ? undefined : Usd.of(shown) };
        const ceiling = Math.min(shown ?? Number.POSITIVE_INFINITY, costs[0] ?? 0);
        for (const cost of costs) {
          const approval = approvalFor(event, LABEL, state, Usd.of(cost));
          expect(approval.covers).toBe(cost <= ceiling);
          state = { approval: approval.record, shownCost: Usd.of(cost) };
        }
      }),
    );
  });
});

describe('the words of an approval', () => {
  const text = (before: Parameters<typeof remembered>[0], now: string) =>
    approvalText(approvalFor(event, LABEL, remembered(before), usd(now)), usd(now));

  test('say who let what through, and when', () => {
    expect(String(text({}, '26'))).toBe(
      'Let through by `mona` with the label `budget-approved` on 2026-05-04, 12:00 UTC: approved for $26.000.',
    );
  });

  test('say what was approved and what it costs now, and how to approve that', () => {
    expect(String(text({ approved: [7, '26'] }, '40'))).toBe(
      'The label `budget-approved`, put on by `mona` on 2026-05-04, 12:00 UTC, does not let this through: approved for $26.000, now $40.000. Take the label off and put it on again to approve that.',
    );
  });

  test.each([
    ['bot', '`labeler[bot]` on 2026-05-04, 12:00 UTC, does not count: a bot cannot approve a cost.'],
    [
      'permission',
      '`labeler[bot]` on 2026-05-04, 12:00 UTC, does not count: that takes triage permission in the repository, or more.',
    ],
  ] as const)('say why a label does not count (%s)', (why, words) => {
    const uncounted = { event: { ...event, by: 'labeler[bot]' }, why };
    expect(String(uncountedText(LABEL, uncounted))).toBe(`The label \`budget-approved\`, put on by ${words}`);
  });

  test('say so where nobody knows who put the label on', () => {
    expect(String(uncountedText(LABEL, { event: undefined, why: 'unknown' }))).toBe(
      'The label `budget-approved` does not count: GitHub does not tell who put it on.',
    );
  });

  test('take names and times from outside as data', () => {
    const hostile = { id: 7, by: '@octocat <b>', at: 'yesterday' };
    const { parts } = approvalText(approvalFor(hostile, '*x*', remembered({}), usd('1')), usd('1'));
    const data = parts.filter(({ kind }) => kind === 'data').map(({ text }) => text);
    expect(data).toEqual(['@octocat <b>', '*x*', 'yesterday']);
  });
});
