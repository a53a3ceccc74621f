import { setTimeout as sleep } from 'node:timers/promises';
import type { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import * as v from 'valibot';
import { type HttpResponse, type Send, senderTo } from '../shared/http.ts';
import { redactor } from '../shared/redact.ts';

/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

type Octokit = ReturnType<typeof getOctokit>;

/** GitHub's API, and the repository that the run is about. */
export type GitHub = Octokit & { readonly repository: Repository };

type Plugin = Parameters<typeof getOctokit>[2];

export interface GitHubOptions {
  /** Where the REST API is; default: that of github.com. */
  readonly apiUrl?: string | undefined;
  /** Where GraphQL is; default: what Octokit makes of the address of the REST API. */
  readonly graphqlUrl?: string | undefined;
  /** Milliseconds that are left: the client does not wait for a rate limit that lasts longer. Default: none. */
  readonly timeLeft?: (() => number) | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

/** The plugin's own list, and 429, which is handled by waiting as long as it says. */
const NOT_RETRIED = [400, 401, 403, 404, 410, 422, 429, 451];
const MAX_RATE_LIMIT_WAITS = 2;

/**
 * The toolkit is loaded here and not at the start: when it is imported, it parses the event and the proxy variables, and
 * throws if it cannot. Both have been checked by now.
 *
 * @param token the input `github-token`; it is sent to the origin of the API alone
 * @param signal gives the signal for a request that begins now
 */
export async function createGitHub(
  token: string,
  repository: Repository,
  signal: () => AbortSignal,
  options: GitHubOptions = {},
): Promise<GitHub> {
  const { apiUrl = 'https://api.github.com', graphqlUrl, timeLeft = () => 0, log = () => undefined } = options;
  const quiet = () => undefined;
  const toolkit = await import(/* webpackMode: "eager" */ '@actions/github');
  const settings = {
    baseUrl: apiUrl,
    userAgent: 'babysea-budget-gate',
    request: { fetch: createFetch() },
    // Retries are no news; the final error is reported once, by the caller.
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: { retries: 2, retryAfterBaseValue: 250, doNotRetry: NOT_RETRIED },
  };
  const octokit = toolkit.getOctokit(
    token,
    settings,
    // Each wraps those before it: an attempt is repeated by `retry`, and all of that after a rate limit.
    eachAttempt(signal, graphqlUrl),
    retry,
    waitForRateLimit(signal, timeLeft, log),
    eachRequest(token),
  );
  return Object.assign(octokit, { repository });
}

/**
 * Sends an attempt to the right address, ends it in time, and checks that its response is complete.
 *
 * Octokit takes a response that is empty, truncated, too long, or not JSON for a text. Here it is an error and is retried,
 * as if there had been no response. A redirect that was not followed is an error, too.
 */
function eachAttempt(signal: () => AbortSignal, graphqlUrl: string | undefined): Plugin {
  return ({ hook }) => {
    hook.before('request', (options) => {
      if (graphqlUrl && /\/graphql$/.test(options.url)) options.url = graphqlUrl;
      options.request = { signal: signal(), ...options.request };
    });
    hook.error('request', (error, options) => {
      // Once the time is up, a retry would only take more of it.
      if (options.request?.signal?.aborted) Object.assign(options.request, { retries: 0 });
      throw error;
    });
    hook.after('request', ({ status, data, headers }, options) => {
      if (status >= 300) {
        const message = `a redirect to ${headers.location ?? 'nowhere'}, which the gate does not follow, to protect the token`;
        throw Object.assign(new Error(message), { status, request: options, response: { status, headers } });
      }
      const isJson = typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer);
      // A deletion is confirmed by the status alone.
      if (options.method === 'DELETE' ? status === 204 : isJson) return;
      const message = 'the response is empty, cut off, too long, or not JSON';
      // Octokit gives an error without a response the status 500.
      throw Object.assign(new Error(message), { status: 500, request: options });
    });
  };
}

/** Waits as long as a rate limit lasts, if that much time is left. */
function waitForRateLimit(signal: () => AbortSignal, timeLeft: () => number, log: (line: string) => void): Plugin {
  return ({ hook }) => {
    hook.wrap('request', async (request, options) => {
      for (let waits = 0; ; waits++) {
        try {
          return await request(options);
        } catch (error) {
          const wait = rateLimitWait(error, Date.now());
          if (wait === undefined || waits === MAX_RATE_LIMIT_WAITS || wait >= timeLeft()) throw error;
          log(`GitHub’s rate limit: waiting ${Math.ceil(wait / 1000)} s.`);
          await sleep(wait, undefined, { signal: signal() });
        }
      }
    });
  };
}

/** Keeps the token at GitHub's origin and out of every error, including those of the other plugins. */
function eachRequest(token: string): Plugin {
  const redact = redactor([token]);
  // Errors quote what was answered, which may repeat the token. It is hidden before anything cuts the quote.
  const rethrow = (error: unknown): never => {
    // The message of other errors, such as a DOMException, cannot be set.
    if (error instanceof Error && redact(error.message) !== error.message) error.message = redact(error.message);
    throw error;
  };
  return ({ hook, graphql }) => {
    // The next page of a list is where the response's `Link` header says: it must not lead the token elsewhere.
    hook.before('request', ({ url, baseUrl = url }) => {
      const { origin } = new URL(url, baseUrl);
      if (origin === new URL(baseUrl).origin) return;
      const message = `a link to ${origin}, which the gate does not follow, to protect the token`;
      throw Object.assign(new Error(message), { status: 200, response: {} });
    });
    hook.error('request', rethrow);
    // Errors of GraphQL come with status 200, as the answers of requests that succeed.
    return { graphql: (...query: Parameters<typeof graphql>) => graphql(...query).catch(rethrow) };
  };
}

/** How GitHub redirects requests for a renamed repository (docs.github.com: rest/using-the-rest-api/best-practices-for-using-the-rest-api). */
const REDIRECTS = [301, 302, 307, 308];
const MAX_REDIRECTS = 5;

/** The longest response that is read at once, in bytes: a hundred comments of the maximum length are less. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** As Octokit calls `fetch`. */
interface RequestOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A response as Octokit reads it; Node's own `Response` would load another HTTP client. */
interface FetchResponse {
  readonly status: number;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}

/**
 * A `fetch` for Octokit that keeps the token at one origin: a redirect within the origin is followed, the request repeated as
 * it was; any other redirect is the response. It goes through the environment's proxy, and reads no body without end.
 */
function createFetch() {
  const senders = new Map<string, Send>();
  const send = (url: URL, { signal, ...request }: RequestOptions): Promise<HttpResponse> => {
    const sender = senders.get(url.origin) ?? senderTo(url.origin);
    senders.set(url.origin, sender);
    return sender({ ...request, url: url.href }, { maxBytes: MAX_RESPONSE_BYTES, signal });
  };
  return async (address: string, options: RequestOptions): Promise<FetchResponse> => {
    let url = new URL(address);
    for (let redirects = 0; ; redirects++) {
      const response = await send(url, options);
      const next = redirects < MAX_REDIRECTS ? redirectOf(response, url) : undefined;
      if (next?.origin !== url.origin) return fetchResponse(response, url);
      url = next;
    }
  };
}

function redirectOf({ status, headers }: HttpResponse, from: URL): URL | undefined {
  const location = headers.get('location') ?? undefined;
  return location !== undefined && REDIRECTS.includes(status) && URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
}

function fetchResponse({ status, headers, body }: HttpResponse, url: URL): FetchResponse {
  // Octokit quotes bytes in an error unless they are an `ArrayBuffer`.
  const arrayBuffer = async () => Uint8Array.from(body).buffer;
  return { status, url: url.href, headers, arrayBuffer, text: async () => body.toString() };
}

/** GitHub answered with a good status, but not in the shape that it documents. The fields are those of Octokit's errors. */
class InvalidResponseError extends Error {
  readonly status = 200;
  readonly response = {};

  constructor(field: string) {
    super(`an answer that is not as documented (at ${field})`);
  }
}

/** The data of a response in its documented shape. Throws if it has another one. */
export function parseResponse<const Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? '';
  throw new InvalidResponseError(/^[\w.]{1,100}$/.test(path) ? path : 'its root');
}

