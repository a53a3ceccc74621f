import { posix } from 'node:path';
import type * as v from 'valibot';
import { type Diagnostic, hasErrors, inOrder, MAX_DIAGNOSTICS } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { PlanDocument, PlanPath } from './plan.ts';
import { matrixSchema } from './schema.ts';
import { hiddenCharacterIn, placeOfHidden, suggestValue } from './suggest.ts';

/** An error, and the path of what is wrong. Generators find them, so that those that are not shown are not described. */
export interface PlanError {
  readonly path: PlanPath;
  readonly diagnostic: Diagnostic;
}

/** Errors of one file that are looked at, with those that aliases repeat: each takes up to a tenth of a millisecond. */
const MAX_ERRORS = 1_000;

/** The diagnostics of one file. The first hundred are kept, since a file of 1 MiB may have hundreds of thousands. */
export class DiagnosticList {
  readonly #kept: Diagnostic[];
  readonly #origins = new Set<string>();
  #errorCount = 0;
  #hasHiddenErrors: boolean;
  #hasHiddenOthers = false;

  constructor(kept: readonly Diagnostic[] = [], hasHiddenErrors = false) {
    this.#kept = [...kept];
    this.#hasHiddenErrors = hasHiddenErrors;
  }

  get hasErrors(): boolean {
    return this.#hasHiddenErrors || hasErrors(this.#kept);
  }

  /** Adds the diagnostics of one part of the file, each once. */
  add(found: readonly Diagnostic[]): void {
    for (const diagnostic of inOrder(found)) {
      if (this.#kept.length < MAX_DIAGNOSTICS) {
        this.#kept.push(diagnostic);
        continue;
      }
      // An error takes the place of a warning or a notice, so that no file passes because its errors are hidden.
      const isError = diagnostic.severity === 'error';
      const index = isError ? this.#kept.findLastIndex(({ severity }) => severity !== 'error') : -1;
      if (index !== -1) this.#kept.splice(index, 1, diagnostic);
      if (isError && index === -1) this.#hasHiddenErrors = true;
      else this.#hasHiddenOthers = true;
    }
  }

