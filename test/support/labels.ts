import type { LabelEvent, LabelRecord, Override, Remembered, Shown, VoidReason } from '../../src/budget/approval.ts';
import { usd } from './money.ts';

/** The commit that is judged. */
export const COMMIT = 'c0ffee0'.padEnd(40, '0');
export const OTHER_COMMIT = 'b1b1b1b'.padEnd(40, '0');
/** When the label of {@link labelled} was put on. */
export const LABELLED_AT = Date.parse('2026-05-04T12:00:00Z');
export const EVENT: LabelEvent = { id: 7, by: 'mona', at: '2026-05-04T12:00:00Z' };

/** What a comment remembers about a label event: that it approves a cost, or nothing. */
export function record(approves: string | { nothing: VoidReason }, event = EVENT.id): LabelRecord {
  return { event, at: LABELLED_AT, approves: typeof approves === 'string' ? usd(approves) : approves.nothing };
}

/** What the comment showed: an older commit's cost, an hour before the label, unless told otherwise. */
export function shown(cost: string | undefined, more: Partial<Shown> = {}): Shown {
  const amount = cost === undefined ? undefined : usd(cost);
  return { cost: amount, monthly: undefined, commit: OTHER_COMMIT, at: LABELLED_AT - 3_600_000, ...more };
}

/** A label that Mona put on the pull request, and what the gate's comments remember. */
export function labelled(remembered: Partial<Remembered> = {}, more: Partial<Override> = {}): Override {
  return {
    label: 'budget-approved',
    event: EVENT,
    remembered: { record: undefined, shown: undefined, isUnverified: false, ...remembered },
    commit: COMMIT,
    diagnostics: [],
    ...more,
  };
}
