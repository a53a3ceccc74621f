import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { PlanDocument, PlanPath } from './yaml-document.ts';

/** Lines of all plans of a run after expansion; a limit of the contract. */
export const MAX_LINES = 10_000;
/** Combinations of all plans before `exclude` removes any. */
const MAX_COMBINATIONS = 20_000;

/** Fields of `params` over all lines. The output `matrix` cannot hold nearly as many. */
const MAX_PARAMS = 500_000;

/** The lines of one entry of `generations`. */
interface EntrySize {
  /** What is built: of a matrix the product of its lists, without regard to `exclude`, and every `include`. */
  readonly built: number;
  /** Lines that no `include` or `exclude` can change. */
  readonly certain: number;
  /** Fields of request bodies in all lines that are built, those of the plan's `defaults` included. */
  readonly params: number;
}

/** How many lines a plan has, entry by entry. */
export interface PlanSize {
  readonly document: PlanDocument;
  readonly entries: readonly EntrySize[];
}

/** Counts the lines of a plan without expanding it. The data may be anything: it is not checked yet. */
export function sizeOfPlan(data: object, document: PlanDocument): PlanSize {
  const generations: unknown = 'generations' in data ? data.generations : [];
  const inherited = 'defaults' in data ? paramCount(data.defaults) : 0;
  const sizeOf = (entry: unknown): EntrySize => {
    const lines = linesOfEntry(entry);
    return { ...lines, params: lines.built * (inherited + paramCount(entry)) };
  };
  return { document, entries: Array.isArray(generations) ? generations.map(sizeOf) : [] };
}

/** Counts the lines of a plan that is expanded. */
export function sizeOfLines(lines: readonly { readonly path: PlanPath }[], document: PlanDocument): PlanSize {
  const counts: number[] = [];
  for (const { path } of lines) {
    const index = Number(path[1]);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { document, entries: Array.from(counts, (count = 0) => ({ built: count, certain: count, params: 0 })) };
}

function paramCount(settings: unknown): number {
  if (typeof settings !== 'object' || settings === null || !('params' in settings)) return 0;
  const { params } = settings;
  return typeof params === 'object' && params !== null ? Object.keys(params).length : 0;
}

const ONE = { built: 1, certain: 1 };

function linesOfEntry(generation: unknown): Omit<EntrySize, 'params'> {
  if (typeof generation !== 'object' || generation === null || !('matrix' in generation)) return ONE;
  const { matrix } = generation;
  if (typeof matrix !== 'object' || matrix === null) return ONE;
  const { include, exclude, ...lists } = { include: [], exclude: [], ...matrix };
  const lengths = Object.values(lists).flatMap((list: unknown) => (Array.isArray(list) ? [list.length] : []));
  const product = lengths.length === 0 ? 0 : lengths.reduce((size, length) => size * length, 1);
  const added = Array.isArray(include) ? include.length : 0;
  const hasExcludes = Array.isArray(exclude) && exclude.length > 0;
  const built = product + added;
  // An `include` may become a line or be added to others, and an `exclude` may match nothing.
  return { built, certain: hasExcludes || (added > 0 && product > 0) ? 0 : built };
}

/**
 * Why the plans of a run are too large to be expanded, as one diagnostic at the largest plan; `undefined` if they are not.
 */
export function sizeDiagnostic(plans: readonly PlanSize[]): { plan: PlanSize; diagnostic: Diagnostic } | undefined {
  const certain = (entry: EntrySize) => entry.certain;
  const built = (entry: EntrySize) => entry.built;
  const lines = totalOf(plans, certain);
  if (lines > MAX_LINES) return tooMany(plans, certain, say`${lines} lines; ${MAX_LINES} are the most`);
  const combinations = totalOf(plans, built);
  if (combinations > MAX_COMBINATIONS) {
    const limit = say`${combinations} combinations before their ${'exclude'}; ${MAX_COMBINATIONS} are the most`;
    return tooMany(plans, built, limit);
  }
  const params = (entry: EntrySize) => entry.params;
  const fields = totalOf(plans, params);
  if (fields <= MAX_PARAMS) return undefined;
  return tooMany(plans, params, say`${fields} fields of ${'params'} in all lines; ${MAX_PARAMS} are the most`);
}

type Measure = (entry: EntrySize) => number;

function totalOf(plans: readonly PlanSize[], measure: Measure): number {
  return plans.reduce((sum, plan) => sum + sizeOf(plan, measure), 0);
}

function sizeOf({ entries }: PlanSize, measure: Measure): number {
  return entries.reduce((sum, entry) => sum + measure(entry), 0);
}

function tooMany(
  plans: readonly PlanSize[],
  measure: Measure,
  limit: Message,
): { plan: PlanSize; diagnostic: Diagnostic } | undefined {
  const plan = plans.toSorted((a, b) => sizeOf(b, measure) - sizeOf(a, measure))[0];
  if (plan === undefined) return undefined;
  const { document, entries } = plan;
  const largest = entries.reduce(
    (most, entry, index) => (measure(entry) > sizeAt(entries, most, measure) ? index : most),
    0,
  );
  const isMatrix = sizeAt(entries, largest, measure) > 1;
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
  return { plan, diagnostic };
}

function sizeAt(entries: readonly EntrySize[], index: number, measure: Measure): number {
  const entry = entries[index];
  return entry === undefined ? 0 : measure(entry);
}

/** Lists that are longer than all lines together may be. Their entries are not checked: each could be an error. */
export function longLists(data: object, document: PlanDocument): Diagnostic[] {
  const generations: readonly unknown[] =
    'generations' in data && Array.isArray(data.generations) ? data.generations : [];
  const matrices = generations.flatMap((entry, index) => longListsIn(entry, 'matrix', ['generations', index]));
  return [...longListsIn(data, 'budget', []), ...matrices].map(({ path, length }) => ({
    severity: 'error',
    message: say`The list ${String(path.at(-1))} has ${length} entries; ${MAX_LINES} are the most.`,
    help: prose('Shorten it.'),
    place: document.placeOfKey(path),
  }));
}

function longListsIn(data: unknown, name: 'budget' | 'matrix', path: PlanPath): { path: PlanPath; length: number }[] {
  const raw: { readonly budget?: unknown; readonly matrix?: unknown } =
    typeof data === 'object' && data !== null ? data : {};
  const lists = raw[name];
  if (typeof lists !== 'object' || lists === null) return [];
  return Object.entries(lists).flatMap(([key, list]: [string, unknown]) =>
    Array.isArray(list) && list.length > MAX_LINES ? [{ path: [...path, name, key], length: list.length }] : [],
  );
}
