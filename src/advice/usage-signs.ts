import type { UsageData } from '../babysea/responses.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import type { Generations } from './ask-usage.ts';

/**
 * Signs of trouble in an account's usage (docs.babysea.ai: guides/credits names them). The bounds are this project's own:
 * a share counts as unusual from well above what a sound pipeline has, and only in numbers that chance does not make.
 */

/** A provider is looked at from this many submissions on, */
const LEAST_SUBMISSIONS = 20;
/** and stands out where more than this share of them failed, or of their cost came to nothing. */
const FAILURE_PERCENT = 20;

/** Refused requests stand out from this many on, */
const LEAST_REFUSALS = 20;
/** where they are more than this share of all. */
const REFUSAL_PERCENT = 5;

/** The codes behind 401 and 403 (docs.babysea.ai: setup/errors), and the statuses themselves. */
const REFUSALS = ['BSE1001', 'BSE1002', 'BSE1003', 'BSE1007', '401', '403'];

/** How long a generation may be pending or processing, in milliseconds. */
const STUCK_AFTER = 60 * 60 * 1000;

/** Providers with an unusual share of failed submissions, or of cost for submissions that came to nothing. */
export function troubledProviders({ usage_providers }: UsageData): Message[] {
  return (usage_providers ?? []).flatMap((entry) => {
    const { provider, total_submissions: total, total_estimated_cost: cost, wasted_estimated_cost: wasted } = entry;
    if (total < LEAST_SUBMISSIONS) return [];
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
  if (refused < LEAST_REFUSALS || refused * 100 <= total * REFUSAL_PERCENT) return [];
  return [
    say`${refused} of ${total} requests were refused with 401 or 403 (${prose(percent(refused, total))}). A key may have leaked, expired, or lack a scope: revoke the keys that you do not know.`,
  ];
}

/** Generations that have been pending or processing for over an hour: reserved, and neither charged nor refunded. */
export function stuckGenerations({ records, isWhole }: Generations, now: Date): Message[] {
  const stuck = records
    .filter(({ generation_status: status }) => status === 'pending' || status === 'processing')
    .map((record) => ({ ...record, since: Date.parse(record.generation_created_at ?? '') }))
    .filter(({ since }) => now.getTime() - since > STUCK_AFTER)
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
