import pMap from 'p-map';
import { believed, billingSchema } from '../babysea/answers.ts';
import type { BabySeaApi } from '../babysea/api.ts';
import { type Trouble, troubleOf } from '../babysea/trouble.ts';
import type { Usd } from '../money.ts';
import { prose, say } from '../text.ts';
import { askQuote, type Priced, type Quote } from './quote.ts';

/** An answer, or why there is none. */
export type Answer<Value> = { readonly value: Value } | { readonly trouble: Trouble };

/** The quotes for distinct prices, by their key. */
export type Quotes = ReadonlyMap<string, Answer<Quote>>;

/**
 * Asks BabySea for every price once, at most `concurrency` at a time. Never rejects: what could not be had says why. After
 * a trouble that all the others would share (a refused key), no more is asked.
 */
export async function askQuotes(
  api: BabySeaApi,
  prices: ReadonlyMap<string, Priced>,
  { concurrency, region }: { readonly concurrency: number; readonly region: string },
): Promise<Quotes> {
  let fatal: Trouble | undefined;
  const answers = await pMap(
    prices,
    async ([key, priced]): Promise<[string, Answer<Quote>]> => {
      if (fatal !== undefined) return [key, { trouble: fatal }];
      try {
        return [key, { value: await askQuote(api, priced) }];
      } catch (error) {
        const trouble = troubleOf(error, say`the price of ${priced.model}`, region);
        if (trouble.reach === 'everything') fatal ??= trouble;
        return [key, { trouble: fatal ?? trouble }];
      }
    },
    { concurrency },
  );
  return new Map(answers);
}

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
