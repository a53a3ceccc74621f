import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderComment as seenOnGitHub } from '../../scripts/github-markdown.ts';
import { escapeWorkflowCommand, logEntries, reportLog } from '../../src/report/log.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Usd } from '../../src/shared/money.ts';
import { RUN } from '../support/reports.ts';
import { anyCase, type Case, type Outcome, outcomeOf } from './cases.ts';
import { balanceOf, baselineCost, costOfLines, linesOf, reportedLines, stopsAll } from './expected.ts';
import { sum, unitsOf } from './integers.ts';
import { runs } from './runs.ts';

function units(amount: Usd | null): bigint | undefined {
  return amount === null ? undefined : unitsOf(String(amount));
}

/** Every diagnostic stands in a plan file, on a line of it, within that line. */
function expectPlaces({ plans }: Case, { problems }: Report): void {
  for (const { place } of problems) {
    if (place === null) continue;
    const text = plans.find(({ file }) => file === place.file)?.text.replace(/^\ufeff/, '');
    const source = text?.split('\n')[place.line - 1]?.replace(/\r$/, '');
    expect(place.source).toBe(source);
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(place.column).toBeLessThanOrEqual(place.source.length + 1);
    expect(place.length).toBeGreaterThanOrEqual(1);
    expect(place.length).toBeLessThanOrEqual(Math.max(1, place.source.length - place.column + 1));
  }
}

