import type { Played } from './play.ts';
import type { Scenario } from './scenarios.ts';

/** Everything about a run that is not as it should be, a sentence each. */
export function differences({ expected }: Scenario, { step, comments }: Played): string[] {
  if (expected === undefined) return [];
  const { outputs } = step;
  const checks: readonly [string, unknown, unknown][] = [
    ['The exit code', step.exitCode, expected.exitCode],
    ['The output verdict', outputs['verdict'], expected.verdict],
    ['The output total-cost', outputs['total-cost'], expected.totalCost],
    ['The output shortfall', outputs['shortfall'], expected.shortfall],
    ['The number of comments on the pull request', comments.length, 1],
  ];
  const wrong = checks
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([what, actual, wanted]) => `${what} is ${show(actual)}, and should be ${show(wanted)}.`);

  const body = comments[0]?.body ?? '';
  const amounts = expected.shortfall === '0.000' ? [expected.totalCost] : [expected.totalCost, expected.shortfall];
  const missing = amounts.filter((amount) => comments.length > 0 && !body.includes(amount));
  return [...wrong, ...missing.map((amount) => `The comment does not say ${amount}.`)];
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
