import * as v from 'valibot';
import type { Diagnostic, Place } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { type DiagnosticList, expectedMapping, type PlanError, schemaErrors } from './diagnostics.ts';
import { fieldOf, isMapping, listIn } from './parse-yaml.ts';
import type { PlanDocument, PlanPath } from './plan.ts';
import {
  type Budget,
  budgetSchema,
  combinationSchema,
  defaultsSchema,
  type GenerationData,
  generationSchema,
  matrixSchema,
  type PlanData,
  paramsSchema,
  planSchema,
} from './schema.ts';
import { hiddenCharacterIn, keyHelp, placeOfHidden } from './suggest.ts';

/**
 * Checks the data of a plan, which may be anything, and adds the diagnostics to those found. Parts that are wrong are left out
 * or replaced, so that the rest is checked, too. Generations are checked one by one: the schema library needs half a kilobyte
 * for each issue.
 */
export function readPlanData(data: object, document: PlanDocument, found: DiagnosticList): PlanData {
  const rest = Array.isArray(fieldOf(data, 'generations')) ? { ...data, generations: [] } : data;
  const result = v.safeParse(planSchema, rest);
  const isWrong = found.addErrors(errorsOfPlan(rest, result.issues ?? [], document), document);
  found.addErrors(groupedThousands(data, document), document);
  if (!result.success && !isWrong) found.add([unreadable(document, [])]);
  const plan = {
    ...(result.success && !isWrong ? result.output : recoverPlan(rest)),
    generations: listIn(data, 'generations').map((generation, index) =>
      readGeneration(generation, document, ['generations', index], found),
    ),
  };
  found.add(budgetDiagnostics(plan, document));
  return plan;
}

function readGeneration(
  generation: unknown,
  document: PlanDocument,
  path: PlanPath,
  found: DiagnosticList,
): GenerationData {
  const read = v.safeParse(generationSchema, generation);
  const isWrong = found.addErrors(errorsOfGeneration(generation, read.issues ?? [], document, path), document);
  if (read.success && !isWrong) return read.output;
  if (!isWrong) found.add([unreadable(document, path)]);
  return recoverGeneration(generation, read.success ? read.output : undefined);
}

/** A plan that cannot be read must have an error, or the gate would evaluate the other plans alone. */
function unreadable(document: PlanDocument, path: PlanPath): Diagnostic {
  return { severity: 'error', message: prose('This part of the plan cannot be read.'), place: document.placeOf(path) };
}

/** The schema library reports only the first unknown key of a mapping, so they are looked for here, mapping by mapping. */
function* errorsOfPlan(plan: object, issues: Issues, document: PlanDocument): Generator<PlanError> {
  const defaults = fieldOf(plan, 'defaults');
  yield* unknownKeys(plan, planSchema, document, []);
  yield* unknownKeys(fieldOf(plan, 'budget'), budgetSchema, document, ['budget']);
  yield* unknownKeys(defaults, defaultsSchema, document, ['defaults']);
  yield* unknownKeys(fieldOf(defaults, 'params'), paramsSchema, document, ['defaults', 'params']);
  yield* schemaErrors(issues, document);
}

function* errorsOfGeneration(
  generation: unknown,
  issues: Issues,
  document: PlanDocument,
  path: PlanPath,
): Generator<PlanError> {
  const matrix = fieldOf(generation, 'matrix');
  yield* unknownKeys(generation, generationSchema, document, path);
  yield* unknownKeys(fieldOf(generation, 'params'), paramsSchema, document, [...path, 'params']);
  yield* unknownKeys(matrix, matrixSchema, document, [...path, 'matrix']);
  for (const key of ['exclude', 'include']) {
    for (const [index, entry] of listIn(matrix, key).entries())
      yield* unknownKeys(entry, combinationSchema, document, [...path, 'matrix', key, index]);
  }
  yield* schemaErrors(issues, document, path);
  yield* emptyIncludes(matrix, document, [...path, 'matrix', 'include']);
}

/** As a workflow, a plan refuses an `include` that sets nothing. Looks at the data as written: the schema drops unknown keys. */
function* emptyIncludes(matrix: unknown, document: PlanDocument, parent: PlanPath): Generator<PlanError> {
  for (const [index, entry] of listIn(matrix, 'include').entries()) {
    if (!isMapping(entry) || Object.keys(entry).length > 0) continue;
    const path = [...parent, index];
    const message = say`This entry of ${'include'} is empty.`;
    const help = say`Write at least one key, such as ${'duration: 10'}, or remove the entry.`;
    yield { path, diagnostic: { severity: 'error', message, help, place: document.placeOf(path) } };
  }
}

