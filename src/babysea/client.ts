import ky, { HTTPError } from 'ky';
import { senderTo } from '../shared/proxy.ts';
import type { Redact } from '../shared/redact.ts';
import type { BabySeaApi, PacedApi } from './api.ts';
import { attempt, type Connection, type Limits } from './attempt.ts';
import { refusalOf, successOf } from './envelope.ts';
import { BabySeaError, UnansweredError } from './errors.ts';
import { type Clock, type RateLimitWait, REAL_CLOCK, Turns } from './turns.ts';

export const REGIONS = ['us', 'eu', 'jp'] as const;
export type Region = (typeof REGIONS)[number];

export interface BabySeaOptions {
  readonly apiKey: string;
  readonly region: Region;
  /** The API's origin instead of the region's. */
  readonly baseUrl?: string | undefined;
  /** Milliseconds for one request, as the SDK's; 30,000 where left out. */
  readonly timeout?: number | undefined;
  /** Requests after the first that may be made for one answer, as the SDK's; 2 where left out. */
  readonly maxRetries?: number | undefined;
  /** Ends every request when the time for everything is up. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left for everything. */
  readonly timeLeft: () => number;
  /** Hides the key in whatever the other side says. */
  readonly redact: Redact;
  /** Hears of each wait for the rate limit before it begins. */
  readonly onWait?: ((wait: RateLimitWait) => void) | undefined;
  /** The real one where left out. */
  readonly clock?: Clock | undefined;
}

/** Where the API of a region answers (docs.babysea.ai: setup/api). */
export function originOf(region: Region): string {
  return `https://api.${region}.babysea.ai`;
}

/**
 * A client of the BabySea REST API, through the proxy that the environment names. It keeps to the rate limit that the answers tell, tries again what may succeed later
 * (the answer's own `retryable` decides where it has one), waits as long as `Retry-After` asks, follows no redirect, and
 * reads no body without end.
 */
export function createBabySea(options: BabySeaOptions): PacedApi {
  const { signal, timeLeft, maxRetries = 2, clock = REAL_CLOCK, onWait = () => undefined } = options;
  const origin = options.baseUrl ?? originOf(options.region);
  const turns = new Turns(clock, onWait);
  const connection = { ...options, origin, clock, turns, send: senderTo(origin) };
  const wholeTime = timeLeft();
  return {
    ...apiOf(connection, { signal, timeLeft, maxRetries, spent: () => wholeTime - timeLeft() }),
    expect: (requests) => turns.expect(requests),
    within: (milliseconds) => {
      const deadline = clock.now() + milliseconds;
      const over = new AbortController();
      // What `AbortSignal.timeout` gives is held by nothing once it is part of another signal: collected, it never aborts.
      setTimeout(() => over.abort(), milliseconds).unref();
      return apiOf(connection, {
        signal: AbortSignal.any([signal, over.signal]),
        timeLeft: () => Math.min(timeLeft(), deadline - clock.now()),
        maxRetries: 0,
        spent: undefined,
      });
    },
  };
}

function apiOf(connection: Connection, limits: Limits): BabySeaApi {
  const { apiKey, origin, redact } = connection;
  const http = ky.create({
    headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
    redirect: 'manual',
    signal: limits.signal,
    // An attempt keeps its own time, since waiting for its turn is not part of it.
    timeout: false,
    retry: {
      limit: limits.maxRetries,
      methods: ['get'],
      // Which statuses are tried again is decided by `shouldRetry`; ky asks for the lists to find the waiting time.
      statusCodes: Array.from({ length: 200 }, (_, index) => 400 + index),
      // What a 429 asks for, everybody waits for, in turn.
      afterStatusCodes: [503],
      backoffLimit: 30_000,
      jitter: true,
      shouldRetry: ({ error }) => {
        if (!(error instanceof HTTPError)) return undefined;
        const { isRetryable, retryAfter = 0 } = refusalOf(error, { attempts: 1, model: undefined }, redact);
        return isRetryable && retryAfter * 1000 < limits.timeLeft() ? undefined : false;
      },
    },
  });

  async function get(path: string, query: Record<string, string | number | boolean | undefined> = {}, model?: string) {
    const counter = { attempts: 0 };
    try {
      const response = await http.get(new URL(path, origin), {
        searchParams: query,
        fetch: (input, init) => attempt(new Request(input, init), counter, connection, limits),
      });
      return successOf(await response.text(), counter.attempts, redact);
    } catch (error) {
      if (error instanceof HTTPError) throw refusalOf(error, { ...counter, model }, redact);
      throw told(error, counter.attempts, connection, limits);
    }
  }

  return {
    // A slash in a model identifier parts two path segments.
    estimate: (model, params = {}) =>
      get(`/v1/estimate/${model.split('/').map(encodeURIComponent).join('/')}`, { ...params }, model),
    billing: () => get('/v1/user/billing'),
    usage: (days) => get('/v1/usage', { days }),
    library: { models: () => get('/v1/library/models') },
    listGenerations: (page = {}) => get('/v1/content/list', { ...page }),
  };
}

function told(error: unknown, attempts: number, { signal, redact }: Connection, limits: Limits): BabySeaError {
  if (error instanceof BabySeaError) return error;
  if (signal.aborted) return new UnansweredError('out-of-time', 'the time for everything was up', attempts);
  if (limits.signal.aborted) return new UnansweredError('request-timeout', 'no answer in time', attempts);
  return new UnansweredError('connection', redact(rootMessage(error)), attempts, { cause: error });
}

/** The message at the root of an error: `fetch failed` has the reason in its cause's cause. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === '') return rootMessage(error.errors[0]);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
