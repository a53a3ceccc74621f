import { isDefaulted, type Line, type Plan } from '../plan/plan.ts';
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
