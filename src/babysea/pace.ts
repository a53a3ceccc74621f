import type { RateLimit } from './rate-limit.ts';

/** Why the next request has to wait. */
export interface Wait {
  /** Until then, in milliseconds since 1970. */
  readonly until: number;
  /**
   * `window`: no request is left in this window. `asked`: an answer asked to wait. `answers`: what is in flight may use up
   * what is left, so it is a matter of moments.
   */
  readonly reason: 'window' | 'asked' | 'answers';
}

/** What an answer tells. */
export interface Heard {
  readonly rateLimit: RateLimit | undefined;
  /** Milliseconds that everybody is asked to wait. */
  readonly holdFor: number | undefined;
}

interface Window {
  readonly reset: number;
  /** Milliseconds since 1970 by our clock, safely after its end. */
  readonly endsAt: number;
  /** Requests that are left, but for those in flight. */
  readonly remaining: number;
  /** Requests sent when it became known. */
  readonly knownSince: number;
}

/**
 * What is known of the limit: `nothing` of a window that begins, so that one request goes first and the others by its
 * answer; no limit that is told; or the window that is on.
 */
type Knowledge =
  | { readonly kind: 'nothing'; readonly trial: { readonly order: number; readonly until: number } | undefined }
  | { readonly kind: 'no-limit' }
  | ({ readonly kind: 'window' } & Window);

const NOTHING: Knowledge = { kind: 'nothing', trial: undefined };

/** Milliseconds that are waited after a window: its end is told in whole seconds, rounded either way. */
export const MARGIN_MS = 1_000;
/** Milliseconds that the first request of a window is waited for; an answer that hangs must not hold up the others. */
const MAX_TRIAL_MS = 1_000;

/**
 * Decides when the next request may go, so that BabySea's rate limit need not refuse any. Knows no clock: times are milliseconds
 * since 1970, passed in.
 *
 * Answers come out of order. The server's count only falls within a window, so the least `Remaining` that was heard covers
 * every answered request; what is still in flight is taken off on top.
 */
export class Pace {
  /** The very first requests go together: a round trip that each run would wait for is dearer than a 429 now and then. */
  #known: Knowledge = { kind: 'no-limit' };
  #heldUntil = Number.NEGATIVE_INFINITY;
  #inFlight = 0;
  #sent = 0;
  #expected = 0;
  #limit: number | undefined;
  /** The longest time to the end of a window that was told, in milliseconds: a window is at least that long. */
  #windowLength = 0;

  /** Requests of a window, where it is told. */
  get limit(): number | undefined {
    return this.#limit;
  }

  /** Tells of requests that are going to be made, so that {@link timeFor} can look ahead. */
  expect(requests: number): void {
    this.#expected += requests;
  }

  /** What the next request has to wait for; `undefined` where it may go now. */
  next(now: number): Wait | undefined {
    if (this.#known.kind === 'window' && now >= this.#known.endsAt) this.#known = NOTHING;
    const wait = this.#forSlot(now);
    if (now >= this.#heldUntil || (wait?.reason === 'window' && wait.until >= this.#heldUntil)) return wait;
    return { until: this.#heldUntil, reason: 'asked' };
  }

  #forSlot(now: number): Wait | undefined {
    const known = this.#known;
    if (known.kind === 'window') {
      if (known.remaining > this.#inFlight) return undefined;
      return { until: known.endsAt, reason: known.remaining > 0 ? 'answers' : 'window' };
    }
    if (known.kind === 'no-limit' || known.trial === undefined || now >= known.trial.until) return undefined;
    return { until: known.trial.until, reason: 'answers' };
  }

  /** Milliseconds after which all that is expected may have been sent at the earliest, from a wait on. */
  timeFor({ until }: Wait, now: number): number {
    const windows = this.#limit === undefined ? 1 : Math.max(1, Math.ceil(this.#expected / this.#limit));
    return until - now + (windows - 1) * this.#windowLength;
  }

  /** Counts a request that goes now; gives its number. */
  sent(now: number): number {
    this.#inFlight += 1;
    this.#sent += 1;
    this.#expected = Math.max(0, this.#expected - 1);
    if (this.#known.kind === 'nothing' && this.#known.trial === undefined)
      this.#known = { kind: 'nothing', trial: { order: this.#sent, until: now + MAX_TRIAL_MS } };
    return this.#sent;
  }

  /** Learns from the answer to a request, by its number. */
  heard(order: number, { rateLimit, holdFor }: Heard, now: number): void {
    if (holdFor !== undefined) this.#heldUntil = Math.max(this.#heldUntil, now + holdFor);
    this.#end(order, rateLimit === undefined ? { kind: 'no-limit' } : this.#learn(rateLimit, order, now));
  }

  /** Counts out a request that got no answer. */
  lost(order: number): void {
    this.#end(order, NOTHING);
  }

  #end(order: number, learned: Knowledge): void {
    this.#inFlight -= 1;
    const known = this.#known;
    if (learned.kind === 'window') this.#known = learned;
    // The server may have counted it, though nothing says so.
    else if (known.kind === 'window') this.#known = { ...known, remaining: Math.max(0, known.remaining - 1) };
    // An answer that was asked for before says nothing of the window that the trial is for.
    else if (known.kind === 'nothing' && known.trial !== undefined && order >= known.trial.order) this.#known = learned;
  }

  #learn({ limit, remaining, reset, endsIn }: RateLimit, order: number, now: number): Knowledge {
    const known = this.#known;
    const endsAt = now + endsIn + MARGIN_MS;
    if (known.kind === 'window') {
      // A server that computes the end anew for each answer may be a second off.
      if (Math.abs(reset - known.reset) <= 1)
        return { ...known, remaining: Math.min(known.remaining, remaining), endsAt: Math.min(known.endsAt, endsAt) };
      // A late answer of an earlier window; one to a request that was sent since tells of a later one, whatever its end.
      if (reset < known.reset && order <= known.knownSince) return known;
    }
    this.#limit = limit;
    this.#windowLength = Math.max(this.#windowLength, endsIn);
    return { kind: 'window', reset, endsAt, remaining, knownSince: this.#sent };
  }
}
