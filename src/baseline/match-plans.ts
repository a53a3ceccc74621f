import { isDefaulted, type Line, type Plan } from '../plan/plan.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { BasePlan, BaseSide } from './types.ts';

export interface PlanMatches {
  /** The base that the plans were matched with. */
  readonly side: BaseSide;
  /** By the file of a plan, the base plans that it continues; none if it is new. */
  readonly predecessors: ReadonlyMap<string, readonly BasePlan[]>;
  /** Base plans that the input `plan` names and that no plan continues: they are deleted. */
  readonly deleted: readonly BasePlan[];
}

/**
 * Matches plans with those of the base branch: by path, and a plan at a new path with every base plan that the change
 * removes if Git sees a rename, if both have the same name, or if a line has the same id in both. So a plan keeps its
 * limits under another file name. A plan of another repository continues none, not even one at its path: that one is
 * deleted, and its lines are followed.
 */
export function matchPlans(plans: readonly Plan[], side: BaseSide): PlanMatches {
  const own = plans.filter(({ file }) => !side.foreignFiles.has(file));
  const files = new Set(own.map(({ file }) => file));
  const byFile = new Map(side.plans.map((plan) => [plan.file, plan]));
  const removed = side.plans.filter(({ file }) => !files.has(file));
  const predecessors = new Map(
    own.map((plan): [string, readonly BasePlan[]] => {
      const samePath = byFile.get(plan.file);
      if (samePath !== undefined) return [plan.file, [samePath]];
      return [plan.file, removed.filter((old) => side.renames.get(plan.file) === old.file || hasNameOrIdOf(plan, old))];
    }),
  );
  const continued = new Set([...predecessors.values()].flat());
  return { side, predecessors, deleted: removed.filter((plan) => plan.isNamed && !continued.has(plan)) };
}

function hasNameOrIdOf({ name, lines }: Plan, old: BasePlan): boolean {
  if (name !== undefined && name === old.name) return true;
  return lines.some(({ id }) => old.ids.has(id));
}

export interface LineRequest {
  readonly model: string;
  readonly settings: readonly unknown[];
}

/** A setting from the plan's defaults is left out, since it may not apply to the model. */
export function requestOf(line: Line): LineRequest {
  return {
    model: line.model,
    settings: SETTINGS.map((key) => (isDefaulted(line, key) ? undefined : line.settings[key])),
  };
}

const SETTINGS = ['duration', 'resolution', 'audio'] as const;

/** Whether two lines may request the same: the same model, and no setting that both have and that differs. */
export function isSameRequest(one: LineRequest, other: LineRequest): boolean {
  return (
    one.model === other.model &&
    one.settings.every((setting, index) => {
      const otherSetting = other.settings[index];
      return setting === undefined || otherSetting === undefined || setting === otherSetting;
    })
  );
}

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
