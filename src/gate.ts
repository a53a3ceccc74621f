import { askUsage } from './advice/ask-usage.ts';
import { gatherAdvice, NO_ADVICE } from './advice/gather.ts';
import type { BabySeaApi } from './babysea/api.ts';
import type { Limits } from './budget/judge-whole.ts';
import { askCatalogue } from './catalogue/ask.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { catalogueMistakes } from './catalogue/check.ts';
import { fitToModels, needsCatalogue } from './catalogue/fit.ts';
import { completePlan, dataFilesOf, type RecordCount } from './plan/counts.ts';
import { parsePlan } from './plan/parse.ts';
import type { Line, Plan } from './plan/plan.ts';
import { hasErrors, inOrder, type Problem } from './problem.ts';
import { type Answer, askBilling, askQuotes, type Quotes } from './quotes/ask.ts';
import { settleBalance } from './quotes/balance.ts';
import { missingPrices, type PricedPlan, pricePlan } from './quotes/price.ts';
import { distinctPrices } from './quotes/quote.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/schema.ts';
import { say } from './text.ts';

/** A plan before it is read, and the way to the data files that it counts. */
export interface PlanSource {
  /** The file, relative to the workspace; for a plan that is written in the workflow, `INLINE_PLAN`. */
  readonly file: string;
  readonly text: string;
  /** Counts the records of a data file, relative to the workspace. */
  readonly countRecords: (path: string) => Promise<RecordCount>;
}

export interface GateOptions {
  readonly plans: readonly PlanSource[];
  /** What is wrong already: inputs, plan files that cannot be read. With an error among them nothing is asked for. */
  readonly problems: readonly Problem[];
  readonly limits: Limits;
  readonly api: BabySeaApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** Estimates in flight at most. */
  readonly concurrency: number;
  /** Whether to look for cheaper models. */
  readonly alternatives: boolean;
  /** Days of usage to look back over; 0 for none. */
  readonly usageDays: number;
  readonly now: Date;
}

/** The verdict and what it rests on. */
export interface GateResult {
  readonly report: Report;
  readonly plans: readonly PricedPlan[];
}

/** The story of the gate: the plans, what they would cost, what may be spent, and so the verdict. Never rejects. */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const files = options.plans.map(({ file }) => file);
  const parsed = await Promise.all(options.plans.map((source) => readPlan(source)));
  const plans = parsed.flatMap(({ plan }) => plan ?? []);
  const problems = [...options.problems, ...parsed.flatMap((result) => result.problems)];
  if (hasErrors(problems) || plans.length < files.length) return withoutPrices(plans, files, problems, options);

  const { api, region, concurrency, limits } = options;
  const billingAnswer = askBilling(api, region);
  const usageAnswer = options.usageDays > 0 ? askUsage(api, options.usageDays, region) : undefined;
  const catalogueAnswer = askCatalogue(api, region);
  const fitted = plans.some(needsCatalogue) ? leaveOut(plans, await catalogueAnswer) : plans;
  const prices = distinctPrices(fitted.flatMap(({ lines }) => lines));
  const quotes = await askQuotes(api, prices, { concurrency, region });
  const [billing, catalogue] = await Promise.all([billingAnswer, catalogueAnswer]);

  const checked = check(fitted, catalogue, quotes);
  const { balance, problems: balanceProblems } = settleBalance(billing, quotes);
  const priced = fitted.map((plan) => pricePlan(plan, quotes));
  const all = [...problems, ...checked.problems, ...missingPrices(fitted, quotes, checked.lines), ...balanceProblems];
  // Advice never decides: whatever befalls it, the verdict stands without.
  const advice = await gatherAdvice({
    plans: priced,
    quotes,
    catalogue: options.alternatives && 'value' in catalogue ? catalogue.value : new Map(),
    billing: 'value' in billing ? billing.value : undefined,
    balance: balance.amount,
    usage: await usageAnswer,
    now: options.now,
    api,
    concurrency,
  }).catch(() => NO_ADVICE);
  const report = buildReport({ plans: priced, files, hasAllPlans: true, balance, limits, problems: all, advice });
  return { report, plans: priced };
}

async function readPlan({ file, text, countRecords }: PlanSource) {
  const parsed = parsePlan(file, text);
  const counts = new Map<string, RecordCount>();
  for (const path of dataFilesOf(parsed)) counts.set(path, await countRecords(path));
  return completePlan(parsed, counts);
}

/** The result where a plan cannot be read: nothing is asked for, since nothing could be decided by it. */
function withoutPrices(
  plans: readonly Plan[],
  files: readonly string[],
  problems: readonly Problem[],
  { limits }: GateOptions,
): GateResult {
  const priced = plans.map((plan) => pricePlan(plan, new Map()));
  const balance = { amount: undefined, source: undefined };
  const report = buildReport({
    plans: priced,
    files,
    hasAllPlans: false,
    balance,
    limits,
    problems,
    advice: NO_ADVICE,
  });
  return { report, plans: priced };
}

/** Leaves out of each line the defaults that its model does not take, where the catalogue tells. */
function leaveOut(plans: readonly Plan[], catalogue: Answer<Catalogue>): readonly Plan[] {
  return 'value' in catalogue ? plans.map((plan) => fitToModels(plan, catalogue.value)) : plans;
}

/** What the models do not take; where the catalogue could not be had, that this was not looked at. */
function check(
  plans: readonly Plan[],
  catalogue: Answer<Catalogue>,
  quotes: Quotes,
): { problems: Problem[]; lines: Set<Line> } {
  if ('value' in catalogue) {
    const mistakes = plans.map((plan) => catalogueMistakes(plan, catalogue.value));
    return {
      problems: mistakes.flatMap((found) => inOrder([...found.values()].flat())),
      lines: new Set(mistakes.flatMap((found) => [...found.keys()])),
    };
  }
  const { message, help } = catalogue.trouble;
  // What spoils everything is told with the prices, where it spoiled them too.
  const isTold = [...quotes.values()].some((quote) => 'trouble' in quote && quote.trouble.reach === 'everything');
  const notice = say`The plan was not checked against the model library; the estimates alone decide. ${message}`;
  return { problems: isTold ? [] : [{ severity: 'notice', message: notice, help }], lines: new Set() };
}
