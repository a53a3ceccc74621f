import type { BasePlan, BaseSide } from './types.ts';

/** What of a plan tells which plan on the base branch it goes on from. */
export interface PlanIdentity {
  readonly file: string;
  readonly name: string | undefined;
  readonly ids: ReadonlySet<string>;
}

/** Which plan goes on from which. */
export interface Pairs {
  /** By the file of a plan, those on the base branch that it goes on from; none where it is new. */
  readonly predecessors: ReadonlyMap<string, readonly BasePlan[]>;
  /** Plans that the input names on the base branch and that nothing goes on from: they are deleted. */
  readonly deleted: readonly BasePlan[];
}

/**
 * Pairs plans with those of the base branch: by their path, and a new one with those that are gone and whose place it
 * takes. It does so where Git sees a rename, where both have the same name, or where a line has the same id in both: a
 * limit is not left behind by giving the file another name.
 */
export function pairPlans(plans: readonly PlanIdentity[], { plans: base, renames }: BaseSide): Pairs {
  const files = new Set(plans.map(({ file }) => file));
  const standing = new Map(base.map((plan) => [plan.file, plan]));
  const gone = base.filter(({ file }) => !files.has(file));
  const predecessors = new Map(
    plans.map((plan): [string, readonly BasePlan[]] => {
      const own = standing.get(plan.file);
      if (own !== undefined) return [plan.file, [own]];
      return [plan.file, gone.filter((old) => renames.get(plan.file) === old.file || isAlike(plan, old))];
    }),
  );
  const continued = new Set([...predecessors.values()].flat());
  return { predecessors, deleted: gone.filter((plan) => plan.isNamed && !continued.has(plan)) };
}

function isAlike(plan: PlanIdentity, old: BasePlan): boolean {
  if (plan.name !== undefined && plan.name === old.name) return true;
  return [...plan.ids].some((id) => old.ids.has(id));
}
