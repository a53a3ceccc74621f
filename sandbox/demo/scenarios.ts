import type { Played } from './play.ts';

export interface Scenario {
  readonly title: string;
  /** The folder that is the workspace, below the demo's or the workspace of somebody's own plan. */
  readonly folder: string;
  readonly plan: string;
  /** The balance of the sandbox account, in USD. */
  readonly balance: string;
  /** Inputs besides those of every scenario. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** A part of the plan that the pull request changes. Without it, the pull request adds the plan. */
  readonly change?: { readonly from: string; readonly to: string };
  readonly pullRequest: { readonly number: number; readonly title: string };
  /** Outputs of the step, of which there are none for a user's own plan. */
  readonly expected?: Readonly<Record<'verdict' | 'total-cost' | 'shortfall', string>>;
}

/** What the demo shows. The totals follow from the sandbox's sample prices. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'A plan that the balance and the budget cover',
    folder: 'examples/passes',
    plan: 'generation-plan.yml',
    balance: '12.480',
    change: { from: 'count: 25', to: 'count: 40' },
    pullRequest: { number: 7, title: 'Spring campaign' },
    expected: { verdict: 'pass', 'total-cost': '6.860', shortfall: '0.000' },
  },
  {
    title: 'A plan that the balance cannot pay for',
    folder: 'examples/short-of-balance',
    plan: 'generation-plan.yml',
    balance: '12.480',
    change: { from: 'count: 50', to: 'count: 500' },
    pullRequest: { number: 8, title: 'Catalogue relaunch' },
    expected: { verdict: 'fail', 'total-cost': '26.000', shortfall: '13.520' },
  },
  {
    title: 'A plan that uses everything a plan can say',
    folder: 'examples/every-feature',
    plan: 'generation-plan.yml',
    balance: '25.000',
    inputs: { 'usage-days': '30' },
    pullRequest: { number: 9, title: 'Summer launch' },
    expected: { verdict: 'pass', 'total-cost': '14.140', shortfall: '0.000' },
  },
];

/**
 * A run over somebody's own plan.
 *
 * @param plan relative to the workspace
 * @param given the plan as they name it
 */
export function ownScenario(plan: string, given: string): Scenario {
  return {
    title: `Your plan, ${given}`,
    folder: '.',
    plan,
    balance: '25.000',
    pullRequest: { number: 10, title: 'Your plan' },
  };
}

/** What is not as it should be, in sentences. */
export function differences({ expected }: Scenario, { step: { exitCode, outputs }, comments }: Played): string[] {
  if (expected === undefined) return [];
  const checks: readonly (readonly [string, unknown, unknown])[] = [
    ['The exit code', exitCode, expected.verdict === 'pass' ? 0 : 1],
    ...Object.entries(expected).map(([name, value]) => [`The output ${name}`, outputs[name], value] as const),
    ['The number of comments on the pull request', comments.length, 1],
  ];
  return checks.flatMap(([what, actual, wanted]) =>
    actual === wanted
      ? []
      : [`${what} is ${JSON.stringify(actual) ?? 'not set'}, and should be ${JSON.stringify(wanted)}.`],
  );
}