/** Nothing passes unless every price and the balance are known, by what the API was made to say. */
function expectKnown({ account }: Case, report: Report): void {
  if (report.verdict === 'error') return;
  expect(costOfLines(reportedLines(report), account)).toBeDefined();
  expect(units(report.balance)).toBe(balanceOf(account, reportedLines(report).length > 0));
  expect(report.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
}

/** The money of a report, computed anew. */
function expectMoney(given: Case, report: Report): void {
  const { plans, account, reserve, base, baseIs } = given;
  const total = units(report.total_cost);
  const balance = units(report.balance);
  const lines = linesOf(plans, account);
  if (total !== undefined) {
    expect(total).toBe(costOfLines(reportedLines(report), account));
    if (lines !== undefined) expect(total).toBe(costOfLines(lines, account));
    expect(BigInt(report.generation_count ?? -1)).toBe(
      sum((lines ?? reportedLines(report)).map(({ outputs }) => outputs)),
    );
    const missing = balance === undefined ? undefined : total + unitsOf(reserve) - balance;
    expect(units(report.shortfall)).toBe(missing === undefined || missing > 0n ? missing : 0n);
    expect(units(report.remaining_balance)).toBe(balance === undefined ? undefined : balance - total);
    for (const { cost, lines: planned } of report.plans) {
      expect(units(cost)).toBe(sum(planned.map(({ cost }) => units(cost) ?? -1n)));
    }
  }
  if (base === undefined || !baseIs.costs || plans.length !== report.plans.length) return;
  const before = linesOf(base, account) === undefined || stopsAll(account) ? undefined : baselineCost(given);
  const told = units(report.baseline_cost);
  if (before !== undefined && told !== undefined) expect(told).toBe(before);
  if (total !== undefined && told !== undefined) expect(units(report.cost_change)).toBe(total - told);
}

/** The rules that can be judged by the amounts alone. */
function expectRules({ plans, budget, reserve, base, baseIs }: Case, report: Report): void {
  const total = units(report.total_cost);
  const balance = units(report.balance);
  if (total === undefined || balance === undefined) return;
  const violated = new Set(report.violations.map(({ rule }) => rule));
  expect(violated.has('balance')).toBe(total + unitsOf(reserve) > balance);
  expect(violated.has('budget')).toBe(budget !== undefined && total > unitsOf(budget));
  if (report.verdict !== 'error') {
    if (violated.has('balance')) expect(report.verdict).toBe('fail');
    expect(report.verdict === 'pass').toBe(violated.size === 0);
  }
  if ((base !== undefined && baseIs.limits) || plans.some(({ isIntact }) => !isIntact)) return;
  const limitOf = (index: number, key: string) => {
    const limit = plans[index]?.shape.budget?.[key];
    return limit === undefined ? undefined : unitsOf(String(limit));
  };
  const judged = report.plans.map((plan, index) => ({ plan, index }));
  const isOver = (key: string, actual: (plan: Report['plans'][number]) => bigint) =>
    judged.some(({ plan, index }) => {
      const limit = limitOf(index, key);
      return limit !== undefined && actual(plan) > limit;
    });
  expect(violated.has('max_total')).toBe(isOver('max_total', ({ cost }) => units(cost) ?? -1n));
  expect(violated.has('max_generations')).toBe(
    isOver('max_generations', (plan) => unitsOf(String(plan.generation_count))),
  );
  expect(violated.has('max_monthly')).toBe(
    isOver('max_monthly', ({ cost, runs_per_month }) => (units(cost) ?? -1n) * BigInt(runs_per_month ?? 0)),
  );
  expect(violated.has('max_per_generation')).toBe(
    judged.some(({ plan, index }) => {
      const limit = limitOf(index, 'max_per_generation');
      return (
        limit !== undefined && plan.lines.some(({ count, unit_cost }) => count > 0 && (units(unit_cost) ?? -1n) > limit)
      );
    }),
  );
}

const TAGS = new Set('a b br code details em h3 li p pre strong sub summary table tbody td th thead tr ul'.split(' '));

/** A comment that fits, and in which nothing from outside is more than text. */
function expectInert(comment: string): void {
  expect(comment.length).toBeLessThanOrEqual(65_536);
  const seen = seenOnGitHub(comment);
  expect(seen.tags().filter((tag) => !TAGS.has(tag))).toEqual([]);
  expect(seen.links().filter(({ href }) => !href.startsWith(`${RUN.repositoryUrl}/`))).toEqual([]);
  expect([seen.images(), seen.mentions(), seen.references(), seen.emoji(), seen.math()]).toEqual([[], [], [], [], []]);
  expect(seen.comments().filter((text) => !text.startsWith(' babysea-budget-gate'))).toEqual([]);
  for (const { header, rows } of seen.tables()) {
    for (const row of rows) expect(row).toHaveLength(header.length);
  }
}

/** Nothing that a runner would take for a command, nor a second line. */
function expectOneLiners({ report, outputs }: Outcome): void {
  for (const value of Object.values(outputs)) expect(value).not.toMatch(/[\r\n]/);
  const lines = [
    ...reportLog(report).groups.flatMap(({ title, lines }) => [title, ...lines]),
    ...reportLog(report).figures,
    ...logEntries(report).flatMap(({ message, codeFrame: snippet = '' }) => [message, ...snippet.split('\n')]),
  ];
  for (const line of lines.map(escapeWorkflowCommand)) expect(line).not.toMatch(/[\r\n\u2028\u2029]|^\s*::|##\[/);
  if (outputs['matrix']) {
    const { include }: { include: { cost: string }[] } = JSON.parse(outputs['matrix']);
    expect(sum(include.map(({ cost }) => unitsOf(cost)))).toBe(units(report.total_cost));
  }
}

describe('whatever the plans, the base branch, the override and the answers of the API', () => {
  test('the verdict rests on what is known, the money is right, and nothing from outside is more than text', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const outcome = await outcomeOf(given);
        expectPlaces(given, outcome.report);
        expectKnown(given, outcome.report);
        expectMoney(given, outcome.report);
        expectRules(given, outcome.report);
        expectInert(outcome.comment);
        expectOneLiners(outcome);
      }),
      runs(0.8),
    );
  });

  test('the same input gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const [one, other] = [await outcomeOf(given), await outcomeOf(given)];
        expect(JSON.stringify(other)).toBe(JSON.stringify(one));
      }),
      runs(0.1),
    );
  });
});
