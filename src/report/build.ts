import type { Advice } from '../advice/gather.ts';
import type { Comparison, LineChange, PlanChange } from '../baseline/compare.ts';
import { type Approval, approvalText, type PlanCosts } from '../budget/approval.ts';
import type { Proposal } from '../budget/base-limits.ts';
import type { Evaluation } from '../budget/evaluate.ts';
import { packsFor } from '../budget/suggestions.ts';
import type { Limits } from '../budget/workflow-rules.ts';
import type { Balance } from '../pricing/balance.ts';
import { monthlyCostOf, type PricedLine, type PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Usd } from '../shared/money.ts';
import { type HeadlineData, headlineOf } from './headline.ts';
import type { LineChangeData, RemovedLine, Report, ReportAdvice, ReportDiagnostic, ReportPlan } from './schema.ts';

export interface ReportData {
  readonly time: Date;
  readonly plans: readonly PricedPlan[];
  /** The plan files, read or not. */
  readonly files: readonly string[];
  /** Whether every plan file could be read; if not, the figures over all plans are unknown. */
  readonly hasAllPlans: boolean;
  readonly balance: Balance;
  readonly limits: Limits;
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
  const { cost, shortfall } = evaluation;
  const { verdict, headline, violations, approval, problems } = reportEvaluation(evaluation, data);
  return {
    schema_version: 1,
    verdict,
    time: time.toISOString(),
    headline,
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
    violations,
    approval,
    proposals: proposals.map(({ from, to, ...proposal }) => ({ ...proposal, from: from ?? null, to: to ?? null })),
    problems,
    plans: plans.map((plan) => reportPlan(plan, comparison?.plans.get(plan.plan.file))),
    deleted_plans: comparison === undefined ? [] : comparison.deleted.map((plan) => reportDeleted(plan, comparison)),
    advice: reportAdvice(advice, shortfall),
  };
}

/** The fields of the report that an approval can change. */
export function reportEvaluation(
  evaluation: Evaluation,
  data: HeadlineData,
): Pick<Report, 'verdict' | 'headline' | 'violations' | 'approval' | 'problems'> {
  const { verdict, violations, approval, diagnostics } = evaluation;
  return {
    verdict,
    headline: headlineOf(evaluation, data),
    violations: violations.map(({ plan, over, ...violation }) => ({
      ...violation,
      plan: plan ?? null,
      over_by: over ?? null,
    })),
    approval: approval ? reportApproval(approval, evaluation) : null,
    problems: diagnostics.map(reportDiagnostic),
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
