import type { Advice } from '../advice/gather.ts';
import type { Comparison } from '../baseline/compare.ts';
import {
  type Approval,
  approvalOf,
  approvalText,
  decideLabel,
  type Override,
  voidLabelProblem,
} from '../budget/approval.ts';
import { packsFor } from '../budget/credit-packs.ts';
import { evaluateRules } from '../budget/evaluate.ts';
import type { Scope } from '../budget/limits-by-line.ts';
import type { Proposal } from '../budget/proposed-limits.ts';
import { verdictOf } from '../budget/verdict.ts';
import { type Limits, shortfallOf } from '../budget/workflow-rules.ts';
import type { Balance } from '../pricing/balance.ts';
import { monthlyCost, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Usd } from '../shared/money.ts';
import { headlineOf } from './headline.ts';
import { reportDeleted, reportPlan } from './plans.ts';
import type { Report, ReportAdvice, ReportProblem } from './schema.ts';

/** All that a report is made of. */
export interface Findings {
  readonly plans: readonly PricedPlan[];
  /** Whether every plan file could be read: where not, the totals are unknown, whatever the others cost. */
  readonly hasAllPlans: boolean;
  readonly balance: Balance;
  readonly limits: Limits;
  /** Which lines are judged by the limits of which plan. */
  readonly scopes: readonly Scope[];
  readonly proposals: readonly Proposal[];
  /** The plans beside their baselines; `undefined` where nothing is compared. */
  readonly comparison: Comparison | undefined;
  /** The override label; `undefined` where none is asked for. */
  readonly override: Override | undefined;
  readonly problems: readonly Diagnostic[];
  /** The plan files that were to be judged. */
  readonly files: readonly string[];
  readonly advice: Advice;
}

/** Judges the findings and puts the result together. */
export function buildReport(findings: Findings): Report {
  const { plans, files, hasAllPlans, balance, limits, scopes, proposals, comparison, override, advice } = findings;
  const total = hasAllPlans ? sumOf(plans.map(({ cost }) => cost)) : undefined;
  const record = override && decideLabel(override, total);
  const voidLabel = override && voidLabelProblem(override.label, record);
  const problems = [...findings.problems, ...(override?.problems ?? []), ...(voidLabel ? [voidLabel] : [])];
  const { alternatives } = advice;
  const lines = plans.flatMap((plan) => plan.lines);
  const facts = { planCount: files.length, cost: total, scopes, balance: balance.amount, lines, files, alternatives };
  const approval = override && approvalOf(override, record, total);
  const violations = evaluateRules(facts, limits, approval?.covers === true);
  // Unless every price and the balance are known, it is an error, whoever failed to say so.
  const isKnown = total !== undefined && balance.amount !== undefined;
  const verdict = isKnown ? verdictOf(violations, problems) : 'error';
  const isJudged = isKnown && verdict !== 'error';
  const shortfall = isJudged ? shortfallOf(total, limits.reserve, balance.amount) : null;
  const change = isJudged && comparison?.cost ? total.minus(comparison.cost) : undefined;
  return {
    schema_version: 1,
    verdict,
    headline: headlineOf({ verdict, files, total, comparison, balance: balance.amount, violations, problems }),
    files: [...files],
    total_cost: isJudged ? total : null,
    baseline: comparison === undefined ? null : { name: comparison.name, commit: comparison.commit ?? null },
    baseline_cost: comparison?.cost ?? null,
    cost_change: change ?? null,
    monthly_cost: isJudged ? (monthlyCost(plans) ?? null) : null,
    generation_count: hasAllPlans ? plans.reduce((sum, { generationCount }) => sum + generationCount, 0) : null,
    balance: balance.amount ?? null,
    balance_source: balance.source ?? null,
    remaining_balance: isJudged ? balance.amount.minus(total) : null,
    reserve: limits.reserve,
    shortfall,
    budget: limits.budget ?? null,
    violations: violations.map((violation) => ({ ...violation, plan: violation.plan ?? null })),
    approval: approval && total ? reportApproval(approval, total) : null,
    proposals: proposals.map(({ from, to, ...proposal }) => ({ ...proposal, from: from ?? null, to: to ?? null })),
    problems: problems.map(reportProblem),
    plans: plans.map((plan) => reportPlan(plan, comparison?.plans.get(plan.plan.file))),
    deleted_plans: comparison === undefined ? [] : comparison.deleted.map((plan) => reportDeleted(plan, comparison)),
    advice: reportAdvice(advice, shortfall),
  };
}

function reportAdvice({ alternatives, subscription, usage }: Advice, shortfall: Usd | null): ReportAdvice {
  return {
    packs: shortfall === null ? [] : packsFor(shortfall),
    alternatives: alternatives.map(({ unitCost, ...alternative }) => ({ ...alternative, unit_cost: unitCost })),
    subscription: subscription ?? null,
    usage: usage === undefined ? null : { ...usage, findings: [...usage.findings], skipped: [...usage.skipped] },
  };
}

function reportApproval(approval: Approval, total: Usd): Report['approval'] {
  const { label, by, at, cost, covers } = approval;
  return { label, by, at, cost, covers, message: approvalText(approval, total) };
}

/** A problem as the report holds it. */
export function reportProblem({ severity, message, help, place }: Diagnostic): ReportProblem {
  return { severity, message, help: help ?? null, place: place ?? null };
}

/** A report with what came up after it was made. */
export function withProblems(report: Report, problems: readonly (Diagnostic | undefined)[]): Report {
  const added = problems.filter((problem) => problem !== undefined).map(reportProblem);
  return { ...report, problems: [...report.problems, ...added] };
}
