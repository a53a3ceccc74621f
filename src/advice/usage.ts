import type { BabySeaApi } from '../babysea/api.ts';
import { describeError } from '../babysea/error-messages.ts';
import {
  type GenerationRecord,
  generationsSchema,
  parseResponse,
  type UsageData,
  usageSchema,
} from '../babysea/responses.ts';
import { list, type Message, minuteOf, plural, prose, say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { auditTrailText } from './subscription.ts';

export interface Generations {
  /** Newest first, without those that could not be read. */
  readonly records: readonly GenerationRecord[];
  /** Whether the account has no others. */
  readonly isComplete: boolean;
}

export interface Usage {
  readonly days: number;
  readonly usage: UsageData | undefined;
  readonly generations: Generations | undefined;
  readonly skipped: readonly Message[];
}

/** The API's limit for a page of the content list (docs.babysea.ai: setup/generations). */
const PAGE_SIZE = 100;
const MAX_PAGES = 3;

/**
 * The usage of the last days and the newest generations, at most 300. Never rejects.
 *
 * @param days 1..90
 * @param region for messages
 */
export async function fetchUsage(api: BabySeaApi, days: number, region: string): Promise<Usage> {
  const skipped: Message[] = [];
  const skip = (error: unknown, asked: Message) => {
    const { message, help } = describeError(error, asked, region);
    skipped.push(say`${message} ${help}`);
  };
  const [usage, generations] = await Promise.all([
    readUsage(api, days).catch((error: unknown) => {
      skip(error, say`the usage of the last ${plural(days, 'day')}`);
      return undefined;
    }),
    readGenerations(api, (error) => skip(error, prose('the list of generations'))),
  ]);
  return { days, usage, generations, skipped };
}

async function readUsage(api: BabySeaApi, days: number): Promise<UsageData> {
  return parseResponse(usageSchema, await api.usage(days));
}

/** Page by page, since only a full page has a next one. Pages before a failure count. */
async function readGenerations(api: BabySeaApi, skip: (error: unknown) => void): Promise<Generations | undefined> {
  // By id, since a new generation moves another one to the next page.
  const found = new Map<string, GenerationRecord>();
  for (let page = 0; page < MAX_PAGES; page++) {
    try {
      const answer = await api.listGenerations({ limit: PAGE_SIZE, offset: page * PAGE_SIZE });
      const { generations } = parseResponse(generationsSchema, answer);
      for (const record of generations) if (record !== undefined) found.set(record.generation_id, record);
      if (generations.length < PAGE_SIZE) return { records: [...found.values()], isComplete: true };
    } catch (error) {
      skip(error);
      if (page === 0) return undefined;
      break;
    }
  }
  return { records: [...found.values()], isComplete: false };
}

export interface UsageFacts extends Usage {
  /** USD before the run. */
  readonly balance: Usd | undefined;
  readonly cost: Usd | undefined;
  /** The account's subscription, such as `Starter Monthly`. */
  readonly billingPlan: string | undefined;
  readonly now: Date;
}

export interface UsageSummary extends Pick<Usage, 'skipped'> {
  /** The days of the usage; the requested ones if it does not say. */
  readonly days: number;
  /** Amounts first, then warnings, then how long BabySea keeps the audit trail. */
  readonly sentences: readonly Message[];
}

/** More days are shown as "more than ten years". */
const MAX_SHOWN_DAYS = 3650;

/**
 * The usage of the last days; amounts are BabySea's estimates. They include attempts at several providers, so they are not
 * what is charged.
 */
export function summarizeUsage(facts: UsageFacts): UsageSummary {
  const { usage, generations, skipped, now, billingPlan } = facts;
  const days = usage?.usage_period_days || facts.days;
  const estimated = usage?.usage_total_estimated_cost;
  const lastsDays = estimated && daysLeft(facts, estimated, days);
  const sentences = [
    estimated && estimatedUsage(facts, estimated, days),
    lastsDays === undefined ? undefined : lasting(lastsDays),
    ...(usage === undefined ? [] : [...failingProviders(usage), ...refusedRequests(usage)]),
    generations && stuckGenerations(generations, now),
    auditTrailText(billingPlan),
  ];
  return { days, sentences: sentences.filter((sentence) => sentence !== undefined), skipped };
}

/** The estimated usage (never called spent), and the cost of the plans as a share of it. */
function estimatedUsage({ cost }: UsageFacts, estimated: Usd, days: number): Message {
  const period = days === 1 ? prose('day') : plural(days, 'day');
  if (estimated.isZero) return say`The estimated usage of the last ${period} is ${estimated}.`;
  const planned = cost && say`; the planned ${cost} is ${prose(cost.percentOf(estimated))} of that`;
  return say`The estimated usage of the last ${period} is ${estimated}${planned}.`;
}

/** `undefined` if nothing remains after the run: that is a violation. */
function daysLeft({ balance, cost }: UsageFacts, estimated: Usd, days: number): number | undefined {
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

// Thresholds of the warnings that docs.babysea.ai (guides/credits) names. They are this project's own: well above the
// share in a healthy pipeline, and only for numbers that are not chance.

const MIN_SUBMISSIONS = 20;
/** Of submissions that failed, or of cost that was wasted. */
const MAX_FAILURE_PERCENT = 20;
const MIN_REFUSALS = 20;
const MAX_REFUSAL_PERCENT = 5;

/** The codes behind 401 and 403 (docs.babysea.ai: setup/errors), and the statuses themselves. */
const REFUSALS = ['BSE1001', 'BSE1002', 'BSE1003', 'BSE1007', '401', '403'];

/** The longest that a healthy generation is pending or processing. */
const STUCK_AFTER_MS = 60 * 60 * 1000;

/** Providers with an unusual share of failed submissions or of wasted cost. */
function failingProviders({ usage_providers }: UsageData): Message[] {
  return (usage_providers ?? []).flatMap((entry) => {
    const { provider, total_submissions: total, total_estimated_cost: cost, wasted_estimated_cost: wasted } = entry;
    if (total < MIN_SUBMISSIONS) return [];
    const failed = entry.failed_count ?? 0;
    const signs: Message[] = [];
    if (failed * 100 > total * MAX_FAILURE_PERCENT) {
      signs.push(say`${failed} of ${total} submissions failed (${prose(percent(failed, total))})`);
    }
    if (cost && wasted?.times(100).exceeds(cost.times(MAX_FAILURE_PERCENT))) {
      signs.push(
        say`an estimated ${wasted} of ${cost} went into submissions that were not used (${prose(wasted.percentOf(cost))})`,
      );
    }
    if (signs.length === 0) return [];
    return [say`The provider ${provider} has trouble: ${list(signs)}. Another one may serve better.`];
  });
}

/** An unusual share of 401 and 403: somebody uses a key that has expired or lacks a scope. */
function refusedRequests({ usage_total_requests: total, usage_endpoints }: UsageData): Message[] {
  const refused = (usage_endpoints ?? []).reduce((sum, { client_error_count, error_codes }) => {
    const ofEndpoint = REFUSALS.reduce((all, code) => all + (error_codes?.[code] ?? 0), 0);
    // Never more than the number of errors, in case one is counted by its code and by its status.
    return sum + Math.min(ofEndpoint, client_error_count ?? ofEndpoint);
  }, 0);
  if (refused < MIN_REFUSALS || refused * 100 <= total * MAX_REFUSAL_PERCENT) return [];
  return [
    say`${refused} of ${plural(total, 'request')} ${prose(refused === 1 ? 'was' : 'were')} refused with 401 or 403 (${prose(percent(refused, total))}). A key may have leaked, expired, or lack a scope: revoke the keys that you do not know.`,
  ];
}

/** Generations that have been pending or processing for over an hour: reserved, and neither charged nor refunded. */
function stuckGenerations({ records, isComplete }: Generations, now: Date): Message | undefined {
  const stuck = records
    .filter(({ generation_status: status }) => status === 'pending' || status === 'processing')
    .map((record) => ({ ...record, since: Date.parse(record.generation_created_at ?? '') }))
    .filter(({ since }) => now.getTime() - since > STUCK_AFTER_MS)
    .toSorted((a, b) => a.since - b.since);
  const [oldest] = stuck;
  if (oldest === undefined) return undefined;
  const { generation_id: id, model_identifier: model, since } = oldest;
  const among = isComplete ? undefined : say` among the newest ${records.length}`;
  const has = prose(stuck.length === 1 ? 'has' : 'have');
  const which = say`${id}${model ? say` of ${model}` : undefined}, since ${prose(minuteOf(since))}`;
  const named = stuck.length === 1 ? which : say`the oldest is ${which}`;
  return say`${plural(stuck.length, 'generation')}${among} ${has} been pending or processing for over an hour (${named}): what that reserves is neither charged nor refunded yet.`;
}

function percent(part: number, whole: number): string {
  return `${((part * 100) / whole).toFixed(1)}%`;
}
