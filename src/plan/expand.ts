import { posix } from 'node:path';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import type { DiagnosticList } from './diagnostics.ts';
import { combinationsOf, keysOf, matrixDiagnostics, wordsOf } from './matrix.ts';
import type { Line, PlanDocument, PlanPath } from './plan.ts';
import type { GenerationData, MatrixData, PlanData } from './schema.ts';
import { type Level, overlay, readLevel } from './settings-layer.ts';

/**
 * Expands the generations of a plan to lines: applies the defaults, spreads the matrices, gives ids.
 *
 * @param dataFolder the folder that its data files are relative to, in the workspace
 * @param found receives the errors
 */
export function expandLines(data: PlanData, document: PlanDocument, dataFolder: string, found: DiagnosticList): Line[] {
  const { generations } = data;
  const diagnostics = duplicateIds(generations, document);
  const defaults = readLevel(data.defaults ?? {}, document, ['defaults'], diagnostics);
  found.add(diagnostics);
  const makeId = idMaker(generations.flatMap(({ id, matrix }) => (id === undefined || matrix ? [] : [id])));
  return generations.flatMap((generation, index) => {
    const path = ['generations', index];
    const { id, count_from: countFrom, matrix, ...settings } = generation;
    const diagnostics = countDiagnostics(generation, document, path);
    const own = readLevel(settings, document, path, diagnostics);
    const combinations = matrix === undefined ? [own] : combinationsOf(matrix, [...path, 'matrix']);
    if (matrix !== undefined) {
      diagnostics.push(...matrixDiagnostics(matrix, own, document, path));
      if (combinations.length === 0 && keysOf(matrix).length > 0) diagnostics.push(nothingLeft(document, path));
    }
    const below = matrix === undefined ? defaults : overlay(defaults, own);
    const defaultedParams = Object.keys(defaults.params).filter((key) => !Object.hasOwn(own.params, key));
    const lines = combinations.flatMap((combination): Line[] => {
      const level = overlay(below, combination);
      const { model, count = 1, outputs = 1, duration, resolution, audio, params, origins } = level;
      if (model === undefined) {
        diagnostics.push(withoutModel(combination, index, document, path));
        return [];
      }
      return [
        {
          id: matrix === undefined && id !== undefined ? id : makeId(idFor(model, id, matrix, combination)),
          model,
          settings: { duration, resolution, audio },
          count,
          countFrom: countFrom && posix.join(dataFolder, countFrom),
          outputs,
          params,
          defaultedParams,
          path,
          origins,
        },
      ];
    });
    found.add(diagnostics);
    return lines;
  });
}

function idFor(model: string, id: string | undefined, matrix: MatrixData | undefined, combination: Level): string {
  if (matrix === undefined) return idOfModel(model);
  // A default id has the model in it already.
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

function countDiagnostics(
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

function nothingLeft(document: PlanDocument, path: PlanPath): Diagnostic {
  return {
    severity: 'error',
    message: say`The ${'exclude'} of this matrix leaves no combination.`,
    help: prose('Correct it, or leave the entry out.'),
    place: document.placeOfKey([...path, 'matrix', 'exclude']),
  };
}

function duplicateIds(generations: readonly GenerationData[], document: PlanDocument): Diagnostic[] {
  const firsts = new Map<string, number>();
  return generations.flatMap(({ id }, index): Diagnostic[] => {
    if (id === undefined) return [];
    const first = firsts.get(id);
    if (first === undefined) {
      firsts.set(id, index);
      return [];
    }
    const firstLine = document.placeOf(['generations', first, 'id']).line;
    return [
      {
        severity: 'error',
        message: say`The id ${id} is used twice: line ${firstLine} already has it.`,
        help: prose('Each line of a plan needs an id of its own.'),
        place: document.placeOf(['generations', index, 'id']),
      },
    ];
  });
}

/**
 * Makes ids unique by adding `-2`, `-3` … to those that are taken.
 *
 * @param own the ids that the plan writes itself
 */
function idMaker(own: Iterable<string>): (wanted: string) => string {
  const taken = new Set(own);
  const lastNumbers = new Map<string, number>();
  return (wanted) => {
    let number = (lastNumbers.get(wanted) ?? 0) + 1;
    const id = () => (number === 1 ? wanted : `${wanted}-${number}`);
    while (taken.has(id())) number += 1;
    lastNumbers.set(wanted, number);
    taken.add(id());
    return id();
  };
}

function idOfModel(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
