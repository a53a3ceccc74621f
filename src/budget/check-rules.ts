import { matchesAny, outputsOf } from '../plan/plan.ts';
import type { AmountOrPercent } from '../plan/schema.ts';
import { sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, listFirst, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import type { LimitGroup } from './limits.ts';
import {
  costOfOne,
  type LocatedLine,
  packsFor,
  packsText,
  type Rule,
  removalText,
  usdViolation,
  type Violation,
} from './rules.ts';

type PlanRule = (group: LimitGroup) => Violation | undefined;

export function checkPlanRules(group: LimitGroup): Violation[] {
  return PLAN_RULES.flatMap((check) => check(group) ?? []);
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

function checkTotal(group: LimitGroup): Violation | undefined {
  const { cost } = group;
  const most = group.budget.max_total;
  if (most === undefined || !cost?.exceeds(most)) return undefined;
  const over = cost.minus(most);
  const message = say`${planName(group)} costs ${cost}, and its ${'max_total'} is ${most}: ${over} too much.`;
  const help = orRaise('max_total', removalText(group, over), cost);
  return usdViolation('max_total', group.file, most, cost, message, help);
}

function checkWarnAt(group: LimitGroup): Violation | undefined {
  const { cost } = group;
  const { warn_at: warnAt, max_total: most } = group.budget;
  const from = warnAt && amountOf(warnAt, most);
  if (cost === undefined || from === undefined || from.exceeds(cost)) return undefined;
  const message = say`${planName(group)} costs ${cost}, which reaches its ${'warn_at'} of ${from}.`;
  return usdViolation('warn_at', group.file, from, cost, message, prose('It is a warning only.'));
}

/** @param whole what a percentage is of; the plan is invalid if a `warn_at` in percent has none */
export function amountOf(limit: AmountOrPercent, whole: Usd | undefined): Usd | undefined {
  return 'usd' in limit ? limit.usd : whole?.times(limit.percent).times('0.01');
}

function checkUnitCosts(group: LimitGroup): Violation | undefined {
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
  const ids = [dearest, ...others].map(({ line, file }) =>
    group.files.length > 1 ? say`${line.id} in ${file}` : line.id,
  );
  const help = say`Use a cheaper model or setting for ${listFirst(ids, 3)}, or have ${'max_per_generation'} raised to ${dearest.unitCost}.`;
  return usdViolation('max_per_generation', group.file, most, dearest.unitCost, message, help);
}

/**
 * A percentage does not limit an increase from zero. If the cost on the base is unknown, the whole cost counts as an
 * increase, and a percentage allows none.
 */
function checkIncrease(group: LimitGroup): Violation | undefined {
  const { cost, baseline, budget } = group;
  const limit = budget.max_increase;
  if (limit === undefined || cost === undefined || baseline.kind === 'none' || baseline.kind === 'unknown')
    return undefined;
  const before = baseline.kind === 'known' ? baseline.cost : Usd.zero;
  const most = 'percent' in limit && before.isZero && baseline.kind !== 'broken' ? undefined : amountOf(limit, before);
  const increase = cost.minus(before);
  if (most === undefined || !increase.exceeds(most)) return undefined;
  const costs = say`${planName(group)} costs ${cost}`;
  const allowed = 'percent' in limit ? prose(`${limit.percent}%`) : say`${most}`;
  if (baseline.kind === 'broken') {
    const message = say`${costs}, and its ${'max_increase'} is ${allowed}: all of it counts as an increase, since its cost on ${baseline.name} is unknown.`;
    const help = say`Correct on ${baseline.name} what the warning about it names, or have ${'max_increase'} replaced by ${'max_total'}.`;
    return usdViolation('max_increase', group.file, most, increase, message, help);
  }
  const amount = 'percent' in limit ? say` (${most})` : undefined;
  const share = before.isZero ? undefined : prose(` (${increase.percentOf(before)})`);
  const than =
    baseline.kind === 'new' ? prose('than without it, since the plan is new') : say`than on ${baseline.name}`;
  const message = say`${costs}, ${increase}${share} more ${than}, and its ${'max_increase'} is ${allowed}${amount}.`;
  const help = orRaise('max_increase', removalText(group, increase.minus(most)), increase);
  return usdViolation('max_increase', group.file, most, increase, message, help);
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
  const { file, budget, lines } = group;
  const most = budget.max_generations;
  const generationCount = lines.reduce((sum, { line }) => sum + outputsOf(line), 0);
  if (most === undefined || generationCount <= most) return undefined;
  const over = generationCount - most;
  const fewer = removalText(group, Usd.of(over), ({ line }) => Usd.of(line.outputs), 'largest');
  return {
    rule: 'max_generations',
    plan: file,
    unit: 'outputs',
    limit: String(most),
    actual: String(generationCount),
    over: String(over),
    message: say`${planName(group)} asks for ${plural(generationCount, 'output')}, and its ${'max_generations'} is ${most}: ${prose(groupThousands(over))} too many.`,
    help: say`Remove ${fewer}, or have ${'max_generations'} raised to ${generationCount}.`,
  };
}

/** Each line counts as often as its plan runs, or as its plan on the base branch ran, if that was more. */
function checkMonthly(group: LimitGroup): Violation | undefined {
  const most = group.budget.max_monthly;
  const runs = group.lines.map(({ runsPerMonth }) => runsPerMonth).filter((number) => number !== undefined);
  if (most === undefined || runs.length === 0) return undefined;
  const monthly = sumOf(group.lines.map(({ cost, runsPerMonth = 0 }) => cost?.times(runsPerMonth)));
  if (!monthly?.exceeds(most)) return undefined;
  const over = monthly.minus(most);
  const message = say`${planName(group)} costs ${monthly} a month (${runsText(runs)}), and its ${'max_monthly'} is ${most}: ${over} too much.`;
  const fewer = removalText(group, over, (line) => costOfOne(line).times(line.runsPerMonth ?? 0));
  // The runs of the base branch count until the merge.
  const mostRuns = group.baseRunsPerMonth === undefined && group.cost ? most.wholeTimes(group.cost) : 0;
  const lessOften = mostRuns > 0 ? say`, run it at most ${plural(mostRuns, 'time')} a month` : undefined;
  const help = say`Remove ${fewer}${lessOften}, or have ${'max_monthly'} raised to ${monthly}.`;
  return usdViolation('max_monthly', group.file, most, monthly, message, help);
}

/** `4 runs`, `1 to 30 runs`. */
function runsText(runs: readonly number[]): Message {
  const { least, most } = runs.reduce(
    ({ least, most }, number) => ({ least: Math.min(least, number), most: Math.max(most, number) }),
    { least: Number.POSITIVE_INFINITY, most: 0 },
  );
  return least === most ? plural(most, 'run') : say`${least} to ${plural(most, 'run')}`;
}

function checkAllowedModels(group: LimitGroup): Violation | undefined {
  const allowed = group.budget.allowed_models ?? ['*'];
  const forbidden = modelsOf(group).filter((model) => !matchesAny(model, allowed));
  const message = say`${group.file} uses ${listModels(forbidden)}, and its ${'allowed_models'} are ${listModels(allowed)}.`;
  const help = say`${allowed.length === 0 ? prose('Remove the lines') : say`Use models that match ${listModels(allowed)}`}, or have ${listModels(forbidden)} added to ${'allowed_models'}.`;
  return modelViolation('allowed_models', group.file, allowed, forbidden, message, help);
}

function checkDeniedModels(group: LimitGroup): Violation | undefined {
  const denied = group.budget.denied_models ?? [];
  const forbidden = modelsOf(group).filter((model) => matchesAny(model, denied));
  const matching = denied.filter((pattern) => forbidden.some((model) => matchesAny(model, [pattern])));
  const message = say`${group.file} uses ${listModels(forbidden)}, which its ${'denied_models'} forbid (${listModels(denied)}).`;
  const help = say`Use other models, or have ${listModels(matching)} removed from ${'denied_models'}.`;
  return modelViolation('denied_models', group.file, denied, forbidden, message, help);
}

function modelViolation(
  rule: Rule,
  plan: string,
  patterns: readonly string[],
  forbidden: readonly string[],
  message: Message,
  help: Message,
): Violation | undefined {
  if (forbidden.length === 0) return undefined;
  const [limit, actual] = [patterns.join(', '), forbidden.join(', ')];
  return { rule, plan, unit: 'models', limit, actual, over: undefined, message, help };
}

function modelsOf({ lines }: LimitGroup): string[] {
  return [...new Set(lines.map(({ line }) => line.model))];
}

function listModels(models: readonly string[]): Message {
  return listFirst(models, 10);
}

/** The plan whose limits these are, and the files that its lines moved to. */
function planName({ file, files }: LimitGroup): Message {
  const others = files.filter((other) => other !== file);
  return others.length === 0 ? say`${file}` : say`${file} (with the lines that are in ${list(others)} now)`;
}

function orRaise(rule: Rule, removal: Message | undefined, limit: Usd): Message {
  return removal === undefined
    ? say`Have ${rule} raised to ${limit}.`
    : say`Remove ${removal}, or have ${rule} raised to ${limit}.`;
}

/** The limits that the workflow sets over all plans, in USD. */
export interface Limits {
  /** Ceiling over all plans. */
  readonly budget: Usd | undefined;
  /** Must be left after the run. */
  readonly reserve: Usd;
  /** Warn if the balance before the run is below this; zero turns it off. */
  readonly lowBalance: Usd;
  /** Budget violations warn instead of failing. */
  readonly warnOnly: boolean;
}

/** Cost + reserve − balance, or zero if that is negative. */
export function shortfallOf(cost: Usd, reserve: Usd, balance: Usd): Usd {
  const missing = cost.plus(reserve).minus(balance);
  return missing.exceeds(Usd.zero) ? missing : Usd.zero;
}

/** `The plan costs`, as the sentences over all plans begin. */
function subject(planCount: number): Message {
  return prose(planCount === 1 ? 'The plan costs' : `The ${planCount} plans cost`);
}

/** A rule that needs an unknown amount is not checked. */
export interface WorkflowFacts {
  readonly lines: readonly LocatedLine[];
  /** The plan files, read or not. */
  readonly files: readonly string[];
  readonly cost: Usd | undefined;
  readonly balance: Usd | undefined;
}

export function checkWorkflowRules(facts: WorkflowFacts, limits: Limits): Violation[] {
  return [checkBalance, checkBudget, checkLowBalance].flatMap((check) => check(facts, limits) ?? []);
}

function checkBalance(facts: WorkflowFacts, { reserve }: Limits): Violation | undefined {
  const { files, cost, balance } = facts;
  if (cost === undefined || balance === undefined) return undefined;
  const shortfall = shortfallOf(cost, reserve, balance);
  if (shortfall.isZero) return undefined;
  const less = removalText(facts, shortfall);
  const kept = reserve.isZero ? undefined : say` and ${reserve} must be left after the run`;
  const message = say`${subject(files.length)} ${cost}${kept}, and the balance is ${balance}: ${shortfall} is missing.`;
  const help = say`Buy ${packsText(packsFor(shortfall))}, the cheapest way to cover it (only the account’s primary owner can, with a paid subscription)${less && say`, or remove ${less}`}.`;
  return usdViolation('balance', undefined, balance.minus(reserve), cost, message, help);
}

function checkBudget(facts: WorkflowFacts, { budget }: Limits): Violation | undefined {
  const { files, cost } = facts;
  if (budget === undefined || !cost?.exceeds(budget)) return undefined;
  const over = cost.minus(budget);
  const less = removalText(facts, over);
  const message = say`${subject(files.length)} ${cost}, and the ${'budget'} is ${budget}: ${over} too much.`;
  const help = say`Remove ${less}, or have the input ${'budget'} raised to ${cost}.`;
  return usdViolation('budget', undefined, budget, cost, message, help);
}

function checkLowBalance({ balance }: WorkflowFacts, { lowBalance }: Limits): Violation | undefined {
  if (balance === undefined || !lowBalance.exceeds(balance)) return undefined;
  const message = say`The balance is ${balance} before the run, below ${lowBalance}.`;
  const help = prose('Add credits before the next run needs them.');
  const violation = usdViolation('low_balance', undefined, lowBalance, balance, message, help);
  return { ...violation, over: lowBalance.minus(balance).toString() };
}
