import type { Alternative } from '../advice/alternatives.ts';
import { allowsModel, matchesAny } from '../plan/model-pattern.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import type { LimitGroup } from './limits-by-line.ts';
import type { Rule, Violation } from './rules.ts';
import { alternativeFor, suggestFewerOutputs, suggestSaving } from './suggestions.ts';

type PlanRule = (group: LimitGroup, alternatives: readonly Alternative[]) => Violation | undefined;

/** Checks the rules of one plan's limits. */
export function checkPlanRules(group: LimitGroup, alternatives: readonly Alternative[]): Violation[] {
  return PLAN_RULES.flatMap((check) => check(group, alternatives) ?? []);
}

const PLAN_RULES: readonly PlanRule[] = [
  checkTotal,
  checkUnitCosts,
  checkIncrease,
  checkOutputs,
  checkMonthly,
  checkAllowedModels,
  checkDeniedModels,
  checkWarnAt,
];

function checkTotal(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const { cost } = group;
  const most = group.budget.max_total;
  if (most === undefined || !cost?.exceeds(most)) return undefined;
  const over = cost.minus(most);
  const message = say`${subject(group)} costs ${cost}, and its ${'max_total'} is ${most}: ${over} too much.`;
  const help = orRaise('max_total', suggestSaving({ ...group, alternatives }, over));
  return violationOf('max_total', group, most, cost, message, help);
}

function checkWarnAt(group: LimitGroup): Violation | undefined {
  const { cost } = group;
  const { warn_at: warnAt, max_total: most } = group.budget;
  const from = warnAt && amountOf(warnAt, most);
  if (cost === undefined || from === undefined || from.exceeds(cost)) return undefined;
  const message = say`${subject(group)} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`;
  return violationOf('warn_at', group, from, cost, message, prose('It is a warning only.'));
}

/** @param whole what a percentage is of; the plan is invalid if a `warn_at` in percent has none */
function amountOf(limit: AmountOrPercent, whole: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : whole?.times(limit.percent).times('0.01');
}

function checkUnitCosts(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const most = group.budget.max_per_generation;
  if (most === undefined) return undefined;
  const [dearest, ...others] = group.lines
    .flatMap(({ unitCost, ...priced }) =>
      priced.line.count > 0 && unitCost?.exceeds(most) ? [{ ...priced, unitCost }] : [],
    )
    .toSorted((a, b) => b.unitCost.compare(a.unitCost));
  if (dearest === undefined) return undefined;
  const more =
    others.length > 0 ? say` ${plural(others.length, 'other line is', 'other lines are')} above it too.` : undefined;
  const message = say`One output of ${dearest.line.id} costs ${dearest.unitCost}, and the ${'max_per_generation'} of ${group.file} is ${most}.${more}`;
  const alternative = alternativeFor({ ...group, alternatives }, dearest);
  const help =
    alternative === undefined || alternative.unitCost.exceeds(most)
      ? say`Use a cheaper model or setting there, or have ${'max_per_generation'} raised.`
      : say`Use ${alternative.model} there (${alternative.unitCost}), or have ${'max_per_generation'} raised.`;
  return violationOf('max_per_generation', group, most, dearest.unitCost, message, help);
}

/** A percentage does not limit an increase from zero. */
function checkIncrease(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const { cost, baseline, budget } = group;
  const limit = budget.max_increase;
  if (limit === undefined || cost === undefined) return undefined;
  if (baseline.kind === 'broken') return checkWholeIncrease(group, cost, limit, baseline.name);
  if (baseline.kind !== 'new' && baseline.kind !== 'known') return undefined;
  const before = baseline.kind === 'new' ? Usd.zero : baseline.cost;
  const most = before.isZero && 'percent' in limit ? undefined : amountOf(limit, before);
  const increase = cost.minus(before);
  if (most === undefined || !increase.exceeds(most)) return undefined;
  const allowed = 'percent' in limit ? say`${prose(`${limit.percent}%`)} (${most})` : say`${most}`;
  const share = before.isZero ? undefined : prose(` (${increase.percentOf(before)})`);
  const than =
    baseline.kind === 'new' ? prose('than without it, since the plan is new') : say`than on ${baseline.name}`;
  const message = say`${subject(group)} costs ${cost}, ${increase}${share} more ${than}, and its ${'max_increase'} is ${allowed}.`;
  const help = orRaise('max_increase', suggestSaving({ ...group, alternatives }, increase.minus(most)));
  return violationOf('max_increase', group, most, increase, message, help);
}

