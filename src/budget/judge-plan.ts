import type { Alternative } from '../advice/alternatives.ts';
import { groupThousands, type Usd } from '../money.ts';
import { matchesAny } from '../plan/model-pattern.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { monthlyCostOf, type PricedPlan } from '../quotes/price.ts';
import { list, plural, prose, say, type Text } from '../text.ts';
import { remedy } from './remedy.ts';
import type { Rule } from './rules.ts';
import type { Finding } from './violation.ts';

/** The rules of one plan file. */
export function judgePlan(plan: PricedPlan, alternatives: readonly Alternative[]): Finding[] {
  return [
    ...judgeTotal(plan, alternatives),
    ...judgeUnitCosts(plan),
    ...judgeOutputs(plan),
    ...judgeMonthly(plan),
    ...judgeModels(plan),
  ];
}

function judgeTotal(plan: PricedPlan, alternatives: readonly Alternative[]): Finding[] {
  const { cost } = plan;
  const { file, budget } = plan.plan;
  const { max_total: most, warn_at: warnAt } = budget;
  if (cost === undefined) return [];
  const findings: Finding[] = [];
  if (most !== undefined && cost.exceeds(most)) {
    const over = cost.minus(most);
    const message = say`${file} costs ${cost}, and its ${'max_total'} is ${most}: ${over} too much.`;
    findings.push(amounts('max_total', plan, most, cost, message, toMeet('max_total', plan, over, alternatives)));
  }
  const from = warnAt && amountOf(warnAt, most);
  if (from !== undefined && !from.exceeds(cost)) {
    const message = say`${file} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`;
    const help =
      most === undefined || cost.exceeds(most) ? prose('It is a warning only.') : say`Up to ${most} it passes.`;
    findings.push(amounts('warn_at', plan, from, cost, message, help));
  }
  return findings;
}

/** A percentage of an amount; the plan's checks see to it that a `warn_at` in percent has one. */
function amountOf(limit: AmountOrPercent, whole: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : whole?.times(limit.percent).times('0.01');
}

function judgeUnitCosts(plan: PricedPlan): Finding[] {
  const { file, budget } = plan.plan;
  const most = budget.max_per_generation;
  if (most === undefined) return [];
  const [dearest, ...others] = plan.lines
    .filter(({ line, unitCost }) => line.count > 0 && unitCost?.exceeds(most))
    .toSorted((a, b) => (a.unitCost === undefined || b.unitCost === undefined ? 0 : b.unitCost.compare(a.unitCost)));
  if (dearest?.unitCost === undefined) return [];
  const more =
    others.length > 0 ? say` ${plural(others.length, 'other line is', 'other lines are')} above it too.` : undefined;
  const message = say`One output of ${dearest.line.id} costs ${dearest.unitCost}, and the ${'max_per_generation'} of ${file} is ${most}.${more}`;
  const help = say`Use a cheaper model or setting there, or have ${'max_per_generation'} raised.`;
  return [amounts('max_per_generation', plan, most, dearest.unitCost, message, help)];
}

function judgeOutputs({ plan: { file, budget }, generationCount }: PricedPlan): Finding[] {
  const most = budget.max_generations;
  if (most === undefined || generationCount <= most) return [];
  const over = groupThousands(generationCount - most);
  return [
    {
      rule: 'max_generations',
      plan: file,
      limit: String(most),
      actual: String(generationCount),
      message: say`${file} asks for ${plural(generationCount, 'output')}, and its ${'max_generations'} is ${most}: ${prose(over)} too many.`,
      help: say`Generate ${prose(over)} less, or have ${'max_generations'} raised.`,
    },
  ];
}

function judgeMonthly(plan: PricedPlan): Finding[] {
  const { file, budget, runsPerMonth = 0 } = plan.plan;
  const most = budget.max_monthly;
  const monthly = monthlyCostOf(plan);
  if (most === undefined || monthly === undefined || !monthly.exceeds(most)) return [];
  const message = say`${file} costs ${monthly} a month (${plural(runsPerMonth, 'run')}), and its ${'max_monthly'} is ${most}: ${monthly.minus(most)} too much.`;
  const help = say`Generate less, run it less often, or have ${'max_monthly'} raised.`;
  return [amounts('max_monthly', plan, most, monthly, message, help)];
}

function judgeModels({ plan: { file, budget }, lines }: PricedPlan): Finding[] {
  const models = [...new Set(lines.map(({ line }) => line.model))];
  const { allowed_models: allowed, denied_models: denied } = budget;
  const strangers = allowed === undefined ? [] : models.filter((model) => !matchesAny(model, allowed));
  const banned = denied === undefined ? [] : models.filter((model) => matchesAny(model, denied));
  const findings: Finding[] = [];
  if (strangers.length > 0) {
    findings.push({
      rule: 'allowed_models',
      plan: file,
      limit: (allowed ?? []).join(', '),
      actual: strangers.join(', '),
      message: say`${file} uses ${some(strangers)}, and its ${'allowed_models'} are ${some(allowed ?? [])}.`,
      help: say`Use one of those, or have ${'allowed_models'} extended.`,
    });
  }
  if (banned.length > 0) {
    findings.push({
      rule: 'denied_models',
      plan: file,
      limit: (denied ?? []).join(', '),
      actual: banned.join(', '),
      message: say`${file} uses ${some(banned)}, which its ${'denied_models'} forbid (${some(denied ?? [])}).`,
      help: say`Use another model, or have ${'denied_models'} changed.`,
    });
  }
  return findings;
}

/** The first few of many: a sentence must fit where it is shown. */
function some(items: readonly string[]): Text {
  const shown: (Text | string)[] = items.slice(0, MOST_NAMED);
  if (items.length > MOST_NAMED) shown.push(plural(items.length - MOST_NAMED, 'other'));
  return shown.length === 0 ? prose('none') : list(shown);
}

const MOST_NAMED = 10;

/** The least that meets a limit on cost, or to have it raised. */
function toMeet(rule: Rule, plan: PricedPlan, over: Usd, alternatives: readonly Alternative[]): Text {
  return say`${remedy(plan.lines, over, alternatives)}, or have ${rule} raised.`;
}

function amounts(
  rule: Rule,
  { plan: { file } }: PricedPlan,
  limit: Usd,
  actual: Usd,
  message: Text,
  help: Text,
): Finding {
  return { rule, plan: file, limit: limit.toString(), actual: actual.toString(), message, help };
}
