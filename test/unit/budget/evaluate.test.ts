import { describe, expect, test } from 'vitest';
import type { Override } from '../../../src/budget/approval.ts';
import { evaluate, type Facts } from '../../../src/budget/evaluate.ts';
import { failsStep } from '../../../src/budget/rules.ts';
import { pricePlan } from '../../../src/pricing/price-plan.ts';
import { prose } from '../../../src/shared/message.ts';
import { labelled, record } from '../../support/labels.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';

/** A plan that costs this much; without an amount, its price is unknown. */
function planThatCosts(amount?: string) {
  const plan = pricePlan(planOf({ generations: [{ id: 'x', model: 'a/b' }] }), new Map());
  return { ...plan, cost: amount === undefined ? undefined : usd(amount) };
}

/** 26 USD are planned, 100 are there, and nothing limits them. */
function factsWith(more: Partial<Facts> = {}): Facts {
  return {
    plans: [planThatCosts('26')],
    files: ['plan.yml'],
    hasAllPlans: true,
    limits: { budget: undefined, reserve: usd('0'), lowBalance: usd('0'), warnOnly: false },
    groups: [],
    balance: usd('100'),
    override: undefined,
    diagnostics: [],
    ...more,
  };
}

const limits = factsWith().limits;
const overBudget = { limits: { ...limits, budget: usd('20') } };
const lowBalance = { limits: { ...limits, lowBalance: usd('101') } };

function diagnostic(severity: 'error' | 'warning' | 'notice') {
  return { severity, message: prose('m') };
}

/** A label that approves this cost, put on by a person whose labels count. */
function approvedFor(cost: string): Override {
  return labelled({ record: record(cost) });
}

describe('the verdict', () => {
  test.each<[string, Partial<Facts>, string]>([
    ['nothing is wrong', {}, 'pass'],
    ['nothing is planned', { plans: [] }, 'pass'],
    ['a rule warns', lowBalance, 'warn'],
    ['a rule of the budget fails', overBudget, 'fail'],
    ['budgets only warn', { limits: { ...overBudget.limits, warnOnly: true } }, 'warn'],
    ['the cost is approved', { ...overBudget, override: approvedFor('26') }, 'warn'],
    ['a lower cost is approved', { ...overBudget, override: approvedFor('25.999') }, 'fail'],
    ['the balance does not suffice, approved or not', { balance: usd('1'), override: approvedFor('26') }, 'fail'],
    ['a diagnostic is no error', { diagnostics: [diagnostic('warning'), diagnostic('notice')] }, 'pass'],
    ['there is an error', { diagnostics: [diagnostic('error')] }, 'error'],
    ['there is an error beside a rule that fails', { ...overBudget, diagnostics: [diagnostic('error')] }, 'error'],
    ['a price is unknown', { plans: [planThatCosts('26'), planThatCosts()] }, 'error'],
    ['a plan could not be read', { hasAllPlans: false }, 'error'],
    ['the balance is unknown', { balance: undefined }, 'error'],
  ])('where %s', (_, facts, verdict) => {
    expect(evaluate(factsWith(facts)).verdict).toBe(verdict);
  });

  test('fails the step on `fail` and `error` only', () => {
    expect((['pass', 'warn', 'fail', 'error'] as const).map(failsStep)).toEqual([false, false, true, true]);
  });
});

describe('the amounts', () => {
  function amounts(facts: Partial<Facts>): string[] {
    const { cost, shortfall } = evaluate(factsWith(facts));
    return [cost, shortfall].map((amount) => amount?.toString() ?? 'unknown');
  }

  test.each<[string, Partial<Facts>, string[]]>([
    ['known', { balance: usd('20') }, ['26.000', '6.000']],
    ['known where something else is wrong', { diagnostics: [diagnostic('error')] }, ['26.000', '0.000']],
    ['unknown without the balance, except for the cost', { balance: undefined }, ['26.000', 'unknown']],
    ['unknown without a price', { plans: [planThatCosts('26'), planThatCosts()] }, ['unknown', 'unknown']],
    ['unknown without a plan', { hasAllPlans: false }, ['unknown', 'unknown']],
  ])('are %s', (_, facts, known) => {
    expect(amounts(facts)).toEqual(known);
  });
});

test('without a known cost, no approval counts', () => {
  expect(evaluate(factsWith({ plans: [planThatCosts()], override: approvedFor('26') })).approval).toBeUndefined();
});

test('what is wrong with the label is told with the rest', () => {
  const override = { ...approvedFor('26'), event: undefined, diagnostics: [diagnostic('warning')] };
  const { diagnostics } = evaluate(factsWith({ diagnostics: [diagnostic('notice')], override }));
  expect(diagnostics.map(({ severity }) => severity)).toEqual(['notice', 'warning']);
});
