import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { packsFor, packsText } from './credit-packs.ts';
import { remedy, type Savable } from './suggestions.ts';
import type { Finding } from './violation.ts';

/** The limits that the workflow sets over all plans, in USD. */
export interface Limits {
  /** Ceiling over all plans. */
  readonly budget: Usd | undefined;
  /** What must be left after the run. */
  readonly reserve: Usd;
  /** Warn where the balance is below this before the run; zero turns it off. */
  readonly lowBalance: Usd;
  /** Violations of budgets warn instead of failing. */
  readonly warnOnly: boolean;
}

/** Plan cost + reserve − balance, where that is above zero, else zero. */
export function shortfallOf(cost: Usd, reserve: Usd, balance: Usd): Usd {
  const missing = cost.plus(reserve).minus(balance);
  return missing.exceeds(Usd.zero) ? missing : Usd.zero;
}

/** `The plan costs`, as the sentences over all plans begin. */
export function subject(planCount: number): Message {
  return prose(planCount === 1 ? 'The plan costs' : `The ${planCount} plans cost`);
}

/** The rules over all plans: `balance`, `budget`, `low_balance`. */
export function judgeWhole(facts: WholeFacts, limits: Limits): Finding[] {
  return [...judgeBalance(facts, limits), ...judgeBudget(facts, limits), ...judgeLowBalance(facts, limits)];
}

export interface WholeFacts extends Savable {
  readonly planCount: number;
  /** USD */
  readonly cost: Usd | undefined;
  /** USD */
  readonly balance: Usd | undefined;
}

function judgeBalance(facts: WholeFacts, { reserve }: Limits): Finding[] {
  const { planCount, cost, balance } = facts;
  if (cost === undefined || balance === undefined) return [];
  const shortfall = shortfallOf(cost, reserve, balance);
  if (shortfall.isZero) return [];
  const less = cost.isZero ? undefined : say` Or generate less. ${remedy(facts, shortfall)}.`;
  const kept = reserve.isZero ? undefined : say` and ${reserve} must be left after the run`;
  return [
    {
      rule: 'balance',
      plan: undefined,
      limit: balance.minus(reserve).toString(),
      actual: cost.toString(),
      message: say`${subject(planCount)} ${cost}${kept}, and the balance is ${balance}: ${shortfall} is missing.`,
      help: say`Add credits: ${packsText(packsFor(shortfall))} it for the least money (that needs a paid subscription, and the account’s primary owner).${less}`,
    },
  ];
}

function judgeBudget(facts: WholeFacts, { budget }: Limits): Finding[] {
  const { planCount, cost } = facts;
  if (budget === undefined || cost === undefined || !cost.exceeds(budget)) return [];
  return [
    {
      rule: 'budget',
      plan: undefined,
      limit: budget.toString(),
      actual: cost.toString(),
      message: say`${subject(planCount)} ${cost}, and the ${'budget'} is ${budget}: ${cost.minus(budget)} too much.`,
      help: say`${remedy(facts, cost.minus(budget))}, or have the ${'budget'} raised.`,
    },
  ];
}

function judgeLowBalance({ balance }: WholeFacts, { lowBalance }: Limits): Finding[] {
  if (balance === undefined || !lowBalance.exceeds(balance)) return [];
  return [
    {
      rule: 'low_balance',
      plan: undefined,
      limit: lowBalance.toString(),
      actual: balance.toString(),
      message: say`The balance is ${balance} before the run, below ${lowBalance}.`,
      help: prose('Add credits before the next run needs them.'),
    },
  ];
}
