import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import { type PlanDocument, type PlanPath, SPREAD_KEYS, type SpreadKey } from './plan.ts';
import type { MatrixData, SpreadData } from './schema.ts';
import { type Level, levelOf, overlay } from './settings-layer.ts';

/** The keys for which a matrix has a list, or for which an entry of its `include` or `exclude` has a value. */
function keysIn(data: Readonly<Partial<Record<SpreadKey, unknown>>>): SpreadKey[] {
  return SPREAD_KEYS.filter((key) => data[key] !== undefined);
}

/** Every key that a matrix sets in any of its combinations. */
export function keysOf(matrix: MatrixData): SpreadKey[] {
  const used = new Set([matrix, ...(matrix.include ?? [])].flatMap(keysIn));
  return SPREAD_KEYS.filter((key) => used.has(key));
}

/**
 * What is wrong with a matrix, and what of it changes nothing or makes the same line twice.
 *
 * @param own the settings beside it
 */
export function matrixDiagnostics(
  matrix: MatrixData,
  own: Level,
  document: PlanDocument,
  path: PlanPath,
): Diagnostic[] {
  const keys = keysOf(matrix);
  const found = keys
    .filter((key) => own[key] !== undefined)
    .map(
      (key): Diagnostic => ({
        severity: 'error',
        message: say`${key} is both in the matrix and beside it.`,
        help: prose('Leave one of them out.'),
        place: document.placeOfKey(own.origins[key] ?? path),
      }),
    );
  if (keys.length === 0) {
    found.push({
      severity: 'error',
      message: prose('This matrix has no list.'),
      help: say`Give it one, such as ${'duration: [5, 10]'}.`,
      place: document.placeOfKey([...path, 'matrix']),
    });
  }
  return [...found, ...repeatedValues(matrix, document, path), ...excludeDiagnostics(matrix, document, path)];
}

/** Values that a list of the matrix has before already, text compared without regard to case. */
function repeatedValues(matrix: MatrixData, document: PlanDocument, path: PlanPath): Diagnostic[] {
  return keysIn(matrix).flatMap((key) => {
    const seen = new Set<unknown>();
    return (matrix[key] ?? []).flatMap((value, index): Diagnostic[] => {
      if (!seen.has(comparable(value))) {
        seen.add(comparable(value));
        return [];
      }
      const message = say`The list ${key} of this matrix has ${String(value)} twice, which makes the same lines twice.`;
      const help = prose('Remove one of them if that is not what you want.');
      return [{ severity: 'notice', message, help, place: document.placeOf([...path, 'matrix', key, index]) }];
    });
  });
}

/** An `exclude` with a key that the matrix has no list for is an error, as in a workflow. */
function excludeDiagnostics(matrix: MatrixData, document: PlanDocument, path: PlanPath): Diagnostic[] {
  const values = new Map(keysIn(matrix).map((key) => [key, new Set(matrix[key]?.map(comparable))]));
  return (matrix.exclude ?? []).flatMap((entry, index) => {
    const at = [...path, 'matrix', 'exclude', index];
    const stray = keysIn(entry).filter((key) => !values.has(key));
    const found = stray.map(
      (key): Diagnostic => ({
        severity: 'error',
        message: say`This ${'exclude'} names ${key}, which the matrix has no list for.`,
        help: say`The lists of this matrix: ${list(keysIn(matrix))}.`,
        place: document.placeOfKey([...at, key]),
      }),
    );
    // The product has every combination of the values of its lists.
    if (keysIn(entry).some((key) => values.get(key)?.has(comparable(entry[key])) === false)) {
      const message = say`This ${'exclude'} matches no combination of the matrix.`;
      const help = prose('Correct its values, or remove it.');
      found.push({ severity: 'notice', message, help, place: document.placeOf(at) });
    }
    return found;
  });
}

/**
 * The combinations of a matrix, with the meaning that a workflow's `strategy.matrix` has (docs.github.com: workflow
 * syntax): the product of the lists, without the combinations that an `exclude` matches in all keys that it names. Then
 * each `include` extends every combination of the product whose values it does not change. An `include` that extends no
 * combination becomes a combination of its own; later ones do not extend it.
 */
export function combinationsOf(matrix: MatrixData, path: PlanPath): Level[] {
  const excluded = (matrix.exclude ?? []).map((entry) => comparables(entry));
  const product = productOf(matrix, path).filter((combination) => {
    const values = comparables(combination);
    return !excluded.some((entry) => fits(entry, values));
  });
  const includes = (matrix.include ?? []).map((entry, index) => ({
    entry,
    origin: (key: SpreadKey) => [...path, 'include', index, key],
    values: comparables(entry, keysIn(matrix)),
    added: keysIn(entry).filter((key) => matrix[key] === undefined),
  }));
  // Of several includes that set a key, the last counts.
  const lastFirst = includes.toReversed();
  const used = new Set<object>();
  const extended = product.map((combination) => {
    const values = comparables(combination);
    let level = combination;
    for (const include of lastFirst) {
      if (!fits(include.values, values)) continue;
      used.add(include);
      for (const key of include.added)
        if (level[key] === undefined) level = overlay(level, levelOf({ [key]: include.entry[key] }, include.origin));
    }
    return level;
  });
  const added = includes.filter((include) => !used.has(include)).map(({ entry, origin }) => levelOf(entry, origin));
  return [...extended, ...added];
}

type Comparable = string | number | boolean | undefined;

/** The values at some keys, as they are compared; `undefined` at all others. */
function comparables(data: SpreadData, keys: readonly SpreadKey[] = SPREAD_KEYS): Comparable[] {
  return SPREAD_KEYS.map((key) => (keys.includes(key) ? comparable(data[key]) : undefined));
}

/** Whether a combination has every value that an entry names. */
function fits(entry: readonly Comparable[], combination: readonly Comparable[]): boolean {
  return entry.every((value, index) => value === undefined || value === combination[index]);
}

/** A value as it is compared: as GitHub's runner does, without regard to the case of text. */
function comparable(value: Comparable): Comparable {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function productOf(matrix: MatrixData, path: PlanPath): Level[] {
  const keys = keysIn(matrix);
  if (keys.length === 0) return [];
  return keys.reduce<Level[]>(
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
