/** API keys, their scopes, and the rate limit. */
import { ApiFailure } from './answers.ts';

/** Two of the presets for keys in BabySea's dashboard. */
export const READ_ONLY = ['generation:read', 'account:read', 'health:read', 'library:read'] as const;
export const FULL_ACCESS = [...READ_ONLY, 'generation:write'] as const;

export type Scope = (typeof FULL_ACCESS)[number];

/** Each key with its scopes. */
export type Keys = Readonly<Record<string, readonly Scope[]>>;

/** The default key, which is Read Only. */
export const defaultKey = 'bye_sandbox_read_only';

/** The other default key, which may also generate. */
export const fullAccessKey = 'bye_sandbox_full_access';

/** Lets a request in by its Authorization header and gives the key, or throws BSE1001 or BSE1002. */
export function authenticate(
  authorization: string | undefined,
  keys: Keys,
): { readonly token: string; readonly scopes: readonly Scope[] } {
  if (authorization === undefined) throw new ApiFailure('BSE1001', 'Authentication is required.');
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const scopes = token !== undefined && Object.hasOwn(keys, token) ? keys[token] : undefined;
  if (token === undefined || scopes === undefined) throw new ApiFailure('BSE1002', 'The API key is not valid.');
  return { token, scopes };
}

/** How many requests each key may send in a window. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Counts requests in fixed windows that begin with a key's first request. Times are milliseconds since 1970. */
export class RateLimiter {
  #windows = new Map<string, { endsAt: number; used: number }>();

  /** Counts a request; the headers are `X-RateLimit-*`, and the `Date` by the same clock. */
  count(token: string, { limit, windowSeconds }: RateLimit, now: number) {
    let window = this.#windows.get(token);
    if (window === undefined || now >= window.endsAt) {
      window = { endsAt: now + windowSeconds * 1000, used: 0 };
      this.#windows.set(token, window);
    }
    window.used += 1;
    return {
      exceeded: window.used > limit,
      /** Seconds until the window ends, rounded up, at least 1. */
      retryAfter: Math.max(1, Math.ceil((window.endsAt - now) / 1000)),
      headers: {
        date: new Date(now).toUTCString(),
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
        'x-ratelimit-reset': String(Math.ceil(window.endsAt / 1000)),
      },
    };
  }
}
