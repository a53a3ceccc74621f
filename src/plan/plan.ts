import { LineCounter } from 'yaml';
import type { Place } from '../shared/diagnostic.ts';
import type { Budget, SpreadData } from './schema.ts';

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

/** The way to a value inside a plan: `['generations', 3, 'model']`. */
export type PlanPath = readonly (string | number)[];

/** Where a value and its key are in a text, in UTF-16 units, and where its entries are. Plain data, to be sent between threads. */
export interface PlaceNode {
  /** Its key in a mapping; empty for the root and in a list. */
  readonly name: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly start: number;
  readonly end: number;
  readonly entries: readonly PlaceNode[];
  /** Whether an alias stands for the value, so that its entries have no places of their own. */
  readonly isAlias: boolean;
  /** What a merge copied by an alias. */
  readonly origin?: PlaceNode;
}

export const NO_PLACES: PlaceNode = { name: '', keyStart: 0, keyEnd: 0, start: 0, end: 0, entries: [], isAlias: false };

/** The longest line that a place quotes: a hundred errors in one line of 1 MiB would make a report of 100 MiB. */
const MAX_SOURCE_CHARACTERS = 4_000;

/** A plan's text and where in it its values are. */
export class PlanDocument {
  readonly file: string;
  readonly #text: string;
  readonly #root: PlaceNode;
  #lines: LineCounter | undefined;

  /** @param root the places that the parser found in the same text */
  constructor(file: string, text: string, root: PlaceNode) {
    this.file = file;
    this.#text = withoutByteOrderMark(text);
    this.#root = root;
  }

  /** The place of the value at a path. If it is missing: of its nearest parent. If an alias repeats it: of the alias. */
  placeOf(path: PlanPath): Place {
    const { start, end } = this.#find(path);
    return this.placeAt(start, end);
  }

  /** Where the key at the end of a path is. */
  placeOfKey(path: PlanPath): Place {
    const { keyStart, keyEnd } = this.#find(path);
    return this.placeAt(keyStart, keyEnd);
  }

  includes(characters: string): boolean {
    return this.#text.includes(characters);
  }

  /** The value at a path as it is written. */
  textOf(path: PlanPath): string {
    const { start, end } = this.#find(path);
    return this.#text.slice(start, end);
  }

  /**
   * Where the value at a path was written first, in UTF-16 units. It is the same for all that repeat it by an alias or a
   * merge, so that its errors can be shown once.
   */
  originOf(path: PlanPath): number {
    let node = this.#root;
    for (const step of path) node = childOf(node, step) ?? node;
    while (node.origin !== undefined) node = node.origin;
    return node.start;
  }

  /** The place of the characters from `start` up to `end`, as far as they are on its first line. */
  placeAt(start: number, end: number): Place {
    this.#lines ??= linesOf(this.#text);
    // Past the last character, an editor would show the end of the last line.
    const offset = Math.min(start, Math.max(0, this.#text.length - 1));
    const { line, col } = this.#lines.linePos(offset);
    const lineStart = offset - col + 1;
    const lineEnd = this.#text.indexOf('\n', lineStart);
    const whole = this.#text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.min(offset - lineStart, whole.length);
    const length = Math.max(1, Math.min(end - start, whole.length - column));
    const source = whole.length > MAX_SOURCE_CHARACTERS ? '' : whole;
    return { file: this.file, line, column: column + 1, length, source };
  }

  #find(path: PlanPath): PlaceNode {
    let node = this.#root;
    for (const step of path) {
      if (node.isAlias) return { ...node, keyStart: node.start, keyEnd: node.end };
      const child = childOf(node, step);
      if (child === undefined) break;
      node = child;
    }
    return node;
  }
}

function childOf({ entries }: PlaceNode, step: string | number): PlaceNode | undefined {
  return typeof step === 'number' ? entries[step] : entries.find(({ name }) => name === step);
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
