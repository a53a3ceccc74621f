import type { Comparison } from '../baseline/compare.ts';
import { pairPlans } from '../baseline/match-plans.ts';
import type { BasePlan, BaseSide } from '../baseline/types.ts';
import { allowsModel } from '../plan/model-pattern.ts';
import { outputsOf } from '../plan/plan.ts';
import type { Budget } from '../plan/schema.ts';
import { type PricedLine, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Usd } from '../shared/money.ts';
import { limitsOn } from './base-limits.ts';

/** What `max_increase` compares a cost with. */
export type ScopeBaseline =
  /** Nothing: costs are not compared. */
  | { readonly kind: 'none' }
  /** The plan is new, so that all of its cost is an increase. */
  | { readonly kind: 'new' }
  /** What it goes on from has mistakes there. */
  | { readonly kind: 'broken' }
  /** A price could not be had now. */
  | { readonly kind: 'unknown' }
  /** USD */
  | { readonly kind: 'known'; readonly cost: Usd; readonly name: string };

/** The lines that the limits of one plan judge. */
export interface Scope {
  /** The plan file whose limits these are. */
  readonly file: string;
  readonly budget: Budget;
  readonly runsPerMonth: number | undefined;
  readonly lines: readonly PricedLine[];
  /** USD for all lines; `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  /** Outputs of all lines. */
  readonly generationCount: number;
  readonly baseline: ScopeBaseline;
  /** The plan files that the lines stand in. */
  readonly files: readonly string[];
}

/**
 * What is judged by which limits. Without a pull request, each plan is judged by its own. On one, a plan is judged by the
 * limits that it has on the base branch, which a pull request cannot raise: they follow a plan to a new name, and a line
 * to another file. Its own limits count where the base branch sets none.
 */
export function assignLimits(
  plans: readonly PricedPlan[],
  side: BaseSide | undefined,
  comparison: Comparison | undefined,
): Scope[] {
  const baselineOf = (members: readonly PricedPlan[], old?: BasePlan) => scopeBaseline(members, old, comparison);
  const ownScope = (plan: PricedPlan) => scopeOf(plan.plan.file, plan.plan.budget, [plan], [], baselineOf([plan]));
  if (side === undefined) return plans.map(ownScope);

  const ids = new Map(plans.map((plan) => [plan, new Set(plan.lines.map(({ line }) => line.id))]));
  const { predecessors } = pairPlans(
    plans.map((plan) => ({ file: plan.plan.file, name: plan.plan.name, ids: ids.get(plan) ?? new Set() })),
    side,
  );
  const before = (plan: PricedPlan) => predecessors.get(plan.plan.file) ?? [];
  const judged = new Set<PricedPlan>();
  const scopes = side.plans.flatMap((old): Scope[] => {
    const heirs = plans.filter((plan) => before(plan).includes(old));
    const { budget } = limitsOn(old, heirs[0]?.plan.budget ?? {});
    if (budget === undefined) return [];
    for (const heir of heirs) judged.add(heir);
    const kept = new Set(heirs.flatMap((heir) => [...(ids.get(heir) ?? [])]));
    const moved = plans.flatMap((plan) => {
      const known = new Set(before(plan).flatMap((own) => [...own.ids]));
      const lines = plan.lines.filter(({ line: { id } }) => old.ids.has(id) && !kept.has(id) && !known.has(id));
      return lines.length > 0 ? [{ file: plan.plan.file, lines }] : [];
    });
    if (heirs.length === 0 && moved.length === 0) return [];
    const file = heirs.length === 1 && heirs[0] ? heirs[0].plan.file : old.file;
    return [scopeOf(file, budget, heirs, moved, baselineOf(heirs, old), old.plan?.runsPerMonth)];
  });
  return [...scopes, ...plans.filter((plan) => !judged.has(plan)).map(ownScope)];
}

function scopeOf(
  file: string,
  budget: Budget,
  members: readonly PricedPlan[],
  moved: readonly { readonly file: string; readonly lines: readonly PricedLine[] }[],
  baseline: ScopeBaseline,
  runsPerMonthBefore?: number,
): Scope {
  const lines = [...members, ...moved].flatMap((part) => part.lines);
  return {
    file,
    budget,
    // A limit on the month does not go away with the number of runs.
    runsPerMonth: members.find(({ plan }) => plan.runsPerMonth !== undefined)?.plan.runsPerMonth ?? runsPerMonthBefore,
    lines,
    cost: sumOf(lines.map(({ cost }) => cost)),
    generationCount: lines.reduce((sum, { line }) => sum + outputsOf(line), 0),
    baseline,
    files: [...new Set([...members.map(({ plan }) => plan.file), ...moved.map((part) => part.file)])],
  };
}

function scopeBaseline(
  members: readonly PricedPlan[],
  old: BasePlan | undefined,
  comparison: Comparison | undefined,
): ScopeBaseline {
  if (comparison === undefined) return { kind: 'none' };
  const { name, costs, plans } = comparison;
  const changes = members.flatMap(({ plan }) => plans.get(plan.file) ?? []);
  const isOnBase = old !== undefined && costs.has(old.file);
  if (!isOnBase && changes.every(({ isNew }) => isNew)) return { kind: 'new' };
  if (isOnBase ? old.plan === undefined : changes.some(({ isBroken }) => isBroken)) return { kind: 'broken' };
  const cost = isOnBase ? costs.get(old.file) : sumOf(changes.map(({ baselineCost }) => baselineCost));
  return cost === undefined ? { kind: 'unknown' } : { kind: 'known', cost, name };
}

/** Whether the limits that judge the lines of a plan file let a model be used there. */
export function allowsIn(scopes: readonly Scope[]): (file: string, model: string) => boolean {
  return (file, model) => scopes.every(({ files, budget }) => !files.includes(file) || allowsModel(budget, model));
}
