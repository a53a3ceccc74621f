import type { Place } from '../shared/diagnostic.ts';
import type { Budget, SpreadData } from './schema.ts';
import type { PlanDocument, PlanPath } from './yaml-document.ts';

/** How places name a plan that is written in the workflow itself. */
export const INLINE_PLAN = 'plan input';
/** How places name a plan that comes from standard input. */
export const STANDARD_INPUT_PLAN = 'standard input';

/** Whether a plan is a file, which can be linked and annotated. */
export function isPlanFile(name: string): boolean {
  return name !== INLINE_PLAN && name !== STANDARD_INPUT_PLAN;
}

/** What the estimate API prices by, beside the model. */
export type Settings = Readonly<Pick<SpreadData, 'duration' | 'resolution' | 'audio'>>;

/** The keys that a line may have from itself, from its `params`, from a matrix, or from the defaults. */
export const SPREAD_KEYS = ['model', 'duration', 'resolution', 'audio', 'count', 'outputs'] as const;
export type SpreadKey = (typeof SPREAD_KEYS)[number];

/** Where in the plan each setting of a line was written. */
export type Origins = Readonly<Partial<Record<SpreadKey, PlanPath>>>;

export interface Line {
  readonly id: string;
  /** `{lab}/{name}` */
  readonly model: string;
  readonly settings: Settings;
  /** Generations; each makes `outputs` outputs. */
  readonly count: number;
  /** The data file whose records are the count, once they are counted; relative to the workspace. */
  readonly countFrom: string | undefined;
  readonly outputs: number;
  /** The request body's other keys, as the plan gives them. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Those of `params` that come from the plan's `defaults` only. */
  readonly defaultedParams: readonly string[];
  readonly path: PlanPath;
  readonly origins: Origins;
}

export interface Plan {
  /** The file, relative to the workspace. */
  readonly file: string;
  readonly name: string | undefined;
  readonly runsPerMonth: number | undefined;
  readonly budget: Budget;
  readonly lines: readonly Line[];
  readonly document: PlanDocument;
}

export function outputsOf(line: Line): number {
  return line.count * line.outputs;
}

/** Where a setting of a line was written; the place of the line if it was not written. */
export function placeOfLine(plan: Plan, line: Line, key?: SpreadKey): Place {
  return plan.document.placeOf((key && line.origins[key]) ?? line.path);
}

/** Whether a line has a setting from the plan's `defaults` only, so that it may be left out for its model. */
export function isDefaulted(line: Line, key: SpreadKey): boolean {
  return line.origins[key]?.[0] === 'defaults';
}

/** Whether a budget lets a model be used: denied weighs more than allowed. */
export function allowsModel(budget: Budget, model: string): boolean {
  const { allowed_models: allowed, denied_models: denied = [] } = budget;
  return (allowed === undefined || matchesAny(model, allowed)) && !matchesAny(model, denied);
}

/** Whether a model identifier fits one of the patterns, in which `*` stands for any characters. */
export function matchesAny(model: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(model, pattern));
}

/** Takes each fixed part at its first place, which is enough, and takes no longer for any number of stars. */
function matches(model: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return model === pattern;
  if (!model.startsWith(first) || model.length < first.length + last.length || !model.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = model.indexOf(part, at);
    if (found === -1 || found + part.length > model.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
