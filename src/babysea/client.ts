import { BodyTooLongError, type HttpResponse, senderTo } from '../shared/http.ts';
import { redactor } from '../shared/redact.ts';
import type { BabySeaApi, Envelope, PacedApi } from './api.ts';
import {
  BabySeaError,
  BabySeaNetworkError,
  BabySeaRetryError,
  BabySeaTimeoutError,
  InvalidResponseError,
  RateLimitedError,
} from './errors.ts';
import {
  type Clock,
  RateLimiter,
  type RateLimitWait,
  REAL_CLOCK,
  rateLimitOf,
  retryAfterOf,
  type TimeLimits,
} from './rate-limiter.ts';
import { parseEnvelope, parseErrorBody } from './responses.ts';

export const REGIONS = ['us', 'eu', 'jp'] as const;
export type Region = (typeof REGIONS)[number];

export interface BabySeaOptions {
  readonly apiKey: string;
  readonly region: Region;
  /** The API's origin instead of the region's. */
  readonly baseUrl?: string | undefined;
  /** Milliseconds for one request, as the SDK's; 30,000 if left out. */
  readonly timeout?: number | undefined;
  /** Attempts after the first, as the SDK's; 2 if left out. */
  readonly maxRetries?: number | undefined;
  /** Ends every request when the time of the run is up. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left for the run. */
  readonly timeLeft: () => number;
  /** Called before each wait for the rate limit. */
  readonly onWait?: ((wait: RateLimitWait) => void) | undefined;
  /** The real one if left out. */
  readonly clock?: Clock | undefined;
}

/** Where the API of a region answers (docs.babysea.ai: setup/api). */
export function originOf(region: Region): string {
  return `https://api.${region}.babysea.ai`;
}

const USER_AGENT = 'babysea-budget-gate';
/** The whole model library is much shorter. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/**
 * A client of the BabySea REST API, through the proxy that the environment names. It keeps to the rate limit, retries what
 * may succeed later (the answer's own `retryable` decides, if it has one), waits as long as `Retry-After` asks, follows no
 * redirect, and limits the length of a body.
 */
export function createBabySea(options: BabySeaOptions): PacedApi {
  const { apiKey, signal, timeLeft, timeout = 30_000, maxRetries = 2, clock = REAL_CLOCK } = options;
  const origin = options.baseUrl ?? originOf(options.region);
  const send = senderTo(origin);
  const limiter = new RateLimiter(clock, options.onWait ?? (() => undefined));
  // Responses may repeat the key.
  const redact = redactor([apiKey]);
  const wholeTime = timeLeft();
  const elapsed = () => wholeTime - timeLeft();
  return {
    ...apiOf(getWithin({ signal, timeLeft, maxRetries, elapsed, isAdvice: false })),
    within: (milliseconds) => {
      const deadline = clock.now() + milliseconds;
      const over = new AbortController();
      // Not `AbortSignal.timeout`: as part of another signal it may be garbage-collected before it aborts.
      setTimeout(() => over.abort(), milliseconds).unref();
      return apiOf(
        getWithin({
          signal: AbortSignal.any([signal, over.signal]),
          timeLeft: () => Math.min(timeLeft(), deadline - clock.now()),
          maxRetries: 0,
          elapsed,
          isAdvice: true,
        }),
      );
    },
  };

  /**
   * Makes GET requests, again if they may succeed later: up to `maxRetries` times after a broken connection or an answer that
   * is retryable. A request that took too long is not repeated.
   */
  function getWithin(limits: Limits): Get {
    return async (path, query = {}) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await exchange(path, query, limits);
        } catch (error) {
          const delay = attempt > limits.maxRetries ? undefined : retryDelay(error, attempt, limits);
          if (delay === undefined)
            throw attempt === 1 || isOutOfTime(error) ? error : new BabySeaRetryError(attempt, error);
          // Ends early if the time is up, which the next exchange reports.
          if (delay > 0) await clock.sleep(delay, limits.signal).catch(() => undefined);
        }
      }
    };
  }

  /** Makes a request once, when the rate limit allows. */
  async function exchange(path: string, query: Query, limits: Limits): Promise<Envelope> {
    // Not `AbortSignal.timeout`: as part of another signal it may be garbage-collected before it aborts.
    const tooSlow = new AbortController();
    const ended = AbortSignal.any([limits.signal, tooSlow.signal]);
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await limiter.run(async () => {
        const url = new URL(path, origin);
        for (const [name, value] of Object.entries(query))
          if (value !== undefined) url.searchParams.set(name, `${value}`);
        const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'user-agent': USER_AGENT };
        timer = setTimeout(() => tooSlow.abort(), timeout);
        const request = { url: String(url), method: 'GET', headers };
        return await send(request, { maxBytes: MAX_RESPONSE_BYTES, signal: ended });
      }, limits);
      // Secrets are redacted before anything cuts or quotes the text.
      const text = redact(answer.body.toString());
      if (answer.status >= 200 && answer.status < 300) return parseEnvelope(text, redact);
      throw errorFrom(answer, parseErrorBody(text, redact), clock.now());
    } catch (error) {
      if (error instanceof BabySeaError || error instanceof InvalidResponseError || error instanceof RateLimitedError)
        throw error;
      if (error instanceof BodyTooLongError) throw tooLong(error);
      if (signal.aborted) throw new BabySeaTimeoutError('run');
      if (ended.aborted) throw new BabySeaTimeoutError('request');
      throw new BabySeaNetworkError(redact(rootMessage(error)), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** How long a request may take, and how often it is retried. */
interface Limits extends TimeLimits {
  /** Attempts after the first. */
  readonly maxRetries: number;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Get = (path: string, query?: Query) => Promise<Envelope>;

function apiOf(get: Get): BabySeaApi {
  return {
    estimate: (model, params = {}) =>
      // The slash in a model identifier separates two path segments.
      get(
        `/v1/estimate/${model.split('/').map(encodeURIComponent).join('/')}`,
        typeof params === 'number' ? { count: params } : { ...params },
      ),
    billing: () => get('/v1/user/billing'),
    usage: (days) => get('/v1/usage', { days }),
    library: { models: () => get('/v1/library/models') },
    getGeneration: (id) => get(`/v1/content/${encodeURIComponent(id)}`),
    listGenerations: (page = {}) => get('/v1/content/list', { ...page }),
    health: { providers: () => get('/v1/health/inference/providers') },
  };
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

function tooLong({ maxBytes }: BodyTooLongError): InvalidResponseError {
  const expected = `an answer of up to ${maxBytes / 1024 / 1024} MiB`;
  return new InvalidResponseError({ expected, found: 'more than that' });
}

function errorFrom(
  { status, headers }: HttpResponse,
  body: ReturnType<typeof parseErrorBody>,
  now: number,
): BabySeaError {
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
