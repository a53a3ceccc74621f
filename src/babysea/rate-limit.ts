/** The rate limit in the headers of an answer, validated. */
export interface RateLimit {
  /** Requests of a whole window; `undefined` if the answer does not say. */
  readonly limit: number | undefined;
  /** Requests that are left in this window. */
  readonly remaining: number;
  /** When the window ends, in Unix seconds by the server's clock; answers of one window share it. */
  readonly reset: number;
  /** Milliseconds until then. */
  readonly endsIn: number;
}

/** A day. A longer window is not plausible. */
const MAX_WINDOW_MS = 86_400_000;

/**
 * Reads `X-RateLimit-Limit`, `-Remaining` and `-Reset` (docs.babysea.ai: setup/api). Numbers that are missing or make no
 * sense (negative, a window that is over or ends in a year, more remaining than the limit) count as missing: `undefined`.
 *
 * @param now milliseconds since 1970, by our clock
 */
export function rateLimitOf(headers: ReadonlyMap<string, string>, now: number): RateLimit | undefined {
  const limit = wholeNumber(headers.get('x-ratelimit-limit'));
  const remaining = wholeNumber(headers.get('x-ratelimit-remaining'));
  const reset = wholeNumber(headers.get('x-ratelimit-reset'));
  if (remaining === undefined || reset === undefined || limit === 0 || remaining > (limit ?? remaining))
    return undefined;
  const endsIn = reset * 1000 - serverTime(headers, now);
  // Both times are in whole seconds: 0 is a window that ends within this one.
  return endsIn >= 0 && endsIn <= MAX_WINDOW_MS ? { limit, remaining, reset, endsIn } : undefined;
}

/** `Retry-After`, which is in seconds or a date (RFC 9110, section 10.2.3), in seconds; `undefined` if it is neither. */
export function retryAfterOf(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const retryAfter = headers.get('retry-after') ?? undefined;
  if (retryAfter === undefined) return undefined;
  const seconds = wholeNumber(retryAfter);
  if (seconds !== undefined) return seconds;
  const date = /^\d+$/.test(retryAfter) ? Number.NaN : Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - serverTime(headers, now)) / 1000));
}

/** The time of the server's clock (RFC 9110, section 6.6.1), which may differ from ours; ours if there is no `Date`. */
function serverTime(headers: ReadonlyMap<string, string>, now: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? now : date;
}

/** Digits alone, and no more of them than any time or count has. */
function wholeNumber(text: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(text ?? '') ? Number(text) : undefined;
}
