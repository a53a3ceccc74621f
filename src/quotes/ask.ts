import { believed, billingSchema } from '../babysea/answers.ts';
import type { BabySeaApi } from '../babysea/api.ts';
import { type Trouble, troubleOf } from '../babysea/trouble.ts';
import type { Usd } from '../money.ts';
import { prose } from '../text.ts';

/** An answer, or why there is none. */
export type Answer<Value> = { readonly value: Value } | { readonly trouble: Trouble };

/** What billing says of the account. */
export interface Billing {
  /** USD */
  readonly balance: Usd;
  /** The subscription, such as `Starter Monthly`. */
  readonly plan: string | undefined;
}

/** Asks for the account's balance and plan. Never rejects. */
export async function askBilling(api: BabySeaApi, region: string): Promise<Answer<Billing>> {
  try {
    const { billing_credit_balance: balance, billing_plan: plan } = believed(billingSchema, await api.billing());
    return { value: { balance, plan: plan ?? undefined } };
  } catch (error) {
    return { trouble: troubleOf(error, prose('the account’s balance'), region) };
  }
}
