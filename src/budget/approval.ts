import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** How an override label came onto a pull request. */
export interface LabelEvent {
  readonly id: number;
  /** The login of whoever put it on. */
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
}

/** A label that is on the pull request and lets nothing through, and why. */
export type UncountedLabel =
  | { readonly event: LabelEvent; readonly why: 'bot' | 'permission' }
  | { readonly event: undefined; readonly why: 'unknown' };

/** Why a label approves nothing, for as long as it is on. */
export const VOID_REASONS = ['unknown-cost', 'unverified', 'unrecorded'] as const;

/**
 * `unknown-cost`: it was put on while the cost was unknown. `unverified`: an earlier comment cannot be verified, or is gone.
 * `unrecorded`: it was put on before the newest comment was written, whose run did not see it.
 */
export type VoidReason = (typeof VOID_REASONS)[number];

/**
 * What one event of the label approves. The first run that sees the event decides this, and no later run changes it: the
 * gate's comment keeps it.
 */
export interface LabelRecord {
  /** The id of the label event. */
  readonly event: number;
  /** When the label was put on, in ms since 1970; 0 where GitHub's answer is no time. */
  readonly at: number;
  readonly approves: Usd | VoidReason;
}

/** What the newest of the gate's earlier comments showed. */
export interface Shown {
  /** The cost of all plans; `undefined` where the comment said that it is unknown. */
  readonly cost: Usd | undefined;
  /** The commit that it was about, in full; empty where it was not known. */
  readonly commit: string;
  /** When GitHub last saw the comment change, in ms since 1970. */
  readonly at: number;
}

/** What the gate's earlier comments on the pull request remember. */
export interface Remembered {
  /** What was decided about the label last. */
  readonly record: LabelRecord | undefined;
  /** `undefined` where there is no comment. */
  readonly shown: Shown | undefined;
  /** Whether the newest comment is not as the gate wrote it, or was deleted: only what is recorded counts then. */
  readonly isUnverified: boolean;
}

export const NOTHING_REMEMBERED: Remembered = { record: undefined, shown: undefined, isUnverified: false };

/** What is known of the override label before the cost is. */
export interface Override {
  readonly label: string;
  /** Who put it on, where that counts. */
  readonly event: LabelEvent | undefined;
  readonly remembered: Remembered;
  /** The commit that is judged, in full. */
  readonly commit: string | undefined;
  /** Why the label does not count, though it is on. */
  readonly problems: readonly Diagnostic[];
}

/** What a label lets through, by a person whose labels count. */
export interface Approval {
  readonly label: string;
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
  /** The cost that is approved. */
  readonly cost: Usd;
  /** Whether the cost of this run is at most that. */
  readonly covers: boolean;
}

/**
 * What the label approves, where it counts.
 *
 * @param costNow the cost of this run; `undefined` where it is unknown
 */
export function decideLabel({ event, ...given }: Override, costNow: Usd | undefined): LabelRecord | undefined {
  if (event === undefined) return undefined;
  const at = Date.parse(event.at) || 0;
  const { record } = given.remembered;
  if (record?.event === event.id && record.at === at) return record;
  // One event has one time, and every event has one.
  const isPlausible = at > 0 && record?.event !== event.id;
  return { event: event.id, at, approves: isPlausible ? firstApproval(at, given, costNow) : 'unverified' };
}

/**
 * What a label approves that no run has seen before: the cost now. Where the comment of that time showed less, that is what
 * the person saw, and so that is approved: a dearer commit pushed right after the label gains nothing by it.
 */
function firstApproval(
  at: number,
  { remembered: { shown, isUnverified }, commit }: Omit<Override, 'event'>,
  costNow: Usd | undefined,
): Usd | VoidReason {
  if (isUnverified) return 'unverified';
  if (costNow === undefined) return 'unknown-cost';
  if (shown === undefined) return costNow;
  const isSameCommit = commit !== undefined && shown.commit === commit;
  const isNewer = at > shown.at;
  // The person saw no cost, unless it is the same commit whose cost could be found out since.
  if (shown.cost === undefined) return isSameCommit && isNewer ? costNow : 'unknown-cost';
  // An older comment that somebody has put back looks like this, too.
  if (!isNewer) return 'unrecorded';
  return costNow.exceeds(shown.cost) ? shown.cost : costNow;
}

/** Of two decisions about one event, as two runs at the same time may make them, the one that approves less. */
export function lowerOf(one: LabelRecord, other: LabelRecord): LabelRecord {
  if (!(one.approves instanceof Usd)) return one;
  if (!(other.approves instanceof Usd)) return other;
  return one.approves.exceeds(other.approves) ? other : one;
}

/** The approval that a decision is, where the cost is known and the label approves one. */
export function approvalOf(
  { label, event }: Override,
  record: LabelRecord | undefined,
  costNow: Usd | undefined,
): Approval | undefined {
  if (event === undefined || costNow === undefined || !(record?.approves instanceof Usd)) return undefined;
  const { by, at } = event;
  return { label, by, at, cost: record.approves, covers: !costNow.exceeds(record.approves) };
}

/** Why the label approves nothing, where it does not. */
export function voidLabelProblem(label: string, record: LabelRecord | undefined): Diagnostic | undefined {
  if (record === undefined || record.approves instanceof Usd) return undefined;
  const message = {
    'unknown-cost': say`The label ${label} was put on while the cost was unknown, so it approves nothing.`,
    unverified: say`The label ${label} approves nothing: the gate cannot verify its earlier comment, which was edited or deleted, or written with another API key or by an older version.`,
    unrecorded: say`The label ${label} was put on before the gate wrote its last comment, in a run that did not see the label, so it approves nothing.`,
  }[record.approves];
  return { severity: 'warning', message, help: prose('Take it off and put it on again.') };
}

/** Who approved what, when, and where that does not cover the cost of this run, what to do. */
export function approvalText({ label, by, at, cost, covers }: Approval, costNow: Usd): Message {
  const when = momentOf(at);
  return covers
    ? say`Let through by ${by} with the label ${label} on ${when}: approved for ${cost}.`
    : say`The label ${label}, put on by ${by} on ${when}, does not let this through: approved for ${cost}, now ${costNow}. Take the label off and put it on again to approve that.`;
}

/** Who put a label on that does not count, and why it does not. */
export function uncountedText(label: string, { event, why }: UncountedLabel): Message {
  if (event === undefined) return say`The label ${label} does not count: GitHub does not tell who put it on.`;
  const reason =
    why === 'bot' ? 'a bot cannot approve a cost' : 'that takes triage permission in the repository, or more';
  return say`The label ${label}, put on by ${event.by} on ${momentOf(event.at)}, does not count: ${prose(reason)}.`;
}

/** `2026-05-04, 12:00 UTC` */
function momentOf(at: string): Message {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return say`${at}`;
  const iso = new Date(time).toISOString();
  return prose(`${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC`);
}
