import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';

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

/** What the hidden part of the gate's comment keeps of an approval. */
export interface ApprovalRecord {
  /** The id of the label event. */
  readonly event: number;
  /** The cost that was approved. */
  readonly cost: Usd;
}

/** What the comment that stood before this run keeps. */
export interface Remembered {
  readonly approval: ApprovalRecord | undefined;
  /** The cost of all plans that it showed. */
  readonly shownCost: Usd | undefined;
}

export const NOTHING_REMEMBERED: Remembered = { approval: undefined, shownCost: undefined };

/** What is known of the override label before the cost is. */
export interface Override {
  readonly label: string;
  /** Who put it on, where that counts. */
  readonly event: LabelEvent | undefined;
  readonly remembered: Remembered;
  /** Whether it could not be found out if the label counts: then it does not, and what is remembered stays. */
  readonly isUnknown: boolean;
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
  /** For the hidden part of the comment, so that the next run knows. */
  readonly record: ApprovalRecord;
}

/**
 * What a label that counts approves: the cost that its event was first seen with. Where the comment that stood then
 * showed less, that is what the person saw, and so that is approved: a dearer commit pushed right after the label gains
 * nothing by it.
 */
export function approvalFor(event: LabelEvent, label: string, remembered: Remembered, costNow: Usd): Approval {
  const { id, by, at } = event;
  const { approval, shownCost = costNow } = remembered;
  const cost = approval?.event === id ? approval.cost : costNow.exceeds(shownCost) ? shownCost : costNow;
  return { label, by, at, cost, covers: !costNow.exceeds(cost), record: { event: id, cost } };
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
