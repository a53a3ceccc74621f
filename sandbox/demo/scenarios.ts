/** What must come out of a scenario. Money as the action's outputs write it: USD, plain decimals. */
export interface Expected {
  readonly verdict: string;
  readonly exitCode: number;
  readonly totalCost: string;
  readonly shortfall: string;
}

/** One run of the action over an example. */
export interface Scenario {
  /** A sentence for whoever watches. */
  readonly title: string;
  /** The folder below `examples`. */
  readonly example: string;
  /** What the sandbox account has, in USD. */
  readonly balance: string;
  /** Inputs of the step beside those that every scenario has. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly pullRequest: { readonly number: number; readonly title: string };
  readonly expected: Expected;
}

/** What the demo shows. The totals follow from the sandbox's sample prices. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'A plan that the balance and the budget cover',
    example: 'passes',
    balance: '12.480',
    pullRequest: { number: 7, title: 'Spring campaign' },
    expected: { verdict: 'pass', exitCode: 0, totalCost: '6.860', shortfall: '0.000' },
  },
  {
    title: 'A plan that the balance cannot pay for',
    example: 'short-of-balance',
    balance: '12.480',
    pullRequest: { number: 8, title: 'Catalogue relaunch' },
    expected: { verdict: 'fail', exitCode: 1, totalCost: '26.000', shortfall: '13.520' },
  },
  {
    title: 'A plan that uses everything a plan can say',
    example: 'every-feature',
    balance: '25.000',
    inputs: { 'usage-days': '30' },
    pullRequest: { number: 9, title: 'Summer launch' },
    expected: { verdict: 'pass', exitCode: 0, totalCost: '14.140', shortfall: '0.000' },
  },
];
