import type { Send } from '../shared/proxy.ts';
import type { Redact } from '../shared/redact.ts';
import { RateLimitedError, UnansweredError } from './errors.ts';
import { readWhole } from './read-whole.ts';
import type { Clock, Turns } from './turns.ts';

/** The way to the API, which all that ask have in common with its rate limit. */
export interface Connection {
  readonly apiKey: string;
  readonly origin: string;
  readonly send: Send;
  readonly turns: Turns;
  readonly clock: Clock;
  /** Milliseconds for one request; 30,000 where left out. */
  readonly timeout?: number | undefined;
  /** Ends every request when the time for everything is up. */
  readonly signal: AbortSignal;
  readonly redact: Redact;
}

/** How long one who asks may take. */
export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly timeLeft: () => number;
  readonly maxRetries: number;
  /** Milliseconds of the step's time that are gone; `undefined` where it is not that time that limits. */
  readonly spent: (() => number) | undefined;
}

/** Milliseconds beyond the waits that a `timeout` is recommended with, for the answers themselves. */
const ALLOWANCE_MS = 10_000;

/** Makes a request once, when its turn has come, and reads the answer. Counts it where it is made. */
export async function attempt(
  request: Request,
  counter: { attempts: number },
  { turns, send, clock, redact, timeout = 30_000 }: Connection,
  { signal, timeLeft, spent }: Limits,
): Promise<Response> {
  const tooLong = (milliseconds: number, limit: number | undefined) =>
    new RateLimitedError({
      limit,
      seconds: Math.ceil(milliseconds / 1000),
      secondsLeft: Math.max(0, Math.floor(timeLeft() / 1000)),
      timeout: spent && Math.ceil((spent() + milliseconds + ALLOWANCE_MS) / 10_000) * 10,
      ...counter,
    });
  let tooSlow: AbortSignal | undefined;
  let ended = AbortSignal.any([signal, request.signal]);
  const sendOnce = () => {
    counter.attempts++;
    tooSlow = AbortSignal.timeout(timeout);
    ended = AbortSignal.any([ended, tooSlow]);
    // `ended` stands in for the request's own signal, which nothing holds: collected, it would never abort.
    const { url, method, headers } = request;
    return send({ url, method, headers: Object.fromEntries(headers) }, ended);
  };
  try {
    const answer = await turns.take(sendOnce, { signal, timeLeft, tooLong });
    return await readWhole(answer, ended, clock.now(), redact);
  } catch (error) {
    if (!tooSlow?.aborted || request.signal.aborted) throw error;
    throw new UnansweredError('request-timeout', 'no answer in time', counter.attempts);
  }
}
