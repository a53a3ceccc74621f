import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, prose, say } from '../shared/message.ts';
import type { DiagnosticList } from './diagnostics.ts';
import { duplicateIds, IdMaker, idOfModel } from './ids.ts';
import { combinationsOf, keysOf, repeatedValues, strayExcludes, unusedExcludes, vectorsOf, wordsOf } from './matrix.ts';
import type { Line } from './plan.ts';
import type { GenerationData, MatrixData, PlanData } from './schema.ts';
import { type Level, overlay, readLevel } from './settings-layer.ts';
import type { PlanDocument, PlanPath } from './yaml-document.ts';

/** A line whose count may still have to be read from a data file. */
export interface DraftLine extends Omit<Line, 'countFrom'> {
  /** As the plan writes it; where it does, the records of that file take the place of the count. */
  readonly countFrom: string | undefined;
}

/**
 * Expands a plan's generations to lines: defaults applied, matrices spread, ids given.
 *
 * @param found takes what does not fit together
 */
export function expandLines(data: PlanData, document: PlanDocument, found: DiagnosticList): DraftLine[] {
  const { generations } = data;
  const { level: defaults, problems: contradictions } = readLevel(data.defaults ?? {}, document, ['defaults']);
  found.add(contradictions);
  found.add(duplicateIds(generations, document));
  const ids = new IdMaker(generations.flatMap(({ id, matrix }) => (id === undefined || matrix ? [] : [id])));
  return generations.flatMap((generation, index) => {
    const problems: Diagnostic[] = [];
    const path = ['generations', index];
    const { id, count_from: countFrom, matrix, ...settings } = generation;
    const own = readLevel(settings, document, path);
    problems.push(...own.problems, ...countMistakes(generation, document, path));
    const combinations = matrix === undefined ? [own.level] : combinationsOf(matrix, [...path, 'matrix']);
    if (matrix !== undefined) {
      problems.push(...matrixMistakes(matrix, own.level, document, path));
      if (combinations.length === 0 && keysOf(matrix).length > 0) problems.push(nothingLeft(document, path));
    }
    const below = matrix === undefined ? defaults : overlay(defaults, own.level);
    const defaultedParams = Object.keys(defaults.params).filter((key) => !Object.hasOwn(own.level.params, key));
    const lines = combinations.flatMap((combination): DraftLine[] => {
      const level = overlay(below, combination);
      const { model, count = 1, outputs = 1, duration, resolution, audio, params, origins } = level;
      if (model === undefined) {
        problems.push(withoutModel(combination, index, document, path));
        return [];
      }
      return [
        {
          id: matrix === undefined && id !== undefined ? id : ids.make(idFor(model, id, matrix, combination)),
          model,
          settings: { duration, resolution, audio },
          count,
          countFrom,
          outputs,
          params,
          defaultedParams,
          path,
          origins,
        },
      ];
    });
    found.add(problems);
    return lines;
  });
}

function idFor(model: string, id: string | undefined, matrix: MatrixData | undefined, combination: Level): string {
  if (matrix === undefined) return idOfModel(model);
  // An id that is made of the model tells it already.
  const keys = keysOf(matrix).filter((key) => id !== undefined || key !== 'model');
  const words = wordsOf(combination, keys);
  return `${id ?? idOfModel(model)}${words.length > 0 ? ` (${words.join(', ')})` : ''}`;
}

/** At the `include` that makes the combination, if one does. */
function withoutModel({ origins }: Level, index: number, document: PlanDocument, path: PlanPath): Diagnostic {
  const isIncluded = (origin: PlanPath | undefined) => origin?.[path.length + 1] === 'include';
  const included = Object.values(origins).every(isIncluded) ? Object.values(origins)[0]?.slice(0, -1) : undefined;
  const message =
    included === undefined
      ? say`Entry ${index + 1} of ${'generations'} has no model.`
      : say`Entry ${Number(included.at(-1)) + 1} of this ${'include'} makes a line without a model.`;
  const where = included === undefined ? prose('here') : say`here, beside the ${'matrix'}`;
  return {
    severity: 'error',
    message,
    help: say`Write a model, such as ${'model: bfl/flux-schnell'}, ${where} or in ${'defaults'}.`,
    place: document.placeOf(included ?? path),
  };
}

function countMistakes(
  { count, count_from, matrix }: GenerationData,
  document: PlanDocument,
  path: PlanPath,
): Diagnostic[] {
  const counts = count !== undefined || (matrix !== undefined && keysOf(matrix).includes('count'));
  if (count_from === undefined || !counts) return [];
  return [
    {
      severity: 'error',
      message: say`This entry has both ${'count'} and ${'count_from'}.`,
      help: prose('They mean the same: leave one of them out.'),
      place: document.placeOfKey([...path, 'count_from']),
    },
  ];
}

function matrixMistakes(matrix: MatrixData, own: Level, document: PlanDocument, path: PlanPath): Diagnostic[] {
  const keys = keysOf(matrix);
  const twice = keys.filter((key) => own[key] !== undefined);
  const empty: Diagnostic[] =
    keys.length > 0
      ? []
      : [
          {
            severity: 'error',
            message: prose('This matrix has no list.'),
            help: say`Give it one, such as ${'duration: [5, 10]'}.`,
            place: document.placeOfKey([...path, 'matrix']),
          },
        ];
  return [
    ...empty,
    ...twice.map(
      (key): Diagnostic => ({
        severity: 'error',
        message: say`${key} stands both in the matrix and beside it.`,
        help: prose('Leave one of them out.'),
        place: document.placeOfKey(own.origins[key] ?? path),
      }),
    ),
    ...ineffective(matrix, document, path),
    ...strayExcludes(matrix).map(
      ({ index, key }): Diagnostic => ({
        severity: 'error',
        message: say`This ${'exclude'} names ${key}, of which the matrix has no list.`,
        help: say`The lists of this matrix: ${list(vectorsOf(matrix))}.`,
        place: document.placeOfKey([...path, 'matrix', 'exclude', index, key]),
      }),
    ),
  ];
}

/** What a matrix says and what changes nothing, or makes the same line twice. */
function ineffective(matrix: MatrixData, document: PlanDocument, path: PlanPath): Diagnostic[] {
  const repeated = repeatedValues(matrix).map(
    ({ key, index, value }): Diagnostic => ({
      severity: 'notice',
      message: say`The list ${key} of this matrix has ${value} twice, which makes the same lines twice.`,
      help: prose('Remove one of them if that is not what you want.'),
      place: document.placeOf([...path, 'matrix', key, index]),
    }),
  );
  const unused = unusedExcludes(matrix).map(
    (index): Diagnostic => ({
      severity: 'notice',
      message: say`This ${'exclude'} matches no combination of the matrix.`,
      help: prose('Correct its values, or remove it.'),
      place: document.placeOf([...path, 'matrix', 'exclude', index]),
    }),
  );
  return [...repeated, ...unused];
}

function nothingLeft(document: PlanDocument, path: PlanPath): Diagnostic {
  return {
    severity: 'error',
    message: say`The ${'exclude'} of this matrix leaves no combination.`,
    help: prose('Correct it, or leave the entry out.'),
    place: document.placeOfKey([...path, 'matrix', 'exclude']),
  };
}
