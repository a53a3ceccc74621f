import type { UsageData } from '../babysea/responses.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import type { Generations, Usage } from './fetch-usage.ts';
import { auditTrailText } from './subscription.ts';

export interface UsageSummaryOptions extends Pick<Usage, 'days' | 'usage' | 'generations'> {
  /** USD before the run, where it is known. */
  readonly balance: Usd | undefined;
  /** USD for all plans, where it is known. */
  readonly cost: Usd | undefined;
  /** The account's subscription, such as `Starter Monthly`. */
  readonly billingPlan: string | null | undefined;
  readonly now: Date;
}

/** What the last days tell about the next run; amounts of usage are BabySea's estimates. */
export interface UsageSummary {
  /** The days that the usage speaks of; those that were asked for where it does not say. */
  readonly days: number;
  /** USD that BabySea estimates for these days, attempts at several providers included: not what was charged. */
  readonly estimated: Usd | undefined;
  /** Whole days that the balance lasts after the run at the pace of these days; `undefined` where that is unknown. */
  readonly lastsDays: number | undefined;
  /** In sentences: money first, then the signs worth a look, then how long the ledger can be looked at. */
  readonly sentences: readonly Message[];
}

/** A balance that lasts longer than this many days lasts long enough, and no pace holds for so long. */
const MAX_SHOWN_DAYS = 3650;

/** Looks back over what the account did, as far as it is known. */
export function summarizeUsage(options: UsageSummaryOptions): UsageSummary {
  const { usage, generations, now, billingPlan } = options;
  const days = usage?.usage_period_days || options.days;
  const estimated = usage?.usage_total_estimated_cost;
  const lastsDays = estimated && daysLeft(options, estimated, days);
  const trail = auditTrailText(billingPlan);
  const findings = [
    ...(estimated === undefined ? [] : [estimatedUsage(options, estimated, days)]),
    ...(lastsDays === undefined ? [] : [lasting(lastsDays)]),
    ...signs(usage),
    ...(generations === undefined ? [] : stuckGenerations(generations, now)),
    ...(trail === undefined ? [] : [trail]),
  ];
  return { days, estimated, lastsDays, sentences: findings };
}

function signs(usage: UsageData | undefined): Message[] {
  return usage === undefined ? [] : [...failingProviders(usage), ...refusedRequests(usage)];
}

/** What BabySea estimates for the days, never called spent, and the cost of the plans as a share of it. */
function estimatedUsage({ cost }: UsageSummaryOptions, estimated: Usd, days: number): Message {
  const period = days === 1 ? prose('day') : plural(days, 'day');
  if (estimated.isZero) return say`The estimated usage of the last ${period} is ${estimated}.`;
  const planned = cost && say`; the planned ${cost} is ${prose(cost.percentOf(estimated))} of that`;
  return say`The estimated usage of the last ${period} is ${estimated}${planned}.`;
}

/** Whole days that what is left after the run lasts; nothing where the run leaves nothing, which the rules speak of. */
function daysLeft({ balance, cost }: UsageSummaryOptions, estimated: Usd, days: number): number | undefined {
  if (balance === undefined || cost === undefined || estimated.isZero) return undefined;
  const left = balance.minus(cost);
  return left.isNegative ? undefined : left.times(days).wholeTimes(estimated);
}

function lasting(days: number): Message {
  if (days > MAX_SHOWN_DAYS)
    return say`At that estimated pace, the balance after this run lasts for more than ten years.`;
  const time = days === 0 ? prose('less than a day') : plural(days, 'day');
  return say`At that estimated pace, the balance after this run lasts for ${time}.`;
}

/**
 * Signs of trouble in an account's usage (docs.babysea.ai: guides/credits names them). The bounds are this project's own:
 * a share counts as unusual from well above what a sound pipeline has, and only in numbers that chance does not make.
 */

/** A provider is looked at from this many submissions on, */
const MIN_SUBMISSIONS = 20;
/** and stands out where more than this share of them failed, or of their cost came to nothing. */
const FAILURE_PERCENT = 20;

