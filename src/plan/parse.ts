import * as v from 'valibot';
import { formatPlace, hasErrors, type Problem } from '../problem.ts';
import { prose, say } from '../text.ts';
import { PlanDocument } from './document.ts';
import { schemaMistakes, unknownKeys } from './mistakes.ts';
import type { Line, Plan } from './plan.ts';
import {
  type Budget,
  budgetSchema,
  defaultsSchema,
  type GenerationData,
  generationSchema,
  NOT_YET,
  type PlanData,
  planSchema,
} from './schema.ts';
import { type Level, overDefaults, readLevel } from './settings.ts';

/** The most lines of a plan after expansion; the contract's limit. */
export const MOST_LINES = 10_000;

/**
 * Reads a plan: YAML, checked against the schema, expanded to lines. All mistakes are told at once, each with its place;
 * there is a plan only where there are none.
 *
 * @param file the plan's name in places, relative to the workspace
 */
export function parsePlan(file: string, text: string): { plan: Plan | undefined; problems: Problem[] } {
  const { document, data, problems } = PlanDocument.read(file, text);
  if (hasErrors(problems)) return { plan: undefined, problems };
  if (data === null) {
    const help = prose('Write at least `generations: []`, a plan that costs nothing.');
    problems.push({ severity: 'error', message: prose('The plan is empty.'), help, place: document.placeOf([]) });
    return { plan: undefined, problems };
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    const message = say`A plan is a mapping with the key ${'generations'}; this file holds ${Array.isArray(data) ? prose('a list') : prose('a single value')}.`;
    problems.push({ severity: 'error', message, place: document.placeOf([]) });
    return { plan: undefined, problems };
  }
  if ('generations' in data && Array.isArray(data.generations) && data.generations.length > MOST_LINES) {
    return { plan: undefined, problems: [tooManyLines(data.generations.length, document)] };
  }
  const result = v.safeParse(planSchema, data);
  const unknown = unknownKeys(planSchema, data, document, NOT_YET);
  if (!result.success || unknown.length > 0) {
    const sound = soundPart(data);
    const misfits = [...budgetMistakes(sound.budget ?? {}, document)];
    readLines(sound, document, misfits);
    const mistakes = [...unknown, ...schemaMistakes(result.issues ?? [], document), ...misfits];
    // Without a plan there must be an error, or the gate would judge the others alone.
    const unread: Problem = {
      severity: 'error',
      message: prose('This plan cannot be read.'),
      place: document.placeOf([]),
    };
    return { plan: undefined, problems: mistakes.length > 0 ? inOrder(mistakes) : [unread] };
  }

  const budget = result.output.budget ?? {};
  problems.push(...budgetMistakes(budget, document));
  const lines = readLines(result.output, document, problems);
  const plan = { file, name: result.output.name, budget, lines, document };
  return { plan: hasErrors(problems) ? undefined : plan, problems: inOrder(problems) };
}

/**
 * What of a plan with mistakes can be read, so that what does not fit together there is told with the rest. What cannot
 * is filled in such that nothing is said of it twice.
 */
function soundPart(data: object): PlanData {
  const anyModel = 'any/model';
  const raw: { readonly budget?: unknown; readonly defaults?: unknown; readonly generations?: unknown } = data;
  const generations: readonly unknown[] = Array.isArray(raw.generations) ? raw.generations : [];
  const budget = v.safeParse(budgetSchema, raw.budget);
  const defaults = v.safeParse(v.optional(defaultsSchema), raw.defaults);
  return {
    ...(budget.success && { budget: budget.output }),
    defaults: defaults.success ? (defaults.output ?? {}) : { model: anyModel },
    generations: generations.map((given) => {
      const generation = v.safeParse(generationSchema, given);
      if (generation.success) return generation.output;
      const named = v.safeParse(v.object({ id: v.string() }), given);
      return { model: anyModel, ...(named.success && { id: named.output.id }) };
    }),
  };
}

function tooManyLines(count: number, document: PlanDocument): Problem {
  return {
    severity: 'error',
    message: say`This plan has ${count} lines; ${MOST_LINES} are the most.`,
    help: prose('Put generations that are alike into one line with a `count`, or split the plan into several files.'),
    place: document.placeOfKey(['generations']),
  };
}

function budgetMistakes(budget: Budget, document: PlanDocument): Problem[] {
  if (budget.warn_at === undefined || 'usd' in budget.warn_at || budget.max_total !== undefined) return [];
  return [
    {
      severity: 'error',
      message: prose('`warn_at` in percent needs a `max_total` to be a percentage of.'),
      help: prose('Add `max_total`, or write `warn_at` as an amount of USD.'),
      place: document.placeOf(['budget', 'warn_at']),
    },
  ];
}

function readLines(data: PlanData, document: PlanDocument, problems: Problem[]): Line[] {
  const defaults = readLevel(data.defaults ?? {}, document, ['defaults']);
  problems.push(...defaults.problems);
  const name = idMaker(data.generations, document, problems);
  return data.generations.flatMap((generation, index) => {
    const path = ['generations', index];
    const { id: _, ...settings } = generation;
    const own = readLevel(settings, document, path);
    problems.push(...own.problems);
    const { model, count = 1, outputs = 1, params, ...priced }: Level = overDefaults(defaults.level, own.level);
    if (model === undefined) {
      const help = prose('Name one as `{lab}/{name}`, such as `model: bfl/flux-schnell`, here or in `defaults`.');
      const message = say`Entry ${index + 1} of ${'generations'} has no model.`;
      problems.push({ severity: 'error', message, help, place: document.placeOf(path) });
      return [];
    }
    return [{ id: name(generation, model, index), model, settings: priced, count, outputs, params, path }];
  });
}

/**
 * Gives ids: the line's own, which must be unique in its file, or one made of the model's name, with `-2`, `-3` … where
 * that is taken.
 */
function idMaker(generations: readonly GenerationData[], document: PlanDocument, problems: Problem[]) {
  const taken = new Map<string, number>();
  generations.forEach(({ id }, index) => {
    if (id === undefined) return;
    const first = taken.get(id);
    if (first === undefined) {
      taken.set(id, index);
      return;
    }
    const place = document.placeOf(['generations', index, 'id']);
    const firstLine = document.placeOf(['generations', first, 'id']).line;
    const message = say`The id ${id} stands twice: line ${firstLine} has it already.`;
    problems.push({ severity: 'error', message, help: prose('Each line of a plan needs an id of its own.'), place });
  });
  const lastNumbers = new Map<string, number>();
  return ({ id }: GenerationData, model: string, index: number): string => {
    if (id !== undefined) return id;
    const base = model.slice(model.indexOf('/') + 1);
    for (let number = (lastNumbers.get(base) ?? 0) + 1; ; number++) {
      const candidate = number === 1 ? base : `${base}-${number}`;
      if (taken.has(candidate)) continue;
      lastNumbers.set(base, number);
      taken.set(candidate, index);
      return candidate;
    }
  };
}

/** By their places, each once: an alias repeats what it stands for, and one number may break two checks. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const distinct = new Map(problems.map((problem) => [`${placeKey(problem)} ${problem.message}`, problem]));
  return [...distinct.values()].toSorted((a, b) => {
    if (a.place === undefined || b.place === undefined)
      return Number(b.place === undefined) - Number(a.place === undefined);
    return a.place.line - b.place.line || a.place.column - b.place.column;
  });
}

function placeKey({ place }: Problem): string {
  return place === undefined ? '' : formatPlace(place);
}
