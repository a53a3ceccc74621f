import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { stepOutputs } from '../../../src/report/outputs.ts';
import { prose } from '../../../src/shared/message.ts';
import { refused, refusedKey } from '../../support/answers.ts';
import { sideOf } from '../../support/bases.ts';
import { labelled } from '../../support/labels.ts';
import { type Run, reportOf } from '../../support/reports.ts';

const prices = { 'bfl/flux-1.1-pro': 0.052 };
const catalogue = { generations: [{ id: 'catalogue', model: 'bfl/flux-1.1-pro', count: 500 }] };
const short: Run = { plans: { 'plan.yml': catalogue }, prices, balance: 12.48 };

const UNREADABLE = { severity: 'error' as const, message: prose('The limits of `main` could not be read.') };

describe('the outputs', () => {
  test('of a run that the balance cannot cover', async () => {
    expect(stepOutputs(await reportOf(short))).toEqual({
      verdict: 'fail',
      'total-cost': '26.000',
      'baseline-cost': '',
      'cost-change': '',
      balance: '12.480',
      'remaining-balance': '-13.520',
      shortfall: '13.520',
      'generation-count': '500',
      violations: '["balance"]',
    });
  });

  test('of a run that passes', async () => {
    expect(stepOutputs(await reportOf({ ...short, balance: 26 }))).toEqual({
      verdict: 'pass',
      'total-cost': '26.000',
      'baseline-cost': '',
      'cost-change': '',
      balance: '26.000',
      'remaining-balance': '0.000',
      shortfall: '0.000',
      'generation-count': '500',
      violations: '[]',
    });
  });

  test('are empty where a price could not be had, but for what is known', async () => {
    expect(stepOutputs(await reportOf({ ...short, prices: {} }))).toEqual({
      verdict: 'error',
      'total-cost': '',
      'baseline-cost': '',
      'cost-change': '',
      balance: '12.480',
      'remaining-balance': '',
      shortfall: '',
      'generation-count': '500',
      violations: '[]',
    });
  });

  test('have every figure that is known, though something else is wrong', async () => {
    const diagnostics = [{ severity: 'error' as const, message: prose('The limits are unknown.') }];
    const costs = await sideOf({ 'plan.yml': { generations: [] } });
    const base = { limits: undefined, costs, diagnostics };
    expect(stepOutputs(await reportOf({ ...short, base }))).toMatchObject({
      verdict: 'error',
      'total-cost': '26.000',
      'baseline-cost': '0.000',
      'cost-change': '26.000',
      'remaining-balance': '-13.520',
      shortfall: '13.520',
    });
  });

  test('have the cost, though the balance is unknown', async () => {
    expect(stepOutputs(await reportOf({ ...short, balance: refused(500), creditBalance: null }))).toMatchObject({
      verdict: 'error',
      'total-cost': '26.000',
      balance: '',
      'remaining-balance': '',
      shortfall: '',
    });
  });

  test('are empty where a plan could not be read', async () => {
    expect(stepOutputs(await reportOf({ ...short, plans: { ...short.plans, 'broken.yml': 'x: 1' } }))).toEqual({
      verdict: 'error',
      'total-cost': '',
      'baseline-cost': '',
      'cost-change': '',
      balance: '',
      'remaining-balance': '',
      shortfall: '',
      'generation-count': '',
      violations: '[]',
    });
  });

  test('count the reserve into the shortfall and not into what is left', async () => {
    expect(stepOutputs(await reportOf({ ...short, balance: 30, reserve: '10' }))).toMatchObject({
      'remaining-balance': '4.000',
      shortfall: '6.000',
    });
  });

  test('name each rule once, in the order of the table, warnings too', async () => {
    const plan = { ...catalogue, budget: { max_total: 1, warn_at: 1 } };
    const report = await reportOf({ ...short, plans: { 'a.yml': plan, 'b.yml': plan }, budget: '1', lowBalance: '20' });
    expect(stepOutputs(report).violations).toBe('["balance","budget","max_total","warn_at","low_balance"]');
  });

  test('have as many digits as the price has', async () => {
    const report = await reportOf({ ...short, prices: { 'bfl/flux-1.1-pro': 0.0000052 } });
    expect(stepOutputs(report)['total-cost']).toBe('0.0026');
  });
});

