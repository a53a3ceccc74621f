import type { BabySeaApi } from './babysea/api.ts';
import type { Limits } from './budget/judge.ts';
import { parsePlan } from './plan/parse.ts';
import type { Plan } from './plan/plan.ts';
import { hasErrors, type Problem } from './problem.ts';
import { askBalance, askQuotes } from './quotes/ask.ts';
import { settleBalance } from './quotes/balance.ts';
import { missingPrices, pricePlan } from './quotes/price.ts';
import { distinctPrices } from './quotes/quote.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/schema.ts';

/** A plan file before it is read as a plan: its name in places, and its text. */
export interface PlanText {
  readonly file: string;
  readonly text: string;
}

export interface GateOptions {
  readonly plans: readonly PlanText[];
  /** What is wrong already: inputs, plan files that cannot be read. With an error among them nothing is asked for. */
  readonly problems: readonly Problem[];
  readonly limits: Limits;
  readonly api: BabySeaApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** Estimates in flight at most. */
  readonly concurrency: number;
}

/** The story of the gate: the plans, what they would cost, what may be spent, and so the verdict. Never rejects. */
export async function runGate({ limits, api, region, concurrency, ...given }: GateOptions): Promise<Report> {
  const parsed = given.plans.map(({ file, text }) => parsePlan(file, text));
  const plans: Plan[] = parsed.flatMap(({ plan }) => plan ?? []);
  const problems = [...given.problems, ...parsed.flatMap((result) => result.problems)];
  if (hasErrors(problems) || plans.length < given.plans.length) {
    const balance = { amount: undefined, source: undefined };
    const unpriced = plans.map((plan) => pricePlan(plan, new Map()));
    return buildReport({ plans: unpriced, hasAllPlans: false, balance, limits, problems });
  }

  const prices = distinctPrices(plans.flatMap((plan) => plan.lines));
  const [quotes, billing] = await Promise.all([
    askQuotes(api, prices, { concurrency, region }),
    askBalance(api, region),
  ]);
  const { balance, problems: balanceProblems } = settleBalance(billing, quotes);
  return buildReport({
    plans: plans.map((plan) => pricePlan(plan, quotes)),
    hasAllPlans: true,
    balance,
    limits,
    problems: [...problems, ...missingPrices(plans, quotes), ...balanceProblems],
  });
}
