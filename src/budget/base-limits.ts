import * as v from 'valibot';
import type { PlanMatches } from '../baseline/match-plans.ts';
import type { BasePlan } from '../baseline/types.ts';
import type { Plan } from '../plan/plan.ts';
import { type Budget, budgetSchema } from '../plan/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

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
export function limitsOnBase({ budget: reading }: BasePlan, own: Budget): BaseLimits {
  if (reading === undefined) return { budget: undefined, unread: ['budget'] };
  const { budget, unread } = reading;
  if (budget === undefined) return { budget, unread };
  const taken = Object.entries(own).filter(([key]) => unread.includes(key) || unread.includes('budget'));
  return { budget: { ...Object.fromEntries(taken), ...budget }, unread };
}

/** A limit that a pull request changes; it counts once it is merged. */
export interface Proposal {
  /** The plan file that proposes it. */
  readonly plan: string;
  /** The key of the budget. */
  readonly key: string;
  /** The limit that judges now, and the one that is proposed; `undefined` where there is none. */
  readonly from: Message | undefined;
  readonly to: Message | undefined;
}

/** What a pull request changes in the limits that the base branch sets, and what of those could not be read. */
export function proposedLimits(
  plans: readonly Plan[],
  matches: PlanMatches | undefined,
): { proposals: Proposal[]; problems: Diagnostic[] } {
  if (matches === undefined) return { proposals: [], problems: [] };
  const { side, predecessors } = matches;
  const pairs = plans.flatMap((plan) => (predecessors.get(plan.file) ?? []).map((old) => ({ plan, old })));
  return {
    proposals: pairs.flatMap(({ plan, old }) => proposalsIn(plan, old)),
    problems: pairs.flatMap(({ plan, old }) => unreadLimits(plan, old, side.name)),
  };
}

function proposalsIn({ file, budget: own }: Plan, old: BasePlan): Proposal[] {
  const { budget } = limitsOnBase(old, own);
  if (budget === undefined) return [];
  return KEYS.flatMap((key) => {
    const [from, to] = [shown(budget[key]), shown(own[key])];
    return String(from) === String(to) ? [] : [{ plan: file, key, from, to }];
  });
}

const KEYS = v.keyof(budgetSchema).options;

function shown(limit: Budget[keyof Budget]): Message | undefined {
  if (limit === undefined) return undefined;
  if (typeof limit === 'number') return say`${limit}`;
  if (limit instanceof Usd) return say`${limit}`;
  if ('percent' in limit) return prose(`${limit.percent}%`);
  if ('usd' in limit) return say`${limit.usd}`;
  return limit.length === 0 ? prose('none') : list(limit);
}

function unreadLimits({ file }: Plan, old: BasePlan, base: string): Diagnostic[] {
  const { unread } = limitsOnBase(old, {});
  if (unread.length === 0) return [];
  return [
    {
      severity: 'warning',
      message: say`The limits of ${old.file} cannot all be read on ${base} (${list(unread)}), so those that ${file} sets itself count in their place.`,
      help: say`Correct the plan on ${base}.`,
    },
  ];
}
