import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** docs.babysea.ai: guides/credits, dashboard/credits */
interface Subscription {
  /** Credits (1 credit = 1 USD) of every month, or of every year for a yearly subscription. */
  readonly monthly: number;
  readonly yearly: number;
  /** How long BabySea keeps the credit audit trail. */
  readonly auditTrail: string;
  /** How many days BabySea keeps generation records. */
  readonly recordDays: number;
}

/** By name, in lower case. Free has one credit once, so none a month. */
const SUBSCRIPTIONS: ReadonlyMap<string, Subscription> = new Map([
  ['free', { monthly: 0, yearly: 0, auditTrail: '30 days', recordDays: 1 }],
  ['starter', { monthly: 9, yearly: 90, auditTrail: '90 days', recordDays: 7 }],
  ['pro', { monthly: 29, yearly: 290, auditTrail: '180 days', recordDays: 30 }],
  ['scale', { monthly: 99, yearly: 990, auditTrail: '1 year', recordDays: 180 }],
  ['enterprise', { monthly: 199, yearly: 1990, auditTrail: '1 year', recordDays: 365 }],
]);

/** @param name from billing, such as `Starter Monthly`; `undefined` is returned for an unknown one */
export function subscriptionOf(name = ''): Subscription | undefined {
  return SUBSCRIPTIONS.get(name.trim().split(/\W/)[0]?.toLowerCase() ?? '');
}

/**
 * What plans cost a month against what the subscription brings; nothing where that is unknown. A yearly subscription is
 * compared by the year, in which nothing needs rounding.
 */
export function subscriptionAdvice(monthlyCost: Usd, billingPlan = ''): Message | undefined {
  const subscription = subscriptionOf(billingPlan);
  const paidBy = /^\w+ (month|year)ly$/i.exec(billingPlan.trim())?.[1]?.toLowerCase();
  if (subscription === undefined || paidBy === undefined) return undefined;
  const isYearly = paidBy === 'year';
  const credits = Usd.of(isYearly ? subscription.yearly : subscription.monthly);
  const needed = isYearly ? monthlyCost.times(12) : monthlyCost;
  const period = prose(`a ${paidBy}`);
  if (!needed.exceeds(credits)) {
    return say`At ${monthlyCost} a month, this stays within the ${credits} ${period} that ${billingPlan} brings.`;
  }
  const missing = say`At ${monthlyCost} a month, this needs ${needed.minus(credits)} ${period} on top of the`;
  return say`${missing} ${credits} that ${billingPlan} brings: from credit packs, or from a larger subscription.`;
}

/** For how long the account's ledger, which has no API and no export, can be looked at; nothing where it is unknown. */
export function auditTrailText(billingPlan = ''): Message | undefined {
  const subscription = subscriptionOf(billingPlan);
  return (
    subscription && say`BabySea keeps the credit audit trail of ${billingPlan} for ${prose(subscription.auditTrail)}.`
  );
}
