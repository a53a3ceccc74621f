/** What must come out of a scenario. Money as the action's outputs write it: USD, plain decimals. */
export interface Expected {
  readonly verdict: string;
  readonly exitCode: number;
  readonly totalCost: string;
  readonly shortfall: string;
}

/** One run of the action over a plan. */
export interface Scenario {
  /** A sentence for whoever watches. */
  readonly title: string;
  /** The folder that is the workspace, below the demo's or the workspace of somebody's own plan. */
  readonly folder: string;
  /** The plan file in it. */
  readonly plan: string;
  /** What the sandbox account has, in USD. */
  readonly balance: string;
  /** Inputs of the step beside those that every scenario has. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What the pull request changes: a piece of the plan as it is on the base branch, and what it becomes; else it adds the plan. */
  readonly change?: { readonly from: string; readonly to: string };
  readonly pullRequest: { readonly number: number; readonly title: string };
  /** Nothing is expected of a plan that the demo does not know. */
  readonly expected?: Expected;
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
    expected: { verdict: 'pass', exitCode: 0, totalCost: '6.860', shortfall: '0.000' },
  },
  {
    title: 'A plan that the balance cannot pay for',
    folder: 'examples/short-of-balance',
    plan: 'generation-plan.yml',
    balance: '12.480',
    change: { from: 'count: 50', to: 'count: 500' },
    pullRequest: { number: 8, title: 'Catalogue relaunch' },
    expected: { verdict: 'fail', exitCode: 1, totalCost: '26.000', shortfall: '13.520' },
  },
  {
    title: 'A plan that uses everything a plan can say',
    folder: 'examples/every-feature',
    plan: 'generation-plan.yml',
    balance: '25.000',
    inputs: { 'usage-days': '30' },
    pullRequest: { number: 9, title: 'Summer launch' },
    expected: { verdict: 'pass', exitCode: 0, totalCost: '14.140', shortfall: '0.000' },
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
