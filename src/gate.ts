import pLimit from 'p-limit';
import { fetchDegradedProviders, gatherAdvice, NO_ADVICE } from './advice/advice.ts';
import { fetchUsage } from './advice/usage.ts';
import type { PacedApi } from './babysea/api.ts';
import { comparePlans } from './baseline/compare.ts';
import { type Base, matchPlans } from './baseline/match-plans.ts';
import type { LabelRecord, Override } from './budget/approval.ts';
import { type Limits, uncheckedIncreases } from './budget/check-rules.ts';
import { evaluate, type Facts } from './budget/evaluate.ts';
import { assignLimits, modelFilter, proposedLimits } from './budget/limits.ts';
import type { ParseTexts } from './plan/parse-yaml.ts';
import { type PlanSource, type ReadPlan, readPlans } from './plan/read.ts';
import { fetchBilling, resolveBalance } from './pricing/balance.ts';
import { Estimator } from './pricing/estimator.ts';
import { fetchModelLibrary } from './pricing/model-library.ts';
import { differingPrices, missingPriceErrors, type PricedPlan, pricePlan, pricePlans } from './pricing/price-plan.ts';
import { checkModels } from './pricing/validate-models.ts';
import { buildReport, type ReportData } from './report/build.ts';
import type { Report } from './report/schema.ts';
import { type Diagnostic, hasErrors } from './shared/diagnostic.ts';

export interface GateOptions {
  readonly plans: readonly PlanSource[];
  /** Parses the texts of the plans within the time and memory that they may take. */
  readonly parse: ParseTexts;
  /** Of the inputs, and of plan files that cannot be read. If one is an error, nothing is priced. */
  readonly diagnostics: readonly Diagnostic[];
  readonly limits: Limits;
  /** Loads the base plans while the head plans are priced. Never rejects. */
  readonly base: (heads: readonly ReadPlan[]) => Promise<Base>;
  /** Looks for the override label while the head plans are priced; `undefined` without one. Never rejects. */
  readonly override: () => Promise<Override | undefined>;
  readonly api: PacedApi;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** The most estimates in flight. */
  readonly concurrency: number;
  /** Whether to look for cheaper models. */
  readonly alternatives: boolean;
  /** Whether to say which providers are degraded. */
  readonly providerHealth: boolean;
  /** Days of usage to summarise; 0 for none. */
  readonly usageDays: number;
  readonly now: Date;
  /** Called with every estimate: how many have arrived, of how many that are needed so far. */
  readonly onProgress?: (done: number, wanted: number) => void;
}

/** The most that each request for advice may take: advice must not delay the verdict. */
const ADVICE_TIMEOUT_MS = 5_000;
/** The health of providers is requested together with the prices: by the time these are known, it has usually arrived. */
const HEALTH_TIMEOUT_MS = 1_000;

export interface GateResult {
  readonly report: Report;
  readonly plans: readonly PricedPlan[];
  /** What the override label approves, for the comment to remember; `undefined` if no label counts. */
  readonly record: LabelRecord | undefined;
  /** The report without a new approval, which counts only once the comment remembers it. */
  readonly unapproved: Report | undefined;
}