/** Refused requests stand out from this many on, */
const MIN_REFUSALS = 20;
/** where they are more than this share of all. */
const REFUSAL_PERCENT = 5;

/** The codes behind 401 and 403 (docs.babysea.ai: setup/errors), and the statuses themselves. */
const REFUSALS = ['BSE1001', 'BSE1002', 'BSE1003', 'BSE1007', '401', '403'];

/** How long a generation may be pending or processing, in milliseconds. */
const STUCK_AFTER_MS = 60 * 60 * 1000;

/** Providers with an unusual share of failed submissions, or of cost for submissions that came to nothing. */
export function failingProviders({ usage_providers }: UsageData): Message[] {
  return (usage_providers ?? []).flatMap((entry) => {
    const { provider, total_submissions: total, total_estimated_cost: cost, wasted_estimated_cost: wasted } = entry;
    if (total < MIN_SUBMISSIONS) return [];
    const failed = entry.failed_count ?? 0;
    const signs: Message[] = [];
    if (failed * 100 > total * FAILURE_PERCENT) {
      signs.push(say`${failed} of ${total} submissions failed (${prose(percent(failed, total))})`);
    }
    if (cost && wasted?.times(100).exceeds(cost.times(FAILURE_PERCENT))) {
      signs.push(
        say`an estimated ${wasted} of ${cost} went into submissions that were not used (${prose(wasted.percentOf(cost))})`,
      );
    }
    if (signs.length === 0) return [];
    return [say`The provider ${provider} has trouble: ${list(signs)}. Another one may serve better.`];
  });
}

/** An unusual share of 401 and 403: someone tries a key that is no longer good, or that may do less than they want. */
export function refusedRequests({ usage_total_requests: total, usage_endpoints }: UsageData): Message[] {
  const refused = (usage_endpoints ?? []).reduce((sum, { client_error_count, error_codes }) => {
    const ofEndpoint = REFUSALS.reduce((all, code) => all + (error_codes?.[code] ?? 0), 0);
    // Never more than there were errors, should an answer name both the code and the status of one.
    return sum + Math.min(ofEndpoint, client_error_count ?? ofEndpoint);
  }, 0);
  if (refused < MIN_REFUSALS || refused * 100 <= total * REFUSAL_PERCENT) return [];
  return [
    say`${refused} of ${total} requests were refused with 401 or 403 (${prose(percent(refused, total))}). A key may have leaked, expired, or lack a scope: revoke the keys that you do not know.`,
  ];
}

/** Generations that have been pending or processing for over an hour: reserved, and neither charged nor refunded. */
export function stuckGenerations({ records, isWhole }: Generations, now: Date): Message[] {
  const stuck = records
    .filter(({ generation_status: status }) => status === 'pending' || status === 'processing')
    .map((record) => ({ ...record, since: Date.parse(record.generation_created_at ?? '') }))
    .filter(({ since }) => now.getTime() - since > STUCK_AFTER_MS)
    .toSorted((a, b) => a.since - b.since);
  const [oldest] = stuck;
  if (oldest === undefined) return [];
  const { generation_id: id, model_identifier: model, since } = oldest;
  const among = isWhole ? undefined : say` among the newest ${records.length}`;
  const has = prose(stuck.length === 1 ? 'has' : 'have');
  const which = say`${id}${model ? say` of ${model}` : undefined}, since ${prose(minuteOf(since))}`;
  const named = stuck.length === 1 ? which : say`the oldest is ${which}`;
  return [
    say`${plural(stuck.length, 'generation')}${among} ${has} been pending or processing for over an hour (${named}): what that reserves is neither charged nor refunded yet.`,
  ];
}

function percent(part: number, whole: number): string {
  return `${((part * 100) / whole).toFixed(1)}%`;
}

/** `2026-01-03 22:40 UTC`, of milliseconds since 1970. */
function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
