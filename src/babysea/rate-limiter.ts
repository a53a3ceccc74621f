import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '../shared/http.ts';
import { RateLimitedError } from './errors.ts';

/** Passed in, so that tests need no real time. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits for milliseconds; rejects as soon as the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

export const REAL_CLOCK: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** A wait of all requests for the rate limit. */
export interface RateLimitWait {
  /** Rounded up. */
  readonly seconds: number;
  /** `window`: no request is left in this window. `asked`: BabySea answered 429. */
  readonly reason: 'window' | 'asked';
  /** Requests per window, if BabySea says. */
  readonly limit: number | undefined;
}

/** `BabySea's rate limit (60 requests a window): waiting 12 s for the next window.` */
export function waitLog(log: (line: string) => void): (wait: RateLimitWait) => void {
  return ({ seconds, reason, limit }) => {
    const known = limit === undefined ? '' : ` (${limit} requests a window)`;
    const until = reason === 'window' ? 'for the next window' : 'as it asks';
    log(`BabySea's rate limit${known}: waiting ${seconds} s ${until}.`);
  };
}

/** How long requests may take, their waits included. */
export interface TimeLimits {
  /** Ends a wait at once. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly timeLeft: () => number;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  /** Requests for advice never delay those for prices, and a longer `timeout` would not help them. */
  readonly isAdvice: boolean;
}

/** Time for the responses themselves, which is added to the waits when a `timeout` is recommended. */
const RESPONSES_MS = 10_000;

interface Wait {
  /** Milliseconds since 1970. */
  readonly until: number;
  /** Left out if the requests in flight may use up what is left: their answers come first. */
  readonly reason?: RateLimitWait['reason'];
}

/**
 * Sends requests as the rate limit allows, which all of them share.
 *
 * The first requests of a window are sent at once, to save a round trip. Then the lowest `Remaining` that an answer gave counts,
 * minus the requests in flight. A 429 holds back all requests.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #onWait: (wait: RateLimitWait) => void;
  /** Requests per window, if BabySea says. */
  #limit: number | undefined;
  /** Requests that are left in the window, those in flight included. */
  #remaining = 0;
  /** When the window ends, in Unix seconds by the server's clock. */
  #reset = Number.NEGATIVE_INFINITY;
  /** When it has safely ended, in milliseconds by our clock; nothing is known of the window after it. */
  #endsAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #announcedUntil = Number.NEGATIVE_INFINITY;
  #inFlight = 0;
  /** Aborted and replaced after every answer, so that waiting requests check again. */
  #news = new AbortController();

  constructor(clock: Clock, onWait: (wait: RateLimitWait) => void) {
    this.#clock = clock;
    this.#onWait = onWait;
  }

  /** Sends a request once it may go. Rejects before a wait that does not fit into the time. */
  async run(send: () => Promise<HttpResponse>, limits: TimeLimits): Promise<HttpResponse> {
    await this.#takeTurn(limits);
    let saysWhatIsLeft = false;
    try {
      const answer = await send();
      saysWhatIsLeft = !limits.isAdvice && this.#learn(answer, this.#clock.now());
      return answer;
    } finally {
      this.#inFlight -= 1;
      // The server may have counted it.
      if (!saysWhatIsLeft) this.#remaining = Math.max(0, this.#remaining - 1);
      this.#news.abort();
      this.#news = new AbortController();
    }
  }

  async #takeTurn({ signal, timeLeft, elapsed, isAdvice }: TimeLimits): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const wait = this.#nextWait(now);
      if (wait === undefined) {
        this.#inFlight += 1;
        return;
      }
      const { until, reason } = wait;
      const needed = until - now;
      if (reason !== undefined) {
        const facts = { limit: this.#limit, seconds: Math.ceil(needed / 1000) };
        if (needed >= timeLeft()) {
          const secondsLeft = Math.max(0, Math.floor(timeLeft() / 1000));
          const timeout = isAdvice ? undefined : Math.ceil((elapsed() + needed + RESPONSES_MS) / 10_000) * 10;
          throw new RateLimitedError({ ...facts, secondsLeft, timeout });
        }
        // A wait is reported once, however many requests wait and however often they look.
        if (until > this.#announcedUntil + MARGIN_MS) {
          this.#announcedUntil = until;
          this.#onWait({ ...facts, reason });
        }
      }
      // Ends early if the signal aborts or there is news: the loop looks at both.
      await this.#clock.sleep(needed, AbortSignal.any([signal, this.#news.signal])).catch(() => undefined);
    }
  }

  /** What the next request has to wait for; `undefined` if it may go now. */
  #nextWait(now: number): Wait | undefined {
    const isKnown = now < this.#endsAt;
    // A new window has the whole limit.
    const remaining = isKnown ? this.#remaining : (this.#limit ?? Number.POSITIVE_INFINITY);
    const isFree = remaining > this.#inFlight;
    if (this.#heldUntil > now && (isFree || this.#heldUntil > this.#endsAt))
      return { until: this.#heldUntil, reason: 'asked' };
    if (isFree) return undefined;
    if (!isKnown) return { until: now + MARGIN_MS };
    return { until: this.#endsAt, ...(remaining === 0 && { reason: 'window' }) };
  }

  /** Takes in what an answer says of the rate limit; gives whether it says what is left. */
  #learn({ status, headers }: HttpResponse, now: number): boolean {
    const rateLimit = rateLimitOf(headers, now);
    const endsAt = now + (rateLimit?.endsIn ?? 0) + MARGIN_MS;
    if (status === 429) {
      const retryAfter = retryAfterOf(headers, now);
      const windowEnd = rateLimit?.remaining === 0 ? endsAt : now + DEFAULT_HOLD_MS;
      this.#heldUntil = Math.max(this.#heldUntil, retryAfter === undefined ? windowEnd : now + retryAfter * 1000);
    }
    if (rateLimit === undefined) return false;
    const { limit, remaining, reset } = rateLimit;
    // A server that computes the end anew for each answer may be a second off.
    if (reset > this.#reset + 1) {
      this.#limit = limit;
      this.#remaining = remaining;
      this.#reset = reset;
      this.#endsAt = endsAt;
    } else if (reset >= this.#reset - 1 && now < this.#endsAt) {
      this.#remaining = Math.min(this.#remaining, remaining);
      this.#endsAt = Math.min(this.#endsAt, endsAt);
    }
    // Any other answer is a late one, of a window that is over.
    return true;
  }
}

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
/** Milliseconds to wait after a window: its end is in whole seconds, rounded either way. */
const MARGIN_MS = 1_000;
/** The wait of all requests after a 429 that does not say how long. */
const DEFAULT_HOLD_MS = 1_000;

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
  // Both times are in whole seconds: with 0, the window ends within this second.
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

/** Accepts up to 12 digits, enough for any time or count. */
function wholeNumber(text: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(text ?? '') ? Number(text) : undefined;
}
