import { setTimeout as sleep } from 'node:timers/promises';
import { getOctokit } from '@actions/github';
import { defaults } from '@actions/github/lib/utils';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { retry } from '@octokit/plugin-retry';
import { whole } from './whole.ts';

/** GitHub's API, by way of the runner's own variables and proxy settings. */
export type GitHub = ReturnType<typeof createGitHub>;

type Plugin = Parameters<typeof getOctokit>[2];

export interface GitHubOptions {
  /** Milliseconds that are left for everything: a rate limit that lasts longer is not waited for. Default: none. */
  readonly timeLeft?: () => number;
  /** Where GraphQL is spoken; where left out, Octokit derives it from the address of the REST API. */
  readonly graphqlUrl?: string | undefined;
}

/** What is not tried again at once: the plugin's own list, and 429, which says how long to wait. */
const NOT_AGAIN = [400, 401, 403, 404, 410, 422, 429, 451];
/** How often a rate limit is waited for. */
const MOST_WAITS = 2;

/**
 * @param token the input `github-token`
 * @param signal gives what ends a request that begins now: when the time for everything is up, or what is left after it
 */
export function createGitHub(token: string, signal: () => AbortSignal, options: GitHubOptions = {}) {
  const { timeLeft = () => 0, graphqlUrl } = options;
  const quiet = () => undefined;
  const { baseUrl } = defaults;
  const isDirect = baseUrl !== undefined && getProxyUrl(new URL(baseUrl)) === undefined;
  const settings = {
    // The toolkit's own `fetch` is for proxies. Node's is at work already, for BabySea, and needs no second start.
    ...(isDirect && { request: { fetch } }),
    // What is tried again is no news; what fails in the end is told once, by us.
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: { retries: 2, retryAfterBaseValue: 250, doNotRetry: NOT_AGAIN },
  };
  // Errors pass through the plugins in this order.
  return getOctokit(token, settings, graphqlAt(graphqlUrl), endedBy(signal), whole, retry, patient(timeLeft));
}

function graphqlAt(url: string | undefined): Plugin {
  return ({ hook }) => {
    hook.before('request', (options) => {
      if (url && /\/graphql$/.test(options.url)) options.url = url;
    });
  };
}

function endedBy(signal: () => AbortSignal): Plugin {
  return ({ hook }) => {
    hook.before('request', (options) => {
      options.request = { signal: signal(), ...options.request };
    });
    hook.error('request', (error, options) => {
      // Once the time is up, trying again would only pass more of it.
      if (options.request?.signal?.aborted) Object.assign(options.request, { retries: 0 });
      throw error;
    });
  };
}

/**
 * Waits as long as a rate limit says, where that much time is left. GitHub answers 403 or 429 to it, and has not carried
 * the request out, so that any may be sent again (docs.github.com: rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
function patient(timeLeft: () => number): Plugin {
  return ({ hook }) => {
    hook.wrap('request', async (request, options) => {
      for (let waits = 0; ; waits++) {
        try {
          return await request(options);
        } catch (error) {
          const wait = retryAfter(error);
          if (wait === undefined || waits === MOST_WAITS || wait >= timeLeft()) throw error;
          await sleep(wait);
        }
      }
    });
  };
}

/** Milliseconds that are waited for a rate limit that does not say how long it lasts. */
const UNTOLD_WAIT = 1_000;

/** Milliseconds to wait, where an answer is a rate limit. */
function retryAfter(error: unknown): number | undefined {
  if (!(error instanceof Error && 'status' in error && 'response' in error)) return undefined;
  const { status, response } = error;
  if ((status !== 403 && status !== 429) || typeof response !== 'object' || response === null) return undefined;
  const headers = 'headers' in response ? response.headers : undefined;
  const told = typeof headers === 'object' && headers !== null && 'retry-after' in headers;
  if (!told) return status === 429 ? UNTOLD_WAIT : undefined;
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
