import type { Line } from '../plan/plan.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { PlanMatches } from './match-plans.ts';
import type { BasePlan } from './types.ts';

/** A line of the baseline, and its plan file. */
export interface OldLine extends PricedLine {
  readonly file: string;
}

export interface Matches {
  /** The line of the baseline that a line continues; none if it is new. */
  readonly before: ReadonlyMap<Line, OldLine>;
  /** The lines that were removed, by the file of the plan that continues theirs. */
  readonly removed: ReadonlyMap<string, readonly OldLine[]>;
  /** The lines that were deleted with their plans, by the file of the plan. */
  readonly deleted: ReadonlyMap<string, readonly OldLine[]>;
}

/**
 * Matches lines by their ids: first with the base plans that their own plan continues, then with lines that were removed
 * from other plans, which means that they moved. A line of the baseline is matched or reported once.
 */
export function matchLines(
  plans: readonly PricedPlan[],
  { predecessors, deleted }: PlanMatches,
  base: ReadonlyMap<BasePlan, PricedPlan>,
): Matches {
  const before = new Map<Line, OldLine>();
  const used = new Set<Line>();
  const match = (line: Line, candidates: ReadonlyMap<string, readonly OldLine[]>) => {
    const old = candidates.get(line.id)?.find((candidate) => !used.has(candidate.line));
    if (old === undefined) return;
    before.set(line, old);
    used.add(old.line);
  };
  const takeUnused = (lines: readonly OldLine[]) =>
    lines.filter(({ line }) => {
      const isUnused = !used.has(line);
      used.add(line);
      return isUnused;
    });
  const own = plans.map(({ plan }) => ({ plan, old: oldLines(predecessors.get(plan.file) ?? [], base) }));
  for (const { plan, old } of own) {
    const candidates = byId(old);
    for (const line of plan.lines) match(line, candidates);
  }
  const unmatched = byId([...oldLines(deleted, base), ...own.flatMap(({ old }) => old)]);
  for (const line of own.flatMap(({ plan }) => plan.lines)) if (!before.has(line)) match(line, unmatched);
  return {
    before,
    removed: new Map(own.map(({ plan, old }) => [plan.file, takeUnused(old)])),
    deleted: new Map(deleted.map((plan) => [plan.file, takeUnused(oldLines([plan], base))])),
  };
}

function oldLines(plans: readonly BasePlan[], base: ReadonlyMap<BasePlan, PricedPlan>): OldLine[] {
  return plans.flatMap((plan) => base.get(plan)?.lines.map((line) => ({ ...line, file: plan.file })) ?? []);
}

function byId(lines: readonly OldLine[]): Map<string, OldLine[]> {
  const byId = new Map<string, OldLine[]>();
  for (const old of lines) {
    const others = byId.get(old.line.id);
    if (others === undefined) byId.set(old.line.id, [old]);
    else others.push(old);
  }
  return byId;
}
