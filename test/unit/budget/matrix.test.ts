import { describe, expect, test } from 'vitest';
import type { Override } from '../../../src/budget/approval.ts';
import { RULE_KINDS, RULES, type Rule } from '../../../src/budget/rules.ts';
import { refused } from '../../support/answers.ts';
import { sideOf } from '../../support/bases.ts';
import { COMMIT, labelled, record, shown } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';
import { type Run, reportOf } from '../../support/reports.ts';

/** A plan of 10 outputs of 1 USD that stood at 8 on the base branch, and runs four times a month. */
function run(budget: object, more: Partial<Run> = {}): Run {
  const plan = (count: number, limits: object) => ({
    budget: limits,
    runs_per_month: 4,
    generations: [{ id: 'hero', model: 'a/one', count }],
  });
  return {
    before: { 'plan.yml': plan(8, budget) },
    plans: { 'plan.yml': plan(10, budget) },
    prices: { 'a/one': 1 },
    balance: 1_000,
    ...more,
  };
}

/** Runs that differ in one rule only: it holds, is just met, and does not hold. */
interface Cases {
  readonly holds: Run;
  readonly onTheLimit: Run;
  readonly isViolated: Run;
}

const cases: Readonly<
  Record<Exclude<Rule, 'max_increase'> | 'max_increase in percent' | 'max_increase in USD', Cases>
> = {
  balance: {
    holds: run({}, { balance: 11, reserve: '0.5' }),
    onTheLimit: run({}, { balance: 11, reserve: '1' }),
    isViolated: run({}, { balance: 11, reserve: '1.001' }),
  },
  budget: {
    holds: run({}, { budget: '11' }),
    onTheLimit: run({}, { budget: '10' }),
    isViolated: run({}, { budget: '9.999' }),
  },
  max_total: {
    holds: run({ max_total: 11 }),
    onTheLimit: run({ max_total: 10 }),
    isViolated: run({ max_total: 9.999 }),
  },
  max_per_generation: {
    holds: run({ max_per_generation: 1.5 }),
    onTheLimit: run({ max_per_generation: 1 }),
    isViolated: run({ max_per_generation: 0.999 }),
  },
  'max_increase in percent': {
    holds: run({ max_increase: '30%' }),
    onTheLimit: run({ max_increase: '25%' }),
    isViolated: run({ max_increase: '24.999%' }),
  },
  'max_increase in USD': {
    holds: run({ max_increase: 3 }),
    onTheLimit: run({ max_increase: 2 }),
    isViolated: run({ max_increase: 1.999 }),
  },
  max_generations: {
    holds: run({ max_generations: 11 }),
    onTheLimit: run({ max_generations: 10 }),
    isViolated: run({ max_generations: 9 }),
  },
  max_monthly: {
    holds: run({ max_monthly: 41 }),
    onTheLimit: run({ max_monthly: 40 }),
    isViolated: run({ max_monthly: 39.999 }),
  },
  allowed_models: {
    holds: run({ allowed_models: ['a/*', 'b/*'] }),
    onTheLimit: run({ allowed_models: ['a/one'] }),
    isViolated: run({ allowed_models: ['a/on'] }),
  },
  denied_models: {
    holds: run({ denied_models: ['b/*'] }),
    onTheLimit: run({ denied_models: ['a/on'] }),
    isViolated: run({ denied_models: ['a/one'] }),
  },
  warn_at: {
    holds: run({ warn_at: 11 }),
    onTheLimit: run({ warn_at: '99.999%', max_total: 10.0002 }),
    // Reaching it is enough.
    isViolated: run({ warn_at: '80%', max_total: 12.5 }),
  },
  low_balance: {
    holds: run({}, { lowBalance: '999' }),
    onTheLimit: run({}, { lowBalance: '1000' }),
    isViolated: run({}, { lowBalance: '1000.001' }),
  },
};

/** A label that a person put on when the plans cost this much. */
function approvedFor(cost: string): Override {
  const monthly = usd(cost).times(4);
  return labelled({ record: { ...record(cost), monthly }, shown: shown(cost, { monthly, commit: COMMIT }) });
}

async function verdictOf(given: Run): Promise<string> {
  const { verdict, violations } = await reportOf(given);
  return [verdict, ...violations.map(({ rule, severity }) => `${rule} ${severity}`)].join(', ');
}

