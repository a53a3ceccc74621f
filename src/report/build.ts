import type { Advice } from '../advice/gather.ts';
import type { Comparison } from '../baseline/compare.ts';
import { type Approval, approvalText, type PlanCosts } from '../budget/approval.ts';
import { packsFor } from '../budget/credit-packs.ts';
import type { Evaluation } from '../budget/evaluate.ts';
import type { Proposal } from '../budget/proposed-limits.ts';
import type { Limits } from '../budget/workflow-rules.ts';
import type { Balance } from '../pricing/balance.ts';
import type { PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Usd } from '../shared/money.ts';
import { headlineOf } from './headline.ts';
import { reportDeleted, reportPlan } from './plans.ts';
import type { Report, ReportAdvice, ReportProblem } from './schema.ts';

/** What a report shows beside the evaluation. */
export interface ReportData {
  /** When the gate ran. */
  readonly time: Date;
  readonly plans: readonly PricedPlan[];
  /** The plan files that were to be judged. */
  readonly files: readonly string[];
  /** Whether every plan file could be read: if not, no figure over all plans is known. */
  readonly hasAllPlans: boolean;
  readonly balance: Balance;
  readonly limits: Limits;
  readonly proposals: readonly Proposal[];
  /** The plans beside their baselines; `undefined` if nothing is compared. */
  readonly comparison: Comparison | undefined;
  readonly advice: Advice;
}

/** Puts the report together. A figure that is known is in it, whatever the verdict. */
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
  { files, balance, comparison }: Pick<ReportData, 'files' | 'balance' | 'comparison'>,
): Pick<Report, 'verdict' | 'headline' | 'violations' | 'approval' | 'problems'> {
  const { verdict, violations, approval, diagnostics } = evaluation;
  return {
    verdict,
    headline: headlineOf(evaluation, { files, balance: balance.amount, comparison }),
    violations: violations.map((violation) => ({ ...violation, plan: violation.plan ?? null })),
    approval: approval ? reportApproval(approval, evaluation) : null,
    problems: diagnostics.map(reportProblem),
  };
}

function reportAdvice({ alternatives, subscription, usage }: Advice, shortfall: Usd | undefined): ReportAdvice {
  return {
    packs: shortfall === undefined ? [] : packsFor(shortfall),
    alternatives: alternatives.map(({ unitCost, ...alternative }) => ({ ...alternative, unit_cost: unitCost })),
    subscription: subscription ?? null,
    usage: usage === undefined ? null : { ...usage, findings: [...usage.findings], skipped: [...usage.skipped] },
  };
}

function reportApproval(approval: Approval, now: PlanCosts): Report['approval'] {
  const { label, by, at, cost, covers } = approval;
  return { label, by, at, cost, covers, message: approvalText(approval, now) };
}

/** A diagnostic as the report holds it. */
export function reportProblem({ severity, message, help, place }: Diagnostic): ReportProblem {
  return { severity, message, help: help ?? null, place: place ?? null };
}

/** A report with what came up after it was made. */
export function withProblems(report: Report, problems: readonly (Diagnostic | undefined)[]): Report {
  const added = problems.filter((problem) => problem !== undefined).map(reportProblem);
  return { ...report, problems: [...report.problems, ...added] };
}
