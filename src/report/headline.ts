import type { Comparison } from '../baseline/compare.ts';
import type { Evaluation } from '../budget/evaluate.ts';
import type { RatedViolation, Verdict, Violation } from '../budget/rules.ts';
import { subject } from '../budget/workflow-rules.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

interface HeadlineData {
  readonly files: readonly string[];
  /** USD */
  readonly balance: Usd | undefined;
  readonly comparison: Comparison | undefined;
}

/** The rules whose message contains the total cost. */
const RULES_WITH_COST = ['balance', 'budget', 'max_total', 'max_increase'];

/** The violation that the headline of a failed verdict quotes. */
export function violationInHeadline<Item extends Pick<RatedViolation, 'severity'>>(
  verdict: Verdict,
  violations: readonly Item[],
): Item | undefined {
  return verdict === 'fail' ? violations.find(({ severity }) => severity === 'fail') : undefined;
}

/** The verdict in one sentence, with the amounts, and the change against a baseline. */
export function headlineOf(
  { verdict, cost: total, violations, diagnostics }: Evaluation,
  { files, balance, comparison }: HeadlineData,
): Message {
  if (verdict === 'error' || total === undefined || balance === undefined) {
    const errors = plural(diagnostics.filter(({ severity }) => severity === 'error').length, 'error');
    if (total !== undefined) return say`${total} planned; the gate could not decide: ${errors}.`;
    const whose = prose(files.length === 1 ? 'the plan' : 'the plans');
    return say`What ${whose} would cost could not be established, so the gate fails: ${errors}.`;
  }
  const change = changeText(total, comparison);
  const costs = say`${subject(files.length)} ${total}${change && say` (${change})`}`;
  if (verdict === 'pass') return say`${costs}, and the balance of ${balance} covers it.`;
  if (verdict === 'warn') {
    const warnings = namesOf(violations);
    const what = prose(warnings.length === 1 ? 'a warning' : 'warnings');
    return say`${costs}, and the balance of ${balance} covers it, with ${what}: ${list(warnings)}.`;
  }
  const first = violationInHeadline(verdict, violations);
  const others = violations.filter((violation) => violation.severity === 'fail' && violation !== first);
  const saysCost = first !== undefined && RULES_WITH_COST.includes(first.rule);
  const reason = saysCost ? first.message : say`${costs}. ${first?.message}`;
  const rules = namesOf(others);
  const also =
    rules.length === 0
      ? undefined
      : rules.length === 1
        ? say` Also, the rule ${list(rules)} does not hold.`
        : say` Also, the rules ${list(rules)} do not hold.`;
  const changed =
    saysCost && first.rule !== 'max_increase' ? changeSentence(files.length, total, comparison) : undefined;
  return say`${reason}${also}${changed}`;
}

/** `$6.000 more than on main`; `undefined` if the cost of the baseline is unknown. */
function changeText(total: Usd, comparison: Comparison | undefined): Message | undefined {
  if (comparison?.cost === undefined) return undefined;
  const { name, cost } = comparison;
  if (isNew(comparison)) return prose('all of it new');
  const change = total.minus(cost);
  if (change.isZero) return say`as much as on ${name}`;
  return change.isNegative ? say`${Usd.zero.minus(change)} less than on ${name}` : say`${change} more than on ${name}`;
}

function changeSentence(planCount: number, total: Usd, comparison: Comparison | undefined): Message | undefined {
  const change = changeText(total, comparison);
  if (change === undefined) return undefined;
  return isNew(comparison) ? prose(' All of it is new.') : say` ${subject(planCount)} ${change}.`;
}

function isNew(comparison: Comparison | undefined): boolean {
  if (comparison === undefined || comparison.deleted.length > 0) return false;
  return [...comparison.plans.values()].every((plan) => plan.isNew);
}

function namesOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ rule }) => rule))];
}
