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
  /** The currency that billing names, such as `usd`; `undefined` if it names none. */
  readonly currency: string | undefined;
  readonly requestId: string | undefined;
}

/** Asks for the account's balance and plan. Never rejects. */
export async function fetchBilling(api: BabySeaApi, region: string): Promise<Answer<Billing>> {
  try {
    const answer = await api.billing();
    const data = parseResponse(billingSchema, answer);
    return {
      value: {
        balance: data.billing_credit_balance,
        plan: data.billing_plan ?? undefined,
        currency: data.billing_currency ?? undefined,
        requestId: answer.request_id,
      },
    };
  } catch (error) {
    return { trouble: describeError(error, prose('the account’s balance'), region) };
  }
}