/** The story of the gate: load plans → price → compare → evaluate → report. Never rejects. */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const { api, region, limits, usageDays, now } = options;

  // Load the plans of the head.
  const files = options.plans.map(({ file }) => file);
  const heads = await readPlans(options.plans, options.parse);
  const plans = heads.flatMap(({ plan }) => plan ?? []);
  const planDiagnostics = [...options.diagnostics, ...heads.flatMap(({ diagnostics }) => diagnostics)];
  if (hasErrors(planDiagnostics) || plans.length < files.length) {
    return conclude(
      {
        time: now,
        plans: plans.map((plan) => pricePlan(plan, new Map())),
        files,
        hasAllPlans: false,
        balance: { amount: undefined, source: undefined },
        limits,
        areLimitsUnknown: false,
        proposals: [],
        comparison: undefined,
        advice: NO_ADVICE,
      },
      { groups: [], override: await options.override(), diagnostics: planDiagnostics },
    );
  }

  // Price the head while the base is loaded.
  const pendingBilling = fetchBilling(api, region);
  const pendingOverride = options.override();
  const pendingUsage = usageDays > 0 ? fetchUsage(api.within(ADVICE_TIMEOUT_MS), usageDays, region) : undefined;
  const pendingHealth = options.providerHealth ? fetchDegradedProviders(api.within(HEALTH_TIMEOUT_MS)) : undefined;
  const pendingLibrary = fetchModelLibrary(api, region);
  const slots = pLimit(options.concurrency);
  const estimator = new Estimator(api, { ...options, slots, library: pendingLibrary });
  const pendingHead = pricePlans(plans, estimator, pendingLibrary);
  const base = await options.base(heads);
  const basePlans = base.costs?.plans.flatMap(({ plan }) => plan ?? []) ?? [];
  // Before the advice, so that the prices which decide get the first slots.
  const pendingBase = pricePlans(basePlans, estimator, pendingLibrary);

  const [head, billing, library] = await Promise.all([pendingHead, pendingBilling, pendingLibrary]);
  const headPlans = head.plans.map(({ plan }) => plan);
  const models = checkModels(headPlans, library, head.estimates);
  const { balance, diagnostics: balanceDiagnostics } = resolveBalance(billing, head.estimates);
  const limitMatches = base.limits && matchPlans(headPlans, base.limits);

  // Advice never decides: if it fails, the verdict stays the same.
  const pendingAdvice = gatherAdvice({
    plans: head.plans,
    estimates: head.estimates,
    library: 'value' in library ? library.value : new Map(),
    wantsAlternatives: options.alternatives,
    billing: 'value' in billing ? billing.value : undefined,
    balance: balance.amount,
    usage: pendingUsage,
    degradedProviders: pendingHealth,
    now,
    api: api.within(ADVICE_TIMEOUT_MS),
    slots,
    // Which models the limits allow does not depend on the prices of the base.
    allows: modelFilter(assignLimits(head.plans, limitMatches, undefined)),
  }).catch(() => NO_ADVICE);

  // Compare costs with the baseline, and find the limits that apply.
  const pricedBase = await pendingBase;
  const costMatches = base.costs === base.limits ? limitMatches : base.costs && matchPlans(headPlans, base.costs);
  const comparison = costMatches && comparePlans(head.plans, costMatches, pricedBase.plans);
  const groups = assignLimits(head.plans, limitMatches, comparison);
  const { proposals, diagnostics: limitDiagnostics } = proposedLimits(headPlans, limitMatches);
  const advice = await pendingAdvice;

  // Evaluate and report.
  return conclude(
    {
      time: now,
      plans: head.plans,
      files,
      hasAllPlans: true,
      balance,
      limits,
      areLimitsUnknown: base.areLimitsUnknown === true,
      proposals,
      comparison,
      advice,
    },
    {
      groups,
      override: await pendingOverride,
      diagnostics: [
        ...planDiagnostics,
        ...models.diagnostics,
        ...missingPriceErrors(head.plans, models.lines),
        ...differingPrices(headPlans, head.estimates),
        ...balanceDiagnostics,
        ...base.diagnostics,
        ...limitDiagnostics,
        ...(comparison?.diagnostics ?? []),
        ...uncheckedIncreases(groups, base.limits !== undefined),
      ],
    },
  );
}

/** The verdict, and the report of it. */
function conclude(data: ReportData, rest: Pick<Facts, 'groups' | 'override' | 'diagnostics'>): GateResult {
  const facts = { ...data, ...rest, balance: data.balance.amount };
  const evaluation = evaluate(facts);
  const { record, approval } = evaluation;
  const isNewApproval = approval?.covers === true && record !== rest.override?.remembered.record;
  const unapproved = isNewApproval ? evaluate({ ...facts, override: undefined }) : undefined;
  return {
    report: buildReport(data, evaluation),
    plans: data.plans,
    record,
    unapproved: unapproved && buildReport(data, unapproved),
  };
}
