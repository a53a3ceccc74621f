import type { BabySeaApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { billingSchema, parseResponse } from '../babysea/responses.ts';
import { prose } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';

/** An answer, or why there is none. */
export type Answer<Value> = { readonly value: Value } | { readonly trouble: ErrorDescription };

/** What billing says of the account. */
export interface Billing {
  /** USD */
  readonly balance: Usd;
  /** The subscription, such as `Starter Monthly`. */
  readonly plan: string | undefined;
}

/** Asks for the account's balance and plan. Never rejects. */
export async function fetchBilling(api: BabySeaApi, region: string): Promise<Answer<Billing>> {
  try {
    const { billing_credit_balance: balance, billing_plan: plan } = parseResponse(billingSchema, await api.billing());
    return { value: { balance, plan: plan ?? undefined } };
  } catch (error) {
    return { trouble: describeError(error, prose('the account’s balance'), region) };
  }
}
