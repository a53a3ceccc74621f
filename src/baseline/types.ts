import type { ReadPlan } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';

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
