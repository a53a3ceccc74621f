import type { Billing } from '../pricing/balance.ts';
import { monthlyCost, sumOf } from '../pricing/price-plan.ts';
import type { Message } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { type Alternative, type AlternativesOptions, findAlternatives } from './alternatives.ts';
import type { Usage } from './fetch-usage.ts';
import { subscriptionAdvice } from './subscription.ts';
import { summarizeUsage } from './usage.ts';

/** What may be done better, and what the last days cost by estimate; never part of the verdict. */
export interface Advice {
  readonly alternatives: readonly Alternative[];
  readonly subscription: Message | undefined;
  readonly usage:
    | { readonly days: number; readonly sentences: readonly Message[]; readonly skipped: readonly Message[] }
    | undefined;
}

export const NO_ADVICE: Advice = { alternatives: [], subscription: undefined, usage: undefined };

export interface AdviceOptions extends AlternativesOptions {
  readonly billing: Billing | undefined;
  /** USD */
  readonly balance: Usd | undefined;
  /** May be on its way still: the prices of cheaper models are asked for meanwhile. Never rejects. */
  readonly usage: Promise<Usage> | undefined;
  readonly now: Date;
}

/** Puts the advice together. Asks only for the prices of cheaper models. */
export async function gatherAdvice(facts: AdviceOptions): Promise<Advice> {
  const { plans, billing, balance, now } = facts;
  const cost = sumOf(plans.map((plan) => plan.cost));
  const monthly = monthlyCost(plans);
  // Where a price is missing, what is cheaper is no matter yet.
  const asked = cost === undefined ? [] : findAlternatives(facts);
  const [alternatives, usage] = await Promise.all([asked, facts.usage]);
  const past = usage && summarizeUsage({ ...usage, balance, cost, billingPlan: billing?.plan, now });
  return {
    alternatives,
    subscription: monthly && subscriptionAdvice(monthly, billing?.plan),
    usage: usage && past && { days: past.days, sentences: past.sentences, skipped: usage.skipped },
  };
}
