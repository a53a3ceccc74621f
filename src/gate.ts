import { askUsage } from './advice/ask-usage.ts';
import { gatherAdvice, NO_ADVICE } from './advice/gather.ts';
import type { PacedApi } from './babysea/api.ts';
import { comparePlans } from './baseline/compare.ts';
import type { Base, BasePlan, BaseSide } from './baseline/side.ts';
import type { Override, Remembered } from './budget/approval.ts';
import { undecidedIncreases } from './budget/judge-plan.ts';
import type { Limits } from './budget/judge-whole.ts';
import { proposalsOf } from './budget/proposals.ts';
import { allowsIn, scopesOf } from './budget/scope.ts';
import { askCatalogue } from './catalogue/ask.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { catalogueMistakes } from './catalogue/check.ts';
import { fitToModels, needsCatalogue } from './catalogue/fit.ts';
import type { Line, Plan } from './plan/plan.ts';
import { type PlanSource, readPlan } from './plan/read.ts';
import { hasErrors, inOrder, type Problem } from './problem.ts';
import { type Answer, askBilling } from './quotes/ask.ts';
import { settleBalance } from './quotes/balance.ts';
import { missingPrices, type PricedPlan, pricePlan } from './quotes/price.ts';
import { distinctPrices } from './quotes/quote.ts';
import { Quoter, type Quotes } from './quotes/quoter.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/schema.ts';
import { say } from './text.ts';

export interface GateOptions {
  readonly plans: readonly PlanSource[];
  /** What is wrong already: inputs, plan files that cannot be read. With an error among them nothing is asked for. */
  readonly problems: readonly Problem[];
  readonly limits: Limits;
  /** Reads what the plans are held against, while prices are asked for. Never rejects. */
  readonly base: () => Promise<Base>;
  /** Looks at the override label, where one is asked for, while prices are asked for. Never rejects. */
  readonly override: () => Promise<Override | undefined>;
  readonly api: PacedApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** Estimates in flight at most. */
  readonly concurrency: number;
  /** Whether to look for cheaper models. */
  readonly alternatives: boolean;
  /** Days of usage to look back over; 0 for none. */
  readonly usageDays: number;
  readonly now: Date;
  /** Hears of every price that is answered: how many are, of how many that are wanted so far. */
  readonly onProgress?: (done: number, wanted: number) => void;
}

/** Milliseconds that each question of advice may take: it must not hold the verdict up. They are asked side by side. */
const LONGEST_ADVICE = 5_000;

/** The verdict and what it rests on. */
export interface GateResult {
  readonly report: Report;
  readonly plans: readonly PricedPlan[];
  /** What the comment has to remember for the next run. */
  readonly remembered: Remembered | undefined;
  /** The report without an approval that is new: it counts only once the comment remembers it. */
  readonly unapproved: Report | undefined;
}

