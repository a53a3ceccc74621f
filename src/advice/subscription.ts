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

const BILLING_PLAN = /^([a-z]+)(?: (monthly|yearly))?$/i;

/** @param name from billing, such as `Starter Monthly` or `Pro Yearly`; `undefined` is returned for an unknown one */
function parseBillingPlan(
  name: string | undefined,
): { subscription: Subscription; period: 'month' | 'year' | undefined } | undefined {
  const [, word = '', every] = BILLING_PLAN.exec(name?.trim() ?? '') ?? [];
  const subscription = SUBSCRIPTIONS.get(word.toLowerCase());
  if (subscription === undefined) return undefined;
  const period = every === undefined ? undefined : every.toLowerCase() === 'monthly' ? 'month' : 'year';
  return { subscription, period };
}

/** The smallest part of a credit that is kept, in USD (docs.babysea.ai: guides/credits). */
const THOUSANDTH = Usd.of(1).times('0.001');

/**
 * The credits in USD that a subscription such as `Starter Monthly` brings a month. One that is paid by the year brings
 * its credits for the whole year; a month of it counts a twelfth, rounded down to a thousandth. `undefined` where the
 * name is unknown or does not tell how often credits come.
 */
export function monthlyCredits(billingPlan: string | null | undefined): Usd | undefined {
  const plan = parseBillingPlan(billingPlan ?? undefined);
  if (plan?.period === undefined) return undefined;
  const { monthly, yearly } = plan.subscription;
  if (plan.period === 'month') return Usd.of(monthly);
  return THOUSANDTH.times(Usd.of(yearly).times(1000).wholeTimes(Usd.of(12)));
}

/**
 * What plans cost a month against what the subscription brings; nothing where that is unknown. A yearly subscription is
 * compared by the year, in which nothing needs rounding.
 *
 * @param monthlyCost USD
 */
export function subscriptionAdvice(monthlyCost: Usd, billingPlan: string | null | undefined): Message | undefined {
  const plan = parseBillingPlan(billingPlan ?? undefined);
  if (plan?.period === undefined || billingPlan === undefined || billingPlan === null) return undefined;
  const isYearly = plan.period === 'year';
  const credits = Usd.of(isYearly ? plan.subscription.yearly : plan.subscription.monthly);
  const needed = isYearly ? monthlyCost.times(12) : monthlyCost;
  const period = prose(isYearly ? 'a year' : 'a month');
  if (!needed.exceeds(credits)) {
    return say`At ${monthlyCost} a month, this stays within the ${credits} ${period} that ${billingPlan} brings.`;
  }
  const missing = say`At ${monthlyCost} a month, this needs ${needed.minus(credits)} ${period} on top of the`;
  return say`${missing} ${credits} that ${billingPlan} brings: from credit packs, or from a larger subscription.`;
}

/** For how long the account's ledger, which has no API and no export, can be looked at; nothing where it is unknown. */
export function auditTrailText(billingPlan: string | null | undefined): Message | undefined {
  const plan = parseBillingPlan(billingPlan ?? undefined);
  if (plan === undefined || billingPlan === undefined || billingPlan === null) return undefined;
  return say`BabySea keeps the credit audit trail of ${billingPlan} for ${prose(plan.subscription.auditTrail)}.`;
}
