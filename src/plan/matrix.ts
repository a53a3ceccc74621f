import { SPREAD_KEYS, type SpreadKey } from './plan.ts';
import type { MatrixData, SpreadData } from './schema.ts';
import { type Level, originsOf, overlay } from './settings-layer.ts';
import type { PlanPath } from './yaml-document.ts';

/** The keys for which a matrix has a list. */
export function vectorsOf(matrix: MatrixData): SpreadKey[] {
  return SPREAD_KEYS.filter((key) => matrix[key] !== undefined);
}

/** Every key that a matrix sets in any of its combinations. */
export function keysOf(matrix: MatrixData): SpreadKey[] {
  const included = matrix.include ?? [];
  return SPREAD_KEYS.filter((key) => matrix[key] !== undefined || included.some((entry) => entry[key] !== undefined));
}

/** Keys of an `exclude` that the matrix has no list for: an error, as in a workflow. */
export function strayExcludes(matrix: MatrixData): { index: number; key: SpreadKey }[] {
  return (matrix.exclude ?? []).flatMap((entry, index) =>
    SPREAD_KEYS.filter((key) => entry[key] !== undefined && matrix[key] === undefined).map((key) => ({ index, key })),
  );
}

/** Values that a list of the matrix has before already, text compared without regard to case. */
export function repeatedValues(matrix: MatrixData): { key: SpreadKey; index: number; value: string }[] {
  return vectorsOf(matrix).flatMap((key) => {
    const seen = new Set<unknown>();
    return (matrix[key] ?? []).flatMap((value, index) => {
      const isRepeated = seen.has(comparable(value));
      seen.add(comparable(value));
      return isRepeated ? [{ key, index, value: String(value) }] : [];
    });
  });
}

/** The entries of `exclude` that match no combination although the matrix has all lists that they name. */
export function unusedExcludes(matrix: MatrixData): number[] {
  // The product has every combination of the values of its lists.
  const values = new Map(vectorsOf(matrix).map((key) => [key, new Set(matrix[key]?.map(comparable))]));
  return (matrix.exclude ?? []).flatMap((entry, index) => {
    const keys = keysIn(entry).filter((key) => values.has(key));
    return keys.some((key) => values.get(key)?.has(comparable(entry[key])) === false) ? [index] : [];
  });
}

/**
 * The combinations of a matrix, with the meaning that a workflow's `strategy.matrix` has (docs.github.com: workflow
 * syntax): the product of the lists; without those that an `exclude` matches in all keys that it names; then each
 * `include` is added to every combination of the product whose values it does not change. If there is none, it becomes a
 * combination itself, to which no later `include` is added.
 */
export function combinationsOf(matrix: MatrixData, path: PlanPath): Level[] {
  const vectors = vectorsOf(matrix);
  const isExcluded = matcherOf(matrix.exclude ?? []);
  const product = productOf(matrix, vectors, path).filter((combination) => !isExcluded(combination));
  return withIncludes(product, matrix.include ?? [], vectors, [...path, 'include']);
}

/** The includes that name the same lists' keys. */
interface IncludeGroup {
  readonly keys: readonly SpreadKey[];
  /** The values at these keys that combinations of the product have. */
  readonly present: ReadonlySet<string>;
  /** By the values at these keys: for every key that is set, the last include that sets it. */
  readonly last: Map<string, Map<SpreadKey, number>>;
}

