import { describe, expect, test } from 'vitest';
import type { Alternative } from '../../../src/advice/alternatives.ts';
import type { LimitGroup } from '../../../src/budget/limits-by-line.ts';
import { checkPlanRules } from '../../../src/budget/plan-rules.ts';
import type { Budget } from '../../../src/plan/schema.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';

/** Two lines of 2 USD an output: 10 of `hero`, and one of `extra`. */
const lines = planOf({
  generations: [
    { id: 'extra', model: 'a/other' },
    { id: 'hero', model: 'a/dear', count: 10 },
  ],
}).lines.map((line) => ({ line, unitCost: usd('2'), cost: usd('2').times(line.count), runsPerMonth: 4 }));

function group(budget: Budget): LimitGroup {
  return {
    file: 'plan.yml',
    budget,
    baseRunsPerMonth: undefined,
    lines,
    cost: usd('22'),
    generationCount: 11,
    baseline: { kind: 'none' },
    files: ['plan.yml'],
  };
}

/** `a/cheap`, which costs 0.5 USD, in the place of the model of `hero`. */
function cheap(more: Partial<Alternative> = {}): Alternative {
  return { plan: 'plan.yml', line: 'hero', model: 'a/cheap', unitCost: usd('0.5'), saving: usd('15'), ...more };
}

function helpFor(budget: Budget, ...alternatives: readonly Alternative[]): string[] {
  return checkPlanRules(group(budget), alternatives).map(({ help }) => String(help));
}

describe('a cheaper model is named for', () => {
  test('the dearest line where the total is too high', () => {
    expect(helpFor({ max_total: usd('7') }, cheap())).toEqual([
      'The least: remove 8 of `hero`, or use `a/cheap` for it, or have `max_total` raised.',
    ]);
  });

  test('the dearest line where the month is too dear and it saves enough in all its runs', () => {
    expect(helpFor({ max_monthly: usd('28') }, cheap())).toEqual([
      'The least: remove 8 of `hero`, or use `a/cheap` for it, run it less often, or have `max_monthly` raised.',
    ]);
    expect(helpFor({ max_monthly: usd('27') }, cheap())).toEqual([
      'The least: remove 8 of `hero`, run it less often, or have `max_monthly` raised.',
    ]);
  });

  test('a line whose outputs are too dear, where its own are not', () => {
    const raise = 'or have `max_per_generation` raised.';
    const dearest = { ...cheap(), line: 'extra' };
    expect(helpFor({ max_per_generation: usd('1') }, dearest)).toEqual([`Use \`a/cheap\` there ($0.500), ${raise}`]);
    expect(helpFor({ max_per_generation: usd('0.5') }, dearest)).toEqual([`Use \`a/cheap\` there ($0.500), ${raise}`]);
    expect(helpFor({ max_per_generation: usd('0.499') }, dearest)).toEqual([
      `Use a cheaper model or setting there, ${raise}`,
    ]);
  });

  test('a line whose model is not allowed, where it is allowed itself', () => {
    expect(helpFor({ allowed_models: ['a/other', 'a/cheap'] }, cheap())).toEqual([
      'Use `a/cheap` for `hero`, for example, or have `allowed_models` extended.',
    ]);
    expect(helpFor({ allowed_models: ['a/other'] }, cheap())).toEqual([
      'Use one of those, or have `allowed_models` extended.',
    ]);
  });

  test('a line whose model is denied, where it is not denied too', () => {
    expect(helpFor({ denied_models: ['a/dear'] }, cheap())).toEqual([
      'Use `a/cheap` for `hero`, for example, or have `denied_models` changed.',
    ]);
    expect(helpFor({ denied_models: ['*ea*'] }, cheap())).toEqual([
      'Use another model, or have `denied_models` changed.',
    ]);
  });

  test('no line that may stay as it is', () => {
    expect(helpFor({ denied_models: ['a/dear'] }, cheap({ line: 'extra' }))).toEqual([
      'Use another model, or have `denied_models` changed.',
    ]);
  });

  test('no line of the same id in another plan', () => {
    const elsewhere = cheap({ plan: 'other.yml' });
    expect(helpFor({ max_total: usd('7') }, elsewhere)).toEqual([
      'The least: remove 8 of `hero`, or have `max_total` raised.',
    ]);
    expect(helpFor({ denied_models: ['a/dear'] }, elsewhere)).toEqual([
      'Use another model, or have `denied_models` changed.',
    ]);
  });

  test('no other line of the same plan', () => {
    expect(helpFor({ max_total: usd('7') }, cheap({ line: 'extra' }))).toEqual([
      'The least: remove 8 of `hero`, or have `max_total` raised.',
    ]);
  });
});
