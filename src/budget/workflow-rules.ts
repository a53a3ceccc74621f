import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { usdViolation, type Violation } from './rules.ts';
import { type LocatedLine, packsFor, packsText, removalText } from './suggestions.ts';

/** The limits that the workflow sets over all plans, in USD. */
export interface Limits {
  /** Ceiling over all plans. */
  readonly budget: Usd | undefined;
  /** Must be left after the run. */
  readonly reserve: Usd;
  /** Warn if the balance before the run is below this; zero turns it off. */
  readonly lowBalance: Usd;
  /** Budget violations warn instead of failing. */
  readonly warnOnly: boolean;
}

/** Cost + reserve − balance, or zero if that is negative. */
export function shortfallOf(cost: Usd, reserve: Usd, balance: Usd): Usd {
  const missing = cost.plus(reserve).minus(balance);
  return missing.exceeds(Usd.zero) ? missing : Usd.zero;
}

/** `The plan costs`, as the sentences over all plans begin. */
export function subject(planCount: number): Message {
  return prose(planCount === 1 ? 'The plan costs' : `The ${planCount} plans cost`);
}

/** A rule that needs an unknown amount is not checked. */
export interface WorkflowFacts {
  readonly lines: readonly LocatedLine[];
  /** The plan files, read or not. */
  readonly files: readonly string[];
  readonly cost: Usd | undefined;
  readonly balance: Usd | undefined;
}

export function checkWorkflowRules(facts: WorkflowFacts, limits: Limits): Violation[] {
  return [checkBalance, checkBudget, checkLowBalance].flatMap((check) => check(facts, limits) ?? []);
}

function checkBalance(facts: WorkflowFacts, { reserve }: Limits): Violation | undefined {
  const { files, cost, balance } = facts;
  if (cost === undefined || balance === undefined) return undefined;
  const shortfall = shortfallOf(cost, reserve, balance);
  if (shortfall.isZero) return undefined;
  const less = removalText(facts, shortfall);
  const kept = reserve.isZero ? undefined : say` and ${reserve} must be left after the run`;
  const message = say`${subject(files.length)} ${cost}${kept}, and the balance is ${balance}: ${shortfall} is missing.`;
  const help = say`Add credits: ${packsText(packsFor(shortfall))} it for the least money (only the account’s primary owner can buy packs, with a paid subscription)${less && say`, or remove ${less}`}.`;
  return usdViolation('balance', undefined, balance.minus(reserve), cost, message, help);
}

function checkBudget(facts: WorkflowFacts, { budget }: Limits): Violation | undefined {
  const { files, cost } = facts;
  if (budget === undefined || !cost?.exceeds(budget)) return undefined;
  const over = cost.minus(budget);
  const less = removalText(facts, over);
  const message = say`${subject(files.length)} ${cost}, and the ${'budget'} is ${budget}: ${over} too much.`;
  const help = say`Remove ${less}, or have the input ${'budget'} raised to ${cost}.`;
  return usdViolation('budget', undefined, budget, cost, message, help);
}

function checkLowBalance({ balance }: WorkflowFacts, { lowBalance }: Limits): Violation | undefined {
  if (balance === undefined || !lowBalance.exceeds(balance)) return undefined;
  const message = say`The balance is ${balance} before the run, below ${lowBalance}.`;
  const help = prose('Add credits before the next run needs them.');
  const violation = usdViolation('low_balance', undefined, lowBalance, balance, message, help);
  return { ...violation, over: lowBalance.minus(balance).toString() };
}
