/** A subscription as BabySea sells it (docs.babysea.ai: guides/credits, dashboard/credits). */
export interface Subscription {
  /** Credits (1 credit = 1 USD) that come every month, or every year where it is paid by the year. */
  readonly monthly: number;
  readonly yearly: number;
  /** How long the account's credit audit trail is kept. */
  readonly auditTrail: string;
}

/** By name, in lower case. Free gives its one credit once, so none in any month. */
const SUBSCRIPTIONS: ReadonlyMap<string, Subscription> = new Map([
  ['free', { monthly: 0, yearly: 0, auditTrail: '30 days' }],
  ['starter', { monthly: 9, yearly: 90, auditTrail: '90 days' }],
  ['pro', { monthly: 29, yearly: 290, auditTrail: '180 days' }],
  ['scale', { monthly: 99, yearly: 990, auditTrail: '1 year' }],
  ['enterprise', { monthly: 199, yearly: 1990, auditTrail: '1 year' }],
]);

const BILLING_PLAN = /^([a-z]+)(?: (monthly|yearly))?$/i;

/** What billing's name of a plan (`Starter Monthly`, `Pro Yearly`) means; `undefined` for one that is not known. */
export function readBillingPlan(
  name: string | undefined,
): { subscription: Subscription; period: 'month' | 'year' | undefined } | undefined {
  const [, word = '', every] = BILLING_PLAN.exec(name?.trim() ?? '') ?? [];
  const subscription = SUBSCRIPTIONS.get(word.toLowerCase());
  if (subscription === undefined) return undefined;
  const period = every === undefined ? undefined : every.toLowerCase() === 'monthly' ? 'month' : 'year';
  return { subscription, period };
}
