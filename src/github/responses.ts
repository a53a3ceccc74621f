import * as v from 'valibot';

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

const answeredError = v.object({ response: v.object({ headers: v.record(v.string(), v.unknown()) }) });

function headerOf(error: unknown, name: string): string | undefined {
  const value = v.is(answeredError, error) ? error.response.headers[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
