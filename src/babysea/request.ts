import { BodyTooLongError, type HttpRequest, type Send } from '../shared/http.ts';
import type { Redact } from '../shared/redact.ts';
import type { Envelope } from './api.ts';
import {
  BabySeaError,
  BabySeaNetworkError,
  BabySeaRetryError,
  BabySeaTimeoutError,
  InvalidResponseError,
  RateLimitedError,
} from './errors.ts';
import { rateLimitOf, retryAfterOf } from './rate-limit.ts';
import type { Clock, RateLimiter, TimeLimits } from './rate-limiter.ts';
import { type ErrorBody, parseEnvelope, parseErrorBody } from './responses.ts';

/** The connection to the API and its rate limit, which all requests share. */
export interface Connection {
  readonly apiKey: string;
  readonly origin: string;
  readonly send: Send;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Milliseconds for one request; 30,000 if left out. */
  readonly timeout?: number | undefined;
  /** Ends every request when the time of the run is up. */
  readonly signal: AbortSignal;
  readonly redact: Redact;
}

/** How long a request may take, and how often it is retried. */
export interface Limits extends TimeLimits {
  /** Attempts after the first. */
  readonly maxRetries: number;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const USER_AGENT = 'babysea-budget-gate';
const REQUEST_TIMEOUT_MS = 30_000;
/** The whole model library is much shorter. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * Makes a GET request, again if it may succeed later: up to `maxRetries` times after a broken connection or an answer that is
 * retryable. A request that took too long is not repeated.
 */
export async function get(path: string, query: Query, connection: Connection, limits: Limits): Promise<Envelope> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await exchange(path, query, connection, limits);
    } catch (error) {
      const delay = attempt > limits.maxRetries ? undefined : retryDelay(error, attempt, limits);
      if (delay === undefined)
        throw attempt === 1 || isOutOfTime(error) ? error : new BabySeaRetryError(attempt, error);
      // Ends early if the time is up, which the next exchange reports.
      if (delay > 0) await connection.clock.sleep(delay, limits.signal).catch(() => undefined);
    }
  }
}

function isOutOfTime(error: unknown): boolean {
  return error instanceof RateLimitedError || (error instanceof BabySeaTimeoutError && error.scope === 'run');
}

/** Milliseconds to wait before the next attempt; `undefined` if there should be none. */
function retryDelay(error: unknown, attempt: number, { timeLeft }: Limits): number | undefined {
  const backoff = Math.random() * Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (attempt - 1));
  if (error instanceof BabySeaNetworkError) return backoff;
  if (!(error instanceof BabySeaError) || !error.retryable) return undefined;
  const { retryAfter } = error.rateLimit;
  if (retryAfter !== undefined && retryAfter * 1000 >= timeLeft()) return undefined;
  // After a 429, the rate limiter holds back all requests, this one too.
  if (error.status === 429) return 0;
  return retryAfter === undefined ? backoff : retryAfter * 1000;
}

/** Makes a request once, when the rate limit allows. */
async function exchange(path: string, query: Query, connection: Connection, limits: Limits): Promise<Envelope> {
  const { limiter, send, clock, redact, timeout = REQUEST_TIMEOUT_MS } = connection;
  // Not `AbortSignal.timeout`: as part of another signal it may be garbage-collected before it aborts.
  const tooSlow = new AbortController();
  const ended = AbortSignal.any([limits.signal, tooSlow.signal]);
  let timer: NodeJS.Timeout | undefined;
  try {
    const { status, headers, body } = await limiter.run(async () => {
      timer = setTimeout(() => tooSlow.abort(), timeout);
      return await send(requestFor(path, query, connection), { maxBytes: MAX_RESPONSE_BYTES, signal: ended });
    }, limits);
    // Secrets are redacted before anything cuts or quotes the text.
    const text = redact(body.toString());
    if (status >= 200 && status < 300) return parseEnvelope(text, redact);
    throw errorFrom(status, headers, parseErrorBody(text, redact), clock.now());
  } catch (error) {
    if (error instanceof BabySeaError || error instanceof InvalidResponseError || error instanceof RateLimitedError)
      throw error;
    if (error instanceof BodyTooLongError) throw tooLong(error);
    if (connection.signal.aborted) throw new BabySeaTimeoutError('run');
    if (ended.aborted) throw new BabySeaTimeoutError('request');
    throw new BabySeaNetworkError(redact(rootMessage(error)), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function requestFor(path: string, query: Query, { origin, apiKey }: Connection): HttpRequest {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, `${value}`);
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'user-agent': USER_AGENT };
  return { url: String(url), method: 'GET', headers };
}

function tooLong({ maxBytes }: BodyTooLongError): InvalidResponseError {
  const expected = `an answer of up to ${maxBytes / 1024 / 1024} MiB`;
  return new InvalidResponseError({ expected, found: 'more than that' });
}

function errorFrom(status: number, headers: ReadonlyMap<string, string>, body: ErrorBody, now: number): BabySeaError {
  const { message, retryable, ...facts } = body;
  const { limit, remaining, reset } = rateLimitOf(headers, now) ?? {};
  return new BabySeaError(message, {
    ...facts,
    status,
    retryable: retryable ?? (status === 429 || status >= 500),
    rateLimit: { limit, remaining, reset, retryAfter: retryAfterOf(headers, now) },
  });
}

/** The message at the root of an error: `fetch failed` has the reason in its cause's cause. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === '') return rootMessage(error.errors[0]);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
