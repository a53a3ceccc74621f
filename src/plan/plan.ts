import type { Place } from '../problem.ts';
import type { PlanDocument, PlanPath } from './document.ts';
import type { Budget } from './schema.ts';

/** What the estimate API prices by, beside the model. */
export interface Settings {
  /** Seconds. */
  readonly duration?: number | undefined;
  readonly resolution?: string | undefined;
  readonly audio?: boolean | undefined;
}

/** One entry of a plan after expansion. */
export interface Line {
  readonly id: string;
  /** `{lab}/{name}` */
  readonly model: string;
  readonly settings: Settings;
  /** Generations; each makes `outputs` outputs. */
  readonly count: number;
  readonly outputs: number;
  /** The request body's other keys, as the plan gives them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Where in the plan the line stands. */
  readonly path: PlanPath;
}

/** A plan file that has no mistakes. */
export interface Plan {
  /** The file, relative to the workspace. */
  readonly file: string;
  readonly name: string | undefined;
  readonly budget: Budget;
  readonly lines: readonly Line[];
  readonly document: PlanDocument;
}

/** How many outputs a line makes in all. */
export function outputsOf(line: Line): number {
  return line.count * line.outputs;
}

/** Where a line's setting stands, or the line where it comes from the defaults. */
export function placeOfLine(plan: Plan, line: Line, key?: string): Place {
  return plan.document.placeOf(key === undefined ? line.path : [...line.path, key]);
}
