import type { BasePlan } from '../baseline/types.ts';
import type { Budget } from '../plan/schema.ts';

/** The limits that a plan on the base branch sets, and what of them had to be taken from elsewhere. */
export interface BaseLimits {
  /** `undefined` where the base branch sets none, or none that can be read. */
  readonly budget: Budget | undefined;
  /** The keys that stand on the base branch and cannot be read there; `budget` is all of them. */
  readonly unread: readonly string[];
}

/**
 * The limits of a plan on the base branch as far as they can be read there; those that cannot are taken from the plan that
 * goes on from it.
 *
 * @param own the limits that the plan sets itself
 */
export function limitsOn({ budget: reading }: BasePlan, own: Budget): BaseLimits {
  if (reading === undefined) return { budget: undefined, unread: ['budget'] };
  const { budget, unread } = reading;
  if (budget === undefined) return { budget, unread };
  const taken = Object.entries(own).filter(([key]) => unread.includes(key) || unread.includes('budget'));
  return { budget: { ...Object.fromEntries(taken), ...budget }, unread };
}
