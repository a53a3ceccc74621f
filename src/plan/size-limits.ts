import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { fieldOf, isMapping, listIn } from './parse-yaml.ts';
import type { PlanDocument, PlanPath } from './plan.ts';

/** Lines of all plans of a run after expansion. */
const MAX_LINES = 10_000;
/** Combinations of all plans before `exclude` removes any. */
const MAX_COMBINATIONS = 20_000;
/** How often combinations of all plans are compared with an `exclude` or `include`. */
const MAX_COMPARISONS = 10_000_000;
/** Fields of `params` over all lines. The output `matrix` cannot hold nearly as many. */
const MAX_PARAMS = 500_000;

interface EntrySize {
  /** What is built: of a matrix the product of its lists, without regard to `exclude`, and every `include`. */
  readonly built: number;
  /** Lines that no `include` or `exclude` can change. */
  readonly certain: number;
  /** How often a combination is compared with an `exclude` or `include`. */
  readonly comparisons: number;
  /** Fields of request bodies in all lines that are built, those of the plan's `defaults` included. */
  readonly params: number;
}

export interface PlanSize {
  readonly document: PlanDocument;
  readonly entries: readonly EntrySize[];
}

/** Counts the lines of a plan without expanding it. The data may be anything: it is not checked yet. */
export function sizeOfPlan(data: object, document: PlanDocument): PlanSize {
  const inherited = paramCount(fieldOf(data, 'defaults'));
  const entries = listIn(data, 'generations').map((entry): EntrySize => {
    const size = matrixSize(fieldOf(entry, 'matrix'));
    return { ...size, params: size.built * (inherited + paramCount(entry)) };
  });
  return { document, entries };
}

/** Counts the lines of a plan that is expanded. */
export function sizeOfLines(lines: readonly { readonly path: PlanPath }[], document: PlanDocument): PlanSize {
  const counts: number[] = [];
  for (const { path } of lines) {
    const index = Number(path[1]);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { document, entries: Array.from(counts, (count = 0) => ({ ...ONE, built: count, certain: count })) };
}

const ONE: EntrySize = { built: 1, certain: 1, comparisons: 0, params: 0 };

function paramCount(settings: unknown): number {
  const params = fieldOf(settings, 'params');
  return isMapping(params) ? Object.keys(params).length : 0;
}

function matrixSize(matrix: unknown): EntrySize {
  if (!isMapping(matrix)) return ONE;
  const { include, exclude, ...lists } = { include: [], exclude: [], ...matrix };
  const lengths = Object.values(lists).flatMap((list: unknown) => (Array.isArray(list) ? [list.length] : []));
  const product = lengths.length === 0 ? 0 : lengths.reduce((size, length) => size * length, 1);
  const added = Array.isArray(include) ? include.length : 0;
  const excludes = Array.isArray(exclude) ? exclude.length : 0;
  const built = product + added;
  // An `include` may become a line or be added to others, and an `exclude` may match nothing.
  const certain = excludes > 0 || (added > 0 && product > 0) ? 0 : built;
  return { built, certain, comparisons: product * (added + excludes), params: 0 };
}

/** Why the plans of a run are too large to be expanded, and which of them is the largest. */
export interface SizeDiagnostic {
  readonly document: PlanDocument;
  readonly diagnostic: Diagnostic;
}

/** `undefined` if the plans are not too large. */
export function sizeDiagnostic(plans: readonly PlanSize[]): SizeDiagnostic | undefined {
  const exceeds = (measure: Measure, most: number, what: Message) => {
    const count = plans.reduce((sum, plan) => sum + sizeOf(plan, measure), 0);
    return count > most ? tooMany(plans, measure, say`${count} ${what}; at most ${most} are allowed`) : undefined;
  };
  return (
    exceeds('certain', MAX_LINES, say`lines`) ??
    exceeds('built', MAX_COMBINATIONS, say`combinations before their ${'exclude'}`) ??
    exceeds('comparisons', MAX_COMPARISONS, say`comparisons of a combination with an ${'exclude'} or ${'include'}`) ??
    exceeds('params', MAX_PARAMS, say`fields of ${'params'} in all lines`)
  );
}

type Measure = keyof EntrySize;

function sizeOf({ entries }: PlanSize, measure: Measure): number {
  return entries.reduce((sum, entry) => sum + entry[measure], 0);
}

function tooMany(plans: readonly PlanSize[], measure: Measure, limit: Message): SizeDiagnostic | undefined {
  const plan = plans.toSorted((a, b) => sizeOf(b, measure) - sizeOf(a, measure))[0];
  if (plan === undefined) return undefined;
  const { document, entries } = plan;
  const sizes = entries.map((entry) => entry[measure]);
  const largest = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  const isMatrix = (sizes[largest] ?? 0) > 1;
  const own = sizeOf(plan, measure);
  const diagnostic: Diagnostic = {
    severity: 'error',
    message:
      plans.length === 1
        ? say`This plan would have ${limit}.`
        : say`The ${plans.length} plans of this run would have ${limit}. The largest is ${document.file} with ${own}.`,
    help: isMatrix
      ? prose('Shorten the lists of this matrix.')
      : say`Put generations that are alike into one line with a ${'count'}.`,
    place: document.placeOfKey(isMatrix ? ['generations', largest, 'matrix'] : ['generations']),
  };
  return { document, diagnostic };
}

/** Lists that are longer than all lines together may be. Their entries are not checked: each could be an error. */
export function longLists(data: object, document: PlanDocument): Diagnostic[] {
  const longIn = (lists: unknown, path: PlanPath) =>
    Object.entries(isMapping(lists) ? lists : {}).flatMap(([key, list]: [string, unknown]): Diagnostic[] => {
      if (!Array.isArray(list) || list.length <= MAX_LINES) return [];
      const message = say`The list ${key} has ${list.length} entries; at most ${MAX_LINES} are allowed.`;
      return [{ severity: 'error', message, help: prose('Shorten it.'), place: document.placeOfKey([...path, key]) }];
    });
  return [
    ...longIn(fieldOf(data, 'budget'), ['budget']),
    ...listIn(data, 'generations').flatMap((entry, index) =>
      longIn(fieldOf(entry, 'matrix'), ['generations', index, 'matrix']),
    ),
  ];
}
