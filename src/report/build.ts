import type { Advice } from '../advice/gather.ts';
import { judge } from '../budget/judge.ts';
import { type Limits, shortfallOf } from '../budget/judge-whole.ts';
import { packsFor } from '../budget/packs.ts';
import { verdictOf } from '../budget/verdict.ts';
import type { Usd } from '../money.ts';
import type { Problem } from '../problem.ts';
import type { Balance } from '../quotes/balance.ts';
import { monthlyCost, monthlyCostOf, type PricedPlan, sumOf } from '../quotes/price.ts';
import { headlineOf } from './headline.ts';
import type { Report, ReportAdvice, ReportLine, ReportPlan, ReportProblem } from './schema.ts';

/** All that a report is made of. */
export interface Findings {
  readonly plans: readonly PricedPlan[];
  /** Whether every plan file could be read: where not, the totals are unknown, whatever the others cost. */
  readonly hasAllPlans: boolean;
  readonly balance: Balance;
  readonly limits: Limits;
  readonly problems: readonly Problem[];
  /** The plan files that were to be judged. */
  readonly files: readonly string[];
  readonly advice: Advice;
}

/** Judges the findings and puts the result together. */
export function buildReport({ plans, files, hasAllPlans, balance, limits, problems, advice }: Findings): Report {
  const total = hasAllPlans ? sumOf(plans.map(({ cost }) => cost)) : undefined;
  const { alternatives } = advice;
  const facts = { planCount: files.length, cost: total, plans, balance: balance.amount, alternatives };
  const violations = judge(facts, limits);
  // Unless every price and the balance are known, it is an error, whoever failed to say so.
  const isKnown = total !== undefined && balance.amount !== undefined;
  const verdict = isKnown ? verdictOf(violations, problems) : 'error';
  const isJudged = isKnown && verdict !== 'error';
  const shortfall = isJudged ? shortfallOf(total, limits.reserve, balance.amount) : null;
  return {
    schema_version: 1,
    verdict,
    headline: headlineOf({ verdict, files, total, balance: balance.amount, violations, problems }),
    files: [...files],
    total_cost: isJudged ? total : null,
    monthly_cost: isJudged ? (monthlyCost(plans) ?? null) : null,
    generation_count: hasAllPlans ? plans.reduce((sum, { generationCount }) => sum + generationCount, 0) : null,
    balance: balance.amount ?? null,
    balance_source: balance.source ?? null,
    remaining_balance: isJudged ? balance.amount.minus(total) : null,
    reserve: limits.reserve,
    shortfall,
    budget: limits.budget ?? null,
    violations: violations.map((violation) => ({ ...violation, plan: violation.plan ?? null })),
    problems: problems.map(reportProblem),
    plans: plans.map(reportPlan),
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

/** A problem as the report holds it. */
export function reportProblem({ severity, message, help, place }: Problem): ReportProblem {
  return { severity, message, help: help ?? null, place: place ?? null };
}

function reportPlan({ plan, lines, cost, generationCount }: PricedPlan): ReportPlan {
  return {
    file: plan.file,
    name: plan.name ?? null,
    cost: cost ?? null,
    generation_count: generationCount,
    runs_per_month: plan.runsPerMonth ?? null,
    monthly_cost: monthlyCostOf({ plan, lines, cost, generationCount }) ?? null,
    lines: lines.map(
      ({ line, unitCost, cost: lineCost }): ReportLine => ({
        id: line.id,
        model: line.model,
        duration: line.settings.duration ?? null,
        resolution: line.settings.resolution ?? null,
        audio: line.settings.audio ?? null,
        count: line.count,
        count_from: line.countFrom ?? null,
        outputs: line.outputs,
        unit_cost: unitCost ?? null,
        cost: lineCost ?? null,
      }),
    ),
  };
}
