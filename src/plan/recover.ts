import * as v from 'valibot';
import { fieldOf, isMapping } from './parse-yaml.ts';
import {
  type Budget,
  budgetSchema,
  defaultsSchema,
  type GenerationData,
  generationSchema,
  matrixSchema,
  type PlanData,
  planSchema,
} from './schema.ts';

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
  return { ...limitsIn(data), runsPerMonth: runs.success ? runs.output : undefined };
}

function limitsIn(data: object): Omit<BudgetReading, 'runsPerMonth'> {
  if (!('budget' in data)) return { budget: undefined, unread: [] };
  const { budget } = data;
  if (!isMapping(budget)) return { budget: {}, unread: ['budget'] };
  const keys = Object.keys(budget);
  const whole = v.safeParse(budgetSchema, budget);
  const unknown = keys.filter((key) => !Object.hasOwn(budgetSchema.entries, key));
  if (whole.success) return { budget: whole.output, unread: unknown };
  const broken = new Set(whole.issues.map((issue) => String(issue.path?.[0].key)));
  const sound = Object.fromEntries(Object.entries(budget).filter(([key]) => !broken.has(key)));
  const rest = v.safeParse(budgetSchema, sound);
  return { budget: rest.success ? rest.output : {}, unread: [...broken, ...unknown] };
}

/** Replaces a model that cannot be read. */
const ANY_MODEL = 'any/model';

/**
 * What can be read of an invalid plan, except its generations, so that errors between the readable parts are shown, too.
 * What cannot be read is replaced in such a way that no error is shown twice.
 */
export function recoverPlan(data: object): Omit<PlanData, 'generations'> {
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
export function recoverGeneration(given: unknown, read: GenerationData | undefined): GenerationData {
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