/** Groups the includes first, since each of thousands may fit thousands of combinations. */
function withIncludes(
  product: readonly Level[],
  include: readonly SpreadData[],
  vectors: readonly SpreadKey[],
  path: PlanPath,
): Level[] {
  const groups = new Map<string, IncludeGroup>();
  const added: Level[] = [];
  for (const [index, entry] of include.entries()) {
    const set = keysIn(entry);
    const keys = vectors.filter((key) => set.includes(key));
    const group = groups.get(keys.join()) ?? {
      keys,
      present: new Set(product.map((combination) => valuesAt(combination, keys))),
      last: new Map<string, Map<SpreadKey, number>>(),
    };
    groups.set(keys.join(), group);
    const values = valuesAt(entry, keys);
    if (!group.present.has(values)) {
      added.push(levelOf(entry, (key) => [...path, index, key]));
      continue;
    }
    const last = group.last.get(values) ?? new Map<SpreadKey, number>();
    for (const key of set) if (!keys.includes(key)) last.set(key, index);
    group.last.set(values, last);
  }
  const all = [...groups.values()];
  return [...product.map((combination) => withLast(combination, all, include, path)), ...added];
}

/** A combination with the settings that are added to it; of several includes that set a key, the last counts. */
function withLast(
  combination: Level,
  groups: readonly IncludeGroup[],
  include: readonly SpreadData[],
  path: PlanPath,
): Level {
  const winners = new Map<SpreadKey, number>();
  for (const { keys, last } of groups) {
    for (const [key, index] of last.get(valuesAt(combination, keys)) ?? []) {
      winners.set(key, Math.max(index, winners.get(key) ?? index));
    }
  }
  return [...winners].reduce(
    (level, [key, index]) =>
      overlay(
        level,
        levelOf({ [key]: include[index]?.[key] }, () => [...path, index, key]),
      ),
    combination,
  );
}

/**
 * Whether a combination has all values of one of the entries. Entries of the same keys are looked up together: tens of
 * thousands fit into a plan, and comparing each with every combination would take minutes.
 */
function matcherOf(entries: readonly SpreadData[]): (combination: SpreadData) => boolean {
  const groups = new Map<string, { keys: SpreadKey[]; values: Set<string> }>();
  for (const entry of entries) {
    const keys = keysIn(entry);
    const group = groups.get(keys.join()) ?? { keys, values: new Set() };
    group.values.add(valuesAt(entry, keys));
    groups.set(keys.join(), group);
  }
  const all = [...groups.values()];
  return (combination) => all.some(({ keys, values }) => values.has(valuesAt(combination, keys)));
}

function valuesAt(data: SpreadData, keys: readonly SpreadKey[]): string {
  return JSON.stringify(keys.map((key) => comparable(data[key])));
}

/** A value as it is compared: as GitHub's runner does, without regard to the case of text. */
function comparable(value: SpreadData[SpreadKey]): string | number | boolean | null {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? null);
}

function productOf(matrix: MatrixData, vectors: readonly SpreadKey[], path: PlanPath): Level[] {
  if (vectors.length === 0) return [];
  return vectors.reduce<Level[]>(
    (levels, key) =>
      levels.flatMap((level) =>
        (matrix[key] ?? []).map((value, index) =>
          overlay(
            level,
            levelOf({ [key]: value }, () => [...path, key, index]),
          ),
        ),
      ),
    [{ params: {}, origins: {} }],
  );
}

function levelOf(data: SpreadData, place: (key: SpreadKey) => PlanPath): Level {
  return { ...data, params: {}, origins: originsOf(data, place) };
}

function keysIn(data: SpreadData): SpreadKey[] {
  return SPREAD_KEYS.filter((key) => data[key] !== undefined);
}

/** The part of a line's id that names its combination: `10 s, 720p`, in a fixed order. */
export function wordsOf(combination: SpreadData, keys: readonly SpreadKey[]): string[] {
  return keys.flatMap((key) => {
    const value = combination[key];
    return value === undefined ? [] : [WORDS[key](String(value))];
  });
}

const WORDS: Readonly<Record<SpreadKey, (value: string) => string>> = {
  model: (value) => value,
  duration: (value) => `${value} s`,
  resolution: (value) => value,
  audio: (value) => (value === 'true' ? 'audio' : 'no audio'),
  count: (value) => `× ${value}`,
  outputs: (value) => (value === '1' ? '1 output' : `${value} outputs`),
};
