import type { PlanPath } from './document.ts';
import { SPREAD_KEYS, type SpreadKey } from './plan.ts';
import type { MatrixData, SpreadData } from './schema.ts';
import { type Level, originsOf, overlay } from './settings.ts';

/** The lists of a matrix that it has. */
export function vectorsOf(matrix: MatrixData): SpreadKey[] {
  return SPREAD_KEYS.filter((key) => matrix[key] !== undefined);
}

/** Every key that a matrix sets in any of its combinations. */
export function keysOf(matrix: MatrixData): SpreadKey[] {
  const included = matrix.include ?? [];
  return SPREAD_KEYS.filter((key) => matrix[key] !== undefined || included.some((entry) => entry[key] !== undefined));
}

/** Keys that an `exclude` names and no list of the matrix has: as a workflow, a plan refuses them. */
export function strayExcludes(matrix: MatrixData): { index: number; key: SpreadKey }[] {
  return (matrix.exclude ?? []).flatMap((entry, index) =>
    SPREAD_KEYS.filter((key) => entry[key] !== undefined && matrix[key] === undefined).map((key) => ({ index, key })),
  );
}

/**
 * The combinations of a matrix, with the meaning that a workflow's `strategy.matrix` has (docs.github.com: workflow
 * syntax): the product of the lists; without those that an `exclude` matches in all keys that it names; then each
 * `include` is added to every combination of the product whose own values it would not change, or, where there is
 * none, as a combination of its own, to which no later `include` is added.
 */
export function combinationsOf(matrix: MatrixData, path: PlanPath): Level[] {
  const vectors = vectorsOf(matrix);
  const isExcluded = matcherOf(matrix.exclude ?? []);
  const product = productOf(matrix, vectors, path).filter((combination) => !isExcluded(combination));
  const extended = [...product];
  const added: Level[] = [];
  for (const [index, entry] of (matrix.include ?? []).entries()) {
    const level = levelOf(entry, (key) => [...path, 'include', index, key]);
    const fixed = vectors.filter((key) => entry[key] !== undefined);
    let fits = false;
    for (const [at, original] of product.entries()) {
      const standing = extended[at];
      if (standing === undefined || !agree(entry, original, fixed)) continue;
      extended[at] = overlay(standing, level);
      fits = true;
    }
    if (!fits) added.push(level);
  }
  return [...extended, ...added];
}

/**
 * Whether a combination has all values of one of the entries. Entries of the same keys are looked up together: tens of
 * thousands fit into a plan, and each held against every combination would take minutes.
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
  return JSON.stringify(keys.map((key) => data[key] ?? null));
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
    [levelOf({}, () => path)],
  );
}

function levelOf(data: SpreadData, place: (key: SpreadKey) => PlanPath): Level {
  return { ...data, params: {}, origins: originsOf(data, place) };
}

function keysIn(data: SpreadData): SpreadKey[] {
  return SPREAD_KEYS.filter((key) => data[key] !== undefined);
}

function agree(a: SpreadData, b: SpreadData, keys: readonly SpreadKey[]): boolean {
  return keys.every((key) => a[key] === b[key]);
}

/** What of a combination its line's id tells: `10 s, 720p`, in an order that does not depend on the plan's. */
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
