import { setTimeout as sleep } from 'node:timers/promises';
import { type Heard, MARGIN_MS, Pace, type Wait } from './pace.ts';
import { type AnswerHeaders, rateLimitOf, retryAfterOf } from './rate-limit.ts';

/** The time and how to wait, so that tests need no real time. */
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

/** A wait of every request for the rate limit. */
export interface RateLimitWait {
  /** Rounded up. */
  readonly seconds: number;
  /** `window`: no request is left in this window. `asked`: BabySea answered 429. */
  readonly reason: 'window' | 'asked';
  /** Requests of a window, where BabySea tells. */
  readonly limit: number | undefined;
}

export interface TurnOptions {
  /** Ends a wait at once. */
  readonly signal: AbortSignal;
  /** Milliseconds that may be waited. */
  readonly timeLeft: () => number;
  /** The error where they do not suffice for the waits that are ahead, of these milliseconds or more. */
  readonly tooLong: (milliseconds: number, limit: number | undefined) => Error;
}

/** What is looked at in an answer. */
interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

/** Milliseconds that everybody waits after a 429 that does not say how long. */
const DEFAULT_HOLD_MS = 1_000;

/** Lets requests go one by one as the rate limit allows: all that share it are counted and held up together. */
export class Turns {
  readonly #pace = new Pace();
  readonly #clock: Clock;
  readonly #onWait: (wait: RateLimitWait) => void;
  #toldUntil = Number.NEGATIVE_INFINITY;
  /** Aborted, and made anew, when something new is known: who waits looks again. */
  #news = new AbortController();

  constructor(clock: Clock, onWait: (wait: RateLimitWait) => void) {
    this.#clock = clock;
    this.#onWait = onWait;
  }

  /** See {@link Pace.expect}. */
  expect(requests: number): void {
    this.#pace.expect(requests);
  }

  /**
   * Sends a request when it may go, and learns from its answer. Rejects at once, before any wait, where the time that is
   * left cannot hold it.
   */
  async take<Answer extends Head>(send: () => Promise<Answer>, options: TurnOptions): Promise<Answer> {
    const order = await this.#turn(options);
    try {
      const answer = await send();
      this.#pace.heard(order, heardIn(answer, this.#clock.now()), this.#clock.now());
      return answer;
    } catch (error) {
      this.#pace.lost(order);
      throw error;
    } finally {
      this.#news.abort();
      this.#news = new AbortController();
    }
  }

  async #turn({ signal, timeLeft, tooLong }: TurnOptions): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const wait = this.#pace.next(now);
      if (wait === undefined) return this.#pace.sent(now);
      if (wait.reason !== 'answers') {
        const needed = this.#pace.timeFor(wait, now);
        if (needed >= timeLeft()) throw tooLong(needed, this.#pace.limit);
        this.#tell(wait, wait.reason, now);
      }
      // It ends early where the signal aborts or something is heard: both are looked at above.
      await this.#clock.sleep(wait.until - now, AbortSignal.any([signal, this.#news.signal])).catch(() => undefined);
    }
  }

  /** Tells of a wait once, however many wait and however often they look. */
  #tell({ until }: Wait, reason: RateLimitWait['reason'], now: number): void {
    if (until <= this.#toldUntil + MARGIN_MS) return;
    this.#toldUntil = until;
    this.#onWait({ seconds: Math.ceil((until - now) / 1000), reason, limit: this.#pace.limit });
  }
}

function heardIn({ status, headers }: Head, now: number): Heard {
  const rateLimit = rateLimitOf(headers, now);
  if (status !== 429) return { rateLimit, holdFor: undefined };
  const retryAfter = retryAfterOf(headers, now);
  if (retryAfter !== undefined) return { rateLimit, holdFor: retryAfter * 1000 };
  // Where no request is left, the end of the window says how long.
  return { rateLimit, holdFor: rateLimit?.remaining === 0 ? undefined : DEFAULT_HOLD_MS };
}
