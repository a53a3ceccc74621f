import type { UsageData } from '../babysea/responses.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import type { Usage } from './ask-usage.ts';
import { auditTrailText } from './subscription.ts';
import { refusedRequests, stuckGenerations, troubledProviders } from './usage-signs.ts';

export interface LookBackOptions extends Pick<Usage, 'days' | 'usage' | 'generations'> {
  /** USD before the run, where it is known. */
  readonly balance: Usd | undefined;
  /** USD for all plans, where it is known. */
  readonly cost: Usd | undefined;
  /** The account's subscription, such as `Starter Monthly`. */
  readonly billingPlan: string | null | undefined;
  readonly now: Date;
}

/** What the last days tell about the next run; amounts of usage are BabySea's estimates. */
export interface UsageLookBack {
  /** The days that the usage speaks of; those that were asked for where it does not say. */
  readonly days: number;
  /** USD that BabySea estimates for these days, attempts at several providers included: not what was charged. */
  readonly estimated: Usd | undefined;
  /** Whole days that the balance lasts after the run at the pace of these days; `undefined` where that is unknown. */
  readonly lastsDays: number | undefined;
  /** In sentences: money first, then the signs worth a look, then how long the ledger can be looked at. */
  readonly findings: readonly Message[];
}

/** A balance that lasts longer than this many days lasts long enough, and no pace holds for so long. */
const LONG = 3650;

/** Looks back over what the account did, as far as it is known. */
export function lookBack(options: LookBackOptions): UsageLookBack {
  const { usage, generations, now, billingPlan } = options;
  const days = usage?.usage_period_days || options.days;
  const estimated = usage?.usage_total_estimated_cost;
  const lastsDays = estimated && daysLeft(options, estimated, days);
  const trail = auditTrailText(billingPlan);
  const findings = [
    ...(estimated === undefined ? [] : [estimatedUsage(options, estimated, days)]),
    ...(lastsDays === undefined ? [] : [lasting(lastsDays)]),
    ...signs(usage),
    ...(generations === undefined ? [] : stuckGenerations(generations, now)),
    ...(trail === undefined ? [] : [trail]),
  ];
  return { days, estimated, lastsDays, findings };
}

function signs(usage: UsageData | undefined): Message[] {
  return usage === undefined ? [] : [...troubledProviders(usage), ...refusedRequests(usage)];
}

/** What BabySea estimates for the days, never called spent, and the cost of the plans as a share of it. */
function estimatedUsage({ cost }: LookBackOptions, estimated: Usd, days: number): Message {
  const period = days === 1 ? prose('day') : plural(days, 'day');
  if (estimated.isZero) return say`The estimated usage of the last ${period} is ${estimated}.`;
  const planned = cost && say`; the planned ${cost} is ${prose(cost.percentOf(estimated))} of that`;
  return say`The estimated usage of the last ${period} is ${estimated}${planned}.`;
}

/** Whole days that what is left after the run lasts; nothing where the run leaves nothing, which the rules speak of. */
function daysLeft({ balance, cost }: LookBackOptions, estimated: Usd, days: number): number | undefined {
  if (balance === undefined || cost === undefined || estimated.isZero) return undefined;
  const left = balance.minus(cost);
  return left.isNegative ? undefined : left.times(days).wholeTimes(estimated);
}

function lasting(days: number): Message {
  if (days > LONG) return say`At that estimated pace, the balance after this run lasts for more than ten years.`;
  const time = days === 0 ? prose('less than a day') : plural(days, 'day');
  return say`At that estimated pace, the balance after this run lasts for ${time}.`;
}
