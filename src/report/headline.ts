import type { Comparison } from '../baseline/compare.ts';
import type { Verdict } from '../budget/verdict.ts';
import type { Violation } from '../budget/violation.ts';
import { subject } from '../budget/workflow-rules.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

interface Outcome {
  readonly verdict: Verdict;
  readonly files: readonly string[];
  readonly total: Usd | undefined;
  readonly comparison: Comparison | undefined;
  readonly balance: Usd | undefined;
  readonly violations: readonly Violation[];
  readonly problems: readonly Diagnostic[];
}

/** The rules whose own sentence has the cost in it. */
const SAY_THE_COST = ['balance', 'budget', 'max_total', 'max_increase'];

/** The verdict in one sentence, with the money in it; and where costs are compared, the change. */
export function headlineOf({ verdict, files, total, comparison, balance, violations, problems }: Outcome): Message {
  if (verdict === 'error' || total === undefined || balance === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const whose = prose(files.length === 1 ? 'the plan' : 'the plans');
    return say`What ${whose} would cost could not be established, so the gate fails: ${plural(errors, 'error')}.`;
  }
  const change = changeText(total, comparison);
  const costs = say`${subject(files.length)} ${total}${change && say` (${change})`}`;
  if (verdict === 'pass') return say`${costs}, and the balance of ${balance} covers it.`;
  if (verdict === 'warn') {
    const warnings = namesOf(violations);
    const what = prose(warnings.length === 1 ? 'a warning' : 'warnings');
    return say`${costs}, and the balance of ${balance} covers it, with ${what}: ${list(warnings)}.`;
  }
  const [first, ...others] = violations.filter(({ severity }) => severity === 'fail');
  const saysCost = first !== undefined && SAY_THE_COST.includes(first.rule);
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

/** `$6.000 more than on main`; nothing where what it cost before is unknown. */
function changeText(total: Usd, comparison: Comparison | undefined): Message | undefined {
  if (comparison?.cost === undefined) return undefined;
  const { name, cost } = comparison;
  if (isNew(comparison)) return prose('all of it new');
  const change = total.minus(cost);
  if (change.isZero) return say`as much as on ${name}`;
  return change.isNegative ? say`${Usd.zero.minus(change)} less than on ${name}` : say`${change} more than on ${name}`;
}

/** The same as a sentence of its own. */
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