/** The id or number of something on GitHub. */
export const idSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** The id of a commit. */
export const shaSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/));

/** The HTTP status of an error of Octokit's. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error ? Number(error.status) : undefined;
}

/** GitHub answers 403 for rate limits, too, which then does not mean a missing permission. */
export function isRateLimit(error: unknown): boolean {
  return rateLimitWait(error, 0) !== undefined || (error instanceof Error && /rate limit/i.test(error.message));
}

/** Milliseconds to wait for a rate limit that does not say how long it lasts. */
const DEFAULT_WAIT_MS = 1_000;

/** GitHub gives the reset in whole seconds, by its own clock. */
const RESET_MARGIN_MS = 1_000;

/**
 * Milliseconds to wait if an error is one of GitHub's rate limits. GitHub answers 403 or 429 to them and has not carried the
 * request out, so any request may be sent again (docs.github.com: rest/using-the-rest-api/rate-limits-for-the-rest-api).
 *
 * @param now milliseconds since 1970
 */
function rateLimitWait(error: unknown, now: number): number | undefined {
  const status = statusOf(error);
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = numberIn(error, 'retry-after');
  if (retryAfter !== undefined) return retryAfter * 1_000;
  if (numberIn(error, 'x-ratelimit-remaining') === 0) {
    const reset = numberIn(error, 'x-ratelimit-reset');
    if (reset !== undefined) return Math.max(0, reset * 1_000 - now) + RESET_MARGIN_MS;
  }
  return status === 429 && headerOf(error, 'retry-after') === undefined ? DEFAULT_WAIT_MS : undefined;
}

/** The number in a header of an Octokit error's response; zero or more. */
function numberIn(error: unknown, name: string): number | undefined {
  const text = headerOf(error, name);
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

const answeredError = v.object({ response: v.object({ headers: v.record(v.string(), v.unknown()) }) });

function headerOf(error: unknown, name: string): string | undefined {
  const value = v.is(answeredError, error) ? error.response.headers[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
