import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/report/schema.ts';
import { reportOf } from '../../support/reports.ts';

const prices = { 'a/b': 1 };
const HEAD = {
  budget: { max_total: 1_000, max_generations: 1_000 },
  generations: [{ id: 'x', model: 'a/b', count: 50 }],
};

async function judged(base: string): Promise<Report> {
  return reportOf({ before: { 'plan.yml': base }, plans: { 'plan.yml': HEAD }, prices });
}

function rules({ violations }: Report): string[] {
  return violations.map(({ rule, limit }) => `${rule} ${limit}`);
}

function warnings({ problems }: Report): string[] {
  return problems.filter(({ severity }) => severity === 'warning').map(({ message }) => String(message));
}

describe('a plan that is broken on the base branch', () => {
  test('in its lines: its limits judge all the same', async () => {
    const report = await judged('budget: {max_total: 10}\ngenerations: [{id: x, model: nonsense, count: -1}]');
    expect(report.verdict).toBe('fail');
    expect(rules(report)).toEqual(['max_total 10.000']);
    expect(warnings(report)).toEqual([expect.stringContaining('is unknown, since the plan is invalid there')]);
  });

  test('in one limit: the others judge, and the own one in its place, with a warning', async () => {
    const report = await judged('budget: {max_total: many, max_generations: 10}\ngenerations: []');
    expect(report.verdict).toBe('fail');
    expect(rules(report)).toEqual(['max_generations 10']);
    expect(warnings(report)).toContainEqual(expect.stringMatching(/cannot all be read on `main` \(`max_total`\)/));
  });

  test('beyond reading: the own limits judge, with a warning', async () => {
    const report = await judged('budget: [');
    expect(report.verdict).toBe('pass');
    expect(warnings(report)).toContainEqual(expect.stringMatching(/cannot all be read on `main` \(`budget`\)/));
  });

  test('beyond reading, and too dear by the own limits: it fails', async () => {
    const plans = { 'plan.yml': { ...HEAD, budget: { max_total: 10 } } };
    const report = await reportOf({ before: { 'plan.yml': '\t' }, plans, prices });
    expect(report.verdict).toBe('fail');
    expect(rules(report)).toEqual(['max_total 10.000']);
  });
});
