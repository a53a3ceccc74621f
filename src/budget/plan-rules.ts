import type { Alternative } from '../advice/alternatives.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import type { Scope } from './limits-by-line.ts';
import { judgeModels } from './model-rules.ts';
import type { Rule } from './rules.ts';
import { fewerOutputs, remedy, swapFor } from './suggestions.ts';
import type { Finding } from './violation.ts';

/** The rules of one plan's limits. */
export function judgePlan(scope: Scope, alternatives: readonly Alternative[]): Finding[] {
  return [
    ...judgeTotal(scope, alternatives),
    ...judgeUnitCosts(scope, alternatives),
    ...judgeIncrease(scope, alternatives),
    ...judgeOutputs(scope),
    ...judgeMonthly(scope, alternatives),
    ...judgeModels(scope, alternatives),
  ];
}

function judgeTotal(scope: Scope, alternatives: readonly Alternative[]): Finding[] {
  const { cost, budget } = scope;
  const { max_total: most, warn_at: warnAt } = budget;
  if (cost === undefined) return [];
  const findings: Finding[] = [];
  if (most !== undefined && cost.exceeds(most)) {
    const over = cost.minus(most);
    const message = say`${subject(scope)} costs ${cost}, and its ${'max_total'} is ${most}: ${over} too much.`;
    const help = toMeet('max_total', remedy({ ...scope, alternatives }, over));
    findings.push(amounts('max_total', scope, most, cost, message, help));
  }
  const from = warnAt && amountOf(warnAt, most);
  if (from !== undefined && !from.exceeds(cost)) {
    const message = say`${subject(scope)} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`;
    const help =
      most === undefined || cost.exceeds(most) ? prose('It is a warning only.') : say`Up to ${most} it passes.`;
    findings.push(amounts('warn_at', scope, from, cost, message, help));
  }
  return findings;
}

/** A percentage of an amount; the plan's checks see to it that a `warn_at` in percent has one. */
function amountOf(limit: AmountOrPercent, whole: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : whole?.times(limit.percent).times('0.01');
}

function judgeUnitCosts(scope: Scope, alternatives: readonly Alternative[]): Finding[] {
  const most = scope.budget.max_per_generation;
  if (most === undefined) return [];
  const [dearest, ...others] = scope.lines
    .flatMap(({ unitCost, ...priced }) =>
      priced.line.count > 0 && unitCost?.exceeds(most) ? [{ ...priced, unitCost }] : [],
    )
    .toSorted((a, b) => b.unitCost.compare(a.unitCost));
  if (dearest === undefined) return [];
  const more =
    others.length > 0 ? say` ${plural(others.length, 'other line is', 'other lines are')} above it too.` : undefined;
  const message = say`One output of ${dearest.line.id} costs ${dearest.unitCost}, and the ${'max_per_generation'} of ${scope.file} is ${most}.${more}`;
  const swap = swapFor({ ...scope, alternatives }, dearest);
  const help =
    swap === undefined || swap.unitCost.exceeds(most)
      ? say`Use a cheaper model or setting there, or have ${'max_per_generation'} raised.`
      : say`Use ${swap.model} there (${swap.unitCost}), or have ${'max_per_generation'} raised.`;
  return [amounts('max_per_generation', scope, most, dearest.unitCost, message, help)];
}

