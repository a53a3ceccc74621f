import { describe, expect, test } from 'vitest';
import type { Override } from '../../src/budget/approval.ts';
import { say } from '../../src/shared/message.ts';
import type { Usd } from '../../src/shared/money.ts';
import { refused } from '../support/answers.ts';
import { usd } from '../support/money.ts';
import { type Run, resultOf } from '../support/reports.ts';

/** 10 USD, of which 5 are allowed. */
const tooDear: Run = {
  plans: { 'plan.yml': { budget: { max_total: 5 }, generations: [{ id: 'hero', model: 'a/ten' }] } },
  prices: { 'a/ten': 10 },
  balance: 100,
};
const event = { id: 7, by: 'mona', at: '2026-05-04T12:00:00Z' };

interface Known {
  /** The cost that the comment showed. */
  readonly shown?: string;
  /** What it keeps of an approval: the event, and the cost. */
  readonly approved?: readonly [event: number, cost: string];
}

/** A label that is on the pull request, and what the comment that stands keeps. */
function labelled({ shown, approved }: Known, more: Partial<Override> = {}): Override {
  return {
    label: 'budget-approved',
    event,
    remembered: {
      approval: approved && { event: approved[0], cost: usd(approved[1]) },
      shownCost: shown === undefined ? undefined : usd(shown),
    },
    isUnknown: false,
    problems: [],
    ...more,
  };
}

async function outcome(run: Run) {
  const { report, remembered, unapproved } = await resultOf(run);
  const shown = (amount: Usd | undefined) => (amount === undefined ? 'nothing' : String(amount));
  const { approval, shownCost } = remembered ?? {};
  return {
    verdict: report.verdict,
    keeps: remembered && `${approval ? `${approval.event}: ${approval.cost}` : 'no approval'}, ${shown(shownCost)}`,
    unapproved: unapproved?.verdict,
  };
}

describe('an approval', () => {
  test('that is first seen lets the cost through, and is to be remembered before it counts', async () => {
    expect(await outcome({ ...tooDear, override: labelled({}) })).toEqual({
      verdict: 'warn',
      keeps: '7: 10.000, 10.000',
      unapproved: 'fail',
    });
  });

  test('that is remembered counts on, with nothing to be done first', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ approved: [7, '12'], shown: '12' }) })).toEqual({
      verdict: 'warn',
      keeps: '7: 12.000, 10.000',
      unapproved: undefined,
    });
  });

  test('of another time that the label was on does not count; this one does', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ approved: [6, '8'], shown: '10' }) })).toEqual({
      verdict: 'warn',
      keeps: '7: 10.000, 10.000',
      unapproved: 'fail',
    });
  });

  test('of a lower cost lets nothing through, and stays as it is', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ approved: [7, '8'], shown: '8' }) })).toEqual({
      verdict: 'fail',
      keeps: '7: 8.000, 10.000',
      unapproved: undefined,
    });
  });

  test('that is first seen with a dearer commit is for what the comment showed', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ shown: '8' }) })).toEqual({
      verdict: 'fail',
      keeps: '7: 8.000, 10.000',
      unapproved: undefined,
    });
  });

  test('is forgotten once the label is off', async () => {
    const override = labelled({ approved: [7, '12'], shown: '12' }, { event: undefined });
    expect(await outcome({ ...tooDear, override })).toEqual({
      verdict: 'fail',
      keeps: 'no approval, 10.000',
      unapproved: undefined,
    });
  });

  test('is kept, and does not count, where it cannot be told if the label is on', async () => {
    const problems = [{ severity: 'warning' as const, message: say`The label cannot be read.` }];
    const override = labelled({ approved: [7, '12'], shown: '12' }, { event: undefined, isUnknown: true, problems });
    expect(await outcome({ ...tooDear, override })).toEqual({
      verdict: 'fail',
      keeps: '7: 12.000, 10.000',
      unapproved: undefined,
    });
    const { report } = await resultOf({ ...tooDear, override });
    expect(report.problems.map(({ message }) => String(message))).toEqual(['The label cannot be read.']);
  });

  test('is kept over a run that could not price the plan', async () => {
    const override = labelled({ approved: [7, '12'], shown: '12' });
    expect(await outcome({ ...tooDear, prices: { 'a/ten': refused(503) }, override })).toEqual({
      verdict: 'error',
      keeps: '7: 12.000, 12.000',
      unapproved: undefined,
    });
  });

  test('is kept over a run that could not read the plan', async () => {
    const override = labelled({ approved: [7, '12'], shown: '12' });
    expect(await outcome({ ...tooDear, plans: { 'plan.yml': 'x: 1' }, override })).toEqual({
      verdict: 'error',
      keeps: '7: 12.000, 12.000',
      unapproved: undefined,
    });
  });

  test('that is not needed is remembered all the same: it is of this cost', async () => {
    expect(await outcome({ ...tooDear, plans: { 'plan.yml': 'generations: []' }, override: labelled({}) })).toEqual({
      verdict: 'pass',
      keeps: '7: 0.000, 0.000',
      unapproved: 'pass',
    });
  });
});

describe('without an override label', () => {
  test('nothing is to be remembered', async () => {
    expect(await outcome(tooDear)).toEqual({ verdict: 'fail', keeps: undefined, unapproved: undefined });
  });
});
