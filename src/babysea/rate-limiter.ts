import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '../shared/http.ts';
import { RateLimitedError } from './errors.ts';
import { holdOf, MARGIN_MS, RequestBudget, rateLimitOf, type Wait } from './rate-limit.ts';

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