type Issues = readonly v.BaseIssue<unknown>[];

interface MappingSchema {
  /** Whether other keys are mistakes (`object`) or kept (`loose_object`). */
  readonly type: 'object' | 'loose_object';
  readonly entries: object;
}

/** The keys of a mapping that its schema does not know, each with the nearest known word. */
function* unknownKeys(
  data: unknown,
  { type, entries }: MappingSchema,
  document: PlanDocument,
  parent: PlanPath,
): Generator<PlanError> {
  if (Array.isArray(data)) yield expectedMapping(parent, document);
  if (!isMapping(data)) return;
  for (const key of Object.keys(data)) {
    if (Object.hasOwn(entries, key) || (type === 'loose_object' && !LOST_KEYS.has(key))) continue;
    const path = [...parent, key];
    const place = document.placeOfKey(path);
    yield { path, diagnostic: type === 'object' ? unknownKey(key, Object.keys(entries), place) : lostKey(key, place) };
  }
}

function unknownKey(key: string, known: readonly string[], place: Place): Diagnostic {
  const hidden = hiddenCharacterIn(key);
  if (hidden === undefined)
    return {
      severity: 'error',
      message: say`The key ${key} is unknown.`,
      help: keyHelp(key, known, Object.keys(generationSchema.entries)),
      place,
    };
  const message = say`The key ${key} holds ${hidden}, which is invisible or looks like a space.`;
  const help = prose('Remove it; indent with plain spaces.');
  return { severity: 'error', message, help, place: placeOfHidden(place) };
}

/** Keys that the schema library drops, since they have a meaning in JavaScript. */
const LOST_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function lostKey(key: string, place: Place): Diagnostic {
  const message = say`The key ${key} has a meaning in JavaScript, so it cannot be passed on.`;
  return { severity: 'error', message, help: prose('Rename it, or leave it out.'), place };
}

/** `1.000`, `1.000.000` */
const GROUPED = /^[1-9]\d{0,2}(?:\.000)+$/;
const COUNTS: ReadonlySet<string> = new Set([
  'count',
  'outputs',
  'generation_output_number',
  'runs_per_month',
  'max_generations',
]);

/**
 * Counts that are written as `1.000`. YAML reads 1, but in many countries it means a thousand: the gate refuses it, since it
 * would price too little.
 */
function groupedThousands(plan: object, document: PlanDocument): Iterable<PlanError> {
  return document.includes('.000') ? groupedThousandsIn(plan, document, []) : [];
}

function* groupedThousandsIn(data: unknown, document: PlanDocument, path: PlanPath): Generator<PlanError> {
  if (typeof data === 'number') yield* groupedThousand(data, document, path);
  if (typeof data !== 'object' || data === null) return;
  for (const [key, value] of Object.entries(data)) {
    const isOther = path.at(-1) === 'params' && key !== 'generation_output_number';
    if (!isOther) yield* groupedThousandsIn(value, document, [...path, Array.isArray(data) ? Number(key) : key]);
  }
}

function* groupedThousand(number: number, document: PlanDocument, path: PlanPath): Generator<PlanError> {
  const key = path.findLast((step) => typeof step === 'string');
  const written = key !== undefined && COUNTS.has(key) && Number.isInteger(number) ? document.textOf(path) : '';
  if (!GROUPED.test(written)) return;
  const whole = written.replaceAll('.', '');
  const diagnostic: Diagnostic = {
    severity: 'error',
    message: say`${String(key)}: ${written} is ${number} in YAML, but ${Number(whole)} in many countries.`,
    help: say`Write ${whole} or ${String(number)}.`,
    place: document.placeOf(path),
  };
  yield { path, diagnostic };
}

/** Limits that lack what they are a limit of, or that are hardly what was meant. */
function budgetDiagnostics({ budget = {}, runs_per_month }: PlanData, document: PlanDocument): Diagnostic[] {
  const diagnostics = unlikelyWarning(budget, document);
  if (budget.warn_at !== undefined && 'percent' in budget.warn_at && budget.max_total === undefined) {
    diagnostics.push({
      severity: 'error',
      message: prose('`warn_at` in percent needs a `max_total` to be a percentage of.'),
      help: prose('Add `max_total`, or write `warn_at` as an amount of USD.'),
      place: document.placeOf(['budget', 'warn_at']),
    });
  }
  if (budget.max_monthly !== undefined && runs_per_month === undefined) {
    diagnostics.push({
      severity: 'error',
      message: prose('`max_monthly` needs `runs_per_month`.'),
      help: prose('Add `runs_per_month` at the top of the plan.'),
      place: document.placeOf(['budget', 'max_monthly']),
    });
  }
  return diagnostics;
}

