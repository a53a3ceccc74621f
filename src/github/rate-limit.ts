/** Milliseconds to wait for a rate limit that does not say how long it lasts. */
const DEFAULT_WAIT_MS = 1_000;

/** GitHub gives the reset in whole seconds, by its own clock. */
const RESET_MARGIN_MS = 1_000;

/** The HTTP status of an error of Octokit's. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error ? Number(error.status) : undefined;
}

/** GitHub answers 403 for rate limits, too, which then does not mean a missing permission. */
export function isRateLimit(error: unknown): boolean {
  return rateLimitWait(error, 0) !== undefined || (error instanceof Error && /rate limit/i.test(error.message));
}

/**
 * Milliseconds to wait if an error is one of GitHub's rate limits. GitHub answers 403 or 429 to them and has not carried the
 * request out, so any request may be sent again (docs.github.com: rest/using-the-rest-api/rate-limits-for-the-rest-api).
 *
 * @param now milliseconds since 1970
 */
export function rateLimitWait(error: unknown, now: number): number | undefined {
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

function headerOf(error: unknown, name: string): string | undefined {
  if (!(error instanceof Error && 'response' in error) || !isObject(error.response)) return undefined;
  const { headers } = error.response;
  const value = isObject(headers) ? headers[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
