import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

export interface LabelEvent {
  readonly id: number;
  /** The login of the person who put it on. */
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
}

/** A label on the pull request that does not count, and why. */
export type UncountedLabel =
  | { readonly event: LabelEvent; readonly why: 'bot' | 'permission' }
  | { readonly event: undefined; readonly why: 'unknown' };

export const VOID_REASONS = ['unknown-cost', 'unverified', 'unrecorded'] as const;

/**
 * `unknown-cost`: it was put on while the cost was unknown. `unverified`: an earlier comment cannot be verified, or is gone.
 * `unrecorded`: it was put on before the newest comment was written, whose run did not see it.
 */
export type VoidReason = (typeof VOID_REASONS)[number];

/**
 * What one label event approves. The first run that sees the event decides this, and the comment remembers it for later
 * runs.
 */
export interface LabelRecord {
  readonly event: number;
  /** When the label was put on, in ms since 1970; 0 if GitHub sends no valid time. */
  readonly at: number;
  readonly approves: Usd | VoidReason;
  /** Their monthly cost; `undefined` if no plan says how often it runs: then no monthly cost is approved. */
  readonly monthly?: Usd | undefined;
}

export interface PlanCosts {
  /** `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  /** A month; `undefined` if it is unknown, or if no plan says how often it runs. */
  readonly monthly: Usd | undefined;
}

/** What the gate's newest comment shows. */
export interface Shown extends PlanCosts {
  /** The full SHA of its commit; empty if unknown. */
  readonly commit: string;
  /** When the comment was last updated, in ms since 1970. */
  readonly at: number;
}

/** What the gate's comments on the pull request remember. */
export interface Remembered {
  readonly record: LabelRecord | undefined;
  /** `undefined` if there is no comment. */
  readonly shown: Shown | undefined;
  /** The state line of the newest comment was edited, or that comment was deleted. Then only an earlier record counts. */
  readonly isUnverified: boolean;
}

export const NOTHING_REMEMBERED: Remembered = { record: undefined, shown: undefined, isUnverified: false };

export interface Override {
  readonly label: string;
  /** `undefined` if the label does not count. */
  readonly event: LabelEvent | undefined;
  readonly remembered: Remembered;
  /** The full SHA of the head. */
  readonly commit: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Approval {
  readonly label: string;
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
  readonly cost: Usd;
  /** The monthly cost that is approved; `undefined` if no plan said how often it runs. */
  readonly monthly: Usd | undefined;
  /** Whether the plans cost at most that now. */
  readonly covers: boolean;
}

/** Decides what the label approves; `undefined` if it does not count. What an earlier run decided stays. */
export function decideLabel(override: Override, now: PlanCosts): LabelRecord | undefined {
  const { event } = override;
  if (event === undefined) return undefined;
  const at = Date.parse(event.at) || 0;
  const { record } = override.remembered;
  if (record?.event === event.id && record.at === at) return record;
  return { event: event.id, at, ...firstApproval(event.id, at, override, now) };
}

/**
 * What a label approves that no run has seen before: the cost now, or the cost in the comment that the person saw, if that
 * was less. So a more expensive commit that is pushed right after the label is not approved. The first row that applies
 * decides:
 *
 * | What is the case | What the label approves |
 * | --- | --- |
 * | its time is invalid, or differs from the recorded one, which an event never does | nothing: `unverified` |
 * | the newest comment was edited or deleted | nothing: `unverified` |
 * | the cost is unknown now | nothing: `unknown-cost` |
 * | there is no comment | the cost now |
 * | the comment shows no cost, is of the same commit, and was there before the label | the cost now: it became known since |
 * | the comment shows no cost | nothing: `unknown-cost`, since the person saw none |
 * | the comment was written after the label, as if an older one had been restored | nothing: `unrecorded` |
 * | the comment shows a cost | the lower of that and the cost now |
 */
function firstApproval(
  id: number,
  at: number,
  { remembered: { record, shown, isUnverified }, commit }: Override,
  { cost, monthly }: PlanCosts,
): Amounts {
  if (at <= 0 || record?.event === id || isUnverified) return { approves: 'unverified' };
  if (cost === undefined) return { approves: 'unknown-cost' };
  if (shown === undefined) return { approves: cost, monthly };
  const isNewer = at > shown.at;
  const isSameCommit = shown.commit === commit;
  if (shown.cost === undefined && isSameCommit && isNewer) return { approves: cost, monthly };
  if (shown.cost === undefined) return { approves: 'unknown-cost' };
  if (!isNewer) return { approves: 'unrecorded' };
  return {
    approves: cost.exceeds(shown.cost) ? shown.cost : cost,
    monthly: isWithin(monthly, shown.monthly) ? monthly : shown.monthly,
  };
}

type Amounts = Pick<LabelRecord, 'approves' | 'monthly'>;

/** Without a number of runs, the monthly cost is zero. */
function isWithin(monthly: Usd | undefined, approved: Usd | undefined): boolean {
  return monthly?.exceeds(approved ?? Usd.zero) !== true;
}

/** What two decisions about one event both approve: runs at the same time may decide differently. */
export function lowerOf(one: LabelRecord, other: LabelRecord): LabelRecord {
  if (!(one.approves instanceof Usd)) return one;
  if (!(other.approves instanceof Usd)) return other;
  const [less, more] = one.approves.exceeds(other.approves) ? [other, one] : [one, other];
  return isWithin(less.monthly, more.monthly) ? less : { ...less, monthly: more.monthly };
}

/** `undefined` if the cost is unknown, or if the label approves nothing. */
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

export function voidLabelDiagnostic(label: string, record: LabelRecord | undefined): Diagnostic | undefined {
  if (record === undefined || record.approves instanceof Usd) return undefined;
  const message = {
    'unknown-cost': say`The label ${label} was put on while the cost was unknown, so it approves nothing.`,
    unverified: say`The label ${label} approves nothing: the gate cannot verify its earlier comment, which was edited or deleted, or written with another API key or by an older version.`,
    unrecorded: say`The label ${label} was put on before the gate wrote its last comment, in a run that did not see the label, so it approves nothing.`,
  }[record.approves];
  return { severity: 'warning', message, help: prose('Remove the label, and add it again.') };
}

/** Who approved what and when; if that does not cover the cost now, what to do. */
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

export function uncountedText(label: string, { event, why }: UncountedLabel): Message {
  if (event === undefined) return say`The label ${label} does not count: GitHub does not tell who put it on.`;
  const reason =
    why === 'bot' ? 'a bot cannot approve a cost' : 'they need at least triage permission in the repository';
  return say`The label ${label}, put on by ${event.by} on ${momentOf(event.at)}, does not count: ${prose(reason)}.`;
}

/** `2026-05-04, 12:00 UTC` */
function momentOf(at: string): Message {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return say`${at}`;
  const iso = new Date(time).toISOString();
  return prose(`${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC`);
}
