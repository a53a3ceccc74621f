import ky, { HTTPError, TimeoutError } from 'ky';
import * as v from 'valibot';
import type { Redact } from '../secrets.ts';
import type { BabySeaApi, Envelope } from './api.ts';
import { BabySeaError, RefusedError, UnansweredError, UnbelievableError } from './errors.ts';
import { readWhole } from './read-whole.ts';

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
}

/** Where the API of a region answers (docs.babysea.ai: setup/api). */
export function originOf(region: Region): string {
  return `https://api.${region}.babysea.ai`;
}

/**
 * A client of the BabySea REST API. It tries again what may succeed later (the answer's own `retryable` decides where it
 * has one), waits as long as `Retry-After` asks, follows no redirect, and reads no body without end.
 */
export function createBabySea(options: BabySeaOptions): BabySeaApi {
  const http = ky.create({
    headers: { authorization: `Bearer ${options.apiKey}`, accept: 'application/json' },
    redirect: 'manual',
    signal: options.signal,
    timeout: options.timeout ?? 30_000,
    retry: {
      limit: options.maxRetries ?? 2,
      methods: ['get'],
      // Which statuses are tried again is decided by `shouldRetry`; ky asks for the lists to find the waiting time.
      statusCodes: Array.from({ length: 200 }, (_, index) => 400 + index),
      afterStatusCodes: [429, 503],
      backoffLimit: 30_000,
      jitter: true,
      shouldRetry: ({ error }) => {
        if (!(error instanceof HTTPError)) return undefined;
        const { isRetryable, retryAfter = 0 } = refusalOf(error, 1, options.redact);
        return isRetryable && retryAfter * 1000 < options.timeLeft() ? undefined : false;
      },
    },
  });
  const origin = options.baseUrl ?? originOf(options.region);

  async function get(path: string, query: Record<string, string | number | boolean | undefined> = {}) {
    let attempts = 0;
    try {
      const response = await http.get(new URL(path, origin), {
        searchParams: query,
        fetch: (input, init) => {
          attempts++;
          return readWhole(new Request(input, init), options.redact);
        },
      });
      return successOf(await response.text(), attempts, options.redact);
    } catch (error) {
      throw told(error, attempts, options);
    }
  }

  return {
    // A slash in a model identifier parts two path segments.
    estimate: (model, params = {}) =>
      get(`/v1/estimate/${model.split('/').map(encodeURIComponent).join('/')}`, { ...params }),
    billing: () => get('/v1/user/billing'),
    usage: (days) => get('/v1/usage', { days }),
    library: { models: () => get('/v1/library/models') },
    listGenerations: (page = {}) => get('/v1/content/list', { ...page }),
  };
}

const successEnvelope = v.object({
  status: v.literal('success'),
  request_id: v.optional(v.string()),
  data: v.unknown(),
});

function successOf(body: string, attempts: number, redact: Redact): Envelope {
  const json = parseJson(body, redact);
  const result = v.safeParse(successEnvelope, json);
  if (result.success) return result.output;
  const found = json === undefined ? startOf(body) : `JSON without \`"status": "success"\`: ${startOf(body)}`;
  throw new UnbelievableError({ expected: "BabySea's success envelope", found, requestId: undefined, attempts });
}

/** A field that is taken where it is what is documented, and else left: the others still count. */
function ifGiven<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

const errorEnvelope = v.object({
  request_id: ifGiven(v.string()),
  error: v.object({
    code: ifGiven(v.string()),
    message: ifGiven(v.string()),
    retryable: ifGiven(v.boolean()),
  }),
});

/** What gateways answer when the API itself did not: worth another try unless the API says otherwise. */
const RETRYABLE_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

function refusalOf({ response, data }: HTTPError, attempts: number, redact: Redact): RefusedError {
  const body = typeof data === 'string' ? data : '';
  const envelope = v.safeParse(errorEnvelope, parseJson(body, redact));
  const { request_id, error } = envelope.success ? envelope.output : { request_id: undefined, error: {} };
  return new RefusedError({
    status: response.status,
    code: error.code,
    said: error.message ?? startOf(body),
    requestId: request_id,
    isRetryable: error.retryable ?? RETRYABLE_STATUSES.has(response.status),
    retryAfter: secondsOf(response.headers.get('retry-after')),
    attempts,
  });
}

/** `Retry-After` has seconds or a date (RFC 9110, section 10.2.3); `undefined` where it has neither. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

function told(error: unknown, attempts: number, { signal, redact }: BabySeaOptions): BabySeaError {
  if (error instanceof BabySeaError) return error;
  if (error instanceof HTTPError) return refusalOf(error, attempts, redact);
  if (signal.aborted) return new UnansweredError('out-of-time', 'the time for everything was up', attempts);
  if (error instanceof TimeoutError) return new UnansweredError('request-timeout', 'no answer in time', attempts);
  return new UnansweredError('connection', redact(rootMessage(error)), attempts, { cause: error });
}

/** The message at the root of an error: `fetch failed` has the reason in its cause's cause. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === '') return rootMessage(error.errors[0]);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}

/** JSON has many ways to write a secret: what they mean is looked at once more here, before anything cuts it short. */
function parseJson(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

function startOf(body: string): string {
  return body.trim() === '' ? 'an empty answer' : body.slice(0, 120);
}
