import * as v from 'valibot';
import type { BasePlan, PlanMatches } from '../baseline/match-plans.ts';
import type { Plan } from '../plan/plan.ts';
import type { BudgetReading } from '../plan/plan-data.ts';
import { type Budget, budgetSchema } from '../plan/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/**
 * The limits of a plan on the base branch. Those that cannot be read there are taken from the plan that continues it.
 *
 * @param own the limits of the continuing plan
 */
export function limitsOnBase({ limits }: BasePlan, own: Budget): Omit<BudgetReading, 'runsPerMonth'> {
  if (limits === undefined) return { budget: undefined, unread: ['budget'] };
  const { budget, unread } = limits;
  if (budget === undefined) return limits;
  const fallback = Object.entries(own).filter(([key]) => unread.includes(key) || unread.includes('budget'));
  return { budget: { ...Object.fromEntries(fallback), ...budget }, unread };
}

/** A limit that a pull request changes. The new limit applies after the merge. */
export interface Proposal {
  readonly plan: string;
  readonly key: string;
  /** The limit that applies now, and the proposed one; `undefined` for no limit. */
  readonly from: Message | undefined;
  readonly to: Message | undefined;
}

/** The limits of the base branch that a pull request changes, and warnings about those that cannot be read. */
export function proposedLimits(
  plans: readonly Plan[],
  matches: PlanMatches | undefined,
): { proposals: Proposal[]; diagnostics: Diagnostic[] } {
  if (matches === undefined) return { proposals: [], diagnostics: [] };
  const pairs = plans.flatMap((plan) => (matches.predecessors.get(plan.file) ?? []).map((old) => ({ plan, old })));
  return {
    proposals: pairs.flatMap(({ plan, old }) => proposalsIn(plan, old)),
    diagnostics: pairs.flatMap(({ plan, old }) => unreadLimits(plan, old, matches.base.name)),
  };
}

function proposalsIn({ file, budget: own }: Plan, old: BasePlan): Proposal[] {
  const { budget } = limitsOnBase(old, own);
  if (budget === undefined) return [];
  return LIMIT_KEYS.flatMap((key) => {
    const [from, to] = [limitText(budget[key]), limitText(own[key])];
    return String(from) === String(to) ? [] : [{ plan: file, key, from, to }];
  });
}

const LIMIT_KEYS = v.keyof(budgetSchema).options;

function limitText(limit: Budget[keyof Budget]): Message | undefined {
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
