import * as v from 'valibot';
import { type Budget, budgetSchema } from './schema.ts';

/** What a text says of a plan's limits, whatever else is wrong with it. */
export interface BudgetReading {
  /** The limits that could be read; `undefined` where the plan sets none. */
  readonly budget: Budget | undefined;
  /** What stands there and could not be read: keys of the budget, or `budget` where it is none at all. */
  readonly unread: readonly string[];
}

/** Reads the limits of a plan one by one, so that a mistake in one of them does not take the others away. */
export function readBudget(data: object): BudgetReading {
  if (!('budget' in data)) return { budget: undefined, unread: [] };
  const { budget } = data;
  if (typeof budget !== 'object' || budget === null || Array.isArray(budget)) return { budget: {}, unread: ['budget'] };
  const keys = Object.keys(budget);
  const whole = v.safeParse(budgetSchema, budget);
  const unknown = keys.filter((key) => !Object.hasOwn(budgetSchema.entries, key));
  if (whole.success) return { budget: whole.output, unread: unknown };
  const broken = new Set(whole.issues.map((issue) => String(issue.path?.[0].key)));
  const sound = Object.fromEntries(Object.entries(budget).filter(([key]) => !broken.has(key)));
  const rest = v.safeParse(budgetSchema, sound);
  return { budget: rest.success ? rest.output : {}, unread: [...broken, ...unknown] };
}
