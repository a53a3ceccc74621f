import type { Alternative } from '../advice/alternatives.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import type { LimitGroup } from './limits-by-line.ts';
import { judgeModels } from './model-rules.ts';
import type { Rule } from './rules.ts';
import { fewerOutputs, remedy, swapFor } from './suggestions.ts';
import type { Finding } from './violation.ts';

/** The rules of one plan's limits. */
export function judgePlan(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  return [
    ...judgeTotal(group, alternatives),
    ...judgeUnitCosts(group, alternatives),
    ...judgeIncrease(group, alternatives),
    ...judgeOutputs(group),
    ...judgeMonthly(group, alternatives),
    ...judgeModels(group, alternatives),
  ];
}

function judgeTotal(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const { cost, budget } = group;
  const { max_total: most, warn_at: warnAt } = budget;
  if (cost === undefined) return [];
  const findings: Finding[] = [];
  if (most !== undefined && cost.exceeds(most)) {
    const over = cost.minus(most);
    const message = say`${subject(group)} costs ${cost}, and its ${'max_total'} is ${most}: ${over} too much.`;
    const help = toMeet('max_total', remedy({ ...group, alternatives }, over));
    findings.push(amounts('max_total', group, most, cost, message, help));
  }
  const from = warnAt && amountOf(warnAt, most);
  if (from !== undefined && !from.exceeds(cost)) {
    const message = say`${subject(group)} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`;
    const help =
      most === undefined || cost.exceeds(most) ? prose('It is a warning only.') : say`Up to ${most} it passes.`;
    findings.push(amounts('warn_at', group, from, cost, message, help));
  }
  return findings;
}

/** A percentage of an amount; the plan's checks see to it that a `warn_at` in percent has one. */
function amountOf(limit: AmountOrPercent, whole: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : whole?.times(limit.percent).times('0.01');
}

function judgeUnitCosts(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const most = group.budget.max_per_generation;
  if (most === undefined) return [];
  const [dearest, ...others] = group.lines
    .flatMap(({ unitCost, ...priced }) =>
      priced.line.count > 0 && unitCost?.exceeds(most) ? [{ ...priced, unitCost }] : [],
    )
    .toSorted((a, b) => b.unitCost.compare(a.unitCost));
  if (dearest === undefined) return [];
  const more =
    others.length > 0 ? say` ${plural(others.length, 'other line is', 'other lines are')} above it too.` : undefined;
  const message = say`One output of ${dearest.line.id} costs ${dearest.unitCost}, and the ${'max_per_generation'} of ${group.file} is ${most}.${more}`;
  const swap = swapFor({ ...group, alternatives }, dearest);
  const help =
    swap === undefined || swap.unitCost.exceeds(most)
      ? say`Use a cheaper model or setting there, or have ${'max_per_generation'} raised.`
      : say`Use ${swap.model} there (${swap.unitCost}), or have ${'max_per_generation'} raised.`;
  return [amounts('max_per_generation', group, most, dearest.unitCost, message, help)];
}

/** From a baseline of zero, a percentage says nothing: there is no amount that it would be one of. */
function judgeIncrease(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const { cost, baseline, budget } = group;
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
  const message = say`${subject(group)} costs ${cost}, ${increase}${share} more ${than}, and its ${'max_increase'} is ${allowed}.`;
  const help = toMeet('max_increase', remedy({ ...group, alternatives }, increase.minus(most)));
  return [amounts('max_increase', group, most, increase, message, help)];
}

/**
 * Where a baseline could not be priced now, whether a `max_increase` holds is unknown. Without a baseline it is not
 * judged, which a pull request has to be told of; elsewhere there is none to be had.
 */
export function undecidedIncreases(groups: readonly LimitGroup[], isOnPullRequest: boolean): Diagnostic[] {
  return groups
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

function judgeOutputs({ file, files, budget, lines, generationCount }: LimitGroup): Finding[] {
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

/** Each line counts as often as its plan runs, or as its plan on the base branch ran, if that was more. */
function judgeMonthly(group: LimitGroup, alternatives: readonly Alternative[]): Finding[] {
  const most = group.budget.max_monthly;
  const runs = group.lines.map(({ runsPerMonth }) => runsPerMonth).filter((number) => number !== undefined);
  if (most === undefined || runs.length === 0) return [];
  const monthly = sumOf(group.lines.map(({ cost, runsPerMonth = 0 }) => cost?.times(runsPerMonth)));
  if (!monthly?.exceeds(most)) return [];
  const over = monthly.minus(most);
  const message = say`${subject(group)} costs ${monthly} a month (${runsText(runs)}), and its ${'max_monthly'} is ${most}: ${over} too much.`;
  const least = remedy({ ...group, alternatives }, over, ({ runsPerMonth = 1 }) => runsPerMonth);
  // What the base branch says of the runs counts until the merge.
  const lessOften = group.baseRunsPerMonth === undefined ? prose(', run it less often') : undefined;
  const help = say`${least}${lessOften}, or have ${'max_monthly'} raised.`;
  return [amounts('max_monthly', group, most, monthly, message, help)];
}

/** `4 runs`, `1 to 30 runs`. */
function runsText(runs: readonly number[]): Message {
  const { least, most } = runs.reduce(
    ({ least, most }, number) => ({ least: Math.min(least, number), most: Math.max(most, number) }),
    { least: Number.POSITIVE_INFINITY, most: 0 },
  );
  return least === most ? plural(most, 'run') : say`${least} to ${plural(most, 'run')}`;
}

/** The plan whose limits these are, and the other files that hold lines of it now. */
function subject({ file, files }: Pick<LimitGroup, 'file' | 'files'>): Message {
  const others = files.filter((other) => other !== file);
  return others.length === 0 ? say`${file}` : say`${file} (with the lines that are in ${list(others)} now)`;
}

/** The least that meets a limit, or to have it raised. */
function toMeet(rule: Rule, least: Message): Message {
  return say`${least}, or have ${rule} raised.`;
}

function amounts(rule: Rule, { file }: LimitGroup, limit: Usd, actual: Usd, message: Message, help: Message): Finding {
  return { rule, plan: file, limit: limit.toString(), actual: actual.toString(), message, help };
}