describe('the headline', () => {
  test.each<[string, Partial<Run>, string]>([
    ['pass', { balance: 30 }, 'Pass: $26.000 planned, $30.000 available'],
    ['warn', { balance: 30, lowBalance: '40' }, 'Warning: $26.000 planned, $30.000 available; violates `low_balance`'],
    ['balance', {}, 'Over the balance: $26.000 planned, $12.480 available, $13.520 missing'],
    [
      'balance with a reserve',
      { reserve: '2' },
      'Over the balance: $26.000 planned, $12.480 available, $2.000 reserved, $15.520 missing',
    ],
    ['budget', { balance: 30, budget: '20' }, 'Over the budget: $26.000 planned, $20.000 allowed, $6.000 too much'],
    [
      'both',
      { budget: '20' },
      'Over the balance: $26.000 planned, $12.480 available, $13.520 missing; also violates `budget`',
    ],
    [
      'max_total and max_generations',
      { balance: 30, plans: { 'plan.yml': { ...catalogue, budget: { max_total: 20, max_generations: 499 } } } },
      'Over `max_total`: $26.000 planned, $20.000 allowed, $6.000 too much; also violates `max_generations`',
    ],
    ['error', { prices: {} }, 'Error: the cost is unknown (1 error)'],
    [
      'error with a known cost',
      { balance: refused(500), creditBalance: null },
      'Error: the balance is unknown; $26.000 planned (1 error)',
    ],
    [
      'error since the limits are unknown',
      { base: { limits: undefined, areLimitsUnknown: true, costs: undefined, diagnostics: [UNREADABLE] } },
      'Error: the limits could not be read; $26.000 planned (1 error)',
    ],
  ])('of %s', async (_, run, headline) => {
    expect(String((await reportOf({ ...short, ...run })).headline)).toBe(headline);
  });
});

describe('the report as JSON', () => {
  test('has money as exact text and sentences as text', async () => {
    const report: unknown = JSON.parse(JSON.stringify(await reportOf(short)));
    expect(report).toEqual({
      schema_version: 1,
      verdict: 'fail',
      time: '2026-05-04T12:00:00.000Z',
      headline: 'Over the balance: $26.000 planned, $12.480 available, $13.520 missing',
      files: ['plan.yml'],
      total_cost: '26.000',
      baseline: null,
      baseline_cost: null,
      cost_change: null,
      monthly_cost: null,
      generation_count: 500,
      balance: '12.480',
      balance_source: 'billing',
      remaining_balance: '-13.520',
      reserve: '0.000',
      shortfall: '13.520',
      budget: null,
      violations: [
        {
          rule: 'balance',
          plan: null,
          severity: 'fail',
          unit: 'usd',
          limit: '12.480',
          actual: '26.000',
          over_by: '13.520',
          message: 'The plan costs $26.000, and the balance is $12.480: $13.520 is missing.',
          help: 'Buy 2 credit packs of $10.000 ($20.000 in all), the cheapest way to cover it (only the account’s primary owner can, with a paid subscription), or remove 260 generations of `catalogue`.',
        },
      ],
      approval: null,
      proposals: [],
      problems: [],
      plans: [
        {
          file: 'plan.yml',
          name: null,
          cost: '26.000',
          generation_count: 500,
          runs_per_month: null,
          monthly_cost: null,
          is_new: null,
          baseline_cost: null,
          cost_change: null,
          lines: [
            {
              id: 'catalogue',
              model: 'bfl/flux-1.1-pro',
              duration: null,
              resolution: null,
              audio: null,
              count: 500,
              count_from: null,
              outputs: 1,
              unit_cost: '0.052',
              cost: '26.000',
              change: null,
            },
          ],
          removed_lines: [],
        },
      ],
      deleted_plans: [],
      advice: { packs: [{ usd: 10, count: 2 }], alternatives: [], providers: null, subscription: null, usage: null },
    });
  });

  const schema: unknown = JSON.parse(
    readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'),
  );

  test.each<[string, Partial<Run>]>([
    ['pass', { balance: 30 }],
    ['fail', { budget: '1', lowBalance: '20' }],
    ['a refused key', { prices: { 'bfl/flux-1.1-pro': refusedKey() }, balance: refusedKey() }],
    ['a broken plan', { plans: { 'plan.yml': 'generations: [{modle: a/b}]' } }],
    ['no lines', { plans: { 'plan.yml': 'generations: []' } }],
    [
      'a comparison with a change, a line that is gone, a plan that is gone and limits that change',
      {
        before: {
          'plan.yml': {
            budget: { max_total: 1, max_increase: '20%' },
            generations: [{ id: 'catalogue', model: 'bfl/flux-1.1-pro' }, { model: 'bfl/flux-1.1-pro' }],
          },
          'gone.yml': { generations: [{ id: 'other', model: 'bfl/flux-1.1-pro' }] },
        },
      },
    ],
    [
      'an approval',
      {
        override: labelled(),
      },
    ],
  ])('fits the published schema: %s', async (_, run) => {
    if (typeof schema !== 'object' || schema === null) throw new Error('no schema');
    const validate = new Ajv({ strict: false }).compile(schema);
    validate(JSON.parse(JSON.stringify(await reportOf({ ...short, ...run }))));
    expect(validate.errors).toBeNull();
  });

  test('is the same for the same plan and the same answers', async () => {
    expect(JSON.stringify(await reportOf(short))).toBe(JSON.stringify(await reportOf(short)));
  });
});