/** The cost on the base is unknown, so the whole cost counts as an increase. */
function checkWholeIncrease(group: LimitGroup, cost: Usd, limit: AmountOrPercent, base: string): Violation | undefined {
  const most = amountOf(limit, Usd.zero) ?? Usd.zero;
  if (!cost.exceeds(most)) return undefined;
  const allowed = 'percent' in limit ? prose(`${limit.percent}%`) : say`${most}`;
  const message = say`${subject(group)} costs ${cost}, and its ${'max_increase'} is ${allowed}: all of it counts as an increase, since its cost on ${base} is unknown.`;
  const help = say`Correct on ${base} what the warning about it names, or have ${'max_increase'} replaced by ${'max_total'}.`;
  return violationOf('max_increase', group, most, cost, message, help);
}

/**
 * Says which `max_increase` could not be checked. If the baseline could not be priced now, that is an error. Without a
 * baseline it is a warning on a pull request, which could have one, and a notice elsewhere.
 */
export function uncheckedIncreases(groups: readonly LimitGroup[], isOnPullRequest: boolean): Diagnostic[] {
  return groups
    .filter(({ budget }) => budget.max_increase !== undefined)
    .flatMap(({ file, baseline }): Diagnostic[] => {
      if (baseline.kind === 'unknown') {
        const message = say`The ${'max_increase'} of ${file} could not be checked, since its baseline could not be priced.`;
        return [{ severity: 'error', message, help: prose('Run the gate again.') }];
      }
      if (baseline.kind !== 'none') return [];
      const message = say`The ${'max_increase'} of ${file} is not checked, since there is no baseline.`;
      if (!isOnPullRequest) return [{ severity: 'notice', message }];
      return [{ severity: 'warning', message, help: say`Leave the input ${'baseline'} at ${'auto'} to check it.` }];
    });
}

function checkOutputs(group: LimitGroup): Violation | undefined {
  const { file, budget, lines, generationCount } = group;
  const most = budget.max_generations;
  if (most === undefined || generationCount <= most) return undefined;
  const over = generationCount - most;
  return {
    rule: 'max_generations',
    plan: file,
    limit: String(most),
    actual: String(generationCount),
    message: say`${subject(group)} asks for ${plural(generationCount, 'output')}, and its ${'max_generations'} is ${most}: ${prose(groupThousands(over))} too many.`,
    help: orRaise('max_generations', suggestFewerOutputs(lines, over)),
  };
}

/** Each line counts as often as its plan runs, or as its plan on the base branch ran, if that was more. */
function checkMonthly(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const most = group.budget.max_monthly;
  const runs = group.lines.map(({ runsPerMonth }) => runsPerMonth).filter((number) => number !== undefined);
  if (most === undefined || runs.length === 0) return undefined;
  const monthly = sumOf(group.lines.map(({ cost, runsPerMonth = 0 }) => cost?.times(runsPerMonth)));
  if (!monthly?.exceeds(most)) return undefined;
  const over = monthly.minus(most);
  const message = say`${subject(group)} costs ${monthly} a month (${runsText(runs)}), and its ${'max_monthly'} is ${most}: ${over} too much.`;
  const saving = suggestSaving({ ...group, alternatives }, over, ({ runsPerMonth = 1 }) => runsPerMonth);
  // The runs of the base branch count until the merge.
  const lessOften = group.baseRunsPerMonth === undefined ? prose(', run it less often') : undefined;
  const help = say`${saving}${lessOften}, or have ${'max_monthly'} raised.`;
  return violationOf('max_monthly', group, most, monthly, message, help);
}

