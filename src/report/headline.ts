import type { Comparison } from '../baseline/compare.ts';
import type { Evaluation } from '../budget/evaluate.ts';
import type { RatedViolation } from '../budget/rules.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { ReportData } from './build.ts';

/** What the headline needs beside the evaluation. */
export type HeadlineData = Pick<ReportData, 'files' | 'balance' | 'limits' | 'areLimitsUnknown' | 'comparison'>;

/** The verdict in a word, then the amounts: one line, as far as that is possible. */
export function headlineOf({ verdict, cost, violations, diagnostics }: Evaluation, data: HeadlineData): Message {
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
  if (verdict === 'warn') return say`Warning: ${planned}; not met: ${list(rulesOf(violations))}`;
  const [first, ...others] = violations.filter(({ severity }) => severity === 'fail');
  const more = rulesOf(others);
  const also = more.length === 0 ? undefined : say`; also not met: ${list(more)}`;
  return say`${first && excessText(first, cost, balance, data)}${also}`;
}

/** `Over the balance: $26.000 planned, $12.480 available, $13.520 missing` */
function excessText(violation: RatedViolation, cost: Usd, balance: Usd, { files, limits }: HeadlineData): Message {
  const { rule, plan, limit, actual, over } = violation;
  const usd = (text: string | undefined) => Usd.parse(text ?? '');
  const where = say`${rule}${plan !== undefined && files.length > 1 ? say` of ${plan}` : undefined}`;
  const allowed = say`${usd(limit)} allowed, ${usd(over)} too much`;
  switch (rule) {
    case 'balance': {
      const kept = limits.reserve.isZero ? undefined : say`, ${limits.reserve} reserved`;
      return say`Over the balance: ${cost} planned, ${balance} available${kept}, ${usd(over)} missing`;
    }
    case 'budget':
      return say`Over the budget: ${cost} planned, ${allowed}`;
    case 'max_increase':
      return say`Over ${where}: ${usd(actual)} more than before, ${allowed}; ${cost} planned`;
    case 'max_monthly':
      return say`Over ${where}: ${usd(actual)} a month, ${allowed}`;
    case 'max_per_generation':
      return say`Over ${where}: ${usd(actual)} for one output, ${allowed}; ${cost} planned`;
    case 'max_generations':
      return say`Over ${where}: ${plural(Number(actual), 'output')}, ${Number(limit)} allowed; ${cost} planned`;
    case 'allowed_models':
    case 'denied_models':
      return say`Model not allowed by ${where}: ${actual}; ${cost} planned`;
    case 'max_total':
    // As warnings they have no heading of their own.
    case 'warn_at':
    case 'low_balance':
      return say`Over ${where}: ${usd(actual)} planned, ${allowed}`;
  }
}

/** `$6.000 more than on main`; `undefined` if the cost on the base is unknown. */
function changeText(cost: Usd, comparison: Comparison | undefined): Message | undefined {
  if (comparison?.cost === undefined) return undefined;
  const isNew = comparison.deleted.length === 0 && [...comparison.plans.values()].every((plan) => plan.isNew);
  if (isNew) return prose('all of it new');
  const change = cost.minus(comparison.cost);
  if (change.isZero) return say`as much as on ${comparison.name}`;
  return change.isNegative
    ? say`${Usd.zero.minus(change)} less than on ${comparison.name}`
    : say`${change} more than on ${comparison.name}`;
}

function rulesOf(violations: readonly RatedViolation[]): string[] {
  return [...new Set(violations.map(({ rule }) => rule))];
}
