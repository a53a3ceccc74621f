import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** docs.babysea.ai: guides/credits, dashboard/credits */
interface Subscription {
  /** Credits (1 credit = 1 USD) of every month, or of every year for a yearly subscription. */
  readonly monthly: number;
  readonly yearly: number;
  /** How long BabySea keeps the credit audit trail. */
  readonly auditTrail: string;
}

/** By name, in lower case. Free has one credit once, so none a month. */
const SUBSCRIPTIONS: ReadonlyMap<string, Subscription> = new Map([
  ['free', { monthly: 0, yearly: 0, auditTrail: '30 days' }],
  ['starter', { monthly: 9, yearly: 90, auditTrail: '90 days' }],
  ['pro', { monthly: 29, yearly: 290, auditTrail: '180 days' }],
  ['scale', { monthly: 99, yearly: 990, auditTrail: '1 year' }],
  ['enterprise', { monthly: 199, yearly: 1990, auditTrail: '1 year' }],
]);

/** @param name from billing, such as `Starter Monthly` or `Pro Yearly`; `undefined` is returned for an unknown one */
function parseBillingPlan(name: string) {
  const [, word = '', period] = /^([a-z]+)(?: (monthly|yearly))?$/.exec(name.trim().toLowerCase()) ?? [];
  const subscription = SUBSCRIPTIONS.get(word);
  return subscription && { ...subscription, period };
}

/**
 * What plans cost a month against what the subscription brings; nothing where that is unknown. A yearly subscription is
 * compared by the year, in which nothing needs rounding.
 */
export function subscriptionAdvice(monthlyCost: Usd, billingPlan = ''): Message | undefined {
  const plan = parseBillingPlan(billingPlan);
  if (plan?.period === undefined) return undefined;
  const isYearly = plan.period === 'yearly';
  const credits = Usd.of(isYearly ? plan.yearly : plan.monthly);
  const needed = isYearly ? monthlyCost.times(12) : monthlyCost;
  const period = prose(isYearly ? 'a year' : 'a month');
  if (!needed.exceeds(credits)) {
    return say`At ${monthlyCost} a month, this stays within the ${credits} ${period} that ${billingPlan} brings.`;
  }
  const missing = say`At ${monthlyCost} a month, this needs ${needed.minus(credits)} ${period} on top of the`;
  return say`${missing} ${credits} that ${billingPlan} brings: from credit packs, or from a larger subscription.`;
}

/** For how long the account's ledger, which has no API and no export, can be looked at; nothing where it is unknown. */
export function auditTrailText(billingPlan = ''): Message | undefined {
  const plan = parseBillingPlan(billingPlan);
  return plan && say`BabySea keeps the credit audit trail of ${billingPlan} for ${prose(plan.auditTrail)}.`;
}
