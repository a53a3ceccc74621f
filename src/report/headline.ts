import type { Violation } from '../budget/judge.ts';
import type { Verdict } from '../budget/verdict.ts';
import type { Usd } from '../money.ts';
import type { Problem } from '../problem.ts';
import { list, plural, say, type Text } from '../text.ts';

interface Outcome {
  readonly verdict: Verdict;
  readonly total: Usd | undefined;
  readonly balance: Usd | undefined;
  readonly violations: readonly Violation[];
  readonly problems: readonly Problem[];
}

/** The verdict in one sentence, with the money in it. */
export function headlineOf({ verdict, total, balance, violations, problems }: Outcome): Text {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (verdict === 'error' || total === undefined || balance === undefined) {
    return say`What this would cost could not be established: ${plural(errors, 'error')}.`;
  }
  if (verdict === 'pass') return say`The plan costs ${total}, and the balance of ${balance} covers it.`;
  if (verdict === 'warn') {
    return say`The plan costs ${total}, and the balance of ${balance} covers it, but ${naming(violations)}.`;
  }
  const [first, ...others] = violations.filter(({ severity }) => severity === 'fail');
  if (first?.rule === 'balance' || first?.rule === 'budget') {
    if (others.length === 0) return first.message;
    return say`${first.message} Also, ${naming(others)}.`;
  }
  return say`The plan costs ${total}, and ${naming(violations.filter(({ severity }) => severity === 'fail'))}.`;
}

/** `the limit max_total does not hold`. */
function naming(violations: readonly Violation[]): Text {
  const rules = [...new Set(violations.map(({ rule }) => rule))];
  return rules.length === 1 ? say`the rule ${list(rules)} does not hold` : say`the rules ${list(rules)} do not hold`;
}
