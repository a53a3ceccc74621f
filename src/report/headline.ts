import { subject } from '../budget/judge-whole.ts';
import type { Verdict } from '../budget/verdict.ts';
import type { Violation } from '../budget/violation.ts';
import type { Usd } from '../money.ts';
import type { Problem } from '../problem.ts';
import { list, plural, prose, say, type Text } from '../text.ts';

interface Outcome {
  readonly verdict: Verdict;
  readonly files: readonly string[];
  readonly total: Usd | undefined;
  readonly balance: Usd | undefined;
  readonly violations: readonly Violation[];
  readonly problems: readonly Problem[];
}

/** The rules whose own sentence has the cost in it. */
const SAY_THE_COST = ['balance', 'budget', 'max_total'];

/** The verdict in one sentence, with the money in it. */
export function headlineOf({ verdict, files, total, balance, violations, problems }: Outcome): Text {
  if (verdict === 'error' || total === undefined || balance === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const whose = prose(files.length === 1 ? 'the plan' : 'the plans');
    return say`What ${whose} would cost could not be established, so the step fails: ${plural(errors, 'error')}.`;
  }
  const costs = say`${subject(files.length)} ${total}`;
  if (verdict === 'pass') return say`${costs}, and the balance of ${balance} covers it.`;
  if (verdict === 'warn') {
    const warnings = namesOf(violations);
    const what = prose(warnings.length === 1 ? 'a warning' : 'warnings');
    return say`${costs}, and the balance of ${balance} covers it, with ${what}: ${list(warnings)}.`;
  }
  const [first, ...others] = violations.filter(({ severity }) => severity === 'fail');
  const reason = first && (SAY_THE_COST.includes(first.rule) ? first.message : say`${costs}. ${first.message}`);
  if (others.length === 0) return say`${reason}`;
  const rules = namesOf(others);
  const also = rules.length === 1 ? say`the rule ${list(rules)} does not` : say`the rules ${list(rules)} do not`;
  return say`${reason} Also, ${also} hold.`;
}

function namesOf(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ rule }) => rule))];
}