/**
 * The story of the gate: the plans and their baselines, what they would cost, what may be spent, and so the verdict.
 * Never rejects.
 */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const files = options.plans.map(({ file }) => file);
  const read = await Promise.all(options.plans.map((source) => readPlan(source)));
  const plans = read.flatMap(({ plan }) => plan ?? []);
  const problems = [...options.problems, ...read.flatMap((result) => result.problems)];
  if (hasErrors(problems) || plans.length < files.length) return withoutPrices(plans, files, problems, options);

  const { api, region, concurrency, limits } = options;
  const quoter = new Quoter(api, options);
  const billingAnswer = askBilling(api, region);
  const overrideAnswer = options.override();
  const usageAnswer =
    options.usageDays > 0 ? askUsage(api.within(LONGEST_ADVICE), options.usageDays, region) : undefined;
  const catalogueAnswer = askCatalogue(api, region);
  const [heads, before] = await Promise.all([
    quoted(plans, quoter, catalogueAnswer),
    options.base().then(async (base) => ({ base, ...(await quoted(soundPlans(base.costs), quoter, catalogueAnswer)) })),
  ]);
  const [billing, catalogue] = await Promise.all([billingAnswer, catalogueAnswer]);

  const checked = check(heads.plans, catalogue, heads.quotes);
  const { balance, problems: balanceProblems } = settleBalance(billing, heads.quotes);
  const priced = heads.plans.map((plan) => pricePlan(plan, heads.quotes));
  const { costs, limits: limitsSide, problems: baseProblems } = before.base;
  const comparison = costs && comparePlans(priced, costs, pricedSide(costs, before), before.quotes);
  const scopes = scopesOf(priced, limitsSide, comparison);
  const { proposals, problems: proposalProblems } = proposalsOf(heads.plans, limitsSide);
  // Advice never decides: whatever befalls it, the verdict stands without.
  const advice = await gatherAdvice({
    plans: priced,
    quotes: heads.quotes,
    catalogue: options.alternatives && 'value' in catalogue ? catalogue.value : new Map(),
    billing: 'value' in billing ? billing.value : undefined,
    balance: balance.amount,
    usage: usageAnswer,
    now: options.now,
    api: api.within(LONGEST_ADVICE),
    concurrency,
    allows: allowsIn(scopes),
  }).catch(() => NO_ADVICE);
  const override = await overrideAnswer;
  const findings = {
    plans: priced,
    files,
    hasAllPlans: true,
    balance,
    limits,
    scopes,
    proposals,
    comparison,
    override,
    problems: [
      ...problems,
      ...checked.problems,
      ...missingPrices(heads.plans, heads.quotes, checked.lines),
      ...balanceProblems,
      ...baseProblems,
      ...proposalProblems,
      ...(comparison?.problems ?? []),
      ...undecidedIncreases(scopes, limitsSide !== undefined),
    ],
    advice,
  };
  const report = buildReport(findings);
  const isNew = report.approval?.covers === true && override?.remembered.approval?.event !== override?.event?.id;
  return {
    report,
    plans: priced,
    remembered: override && remembered(report, override),
    unapproved: isNew ? buildReport({ ...findings, override: undefined }) : undefined,
  };
}

/** An approval that could not be looked at is not forgotten, nor is one in a run that could not judge it. */
function remembered({ approval, total_cost: cost }: Report, override: Override): Remembered {
  const kept = override.isUnknown || (override.event !== undefined && approval === null);
  const record = kept ? override.remembered.approval : undefined;
  return {
    approval: approval && override.event ? { event: override.event.id, cost: approval.cost } : record,
    shownCost: cost ?? override.remembered.shownCost,
  };
}

/** Plans with what their models do not take left out, and the quotes for them. */
interface Quoted {
  readonly plans: readonly Plan[];
  readonly quotes: Quotes;
}

async function quoted(
  plans: readonly Plan[],
  quoter: Quoter,
  catalogueAnswer: Promise<Answer<Catalogue>>,
): Promise<Quoted> {
  const fitted = plans.some(needsCatalogue) ? leaveOut(plans, await catalogueAnswer) : plans;
  return { plans: fitted, quotes: await quoter.askAll(distinctPrices(fitted.flatMap(({ lines }) => lines))) };
}

function soundPlans(side: BaseSide | undefined): Plan[] {
  return side?.plans.flatMap(({ plan }) => plan ?? []) ?? [];
}

/** The plans of the baseline with their prices. */
function pricedSide({ plans }: BaseSide, { plans: fitted, quotes }: Quoted): Map<BasePlan, PricedPlan> {
  const byFile = new Map(fitted.map((plan) => [plan.file, pricePlan(plan, quotes)]));
  return new Map(
    plans.flatMap((plan): [BasePlan, PricedPlan][] => {
      const priced = byFile.get(plan.file);
      return priced === undefined ? [] : [[plan, priced]];
    }),
  );
}

/** The result where a plan cannot be read: nothing is asked for, since nothing could be decided by it. */
async function withoutPrices(
  plans: readonly Plan[],
  files: readonly string[],
  problems: readonly Problem[],
  options: GateOptions,
): Promise<GateResult> {
  const { limits } = options;
  // What an earlier comment remembers is not forgotten by one that tells of an error.
  const remembered = (await options.override())?.remembered;
  const priced = plans.map((plan) => pricePlan(plan, new Map()));
  const report = buildReport({
    plans: priced,
    files,
    hasAllPlans: false,
    balance: { amount: undefined, source: undefined },
    limits,
    scopes: [],
    proposals: [],
    comparison: undefined,
    override: undefined,
    problems,
    advice: NO_ADVICE,
  });
  return { report, plans: priced, remembered, unapproved: undefined };
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
