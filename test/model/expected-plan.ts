import { posix } from 'node:path';
import type { Tree } from '../support/tree.ts';
import { whyNoPlan } from './expected-files.ts';
import {
  BROKEN_TAIL,
  type BudgetData,
  type LineData,
  type Mills,
  millsOf,
  type PlanData,
  PRICES,
  UNKNOWN_KEY,
} from './plan.ts';

/** A line with its price. */
export interface ExpectedLine {
  /** `undefined` if the plan gives it none: then nothing is asked of where it goes. */
  readonly id: string | undefined;
  readonly model: string;
  readonly count: number;
  readonly unitCost: Mills;
  readonly cost: Mills;
}

/** A plan file as the contract reads it. */
export interface ExpectedPlan {
  /** `undefined` if the plan has a mistake. */
  readonly lines: readonly ExpectedLine[] | undefined;
  readonly trouble: string | undefined;
  /** The limits that can be read, whatever else is wrong; `undefined` if there are none. */
  readonly budget: BudgetData | undefined;
  readonly runs: number | undefined;
  readonly name: string | undefined;
  /** Whether the text is no YAML at all, so that a reader may or may not see its limits. */
  readonly isUnreadable: boolean;
}

/**
 * Reads a plan file of a tree.
 *
 * @param root the folder of its repository, with `/` at the end, which data files may not leave
 */
export function expectedPlan(tree: Tree, path: string, root: string): ExpectedPlan {
  const entry = tree[path];
  if (entry?.kind !== 'file') throw new Error(`${path} is no file.`);
  const isUnreadable = entry.text.endsWith(BROKEN_TAIL);
  const data: PlanData & { readonly [UNKNOWN_KEY]?: unknown } = JSON.parse(entry.text.replace(BROKEN_TAIL, ''));
  const { runs_per_month: runs, name } = data;
  const broken = (trouble: string) => ({ lines: undefined, trouble: `${path}: ${trouble}` });
  return { ...priced(), budget: data.budget && readable(data.budget), runs, name, isUnreadable };

  function priced(): Pick<ExpectedPlan, 'lines' | 'trouble'> {
    if (isUnreadable) return broken('no YAML');
    if (data[UNKNOWN_KEY] !== undefined) return broken('unknown key');
    const { budget = {}, generations } = data;
    if (Object.keys(readable(budget)).length < Object.keys(budget).length) return broken('a limit that cannot be read');
    if (budget.max_monthly !== undefined && runs === undefined) return broken('max_monthly without runs_per_month');
    if (budget.warn_at?.endsWith('%') && budget.max_total === undefined) return broken('warn_at without max_total');
    const ids = generations.flatMap(({ id }) => id ?? []);
    if (new Set(ids).size < ids.length) return broken('an id twice');
    const lines: ExpectedLine[] = [];
    for (const line of generations) {
      const count = countOf(line);
      const unitCost = PRICES[line.model];
      if (unitCost === undefined) return broken(`unknown model ${line.model}`);
      if (typeof count === 'string') return broken(count);
      lines.push({ id: line.id, model: line.model, count, unitCost, cost: unitCost * count });
    }
    return { lines, trouble: undefined };
  }

  /** The count of a line, or what is wrong with it. */
  function countOf({ count, count_from: from }: LineData): number | string {
    if (from === undefined)
      return count === undefined || (count >= 1 && count <= 1_000_000) ? (count ?? 1) : 'a bad count';
    if (count !== undefined) return 'count beside count_from';
    const file = posix.join(posix.dirname(path), from);
    if (from.startsWith('/') || !file.startsWith(root)) return `${from} leaves the repository`;
    const trouble = whyNoPlan(tree, file);
    if (trouble !== undefined) return trouble;
    const records = tree[file];
    if (records?.kind !== 'file') return `${file} is no file`;
    if (records.text.includes('spec/v1')) return `${file} is a pointer of Git LFS`;
    const rows = records.text.split('\n').filter((row) => row.trim() !== '').length;
    return file.endsWith('.csv') ? Math.max(0, rows - 1) : rows;
  }
}

const AMOUNT = /^\d+(\.\d+)?$/;
const AMOUNT_OR_PERCENT = /^\d+(\.\d+)?%?$/;

/** The limits without those that are no amounts. */
function readable(budget: BudgetData): BudgetData {
  return Object.fromEntries(
    Object.entries(budget).filter(([key, value]) => {
      if (typeof value !== 'string') return true;
      return (key === 'max_increase' || key === 'warn_at' ? AMOUNT_OR_PERCENT : AMOUNT).test(value);
    }),
  );
}

/** Lines under one budget. */
export interface Judged {
  /** What the budget is of, for people. */
  readonly name: string;
  readonly budget: BudgetData;
  /** Each with the runs of a month that count for it, if any are known. */
  readonly lines: readonly { readonly line: ExpectedLine; readonly runs: number | undefined }[];
  /** What the plan costs on the base; `undefined` if it cannot be known. */
  readonly baseline: Mills | undefined;
}

/** A rule that does not hold. */
export interface Broken {
  readonly severity: 'warn' | 'fail';
  readonly because: string;
}

/** The contract, "The rules", for the lines under one budget. */
export function brokenRules({ name, budget, lines, baseline }: Judged): Broken[] {
  const cost = sum(lines.map(({ line }) => line.cost));
  const monthly = sum(lines.map(({ line, runs = 0 }) => line.cost * runs));
  const outputs = sum(lines.map(({ line }) => line.count));
  const used = lines.map(({ line }) => line).filter(({ count }) => count > 0);
  const broken: Broken[] = [];
  const check = (rule: keyof BudgetData, holds: boolean, severity: Broken['severity'] = 'fail') => {
    if (!holds) broken.push({ severity, because: `${rule} of ${name}` });
  };
  const { max_total, max_monthly, max_per_generation, max_generations, max_increase, warn_at } = budget;
  if (max_total !== undefined) check('max_total', cost <= millsOf(max_total));
  if (max_monthly !== undefined) check('max_monthly', monthly <= millsOf(max_monthly));
  if (max_generations !== undefined) check('max_generations', outputs <= max_generations);
  if (max_per_generation !== undefined) {
    check(
      'max_per_generation',
      used.every(({ unitCost }) => unitCost <= millsOf(max_per_generation)),
    );
  }
  if (max_increase !== undefined && baseline !== undefined) {
    check('max_increase', cost - baseline <= share(max_increase, baseline, Number.POSITIVE_INFINITY));
  }
  const { denied_models: denied = [], allowed_models: allowed } = budget;
  check('denied_models', !used.some(({ model }) => isAny(model, denied)));
  check('allowed_models', allowed === undefined || used.every(({ model }) => isAny(model, allowed)));
  if (warn_at !== undefined && (max_total !== undefined || !warn_at.endsWith('%'))) {
    check('warn_at', cost < share(warn_at, millsOf(max_total ?? '0'), 0), 'warn');
  }
  return broken;
}

/** An amount, or a percentage of another; of nothing, a percentage says nothing. */
function share(limit: string, whole: Mills, ofNothing: Mills): Mills {
  if (!limit.endsWith('%')) return millsOf(limit);
  return whole === 0 ? ofNothing : (whole * Number(limit.slice(0, -1))) / 100;
}

function isAny(model: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(model),
  );
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
