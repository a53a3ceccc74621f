import { isDefaulted, type Line, type Plan } from '../plan/plan.ts';
import type { ReadPlan } from '../plan/read.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { groupBy } from '../shared/helpers.ts';

/** A plan file on the base branch or at another commit. */
export interface BasePlan extends ReadPlan {
  /** Whether the input `plan` names it; else it is a deleted file that a new plan may replace. */
  readonly isNamed: boolean;
}

/** The plan files of one commit: those that the head has, too, and those that it has not. */
export interface BaseSide {
  /** The branch or ref, as people name it. */
  readonly name: string;
  /** Full SHA. */
  readonly commit: string | undefined;
  readonly plans: readonly BasePlan[];
  /** Files that GitHub sees as renamed: the new path, and the old one. */
  readonly renames: ReadonlyMap<string, string>;
  /** Plan files of the head that belong to another repository, such as a submodule: they continue no plan of this one. */
  readonly foreignFiles: ReadonlySet<string>;
}

export interface Base {
  /** Whose limits apply: the current base branch of the pull request; `undefined` without one. */
  readonly limits: BaseSide | undefined;
  /** Whether there is such a branch, but its limits could not be read. */
  readonly areLimitsUnknown?: boolean;
  /** What costs are compared with; `undefined` if they are not compared. */
  readonly costs: BaseSide | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_BASE: Base = { limits: undefined, costs: undefined, diagnostics: [] };

export interface PlanMatches {
  /** The base that the plans were matched with. */
  readonly base: BaseSide;
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
export function matchPlans(plans: readonly Plan[], base: BaseSide): PlanMatches {
  const own = plans.filter(({ file }) => !base.foreignFiles.has(file));
  const files = new Set(own.map(({ file }) => file));
  const byFile = new Map(base.plans.map((plan) => [plan.file, plan]));
  const removed = base.plans.filter(({ file }) => !files.has(file));
  const predecessors = new Map(
    own.map((plan): [string, readonly BasePlan[]] => {
      const samePath = byFile.get(plan.file);
      if (samePath !== undefined) return [plan.file, [samePath]];
      return [plan.file, removed.filter((old) => base.renames.get(plan.file) === old.file || hasNameOrIdOf(plan, old))];
    }),
  );
  const continued = new Set([...predecessors.values()].flat());
  return { base, predecessors, deleted: removed.filter((plan) => plan.isNamed && !continued.has(plan)) };
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
 *
 * @param base the priced plans of the baseline by their files
 */
export function matchLines(
  plans: readonly PricedPlan[],
  { predecessors, deleted }: PlanMatches,
  base: ReadonlyMap<string, PricedPlan>,
): Matches {
  const before = new Map<Line, OldLine>();
  /** Lines of the baseline that are matched or reported. */
  const used = new Set<Line>();
  const take = (old: OldLine): OldLine => {
    used.add(old.line);
    return old;
  };
  const isUnused = ({ line }: OldLine) => !used.has(line);
  const match = (line: Line, candidates: ReadonlyMap<string, readonly OldLine[]>) => {
    const old = candidates.get(line.id)?.find(isUnused);
    if (old !== undefined) before.set(line, take(old));
  };
  const takeUnused = (lines: readonly OldLine[]) => lines.filter(isUnused).map(take);
  const idOf = ({ line }: OldLine) => line.id;
  const own = plans.map(({ plan }) => ({ plan, old: oldLines(predecessors.get(plan.file) ?? [], base) }));
  for (const { plan, old } of own) {
    const candidates = groupBy(old, idOf);
    for (const line of plan.lines) match(line, candidates);
  }
  const unmatched = groupBy([...oldLines(deleted, base), ...own.flatMap(({ old }) => old)], idOf);
  for (const line of own.flatMap(({ plan }) => plan.lines)) if (!before.has(line)) match(line, unmatched);
  return {
    before,
    removed: new Map(own.map(({ plan, old }) => [plan.file, takeUnused(old)])),
    deleted: new Map(deleted.map((plan) => [plan.file, takeUnused(oldLines([plan], base))])),
  };
}

function oldLines(plans: readonly BasePlan[], base: ReadonlyMap<string, PricedPlan>): OldLine[] {
  return plans.flatMap(({ file }) => base.get(file)?.lines.map((line) => ({ ...line, file })) ?? []);
}
