import { askUsage } from './advice/ask-usage.ts';
import { gatherAdvice, NO_ADVICE } from './advice/gather.ts';
import type { PacedApi } from './babysea/api.ts';
import type { ErrorDescription } from './babysea/error-messages.ts';
import { comparePlans } from './baseline/compare.ts';
import { matchPlans } from './baseline/match-plans.ts';
import type { Base, BasePlan, BaseSide } from './baseline/types.ts';
import type { LabelRecord, Override } from './budget/approval.ts';
import { evaluate } from './budget/evaluate.ts';
import { allowsIn, assignLimits } from './budget/limits-by-line.ts';
import { undecidedIncreases } from './budget/plan-rules.ts';
import { proposalsOf } from './budget/proposed-limits.ts';
import type { Limits } from './budget/workflow-rules.ts';
import type { ParseTexts } from './plan/parse-yaml.ts';
import type { Line, Plan } from './plan/plan.ts';
import { type PlanSource, type ReadPlan, readPlans } from './plan/read.ts';
import { fetchBilling, resolveBalance } from './pricing/balance.ts';
import { dropUnsupportedDefaults, needsModelLibrary } from './pricing/drop-unsupported-defaults.ts';
import { distinctEstimates, type Estimates, Estimator } from './pricing/estimator.ts';
import { fetchModelLibrary, type ModelLibrary } from './pricing/model-library.ts';
import { differingPrices, missingPrices, type PricedPlan, pricePlan } from './pricing/price-plan.ts';
import { validateModels } from './pricing/validate-models.ts';
import { buildReport, reportEvaluation } from './report/build.ts';
import type { Report } from './report/schema.ts';
import { type Diagnostic, hasErrors } from './shared/diagnostic.ts';
import { say } from './shared/message.ts';
import type { Result } from './shared/result.ts';

export interface GateOptions {
  readonly plans: readonly PlanSource[];
  /** Parses the texts of the plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  /** What is wrong already: inputs, plan files that cannot be read. With an error among them nothing is asked for. */
  readonly problems: readonly Diagnostic[];
  readonly limits: Limits;
  /** Reads what the plans are held against, while prices are asked for. Never rejects. */
  readonly base: (heads: readonly ReadPlan[]) => Promise<Base>;
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
  /** What the override label approves, for the comment to remember; `undefined` where no label counts. */
  readonly record: LabelRecord | undefined;
  /** The report without an approval that is new: it counts only once the comment remembers it. */
  readonly unapproved: Report | undefined;
}

/**
 * The story of the gate: the plans and their baselines, what they would cost, what may be spent, and so the verdict.
 * Never rejects.
 */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const files = options.plans.map(({ file }) => file);
  const read = await readPlans(options.plans, options.parse);
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
    options
      .base(read)
      .then(async (base) => ({ base, ...(await quoted(soundPlans(base.costs), quoter, catalogueAnswer)) })),
  ]);
  const [billing, catalogue] = await Promise.all([billingAnswer, catalogueAnswer]);

  const checked = check(heads.plans, catalogue, heads.quotes);
  const { balance, problems: balanceProblems } = resolveBalance(billing, heads.quotes);
  const priced = heads.plans.map((plan) => pricePlan(plan, heads.quotes));
  const { costs, limits: limitsSide, problems: baseProblems } = before.base;
  const limitMatches = limitsSide && matchPlans(heads.plans, limitsSide);
  const costMatches = costs === limitsSide ? limitMatches : costs && matchPlans(heads.plans, costs);
  const comparison =
    costMatches && comparePlans(priced, costMatches, pricedSide(costMatches.side, before), before.quotes);
  const groups = assignLimits(priced, limitMatches, comparison);
  const { proposals, problems: proposalProblems } = proposalsOf(heads.plans, limitMatches);
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
    allows: allowsIn(groups),
  }).catch(() => NO_ADVICE);
  const override = await overrideAnswer;
  const data = {
    time: options.now,
    plans: priced,
    files,
    hasAllPlans: true,
    balance,
    limits,
    proposals,
    comparison,
    advice,
  };
  const facts = {
    ...data,
    groups,
    balance: balance.amount,
    override,
    alternatives: advice.alternatives,
    diagnostics: [
      ...problems,
      ...checked.problems,
      ...missingPrices(heads.plans, heads.quotes, checked.lines),
      ...differingPrices(heads.plans, heads.quotes),
      ...balanceProblems,
      ...baseProblems,
      ...proposalProblems,
      ...(comparison?.problems ?? []),
      ...undecidedIncreases(groups, limitsSide !== undefined),
    ],
  };
  const evaluation = evaluate(facts);
  const report = buildReport(data, evaluation);
  const { record } = evaluation;
  const isNew = evaluation.approval?.covers === true && record !== override?.remembered.record;
  return {
    report,
    plans: priced,
    record,
    unapproved: isNew
      ? { ...report, ...reportEvaluation(evaluate({ ...facts, override: undefined }), data) }
      : undefined,
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
  const override = await options.override();
  const priced = plans.map((plan) => pricePlan(plan, new Map()));
  const data = {
    time: options.now,
    plans: priced,
    files,
    hasAllPlans: false,
    balance: { amount: undefined, source: undefined },
    limits,
    proposals: [],
    comparison: undefined,
    advice: NO_ADVICE,
  };
  const facts = {
    ...data,
    balance: undefined,
    groups: [],
    override,
    alternatives: [],
    diagnostics: problems,
  };
  const evaluation = evaluate(facts);
  const report = buildReport(data, evaluation);
  return { report, plans: priced, record: evaluation.record, unapproved: undefined };
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
      problems: mistakes.flatMap(({ diagnostics }) => diagnostics),
      lines: new Set(mistakes.flatMap(({ lines }) => [...lines])),
    };
  }
  const { message, help } = catalogue.error;
  // What spoils everything is told with the prices, where it spoiled them too.
  const isTold = [...quotes.values()].some((quote) => 'error' in quote && quote.error.reach === 'everything');
  const notice = say`The plan was not checked against the model library; the estimates alone decide. ${message}`;
  return { problems: isTold ? [] : [{ severity: 'notice', message: notice, help }], lines: new Set() };
}
