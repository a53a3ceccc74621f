import { describe, expect, test } from 'vitest';
import { say } from '../../src/shared/message.ts';
import { refused } from '../support/answers.ts';
import { labelled, record } from '../support/labels.ts';
import { type Run, resultOf } from '../support/reports.ts';

/** 10 USD, of which 5 are allowed. */
const tooDear: Run = {
  plans: { 'plan.yml': { budget: { max_total: 5 }, generations: [{ id: 'hero', model: 'a/ten' }] } },
  prices: { 'a/ten': 10 },
  balance: 100,
};

async function outcome(run: Run) {
  const { report, record: kept, unapproved } = await resultOf(run);
  return {
    verdict: report.verdict,
    keeps: kept && `${kept.event}: ${kept.approves}`,
    unapproved: unapproved?.verdict,
    says: report.problems.filter(({ severity }) => severity === 'warning').map(({ message }) => String(message)),
  };
}

const UNKNOWN_COST = 'The label `budget-approved` was put on while the cost was unknown, so it approves nothing.';
const unpriced: Run = { ...tooDear, prices: { 'a/ten': refused(503) } };
const unread: Run = { ...tooDear, plans: { 'plan.yml': 'x: 1' } };

describe('an approval', () => {
  test('that is first seen lets the cost through, and is to be remembered before it counts', async () => {
    expect(await outcome({ ...tooDear, override: labelled() })).toEqual({
      verdict: 'warn',
      keeps: '7: 10.000',
      unapproved: 'fail',
      says: [],
    });
  });

  test('that is remembered counts on, with nothing to be done first', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ record: record('12') }) })).toEqual({
      verdict: 'warn',
      keeps: '7: 12.000',
      unapproved: undefined,
      says: [],
    });
  });

  test('of another time that the label was on does not count; this one does', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ record: record('8', 6) }) })).toMatchObject({
      verdict: 'warn',
      keeps: '7: 10.000',
      unapproved: 'fail',
    });
  });

  test('of a lower cost lets nothing through, and stays as it is', async () => {
    expect(await outcome({ ...tooDear, override: labelled({ record: record('8') }) })).toMatchObject({
      verdict: 'fail',
      keeps: '7: 8.000',
      unapproved: undefined,
    });
  });

  test('decides nothing where the label is off, or it cannot be told if it is on', async () => {
    const problems = [{ severity: 'warning' as const, message: say`The label cannot be read.` }];
    const override = labelled({ record: record('12') }, { event: undefined, diagnostics: problems });
    expect(await outcome({ ...tooDear, override })).toEqual({
      verdict: 'fail',
      keeps: undefined,
      unapproved: undefined,
      says: ['The label cannot be read.'],
    });
  });

  test('that is not needed is remembered all the same: it is of this cost', async () => {
    const run = { ...tooDear, plans: { 'plan.yml': 'generations: []' }, override: labelled() };
    expect(await outcome(run)).toMatchObject({ verdict: 'pass', keeps: '7: 0.000', unapproved: 'pass' });
  });

  test.each([
    ['price', unpriced],
    ['read', unread],
  ])('is kept over a run that could not %s the plan', async (_, run) => {
    expect(await outcome({ ...run, override: labelled({ record: record('12') }) })).toMatchObject({
      verdict: 'error',
      keeps: '7: 12.000',
      says: [],
    });
  });
});

describe('a label that is put on while the plan', () => {
  test.each([
    ['cannot be priced', unpriced],
    ['cannot be read', unread],
  ])('%s approves nothing, and the report says so', async (_, run) => {
    expect(await outcome({ ...run, override: labelled() })).toMatchObject({
      verdict: 'error',
      keeps: '7: unknown-cost',
      says: [UNKNOWN_COST],
    });
  });

  test('could not be priced lets no later commit through', async () => {
    const override = labelled({ record: record({ nothing: 'unknown-cost' }) });
    expect(await outcome({ ...tooDear, override })).toEqual({
      verdict: 'fail',
      keeps: '7: unknown-cost',
      unapproved: undefined,
      says: [UNKNOWN_COST],
    });
  });
});

test('without an override label nothing is to be remembered', async () => {
  expect(await outcome(tooDear)).toMatchObject({ verdict: 'fail', keeps: undefined, unapproved: undefined });
});