/** From a baseline of zero, a percentage says nothing: there is no amount that it would be one of. */
function judgeIncrease(scope: Scope, alternatives: readonly Alternative[]): Finding[] {
  const { cost, baseline, budget } = scope;
  const limit = budget.max_increase;
  if (limit === undefined || cost === undefined) return [];
  if (baseline.kind !== 'new' && baseline.kind !== 'known') return [];
  const before = baseline.kind === 'new' ? Usd.zero : baseline.cost;
  const most = before.isZero && 'percent' in limit ? undefined : amountOf(limit, before);
  const increase = cost.minus(before);
  if (most === undefined || !increase.exceeds(most)) return [];
  const allowed = 'percent' in limit ? say`${prose(`${limit.percent}%`)} (${most})` : say`${most}`;
  const share = before.isZero ? undefined : prose(` (${increase.percentOf(before)})`);
  const than =
    baseline.kind === 'new' ? prose('than without it, since the plan is new') : say`than on ${baseline.name}`;
  const message = say`${subject(scope)} costs ${cost}, ${increase}${share} more ${than}, and its ${'max_increase'} is ${allowed}.`;
  const help = toMeet('max_increase', remedy({ ...scope, alternatives }, increase.minus(most)));
  return [amounts('max_increase', scope, most, increase, message, help)];
}

/**
 * Where a baseline could not be priced now, whether a `max_increase` holds is unknown. Without a baseline it is not
 * judged, which a pull request has to be told of; elsewhere there is none to be had.
 */
export function undecidedIncreases(scopes: readonly Scope[], isOnPullRequest: boolean): Diagnostic[] {
  return scopes
    .filter(({ budget }) => budget.max_increase !== undefined)
    .flatMap(({ file, baseline }): Diagnostic[] => {
      if (baseline.kind === 'unknown') {
        const message = say`Whether the ${'max_increase'} of ${file} holds cannot be told, since its baseline could not be priced.`;
        return [{ severity: 'error', message, help: prose('Run the gate again.') }];
      }
      if (baseline.kind !== 'none') return [];
      const message = say`The ${'max_increase'} of ${file} is not judged, since its cost is compared with nothing.`;
      if (!isOnPullRequest) return [{ severity: 'notice', message }];
      return [
        { severity: 'warning', message, help: say`Leave the input ${'baseline'} at ${'auto'} to have it judged.` },
      ];
    });
}

function judgeOutputs({ file, files, budget, lines, generationCount }: Scope): Finding[] {
  const most = budget.max_generations;
  if (most === undefined || generationCount <= most) return [];
  const over = generationCount - most;
  return [
    {
      rule: 'max_generations',
      plan: file,
      limit: String(most),
      actual: String(generationCount),
      message: say`${subject({ file, files })} asks for ${plural(generationCount, 'output')}, and its ${'max_generations'} is ${most}: ${prose(groupThousands(over))} too many.`,
      help: toMeet('max_generations', fewerOutputs(lines, over)),
    },
  ];
}

function judgeMonthly(scope: Scope, alternatives: readonly Alternative[]): Finding[] {
  const { budget, cost, runsPerMonth } = scope;
  const most = budget.max_monthly;
  if (most === undefined || runsPerMonth === undefined) return [];
  const monthly = cost?.times(runsPerMonth);
  if (!monthly?.exceeds(most)) return [];
  const over = monthly.minus(most);
  const message = say`${subject(scope)} costs ${monthly} a month (${plural(runsPerMonth, 'run')}), and its ${'max_monthly'} is ${most}: ${over} too much.`;
  const least = remedy({ ...scope, alternatives }, over, runsPerMonth);
  const help = say`${least}, run it less often, or have ${'max_monthly'} raised.`;
  return [amounts('max_monthly', scope, most, monthly, message, help)];
}

/** The plan whose limits these are, and where else its lines stand by now. */
function subject({ file, files }: Pick<Scope, 'file' | 'files'>): Message {
  const others = files.filter((other) => other !== file);
  return others.length === 0 ? say`${file}` : say`${file} (with what stands in ${list(others)} now)`;
}

/** The least that meets a limit, or to have it raised. */
function toMeet(rule: Rule, least: Message): Message {
  return say`${least}, or have ${rule} raised.`;
}

function amounts(rule: Rule, { file }: Scope, limit: Usd, actual: Usd, message: Message, help: Message): Finding {
  return { rule, plan: file, limit: limit.toString(), actual: actual.toString(), message, help };
}
