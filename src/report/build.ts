import type { Advice } from '../advice/advice.ts';
import type { Comparison, LineChange, PlanChange } from '../baseline/compare.ts';
import { type Approval, approvalText, type PlanCosts } from '../budget/approval.ts';
import type { Evaluation, Facts } from '../budget/evaluate.ts';
import type { Proposal } from '../budget/limits.ts';
import { packsFor, type RatedViolation, type Rule } from '../budget/rules.ts';
import type { Balance } from '../pricing/balance.ts';
import { monthlyCostOf, type PricedLine, type PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { LineChangeData, RemovedLine, Report, ReportAdvice, ReportDiagnostic, ReportPlan } from './schema.ts';

export interface ReportData extends Pick<Facts, 'plans' | 'files' | 'hasAllPlans' | 'limits'> {
  readonly time: Date;
  readonly balance: Balance;
  /** Whether the limits of the base branch could not be read. */
  readonly areLimitsUnknown: boolean;
  readonly proposals: readonly Proposal[];
  /** `undefined` without a baseline. */
  readonly comparison: Comparison | undefined;
  readonly advice: Advice;
}

/** A known figure is in the report whatever the verdict. */
export function buildReport(data: ReportData, evaluation: Evaluation): Report {
  const { time, plans, files, hasAllPlans, balance, limits, proposals, comparison, advice } = data;
  const { verdict, cost, shortfall, violations, approval, diagnostics } = evaluation;
  return {
    schema_version: 1,
    verdict,
    time: time.toISOString(),
    headline: headlineOf(evaluation, data),
    files: [...files],
    total_cost: cost ?? null,
    baseline: comparison === undefined ? null : { name: comparison.name, commit: comparison.commit ?? null },
    baseline_cost: comparison?.cost ?? null,
    cost_change: (comparison?.cost && cost?.minus(comparison.cost)) ?? null,
    monthly_cost: evaluation.monthly ?? null,
    generation_count: hasAllPlans ? plans.reduce((sum, { generationCount }) => sum + generationCount, 0) : null,
    balance: balance.amount ?? null,
    balance_source: balance.source ?? null,
    remaining_balance: (cost && balance.amount?.minus(cost)) ?? null,
    reserve: limits.reserve,
    shortfall: shortfall ?? null,
    budget: limits.budget ?? null,
    violations: violations.map(({ plan, over, ...violation }) => ({
      ...violation,
      plan: plan ?? null,
      over_by: over ?? null,
    })),
    approval: approval ? reportApproval(approval, evaluation) : null,
    proposals: proposals.map(({ from, to, ...proposal }) => ({ ...proposal, from: from ?? null, to: to ?? null })),
    problems: diagnostics.map(reportDiagnostic),
    plans: plans.map((plan) => reportPlan(plan, comparison?.plans.get(plan.plan.file))),
    deleted_plans: comparison === undefined ? [] : comparison.deleted.map((plan) => reportDeleted(plan, comparison)),
    advice: reportAdvice(advice, shortfall),
  };
}

function reportAdvice(
  { alternatives, degraded, subscription, usage }: Advice,
  shortfall: Usd | undefined,
): ReportAdvice {
  return {
    packs: shortfall === undefined ? [] : packsFor(shortfall),
    alternatives: alternatives.map(({ unitCost, ...alternative }) => ({ ...alternative, unit_cost: unitCost })),
    providers:
      degraded?.map((model) => ({ ...model, degraded: [...model.degraded], others: [...model.others] })) ?? null,
    subscription: subscription ?? null,
    usage:
      usage === undefined ? null : { days: usage.days, findings: [...usage.sentences], skipped: [...usage.skipped] },
  };
}

function reportApproval(approval: Approval, now: PlanCosts): Report['approval'] {
  const { label, by, at, cost, covers } = approval;
  return { label, by, at, cost, covers, message: approvalText(approval, now) };
}

export function reportDiagnostic({ severity, message, help, place }: Diagnostic): ReportDiagnostic {
  return { severity, message, help: help ?? null, place: place ?? null };
}

export function withDiagnostics(report: Report, diagnostics: readonly (Diagnostic | undefined)[]): Report {
  const added = diagnostics.filter((diagnostic) => diagnostic !== undefined).map(reportDiagnostic);
  return { ...report, problems: [...report.problems, ...added] };
}

function reportPlan(priced: PricedPlan, change: PlanChange | undefined): ReportPlan {
  const { plan, lines, cost, generationCount } = priced;
  const baselineCost = change?.baselineCost;
  return {
    file: plan.file,
    name: plan.name ?? null,
    cost: cost ?? null,
    generation_count: generationCount,
    runs_per_month: plan.runsPerMonth ?? null,
    monthly_cost: monthlyCostOf(priced) ?? null,
    is_new: change?.isNew ?? null,
    baseline_cost: baselineCost ?? null,
    cost_change: (baselineCost && cost?.minus(baselineCost)) ?? null,
    lines: lines.map((line) => ({ ...reportLine(line), change: reportChange(change?.lines.get(line.line)) })),
    removed_lines: change?.removed.map(reportLine) ?? [],
  };
}

function reportDeleted({ plan, lines }: PricedPlan, { costs }: Comparison): Report['deleted_plans'][number] {
  const { file, name } = plan;
  return { file, name: name ?? null, baseline_cost: costs.get(file) ?? null, lines: lines.map(reportLine) };
}

function reportLine({ line, unitCost, cost }: PricedLine): RemovedLine {
  return {
    id: line.id,
    model: line.model,
    duration: line.settings.duration ?? null,
    resolution: line.settings.resolution ?? null,
    audio: line.settings.audio ?? null,
    count: line.count,
    count_from: line.countFrom ?? null,
    outputs: line.outputs,
    unit_cost: unitCost ?? null,
    cost: cost ?? null,
  };
}

function reportChange(change: LineChange | undefined): LineChangeData | null {
  if (change === undefined) return null;
  const { kind, settings, movedFrom, costChange } = change;
  return {
    kind,
    settings: settings.map(({ key, from, to }) => ({ key, from: from ?? null, to: to ?? null })),
    moved_from: movedFrom ?? null,
    cost_change: costChange ?? null,
  };
}

/** The verdict in a word, then the amounts: one line, as far as that is possible. */
function headlineOf({ verdict, cost, violations, diagnostics }: Evaluation, data: ReportData): Message {
  const balance = data.balance.amount;
  if (verdict === 'error' || cost === undefined || balance === undefined) {
    const errors = plural(diagnostics.filter(({ severity }) => severity === 'error').length, 'error');
    if (cost === undefined) return say`Error: the cost is unknown (${errors})`;
    if (data.areLimitsUnknown) return say`Error: the limits could not be read; ${cost} planned (${errors})`;
    if (balance === undefined) return say`Error: the balance is unknown; ${cost} planned (${errors})`;
    return say`Error: ${cost} planned, but not everything could be checked (${errors})`;
  }
  const change = changeText(cost, data.comparison);
  const planned = say`${cost} planned${change && say` (${change})`}, ${balance} available`;
  if (verdict === 'pass') return say`Pass: ${planned}`;
  if (verdict === 'warn') return say`Warning: ${planned}; violates ${list(rulesOf(violations))}`;
  const [first, ...others] = violations.filter(({ severity }) => severity === 'fail');
  const more = rulesOf(others);
  const also = more.length === 0 ? undefined : say`; also violates ${list(more)}`;
  return say`${first && excessText(first, cost, balance, data)}${also}`;
}

/** What the USD of a violation are, if not the planned cost. */
const AMOUNTS: Partial<Record<Rule, string>> = {
  max_increase: 'more than before',
  max_monthly: 'a month',
  max_per_generation: 'for one output',
};

/** `Over the balance: $26.000 planned, $12.480 available, $13.520 missing` */
function excessText(violation: RatedViolation, cost: Usd, balance: Usd, { files, limits }: ReportData): Message {
  const { rule, plan, unit, limit, actual, over } = violation;
  const usd = (text: string | undefined) => Usd.parse(text ?? '');
  if (rule === 'balance') {
    const kept = limits.reserve.isZero ? undefined : say`, ${limits.reserve} reserved`;
    return say`Over the balance: ${cost} planned, ${balance} available${kept}, ${usd(over)} missing`;
  }
  const where = say`${rule}${plan !== undefined && files.length > 1 ? say` of ${plan}` : undefined}`;
  if (unit === 'models') return say`Model not allowed by ${where}: ${actual}; ${cost} planned`;
  if (unit === 'outputs') {
    return say`Over ${where}: ${plural(Number(actual), 'output')}, ${Number(limit)} allowed; ${cost} planned`;
  }
  const amount = AMOUNTS[rule];
  const planned = amount === undefined || rule === 'max_monthly' ? undefined : say`; ${cost} planned`;
  const name = rule === 'budget' ? prose('the budget') : where;
  return say`Over ${name}: ${usd(actual)} ${prose(amount ?? 'planned')}, ${usd(limit)} allowed, ${usd(over)} too much${planned}`;
}

/** `$6.000 more than on main`; `undefined` if the cost on the base is unknown. */
function changeText(cost: Usd, comparison: Comparison | undefined): Message | undefined {
  if (comparison?.cost === undefined) return undefined;
  const isNew = comparison.deleted.length === 0 && [...comparison.plans.values()].every((plan) => plan.isNew);
  if (isNew) return prose('all new');
  const change = cost.minus(comparison.cost);
  if (change.isZero) return say`as much as on ${comparison.name}`;
  return change.isNegative
    ? say`${Usd.zero.minus(change)} less than on ${comparison.name}`
    : say`${change} more than on ${comparison.name}`;
}

function rulesOf(violations: readonly RatedViolation[]): string[] {
  return [...new Set(violations.map(({ rule }) => rule))];
}
