import { senderTo } from '../shared/http.ts';
import { redactor } from '../shared/redact.ts';
import type { BabySeaApi, PacedApi } from './api.ts';
import { type Clock, RateLimiter, type RateLimitWait, REAL_CLOCK } from './rate-limiter.ts';
import { type Connection, get, type Limits, type Query } from './request.ts';

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

/**
 * A client of the BabySea REST API, through the proxy that the environment names. It keeps to the rate limit, retries what
 * may succeed later (the answer's own `retryable` decides, if it has one), waits as long as `Retry-After` asks, follows no
 * redirect, and limits the length of a body.
 */
export function createBabySea(options: BabySeaOptions): PacedApi {
  const { signal, timeLeft, maxRetries = 2, clock = REAL_CLOCK, onWait = () => undefined } = options;
  const origin = options.baseUrl ?? originOf(options.region);
  const limiter = new RateLimiter(clock, onWait);
  // Responses may repeat the key.
  const redact = redactor([options.apiKey]);
  const connection = { ...options, origin, clock, limiter, redact, send: senderTo(origin) };
  const wholeTime = timeLeft();
  return {
    ...apiOf(connection, { signal, timeLeft, maxRetries, elapsed: () => wholeTime - timeLeft() }),
    expect: (requests) => limiter.expect(requests),
    within: (milliseconds) => {
      const deadline = clock.now() + milliseconds;
      const over = new AbortController();
      // Not `AbortSignal.timeout`: as part of another signal it may be garbage-collected before it aborts.
      setTimeout(() => over.abort(), milliseconds).unref();
      return apiOf(connection, {
        signal: AbortSignal.any([signal, over.signal]),
        timeLeft: () => Math.min(timeLeft(), deadline - clock.now()),
        maxRetries: 0,
        elapsed: undefined,
      });
    },
  };
}

function apiOf(connection: Connection, limits: Limits): BabySeaApi {
  const ask = (path: string, query: Query = {}) => get(path, query, connection, limits);
  return {
    estimate: (model, params = {}) =>
      // The slash in a model identifier separates two path segments.
      ask(
        `/v1/estimate/${model.split('/').map(encodeURIComponent).join('/')}`,
        typeof params === 'number' ? { count: params } : { ...params },
      ),
    billing: () => ask('/v1/user/billing'),
    usage: (days) => ask('/v1/usage', { days }),
    library: { models: () => ask('/v1/library/models') },
    getGeneration: (id) => ask(`/v1/content/${encodeURIComponent(id)}`),
    listGenerations: (page = {}) => ask('/v1/content/list', { ...page }),
    health: { providers: () => ask('/v1/health/inference/providers') },
  };
}
