/** What is expected of each cell: it follows from what the endpoint is asked for and what a second try may do. */
import type { Fault } from './faults.ts';
import type { Rank, Row } from './rows.ts';

export const TIMES = ['once', 'always'] as const;
export type Times = (typeof TIMES)[number];

/** What comes of a fault, beside the verdict: nothing to tell, or where it is told. */
export interface Outcome {
  readonly verdict: 'pass' | 'warn' | 'fail' | 'error';
  readonly told: 'nowhere' | 'error' | 'warning' | 'notice' | 'advice';
}

/** What is lost where the answer is not had. */
const LOSSES: Readonly<Record<Rank, Pick<Outcome, 'told'> & Partial<Outcome>>> = {
  price: { verdict: 'error', told: 'error' },
  // The estimates know it, too.
  balance: { told: 'warning' },
  catalogue: { told: 'notice' },
  advice: { told: 'advice' },
  // The report has `null`.
  health: { told: 'nowhere' },
  limits: { verdict: 'error', told: 'error' },
  // The label does not count.
  approval: { verdict: 'fail', told: 'warning' },
  comment: { told: 'warning' },
  'earlier comment': { told: 'warning' },
  status: { told: 'warning' },
};

/** The sandbox gives no numbers in these answers, since the gate reads none of them. */
const WITHOUT_NUMBERS = ['graphql', 'get-commit', 'content', 'pull-files', 'permission', 'create-status'];

/** The cells that do not follow from the rest; the first that fits counts. */
const EXCEPTIONS: readonly {
  readonly endpoints: readonly string[];
  /** All of them where left out. */
  readonly faults?: readonly string[];
  readonly times?: Times;
  readonly outcome: 'as usual' | 'lost' | 'lost, or no price';
}[] = [
  // What a 429 asks for, everybody waits for: there is no price then, unless it was asked for before that was heard.
  {
    endpoints: ['billing', 'library'],
    faults: ['429, `Retry-After: 99999999999`'],
    outcome: 'lost, or no price',
  },
  // What it has is requested in another way, too.
  { endpoints: ['get-contents'], outcome: 'as usual' },
  // A record that cannot be read is left out.
  { endpoints: ['content'], faults: ['`null` in every field'], outcome: 'as usual' },
  // What could not be listed at the beginning is tried once more before the comment is written.
  { endpoints: ['list-comments', 'graphql'], times: 'once', outcome: 'as usual' },
  // A rate limit says that the request was not carried out.
  {
    endpoints: ['create-comment'],
    faults: ['429', '429, `Retry-After: 1`'],
    times: 'once',
    outcome: 'as usual',
  },
  // Only 204 tells that something is deleted; anything else is asked for again.
  {
    endpoints: ['delete-comment'],
    faults: ['another shape'],
    times: 'once',
    outcome: 'as usual',
  },
];

/** Whether there is such a cell: the fault needs something to spoil. */
export function exists({ answer, endpoint, anothers }: Row, { needs }: Fault): boolean {
  if (needs === undefined) return true;
  if (needs === 'another') return anothers !== undefined;
  if (needs === 'numbers' && WITHOUT_NUMBERS.includes(endpoint)) return false;
  return answer !== 'status';
}

/** What may come of a cell: nearly always one thing. */
export function expectedOf(row: Row, fault: Fault, times: Times): readonly Outcome[] {
  const usual: Outcome = { verdict: row.healthy, told: 'nowhere' };
  const lost: Outcome = { verdict: row.healthy, ...LOSSES[row.rank] };
  const exception = EXCEPTIONS.find(
    ({ endpoints, faults, times: only = times }) =>
      endpoints.includes(row.endpoint) && (faults?.includes(fault.name) ?? true) && (only ?? times) === times,
  );
  if (exception !== undefined) {
    if (exception.outcome === 'as usual') return [usual];
    return exception.outcome === 'lost' ? [lost] : [lost, { verdict: 'error', told: 'error' }];
  }
  // BabySea's answers are read as JSON whatever they call themselves.
  if (row.side === 'BabySea' && fault.isHarmless) return [usual];
  return times === 'once' && fault.isTriedAgain[row.side] && row.isTriedAgain ? [usual] : [lost];
}
