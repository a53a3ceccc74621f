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
  readonly reason: Exclude<Wait['reason'], 'answers'>;
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
  /** Milliseconds since the run began; `undefined` for advice, which more time for the run would not help. */
  readonly elapsed: (() => number) | undefined;
}

/** Time for the responses themselves, which is added to the waits when a `timeout` is recommended. */
const RESPONSES_MS = 10_000;

/** Sends requests as the rate limit allows, which all of them share. */
export class RateLimiter {
  readonly #budget = new RequestBudget();
  readonly #clock: Clock;
  readonly #onWait: (wait: RateLimitWait) => void;
  #announcedUntil = Number.NEGATIVE_INFINITY;
  /** Aborted and replaced after every answer, so that waiting requests check again. */
  #news = new AbortController();

  constructor(clock: Clock, onWait: (wait: RateLimitWait) => void) {
    this.#clock = clock;
    this.#onWait = onWait;
  }

  /** See {@link RequestBudget.expect}. */
  expect(requests: number): void {
    this.#budget.expect(requests);
  }

  /** Sends a request once it may go. Rejects before a wait that does not fit into the time. */
  async run(send: () => Promise<HttpResponse>, limits: TimeLimits): Promise<HttpResponse> {
    await this.#waitForTurn(limits);
    const order = this.#budget.sent();
    try {
      const answer = await send();
      const now = this.#clock.now();
      const rateLimit = rateLimitOf(answer.headers, now);
      // What is asked for advice never makes the prices wait.
      if (limits.elapsed === undefined) this.#budget.lost();
      else this.#budget.heard(order, rateLimit, holdOf(answer, rateLimit, now), now);
      return answer;
    } catch (error) {
      this.#budget.lost();
      throw error;
    } finally {
      this.#news.abort();
      this.#news = new AbortController();
    }
  }

  async #waitForTurn({ signal, timeLeft, elapsed }: TimeLimits): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const wait = this.#budget.next(now);
      if (wait === undefined) return;
      const { until, reason } = wait;
      const { limit } = this.#budget;
      const needed = this.#budget.timeFor(wait, now);
      if (reason !== 'answers' && needed >= timeLeft()) {
        throw new RateLimitedError({
          limit,
          seconds: Math.ceil(needed / 1000),
          secondsLeft: Math.max(0, Math.floor(timeLeft() / 1000)),
          timeout: elapsed && Math.ceil((elapsed() + needed + RESPONSES_MS) / 10_000) * 10,
        });
      }
      // A wait is reported once, however many requests wait and however often they look.
      if (reason !== 'answers' && until > this.#announcedUntil + MARGIN_MS) {
        this.#announcedUntil = until;
        this.#onWait({ seconds: Math.ceil((until - now) / 1000), reason, limit });
      }
      // Ends early if the signal aborts or there is news: the loop looks at both.
      await this.#clock.sleep(until - now, AbortSignal.any([signal, this.#news.signal])).catch(() => undefined);
    }
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
export const MARGIN_MS = 1_000;
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