/** A `warn_at` in USD that is probably a mistake: from `max_total` on it warns too late, below one dollar nearly always. */
function unlikelyWarning({ warn_at: warnAt, max_total: maxTotal }: Budget, document: PlanDocument): Diagnostic[] {
  if (warnAt === undefined || 'percent' in warnAt || maxTotal === undefined) return [];
  const { usd } = warnAt;
  const isShare = Usd.of(1).exceeds(usd) && maxTotal.exceeds(Usd.of(1));
  if (!isShare && maxTotal.exceeds(usd)) return [];
  const percent = isShare ? usd.times(100) : usd;
  const isPercent = !percent.exceeds(Usd.of(100)) && !percent.isZero;
  const place = document.placeOf(['budget', 'warn_at']);
  return [
    {
      severity: 'notice',
      message: isShare
        ? say`${'warn_at'} is an amount of ${usd}, so nearly every plan warns.`
        : say`${'warn_at'} is an amount of ${usd}, which is not below the ${'max_total'} of ${maxTotal}: it never warns first.`,
      help: isPercent
        ? say`For a percentage of ${'max_total'}, write ${`warn_at: ${Number(percent)}%`}.`
        : say`Write an amount below ${'max_total'}, or a percentage of it such as ${'80%'}.`,
      place,
    },
  ];
}

/** The limits of a plan, whatever else is wrong with it. */
export interface BudgetReading {
  /** The limits that could be read; `undefined` if the plan sets none. */
  readonly budget: Budget | undefined;
  /** The keys of the budget that could not be read, or `budget` if all of it could not. */
  readonly unread: readonly string[];
  /** How often a month the plan runs, which `max_monthly` counts with; `undefined` if that is missing or cannot be read. */
  readonly runsPerMonth: number | undefined;
}

/** Reads the limits of a plan one by one, so that one that is wrong does not hide the others. */
export function readBudget(data: object): BudgetReading {
  const runs = v.safeParse(planSchema.entries.runs_per_month, fieldOf(data, 'runs_per_month'));
  const runsPerMonth = runs.success ? runs.output : undefined;
  if (!('budget' in data)) return { budget: undefined, unread: [], runsPerMonth };
  const { budget } = data;
  if (!isMapping(budget)) return { budget: {}, unread: ['budget'], runsPerMonth };
  const { issues = [] } = v.safeParse(budgetSchema, budget);
  const unknown = Object.keys(budget).filter((key) => !Object.hasOwn(budgetSchema.entries, key));
  const unread = new Set([...issues.map(({ path }) => String(path?.[0].key)), ...unknown]);
  const sound = Object.fromEntries(Object.entries(budget).filter(([key]) => !unread.has(key)));
  const read = v.safeParse(budgetSchema, sound);
  return { budget: read.success ? read.output : {}, unread: [...unread], runsPerMonth };
}

/** Replaces a model that cannot be read. */
const ANY_MODEL = 'any/model';

/**
 * What can be read of an invalid plan, except its generations, so that errors between the readable parts are shown, too.
 * What cannot be read is replaced in such a way that no error is shown twice.
 */
function recoverPlan(data: object): Omit<PlanData, 'generations'> {
  const budget = v.safeParse(budgetSchema, fieldOf(data, 'budget'));
  const defaults = v.safeParse(v.optional(defaultsSchema), fieldOf(data, 'defaults'));
  return {
    ...(budget.success && { budget: budget.output }),
    // Its value does not matter here.
    ...('runs_per_month' in data && { runs_per_month: 1 }),
    defaults: defaults.success ? (defaults.output ?? {}) : { model: ANY_MODEL },
  };
}

/**
 * The same for one invalid generation.
 *
 * @param read the output of the schema, if it is valid; an unknown key may be a known one misspelt then
 */
function recoverGeneration(given: unknown, read: GenerationData | undefined): GenerationData {
  if (read === undefined) {
    const id = fieldOf(given, 'id');
    return { model: ANY_MODEL, ...(typeof id === 'string' && { id }) };
  }
  const { matrix, ...entry } = read;
  if (hasUnknownKey(given, generationSchema)) return { model: ANY_MODEL, ...read };
  return hasUnknownKey(fieldOf(given, 'matrix'), matrixSchema) ? { model: ANY_MODEL, ...entry } : read;
}

function hasUnknownKey(data: unknown, { entries }: { readonly entries: object }): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).some((key) => !Object.hasOwn(entries, key));
}
