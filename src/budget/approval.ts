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
  /** The cost of all plans. */
  readonly approves: Usd | VoidReason;
  /** What they cost a month; `undefined` where no plan said how often it runs: then no monthly cost is approved. */
  readonly monthly?: Usd | undefined;
}

/** What all plans cost, in USD. */
export interface PlanCosts {
  /** `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  /** A month; `undefined` where it is unknown, or no plan says how often it runs. */
  readonly monthly: Usd | undefined;
}

/** What the newest of the gate's earlier comments showed. */
export interface Shown extends PlanCosts {
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
  readonly diagnostics: readonly Diagnostic[];
}

/** What a label lets through, by a person whose labels count. */
export interface Approval {
  readonly label: string;
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
  /** The cost that is approved. */
  readonly cost: Usd;
  /** What is approved a month; `undefined` where no plan said how often it runs. */
  readonly monthly: Usd | undefined;
  /** Whether what the plans cost now is at most that. */
  readonly covers: boolean;
}

/** What the label approves, where it counts. */
export function decideLabel({ event, ...given }: Override, now: PlanCosts): LabelRecord | undefined {
  if (event === undefined) return undefined;
  const at = Date.parse(event.at) || 0;
  const { record } = given.remembered;
  if (record?.event === event.id && record.at === at) return record;
  // One event has one time, and every event has one.
  const isPlausible = at > 0 && record?.event !== event.id;
  return { event: event.id, at, ...(isPlausible ? firstApproval(at, given, now) : approvesNothing('unverified')) };
}

/**
 * What a label approves that no run has seen before: what the plans cost now. Where the comment of that time showed less,
 * that is what the person saw, and so that is approved: a dearer commit pushed right after the label gains nothing by it.
 */
function firstApproval(
  at: number,
  { remembered: { shown, isUnverified }, commit }: Omit<Override, 'event'>,
  { cost, monthly }: PlanCosts,
): Amounts {
  if (isUnverified) return approvesNothing('unverified');
  if (cost === undefined) return approvesNothing('unknown-cost');
  if (shown === undefined) return { approves: cost, monthly };
  const isSameCommit = commit !== undefined && shown.commit === commit;
  const isNewer = at > shown.at;
  // The person saw no cost, unless it is the same commit whose cost could be found out since.
  if (shown.cost === undefined) {
    return isSameCommit && isNewer ? { approves: cost, monthly } : approvesNothing('unknown-cost');
  }
  // An older comment that somebody has put back looks like this, too.
  if (!isNewer) return approvesNothing('unrecorded');
  return { approves: cost.exceeds(shown.cost) ? shown.cost : cost, monthly: lessOf(monthly, shown.monthly) };
}

type Amounts = Pick<LabelRecord, 'approves' | 'monthly'>;

function approvesNothing(reason: VoidReason): Amounts {
  return { approves: reason };
}

function lessOf(one: Usd | undefined, other: Usd | undefined): Usd | undefined {
  return isWithin(one, other) ? one : other;
}

/** Where no plan says how often it runs, nothing is spent a month. */
function isWithin(monthly: Usd | undefined, approved: Usd | undefined): boolean {
  return monthly?.exceeds(approved ?? Usd.zero) !== true;
}

/** Of two decisions about one event, as two runs at the same time may make them, what both approve. */
export function lowerOf(one: LabelRecord, other: LabelRecord): LabelRecord {
  if (!(one.approves instanceof Usd)) return one;
  if (!(other.approves instanceof Usd)) return other;
  const [less, more] = one.approves.exceeds(other.approves) ? [other, one] : [one, other];
  return isWithin(less.monthly, more.monthly) ? less : { ...less, monthly: more.monthly };
}

/** The approval that a decision is, where the cost is known and the label approves one. */
export function approvalOf(
  { label, event }: Override,
  record: LabelRecord | undefined,
  now: PlanCosts,
): Approval | undefined {
  if (event === undefined || now.cost === undefined || !(record?.approves instanceof Usd)) return undefined;
  const { by, at } = event;
  const { approves: cost, monthly } = record;
  const covers = !now.cost.exceeds(cost) && isWithin(now.monthly, monthly);
  return { label, by, at, cost, monthly, covers };
}

/** Why the label approves nothing, where it does not. */
export function voidLabelDiagnostic(label: string, record: LabelRecord | undefined): Diagnostic | undefined {
  if (record === undefined || record.approves instanceof Usd) return undefined;
  const message = {
    'unknown-cost': say`The label ${label} was put on while the cost was unknown, so it approves nothing.`,
    unverified: say`The label ${label} approves nothing: the gate cannot verify its earlier comment, which was edited or deleted, or written with another API key or by an older version.`,
    unrecorded: say`The label ${label} was put on before the gate wrote its last comment, in a run that did not see the label, so it approves nothing.`,
  }[record.approves];
  return { severity: 'warning', message, help: prose('Take it off and put it on again.') };
}

/** Who approved what, when, and where that does not cover what the plans cost now, what to do. */
export function approvalText({ label, by, at, covers, ...approved }: Approval, now: PlanCosts): Message {
  const when = momentOf(at);
  return covers
    ? say`Let through by ${by} with the label ${label} on ${when}: approved for ${amountsText(approved)}.`
    : say`The label ${label}, put on by ${by} on ${when}, does not let this through: approved for ${amountsText(approved)}, now ${amountsText(now)}. Take the label off and put it on again to approve that.`;
}

/** `$6.000 and $24.000 a month`. */
function amountsText({ cost, monthly }: PlanCosts): Message {
  return monthly === undefined ? say`${cost}` : say`${cost} and ${monthly} a month`;
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
