import type { Line } from '../plan/plan.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { PlanMatches } from './match-plans.ts';
import type { BasePlan } from './types.ts';

/** A line of the baseline, and the plan file that it stood in. */
export interface OldLine extends PricedLine {
  readonly file: string;
}

/** Which line goes on from which. */
export interface Matches {
  /** The line of the baseline that a line goes on from; nothing where it is new. */
  readonly before: ReadonlyMap<Line, OldLine>;
  /** The lines that are gone, by the file of the plan that goes on from theirs. */
  readonly removed: ReadonlyMap<string, readonly OldLine[]>;
  /** The lines that are gone with their plans, by the file of the plan. */
  readonly deleted: ReadonlyMap<string, readonly OldLine[]>;
}

/**
 * Matches lines by their ids: with those of the baseline that their own plan goes on from, and else with one that is gone
 * from another plan, from which it has moved. A line of the baseline goes on in one line at most, and is told once.
 */
export function matchLines(
  plans: readonly PricedPlan[],
  { predecessors, deleted }: PlanMatches,
  base: ReadonlyMap<BasePlan, PricedPlan>,
): Matches {
  const before = new Map<Line, OldLine>();
  const told = new Set<Line>();
  const goOn = (line: Line, candidates: ReadonlyMap<string, readonly OldLine[]>) => {
    const old = candidates.get(line.id)?.find((candidate) => !told.has(candidate.line));
    if (old === undefined) return;
    before.set(line, old);
    told.add(old.line);
  };
  const gone = (lines: readonly OldLine[]) =>
    lines.filter(({ line }) => {
      const isGone = !told.has(line);
      told.add(line);
      return isGone;
    });
  const own = plans.map(({ plan }) => ({ plan, old: oldLines(predecessors.get(plan.file) ?? [], base) }));
  for (const { plan, old } of own) {
    const candidates = byId(old);
    for (const line of plan.lines) goOn(line, candidates);
  }
  const lost = byId([...oldLines(deleted, base), ...own.flatMap(({ old }) => old)]);
  for (const line of own.flatMap(({ plan }) => plan.lines)) if (!before.has(line)) goOn(line, lost);
  return {
    before,
    removed: new Map(own.map(({ plan, old }) => [plan.file, gone(old)])),
    deleted: new Map(deleted.map((plan) => [plan.file, gone(oldLines([plan], base))])),
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
