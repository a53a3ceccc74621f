import type { ReadPlan } from '../plan/read.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';

/** A plan file as it stands on the base branch or at another commit. */
export interface BasePlan extends ReadPlan {
  /** Whether the input `plan` names it; else it is one that is gone and whose place a new one may have taken. */
  readonly isNamed: boolean;
}

/** The plan files of one commit: those that are judged and stand there too, and those that stand there and are gone. */
export interface BaseSide {
  /** The branch or ref, as people name it. */
  readonly name: string;
  /** Full SHA. */
  readonly commit: string | undefined;
  readonly plans: readonly BasePlan[];
  /** Files that GitHub sees as renamed: the new path, and the old one. */
  readonly renames: ReadonlyMap<string, string>;
}

/** What the plans are held against, beside the prices. */
export interface Base {
  /** Whose limits judge the plans: the base branch of the pull request as it stands now; `undefined` where there is none. */
  readonly limits: BaseSide | undefined;
  /** What costs are compared with; `undefined` where they are compared with nothing. */
  readonly costs: BaseSide | undefined;
  /** Why something of it could not be read. */
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_BASE: Base = { limits: undefined, costs: undefined, diagnostics: [] };