/** `4 runs`, `1 to 30 runs`. */
function runsText(runs: readonly number[]): Message {
  const { least, most } = runs.reduce(
    ({ least, most }, number) => ({ least: Math.min(least, number), most: Math.max(most, number) }),
    { least: Number.POSITIVE_INFINITY, most: 0 },
  );
  return least === most ? plural(most, 'run') : say`${least} to ${plural(most, 'run')}`;
}

function checkAllowedModels(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const allowed = group.budget.allowed_models;
  const forbidden = allowed && modelsOf(group).filter((model) => !matchesAny(model, allowed));
  if (allowed === undefined || forbidden === undefined || forbidden.length === 0) return undefined;
  return {
    rule: 'allowed_models',
    plan: group.file,
    limit: allowed.join(', '),
    actual: forbidden.join(', '),
    message: say`${group.file} uses ${listFirst(forbidden)}, and its ${'allowed_models'} are ${listFirst(allowed)}.`,
    help: say`${suggestModel(group, alternatives, forbidden) ?? prose('Use one of those')}, or have ${'allowed_models'} extended.`,
  };
}

function checkDeniedModels(group: LimitGroup, alternatives: readonly Alternative[]): Violation | undefined {
  const denied = group.budget.denied_models;
  const forbidden = denied && modelsOf(group).filter((model) => matchesAny(model, denied));
  if (denied === undefined || forbidden === undefined || forbidden.length === 0) return undefined;
  return {
    rule: 'denied_models',
    plan: group.file,
    limit: denied.join(', '),
    actual: forbidden.join(', '),
    message: say`${group.file} uses ${listFirst(forbidden)}, which its ${'denied_models'} forbid (${listFirst(denied)}).`,
    help: say`${suggestModel(group, alternatives, forbidden) ?? prose('Use another model')}, or have ${'denied_models'} changed.`,
  };
}

function modelsOf({ lines }: LimitGroup): string[] {
  return [...new Set(lines.map(({ line }) => line.model))];
}

/** Suggests an allowed model for one of the lines, if one is known. */
function suggestModel(
  group: LimitGroup,
  alternatives: readonly Alternative[],
  forbidden: readonly string[],
): Message | undefined {
  for (const priced of group.lines) {
    if (!forbidden.includes(priced.line.model)) continue;
    const alternative = alternativeFor({ ...group, alternatives }, priced);
    if (alternative !== undefined && allowsModel(group.budget, alternative.model)) {
      return say`Use ${alternative.model} for ${priced.line.id}, for example`;
    }
  }
  return undefined;
}

const MAX_NAMED = 10;

function listFirst(items: readonly string[]): Message {
  const shown: (Message | string)[] = items.slice(0, MAX_NAMED);
  if (items.length > MAX_NAMED) shown.push(plural(items.length - MAX_NAMED, 'other'));
  return shown.length === 0 ? prose('none') : list(shown);
}

/** The plan whose limits these are, and the files that its lines moved to. */
function subject({ file, files }: LimitGroup): Message {
  const others = files.filter((other) => other !== file);
  return others.length === 0 ? say`${file}` : say`${file} (with the lines that are in ${list(others)} now)`;
}

function orRaise(rule: Rule, suggestion: Message): Message {
  return say`${suggestion}, or have ${rule} raised.`;
}

function violationOf(
  rule: Rule,
  { file }: LimitGroup,
  limit: Usd,
  actual: Usd,
  message: Message,
  help: Message,
): Violation {
  return { rule, plan: file, limit: limit.toString(), actual: actual.toString(), message, help };
}
