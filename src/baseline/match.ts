import type { Line } from '../plan/plan.ts';
import type { PricedLine, PricedPlan } from '../quotes/price.ts';
import type { Pairs } from './pair.ts';
import type { BasePlan } from './side.ts';

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
}

/**
 * Matches lines by their ids: with those of the baseline that their own plan goes on from, and else with one that is gone
 * from another plan, from which it has moved.
 */
export function matchLines(
  plans: readonly PricedPlan[],
  { predecessors, deleted }: Pairs,
  base: ReadonlyMap<BasePlan, PricedPlan>,
): Matches {
  const oldLines = (sources: readonly BasePlan[]): OldLine[] =>
    sources.flatMap((source) => base.get(source)?.lines.map((line) => ({ ...line, file: source.file })) ?? []);
  const before = new Map<Line, OldLine>();
  const open: { readonly file: string; readonly old: OldLine }[] = [];
  for (const { plan } of plans) {
    const own = new Map(oldLines(predecessors.get(plan.file) ?? []).map((old) => [old.line.id, old]));
    for (const line of plan.lines) {
      const old = own.get(line.id);
      if (old === undefined) continue;
      before.set(line, old);
      own.delete(line.id);
    }
    for (const old of own.values()) open.push({ file: plan.file, old });
  }
  const lost = new Map([...oldLines(deleted), ...open.map(({ old }) => old)].map((old) => [old.line.id, old]));
  for (const line of plans.flatMap(({ plan }) => plan.lines)) {
    const old = before.has(line) ? undefined : lost.get(line.id);
    if (old === undefined) continue;
    before.set(line, old);
  }
  const kept = new Set([...before.values()].map(({ line }) => line));
  const removed = new Map<string, OldLine[]>();
  for (const { file, old } of open) {
    // A plan that was split goes on in several: what is gone from it is told once.
    if (kept.has(old.line)) continue;
    kept.add(old.line);
    removed.set(file, [...(removed.get(file) ?? []), old]);
  }
  return { before, removed };
}
