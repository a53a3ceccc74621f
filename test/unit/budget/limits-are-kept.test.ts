import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportOf } from '../../support/reports.ts';

/**
 * Which limits of the base branch judge which lines, found again the slow way: for each pair of a base plan and a line.
 * The gate may be stricter than this, and never less strict.
 */

const PRICES: Readonly<Record<string, number>> = { 'a/one': 1, 'a/two': 2, 'a/ten': 10 };

interface SmallLine {
  readonly id: string;
  readonly model: string;
  readonly count: number;
}

interface SmallPlan {
  readonly name: string | undefined;
  readonly runs_per_month: number | undefined;
  readonly budget: Readonly<Record<string, number | readonly string[]>> | undefined;
  readonly generations: readonly SmallLine[];
}

type Side = Readonly<Record<string, SmallPlan>>;

const line = fc.record({
  id: fc.constantFrom('u', 'v', 'w', 'x', 'y', 'z'),
  model: fc.constantFrom(...Object.keys(PRICES)),
  count: fc.integer({ min: 1, max: 5 }),
});
const smallPlan: fc.Arbitrary<SmallPlan> = fc.record({
  name: fc.option(fc.constantFrom('Spring', 'Summer'), { nil: undefined }),
  runs_per_month: fc.option(fc.constantFrom(1, 4, 30), { nil: undefined }),
  budget: fc.constant(undefined),
  generations: fc.uniqueArray(line, { maxLength: 4, selector: ({ id }) => id }),
});
const limits = fc.record(
  {
    max_total: fc.integer({ min: 0, max: 60 }),
    max_per_generation: fc.constantFrom(0.5, 1, 2, 10),
    max_generations: fc.integer({ min: 1, max: 12 }),
    denied_models: fc.subarray(Object.keys(PRICES)),
  },
  { requiredKeys: [] },
);
/** A plan with limits, of the month too where it says how often it runs. */
const limitedPlan: fc.Arbitrary<SmallPlan> = fc
  .tuple(
    smallPlan,
    fc.option(limits, { nil: undefined }),
    fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  )
  .map(([plan, budget, most]) => ({
    ...plan,
    budget:
      budget && most !== undefined && plan.runs_per_month !== undefined ? { ...budget, max_monthly: most } : budget,
  }));
const FILES = fc.constantFrom('a.yml', 'b.yml', 'c.yml', 'd.yml');
const before = fc.dictionary(FILES, limitedPlan, { minKeys: 1, maxKeys: 3 });
const after = fc.dictionary(FILES, smallPlan, { minKeys: 1, maxKeys: 3 });

function ids({ generations }: SmallPlan): string[] {
  return generations.map(({ id }) => id);
}

/** Whether the plan at a path is, on the base branch, the plan at another: the same path, or a rename. */
function continues(base: Side, head: Side, file: string, old: string, renames: Readonly<Record<string, string>>) {
  if (file === old) return true;
  const [plan, oldPlan] = [head[file], base[old]];
  if (plan === undefined || oldPlan === undefined || file in base || old in head) return false;
  const hasItsName = plan.name !== undefined && plan.name === oldPlan.name;
  return renames[file] === old || hasItsName || ids(plan).some((id) => ids(oldPlan).includes(id));
}

/** The lines that the limits of a base plan must judge at least, each with the runs that it counts with. */
function judgedLines(base: Side, head: Side, old: string, renames: Readonly<Record<string, string>>) {
  const files = Object.keys(head);
  const isSuccessor = (file: string) => continues(base, head, file, old, renames);
  const kept = files.filter(isSuccessor).flatMap((file) => ids(head[file] ?? NO_PLAN));
  return files.flatMap((file) => {
    const own = Object.keys(base).filter((other) => continues(base, head, file, other, renames));
    const known = own.flatMap((other) => ids(base[other] ?? NO_PLAN));
    return (head[file] ?? NO_PLAN).generations
      .filter(({ id }) => {
        if (isSuccessor(file)) return true;
        return ids(base[old] ?? NO_PLAN).includes(id) && !kept.includes(id) && !known.includes(id);
      })
      .map((planned) => ({
        ...planned,
        runs: Math.max(head[file]?.runs_per_month ?? 0, base[old]?.runs_per_month ?? 0),
      }));
  });
}

const NO_PLAN: SmallPlan = { name: undefined, runs_per_month: undefined, budget: undefined, generations: [] };

/** What stands against each limit, by rule. */
function amountsOf(lines: ReturnType<typeof judgedLines>): Record<string, number> {
  const costs = lines.map(({ model, count, runs }) => ({ unit: PRICES[model] ?? 0, count, runs }));
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return {
    max_total: sum(costs.map(({ unit, count }) => unit * count)),
    max_per_generation: Math.max(0, ...costs.map(({ unit }) => unit)),
    max_generations: sum(costs.map(({ count }) => count)),
    max_monthly: sum(costs.map(({ unit, count, runs }) => unit * count * runs)),
  };
}

test('no change to the plans makes a limit of the base branch weaker', async () => {
  const renamed = fc.dictionary(FILES, FILES, { maxKeys: 1 });
  await fc.assert(
    fc.asyncProperty(before, after, renamed, async (base, head, renames) => {
      const report = await reportOf({
        before: base,
        plans: head,
        side: { renames },
        prices: PRICES,
        balance: 10_000,
      });
      for (const [old, { budget = {} }] of Object.entries(base)) {
        const lines = judgedLines(base, head, old, renames);
        const successors = Object.keys(head).filter((file) => continues(base, head, file, old, renames));
        const told = report.violations.filter(({ plan }) => plan === old || successors.includes(plan ?? ''));
        for (const [rule, actual] of Object.entries(amountsOf(lines))) {
          const limit = budget[rule];
          if (typeof limit !== 'number' || actual <= limit) continue;
          const found = told.filter((violation) => violation.rule === rule && Number(violation.limit) === limit);
          expect(found.some((violation) => Number(violation.actual) >= actual)).toBe(true);
        }
        const denied = budget['denied_models'];
        const used = lines.map(({ model }) => model).filter((model) => Array.isArray(denied) && denied.includes(model));
        const banned = told.flatMap(({ rule, actual }) => (rule === 'denied_models' ? actual.split(', ') : []));
        expect(banned).toEqual(expect.arrayContaining(used));
      }
    }),
    { numRuns: 200 },
  );
});
