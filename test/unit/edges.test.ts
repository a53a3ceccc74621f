import { describe, expect, test } from 'vitest';
import { fetchUsage } from '../../src/advice/usage.ts';
import { NO_BASE } from '../../src/baseline/match-plans.ts';
import { runGate } from '../../src/gate.ts';
import { parseHere } from '../../src/plan/parse-yaml.ts';
import { renderComment } from '../../src/report/comment.ts';
import { fakeBabySea, refused } from '../support/answers.ts';
import { usd } from '../support/money.ts';
import { mistakesOf } from '../support/plans.ts';
import { RUN, reportOf } from '../support/reports.ts';

const prices = { 'a/b': 0.5 };

describe('a pattern of models', () => {
  test.each(['veo-2', 'google'])('that no model can fit is a mistake: %s', (pattern) => {
    expect(mistakesOf({ budget: { denied_models: [pattern] }, generations: [] })).toEqual([
      expect.stringContaining('expected a model identifier in which * stands for any characters'),
    ]);
  });
});

describe('many patterns', () => {
  test('never make a comment that GitHub refuses', async () => {
    const allowed_models = Array.from({ length: 1_200 }, (_, index) => `lab/${'x'.repeat(60)}${index}`);
    const plan = { budget: { allowed_models }, generations: [{ model: 'a/b' }] };
    const report = await reportOf({ plans: { 'plan.yml': plan }, prices });
    expect(renderComment(report, RUN, '').length).toBeLessThan(5_000);
    expect(String(report.violations[0]?.message)).toContain('and 1,190 others');
  });
});

describe('a line that generates nothing', () => {
  test('breaks no limit on what one output costs', async () => {
    const { api } = fakeBabySea({ prices });
    const text = 'budget: {max_per_generation: 0.01}\ngenerations: [{model: a/b, count_from: empty.csv}]';
    const { report } = await runGate({
      plans: [{ file: 'plan.yml', text, root: '', countRecords: async () => ({ count: 0 }) }],
      parse: parseHere,
      diagnostics: [],
      base: () => Promise.resolve(NO_BASE),
      override: () => Promise.resolve(undefined),
      limits: { budget: undefined, reserve: usd('0'), lowBalance: usd('0'), warnOnly: false },
      api,
      region: 'us',
      concurrency: 8,
      alternatives: true,
      providerHealth: false,
      usageDays: 0,
      now: new Date(0),
    });
    expect(report).toMatchObject({ verdict: 'pass', violations: [] });
  });
});

describe('the model library alone refused', () => {
  test('is told, since the plan was not checked', async () => {
    const { api } = fakeBabySea({ prices });
    const library = { models: () => Promise.reject(refused(403, { code: 'BSE1003' })) };
    const { report } = await runGate({
      plans: [
        { file: 'plan.yml', text: 'generations: [{model: a/b}]', root: '', countRecords: async () => ({ count: 0 }) },
      ],
      parse: parseHere,
      diagnostics: [],
      base: () => Promise.resolve(NO_BASE),
      override: () => Promise.resolve(undefined),
      limits: { budget: undefined, reserve: usd('0'), lowBalance: usd('0'), warnOnly: false },
      api: { ...api, library },
      region: 'us',
      concurrency: 8,
      alternatives: true,
      providerHealth: false,
      usageDays: 0,
      now: new Date(0),
    });
    expect(report.verdict).toBe('pass');
    expect(report.problems.map(({ message }) => String(message))).toEqual([
      expect.stringContaining('The plan was not checked against the model library'),
    ]);
  });
});

describe('an absurd answer on usage', () => {
  test.each([
    ['an endless number of days', { usage_period_days: Number.POSITIVE_INFINITY }],
    ['a hostile code', { usage_endpoints: [{ error_codes: { '<img src=x> @octocat\n\n# Heading': -1 } }] }],
  ])('is named and skipped, in our words alone: %s', async (_, fields) => {
    const data = { usage_total_requests: 1, usage_total_estimated_cost: 1, ...fields };
    const { api } = fakeBabySea({ prices });
    const { usage, skipped } = await fetchUsage({ ...api, usage: async () => ({ data }) }, 7, 'us');
    expect(usage).toBeUndefined();
    expect(skipped).toHaveLength(1);
    for (const { kind, text } of skipped[0]?.parts ?? []) {
      if (kind === 'prose') expect(text).not.toMatch(/[<@#\n]/);
    }
  });
});
