import type { Billing } from '../pricing/balance.ts';
import { monthlyCost, sumOf } from '../pricing/price-plan.ts';
import type { Message } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { type Alternative, type AlternativesOptions, findAlternatives } from './alternatives.ts';
import { type DegradedModel, degradedModels } from './providers.ts';
import { subscriptionAdvice } from './subscription.ts';
import { summarizeUsage, type Usage, type UsageSummary } from './usage.ts';

/** Suggestions, the health of providers and a usage summary; never part of the verdict. */
export interface Advice {
  readonly alternatives: readonly Alternative[];
  /** `undefined` if it is unknown which providers are degraded. */
  readonly degraded: readonly DegradedModel[] | undefined;
  readonly subscription: Message | undefined;
  readonly usage: UsageSummary | undefined;
}

export const NO_ADVICE: Advice = {
  alternatives: [],
  degraded: undefined,
  subscription: undefined,
  usage: undefined,
};

export interface AdviceOptions extends AlternativesOptions {
  /** Whether to look for cheaper models. */
  readonly wantsAlternatives: boolean;
  readonly billing: Billing | undefined;
  readonly balance: Usd | undefined;
  /** Still pending while the prices of cheaper models are requested. Never rejects. */
  readonly usage: Promise<Usage> | undefined;
  /** The providers that are degraded now; `undefined` if unknown. Never rejects. */
  readonly degradedProviders: Promise<ReadonlySet<string> | undefined> | undefined;
  readonly now: Date;
}

/** Requests only the prices of cheaper models. */
export async function gatherAdvice(options: AdviceOptions): Promise<Advice> {
  const { plans, library, billing, balance, now } = options;
  const cost = sumOf(plans.map((plan) => plan.cost));
  const monthly = monthlyCost(plans);
  // With a missing price, the verdict is an error: cheaper models do not matter yet.
  const pending = cost === undefined || !options.wantsAlternatives ? [] : findAlternatives(options);
  const [alternatives, usage, providers] = await Promise.all([pending, options.usage, options.degradedProviders]);
  return {
    alternatives,
    degraded: providers && degradedModels(plans, providers, library),
    subscription: monthly && subscriptionAdvice(monthly, billing?.plan),
    usage: usage && summarizeUsage({ ...usage, balance, cost, billingPlan: billing?.plan, now }),
  };
}