/** Milliseconds that a 429 asks all requests to wait; `undefined` if the end of the window says how long. */
function holdOf({ status, headers }: HttpResponse, rateLimit: RateLimit | undefined, now: number): number | undefined {
  if (status !== 429) return undefined;
  const retryAfter = retryAfterOf(headers, now);
  if (retryAfter !== undefined) return retryAfter * 1000;
  return rateLimit?.remaining === 0 ? undefined : DEFAULT_HOLD_MS;
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

/** Why the next request has to wait, and until when in milliseconds since 1970. */
interface Wait {
  readonly until: number;
  /**
   * `window`: no request is left in this window. `asked`: BabySea answered 429. `answers`: the requests in flight may use up
   * what is left; their answers will say.
   */
  readonly reason: 'window' | 'asked' | 'answers';
}

interface Window {
  /** Unix seconds by the server's clock; `undefined` until an answer of this window says. */
  readonly reset: number | undefined;
  /** Milliseconds since 1970 by our clock, safely after the end. */
  readonly endsAt: number;
  /** Requests that are left, those in flight included. */
  readonly remaining: number;
  /** How many requests had been sent when this became known: answers to those may be of an earlier window. */
  readonly knownSince: number;
}

/**
 * When the next request may go without being refused. Times are milliseconds since 1970, passed in.
 *
 * The first requests of a run go together: waiting for the first answer would cost every run a round trip. After that, the
 * smallest `Remaining` of a window counts (it only falls), minus the requests in flight. The next window has the whole
 * limit.
 */
export class RequestBudget {
  /** Requests per window, if BabySea says. */
  limit: number | undefined;
  #window: Window | undefined;
  /** The longest time to the end of a window in any answer. */
  #windowLengthMs = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #inFlight = 0;
  #sent = 0;
  #expected = 0;

  /** Announces requests, so that {@link timeFor} can look ahead. */
  expect(requests: number): void {
    this.#expected += requests;
  }

  /** What the next request has to wait for; `undefined` if it may go now. */
  next(now: number): Wait | undefined {
    if (this.#window !== undefined && now >= this.#window.endsAt) this.#window = this.#nextWindow(now);
    const { remaining, endsAt } = this.#window ?? { remaining: Number.POSITIVE_INFINITY, endsAt: now };
    const windowEnd = remaining <= this.#inFlight ? endsAt : now;
    if (now < this.#heldUntil && windowEnd < this.#heldUntil) return { until: this.#heldUntil, reason: 'asked' };
    return windowEnd > now ? { until: windowEnd, reason: remaining === 0 ? 'window' : 'answers' } : undefined;
  }

  /** Milliseconds from now until all announced requests may have been sent at the earliest, beginning with a wait. */
  timeFor({ until }: Wait, now: number): number {
    const windows = Math.max(1, Math.ceil(this.#expected / (this.limit ?? Number.POSITIVE_INFINITY)));
    return until - now + (windows - 1) * this.#windowLengthMs;
  }

  /** Counts a request that goes now; gives its number. */
  sent(): number {
    this.#inFlight += 1;
    this.#sent += 1;
    this.#expected = Math.max(0, this.#expected - 1);
    return this.#sent;
  }

  /** Takes in the answer to a request: its rate limit, and the milliseconds that it asks to wait. */
  heard(order: number, rateLimit: RateLimit | undefined, holdFor: number | undefined, now: number): void {
    if (holdFor !== undefined) this.#heldUntil = Math.max(this.#heldUntil, now + holdFor);
    if (rateLimit === undefined) {
      this.lost();
      return;
    }
    this.#inFlight -= 1;
    const { limit, remaining, reset, endsIn } = rateLimit;
    const endsAt = now + endsIn + MARGIN_MS;
    const known = this.#window;
    // A server that computes the end anew for each answer may be a second off.
    if (known?.reset !== undefined && Math.abs(reset - known.reset) <= 1) {
      const least = Math.min(known.remaining, remaining);
      this.#window = { ...known, remaining: least, endsAt: Math.min(known.endsAt, endsAt) };
      return;
    }
    const isLate = known !== undefined && order <= known.knownSince;
    if (isLate && (known.reset === undefined || reset < known.reset)) return;
    this.limit = limit;
    this.#windowLengthMs = Math.max(this.#windowLengthMs, endsIn);
    this.#window = { reset, endsAt, remaining, knownSince: this.#sent };
  }

  /** Ends a request without an answer about the limit; the server may have counted it. */
  lost(): void {
    this.#inFlight -= 1;
    const known = this.#window;
    if (known !== undefined) this.#window = { ...known, remaining: Math.max(0, known.remaining - 1) };
  }

  #nextWindow(now: number): Window | undefined {
    if (this.limit === undefined) return undefined;
    const endsAt = now + this.#windowLengthMs + MARGIN_MS;
    return { reset: undefined, endsAt, remaining: this.limit, knownSince: this.#sent };
  }
}
