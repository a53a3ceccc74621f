import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';

/** GitHub's API, by way of the runner's own variables and proxy settings. */
export type GitHub = ReturnType<typeof createGitHub>;

/**
 * @param token the input `github-token`
 * @param signal gives what ends a request that begins now: when the time for everything is up, or what is left after it
 */
export function createGitHub(token: string, signal: () => AbortSignal) {
  const quiet = () => undefined;
  const options = {
    // What is tried again is no news; what fails in the end is told once, by us.
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: { retries: 2, retryAfterBaseValue: 250 },
  };
  // Errors pass through the plugins in this order.
  return getOctokit(token, options, endedBy(signal), retry);
}

function endedBy(signal: () => AbortSignal): Parameters<typeof getOctokit>[2] {
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