  /**
   * Adds errors as long as there is room, one that aliases and merges repeat only once.
   *
   * @returns whether any was found
   */
  addErrors(found: Iterable<PlanError>, document: PlanDocument): boolean {
    let isAnyFound = false;
    for (const { path, diagnostic } of found) {
      isAnyFound = true;
      this.#errorCount += 1;
      if (this.#kept.length >= MAX_DIAGNOSTICS || this.#errorCount > MAX_ERRORS) {
        this.#hasHiddenErrors = true;
        break;
      }
      const origin = `${document.originOf(path)} ${diagnostic.message}`;
      if (!this.#origins.has(origin)) this.#kept.push(diagnostic);
      this.#origins.add(origin);
    }
    return isAnyFound;
  }

  /** The diagnostics in the order of the file, and one that says if there are more. */
  toArray(): Diagnostic[] {
    const shown = inOrder(this.#kept);
    if (!this.#hasHiddenErrors && !this.#hasHiddenOthers) return shown;
    const place = shown.at(-1)?.place;
    const more: Diagnostic = {
      severity: this.#hasHiddenErrors ? 'error' : 'notice',
      message: prose('This file has more mistakes, which are not shown.'),
      help: prose('Correct those that are shown, and run the gate again.'),
      ...(place !== undefined && { place }),
    };
    return [...shown, more];
  }
}

/**
 * The issues of a schema as errors with a place, an expectation and a suggestion.
 *
 * @param parent the path of the data that the schema checked
 */
export function* schemaErrors(
  issues: readonly v.BaseIssue<unknown>[],
  document: PlanDocument,
  parent: PlanPath = [],
): Generator<PlanError> {
  for (const issue of issues) {
    const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
    const path = [...parent, ...steps];
    yield { path, diagnostic: schemaDiagnostic(issue, path, document) };
  }
}

function schemaDiagnostic(issue: v.BaseIssue<unknown>, path: PlanPath, document: PlanDocument): Diagnostic {
  const key = path.at(-1);
  const missing = issue.received === 'undefined' && typeof key === 'string';
  const message = missing
    ? say`The key ${key} is missing.`
    : // The schema's messages are our own words for what is expected.
      say`${nameOf(path)}: expected ${prose(issue.message)}, found ${foundIn(issue.input)}.`;
  const help = helpFor(issue, path, document);
  const place = document.placeOf(path);
  const isHidden = typeof issue.input === 'string' && hiddenCharacterIn(issue.input) !== undefined;
  return { severity: 'error', message, ...(help && { help }), place: isHidden ? placeOfHidden(place) : place };
}

const FIRST_GENERATION = say`Write at least ${'generations: []'}, or a list such as ${'generations: [{model: bfl/flux-schnell}]'}.`;

/** What to write instead, where the value tells what is meant. */
function helpFor(
  { expected, input, received }: v.BaseIssue<unknown>,
  path: PlanPath,
  document: PlanDocument,
): Message | undefined {
  const key = path.at(-1);
  const name = typeof key === 'number' ? path.at(-2) : key;
  // A number is read as it is written: of `007` and `1.500`, YAML keeps 7 and 1.5.
  const written = typeof input === 'number' ? document.textOf(path) : input;
  const suggestion = typeof name === 'string' ? suggestValue(name, input, written) : undefined;
  if (suggestion !== undefined) return say`Write ${typeof key === 'number' ? suggestion : `${key}: ${suggestion}`}.`;
  if (typeof input === 'string') {
    const hidden = hiddenCharacterIn(input);
    if (hidden !== undefined) return say`It holds ${hidden}: remove it.`;
    if (name === 'model')
      return say`Write the lab, a slash and the name; ${'budget-gate models'} lists all models and their prices.`;
    if (name === 'generations' && suggestValue('model', input) !== undefined)
      return say`Write ${'model:'} before it: ${`{model: ${input.trim()}}`}.`;
    if (key === 'count_from' && input.startsWith('/')) {
      const relative = posix.relative(posix.dirname(document.file), input.slice(1));
      return say`The path begins at the folder of the plan: write ${`count_from: ${relative}`}.`;
    }
  }
  if (key === 'generations' && (input === null || received === 'undefined')) return FIRST_GENERATION;
  if (expected === 'Array' && key === 'generations' && received === 'Object')
    return say`Put a hyphen before the first key of each entry: ${'- model: bfl/flux-schnell'}.`;
  if (key === 'budget') {
    const limit = suggestValue('max_total', String(input));
    if (limit !== undefined) return say`Name the limit: ${`budget: {max_total: ${limit}}`}.`;
  }
  if (Array.isArray(input) && typeof key === 'string' && Object.hasOwn(matrixSchema.entries, key))
    return say`For a line of each value, move the list into a matrix: ${`matrix: {${key}: […]}`}.`;
  const isScalar = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean';
  if (expected === 'Array' && key !== 'generations' && isScalar)
    return say`Write a list, even of one value: ${`${key}: [${listOf(String(input))}]`}.`;
  if (expected === 'Object' && typeof input !== 'object') return say`A mapping is lines of ${'key: value'}.`;
  return undefined;
}

/** `5, 10` as the values of a list between brackets. */
function listOf(text: string): string {
  const values = text.split(',').map((value) => value.trim());
  return values.map((value) => (/^(?:[\d.]+|true|false)$/.test(value) ? value : JSON.stringify(value))).join(', ');
}

/** To the schema library, a list is an object, too. */
export function expectedMapping(path: PlanPath, document: PlanDocument): PlanError {
  const message = say`${nameOf(path)}: expected a mapping, found a list.`;
  return { path, diagnostic: { severity: 'error', message, place: document.placeOf(path) } };
}

/** The key, the list's entry, or the whole plan. */
function nameOf(path: PlanPath): Message {
  const key = path.at(-1);
  if (key === undefined) return prose('The plan');
  return typeof key === 'number' ? say`Entry ${key + 1} of ${String(path.at(-2))}` : say`${key}`;
}

function foundIn(input: unknown): Message {
  if (input === null || input === undefined) return prose('nothing');
  if (Array.isArray(input)) return prose(input.length === 0 ? 'an empty list' : 'a list');
  if (typeof input === 'object') return prose('a mapping');
  if (input === '') return prose('an empty text');
  return typeof input === 'string' ? say`the text ${input}` : say`${String(input)}`;
}