describe.each(Object.entries(cases))('%s', (name, { holds, onTheLimit, isViolated }) => {
  const rule = RULES.find((known) => known === name.split(' ')[0]);
  if (rule === undefined) throw new Error(`${name} is no rule`);
  const kind = RULE_KINDS[rule];
  const fails = `fail, ${rule} fail`;
  const warns = `warn, ${rule} warn`;

  test('holds', async () => {
    expect(await verdictOf(holds)).toBe('pass');
  });

  test('holds where its limit is just met', async () => {
    expect(await verdictOf(onTheLimit)).toBe('pass');
  });

  test('does not hold', async () => {
    expect(await verdictOf(isViolated)).toBe(kind === 'warning' ? warns : fails);
  });

  test('says nothing where it is not set', async () => {
    expect(await verdictOf(run({}))).toBe('pass');
  });

  test('warns where budgets only warn, unless it is the balance', async () => {
    expect(await verdictOf({ ...isViolated, warnOnly: true })).toBe(kind === 'always' ? fails : warns);
  });

  test('warns where an approval covers the cost, unless it is the balance', async () => {
    expect(await verdictOf({ ...isViolated, override: approvedFor('10') })).toBe(kind === 'always' ? fails : warns);
  });

  test('is not let through by an approval of a lower cost', async () => {
    expect(await verdictOf({ ...isViolated, override: approvedFor('9.999') })).toBe(kind === 'warning' ? warns : fails);
  });

  test('is judged in no way that would let an error through, approval or not', async () => {
    const { verdict } = await reportOf({
      ...isViolated,
      prices: { 'a/one': refused(503) },
      override: approvedFor('10'),
    });
    expect(verdict).toBe('error');
  });
});

describe('max_increase', () => {
  const plans = (count: number, max_increase: string | number, before: object): Run => ({
    ...run({}),
    before: { 'plan.yml': before },
    plans: { 'plan.yml': { budget: { max_increase }, generations: [{ id: 'hero', model: 'a/one', count }] } },
  });

  test('of a plan that is new counts its whole cost, where it is an amount', async () => {
    expect(await verdictOf({ ...plans(10, 9.999, {}), before: {} })).toBe('fail, max_increase fail');
    expect(await verdictOf({ ...plans(10, 10, {}), before: {} })).toBe('pass');
  });

  test('of a plan that is new says nothing, where it is a percentage', async () => {
    expect(await verdictOf({ ...plans(10, '0%', {}), before: {} })).toBe('pass');
  });

  test('from a baseline of zero says something only where it is an amount', async () => {
    expect(await verdictOf(plans(10, 9.999, { generations: [] }))).toBe('fail, max_increase fail');
    expect(await verdictOf(plans(10, '0%', { generations: [] }))).toBe('pass');
  });

  test('says nothing of a plan that costs less', async () => {
    expect(await verdictOf(plans(1, '0%', { generations: [{ id: 'hero', model: 'a/one', count: 10 }] }))).toBe('pass');
  });

  test('says nothing where costs are compared with nothing', async () => {
    const { before: _, ...alone } = plans(10, 0, {});
    expect(await verdictOf(alone)).toBe('pass');
  });

  test('judges costs that are compared where no base branch sets limits, as on a push', async () => {
    const { before = {}, ...pushed } = plans(10, 2, { generations: [{ id: 'hero', model: 'a/one', count: 8 }] });
    const base = { limits: undefined, costs: await sideOf(before), diagnostics: [] };
    expect(await verdictOf({ ...pushed, base })).toBe('pass');
    const { before: __, ...dearer } = plans(11, 2, {});
    expect(await verdictOf({ ...dearer, base })).toBe('fail, max_increase fail');
  });

  test('of a plan that is new tells that all of it is an increase', async () => {
    const { violations } = await reportOf({ ...plans(10, 9.999, {}), before: {} });
    expect(violations.map(({ message }) => String(message))).toEqual([
      '`plan.yml` costs $10.000, $10.000 more than without it, since the plan is new, and its `max_increase` is $9.999.',
    ]);
  });

  test('tells both amounts, the limit and the least that meets it', async () => {
    const { violations } = await reportOf(cases['max_increase in percent'].isViolated);
    expect(violations.map(({ message, help, limit, actual }) => [`${message} ${help}`, limit, actual])).toEqual([
      [
        '`plan.yml` costs $10.000, $2.000 (25.0%) more than on `main`, and its `max_increase` is 24.999% ($1.99992). Remove 1 generation of `hero`, or have `max_increase` raised to $2.000.',
        '1.99992',
        '2.000',
      ],
    ]);
  });
});
