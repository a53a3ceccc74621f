import { askUsage } from './advice/ask-usage.ts';
import { gatherAdvice, NO_ADVICE } from './advice/gather.ts';
import type { PacedApi } from './babysea/api.ts';
import type { ErrorDescription } from './babysea/error-messages.ts';
import { comparePlans } from './baseline/compare.ts';
import type { Base, BasePlan, BaseSide } from './baseline/types.ts';
import type { Override, Remembered } from './budget/approval.ts';
import { allowsIn, assignLimits } from './budget/limits-by-line.ts';
import { undecidedIncreases } from './budget/plan-rules.ts';
import { proposalsOf } from './budget/proposed-limits.ts';
import type { Limits } from './budget/workflow-rules.ts';
import type { Line, Plan } from './plan/plan.ts';
import { type PlanSource, readPlan } from './plan/read.ts';
import { fetchBilling, resolveBalance } from './pricing/balance.ts';
import { dropUnsupportedDefaults, needsModelLibrary } from './pricing/drop-unsupported-defaults.ts';
import { distinctEstimates, type Estimates, Estimator } from './pricing/estimator.ts';
import { fetchModelLibrary, type ModelLibrary } from './pricing/model-library.ts';
import { differingPrices, missingPrices, type PricedPlan, pricePlan } from './pricing/price-plan.ts';
import { validateModels } from './pricing/validate-models.ts';
import { buildReport } from './report/build.ts';
import type { Report } from './report/schema.ts';
import { type Diagnostic, hasErrors, inOrder } from './shared/diagnostic.ts';
import { say } from './shared/message.ts';
import type { Result } from './shared/result.ts';

export interface GateOptions {
  readonly plans: readonly PlanSource[];
  /** What is wrong already: inputs, plan files that cannot be read. With an error among them nothing is asked for. */
  readonly problems: readonly Diagnostic[];
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
const ADVICE_TIMEOUT_MS = 5_000;

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
  const billingAnswer = fetchBilling(api, region);
  const overrideAnswer = options.override();
  const usageAnswer =
    options.usageDays > 0 ? askUsage(api.within(ADVICE_TIMEOUT_MS), options.usageDays, region) : undefined;
  const catalogueAnswer = fetchModelLibrary(api, region);
  const quoter = new Estimator(api, { ...options, library: catalogueAnswer });
  const [heads, before] = await Promise.all([
    quoted(plans, quoter, catalogueAnswer),
    options.base().then(async (base) => ({ base, ...(await quoted(soundPlans(base.costs), quoter, catalogueAnswer)) })),
  ]);
  const [billing, catalogue] = await Promise.all([billingAnswer, catalogueAnswer]);

  const checked = check(heads.plans, catalogue, heads.quotes);
  const { balance, problems: balanceProblems } = resolveBalance(billing, heads.quotes);
  const priced = heads.plans.map((plan) => pricePlan(plan, heads.quotes));
  const { costs, limits: limitsSide, problems: baseProblems } = before.base;
  const comparison = costs && comparePlans(priced, costs, pricedSide(costs, before), before.quotes);
  const scopes = assignLimits(priced, limitsSide, comparison);
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
    api: api.within(ADVICE_TIMEOUT_MS),
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
      ...differingPrices(heads.plans, heads.quotes),
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
  readonly quotes: Estimates;
}

async function quoted(
  plans: readonly Plan[],
  quoter: Estimator,
  catalogueAnswer: Promise<Result<ModelLibrary, ErrorDescription>>,
): Promise<Quoted> {
  const fitted = plans.some(needsModelLibrary) ? leaveOut(plans, await catalogueAnswer) : plans;
  return { plans: fitted, quotes: await quoter.askAll(distinctEstimates(fitted.flatMap(({ lines }) => lines))) };
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
  problems: readonly Diagnostic[],
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
function leaveOut(plans: readonly Plan[], catalogue: Result<ModelLibrary, ErrorDescription>): readonly Plan[] {
  return 'value' in catalogue ? plans.map((plan) => dropUnsupportedDefaults(plan, catalogue.value)) : plans;
}

/** What the models do not take; where the catalogue could not be had, that this was not looked at. */
function check(
  plans: readonly Plan[],
  catalogue: Result<ModelLibrary, ErrorDescription>,
  quotes: Estimates,
): { problems: Diagnostic[]; lines: Set<Line> } {
  if ('value' in catalogue) {
    const mistakes = plans.map((plan) => validateModels(plan, catalogue.value, quotes));
    return {
      problems: mistakes.flatMap((found) => inOrder([...found.values()].flat())),
      lines: new Set(mistakes.flatMap((found) => [...found.keys()])),
    };
  }
  const { message, help } = catalogue.error;
  // What spoils everything is told with the prices, where it spoiled them too.
  const isTold = [...quotes.values()].some((quote) => 'error' in quote && quote.error.reach === 'everything');
  const notice = say`The plan was not checked against the model library; the estimates alone decide. ${message}`;
  return { problems: isTold ? [] : [{ severity: 'notice', message: notice, help }], lines: new Set() };
}
