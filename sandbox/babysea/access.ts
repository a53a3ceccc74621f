/** API keys, their scopes, and the rate limit. */
import { ApiFailure } from './envelope.ts';

export type Region = 'us' | 'eu' | 'jp';

export type Scope =
  | 'generation:write'
  | 'generation:read'
  | 'generation:delete'
  | 'account:read'
  | 'health:read'
  | 'library:read';

/** The presets for keys in BabySea's dashboard. */
export const presets = {
  'Full Access': [
    'generation:write',
    'generation:read',
    'generation:delete',
    'account:read',
    'health:read',
    'library:read',
  ],
  'Generate Only': ['generation:write', 'generation:read', 'library:read'],
  'Read Only': ['generation:read', 'account:read', 'health:read', 'library:read'],
  'Monitor Only': ['health:read', 'library:read'],
} as const satisfies Record<string, readonly Scope[]>;

export type Preset = keyof typeof presets;

/** A key of the sandbox. Without preset and scopes it is a Read Only key. */
export interface SandboxKey {
  readonly preset?: Preset;
  readonly scopes?: readonly Scope[];
  /** Default: the server's region. */
  readonly region?: Region;
  readonly expired?: boolean;
  /** Whether the caller is on the key's IP allowlist (default true). */
  readonly ipAllowed?: boolean;
}

/** The default key, which is Read Only. */
export const defaultKey = 'bye_sandbox_read_only';

/** The other default key, which may also generate and cancel. */
export const fullAccessKey = 'bye_sandbox_full_access';

interface Caller {
  readonly token: string;
  readonly key: SandboxKey;
}

/**
 * Lets a request in by its Authorization header, or throws BSE1001, BSE1002 or BSE1007.
 *
 * A key of another region gets the very answer of a key that does not exist: a region does not know the keys of others.
 */
export function authenticate(
  authorization: string | undefined,
  keys: Readonly<Record<string, SandboxKey>>,
  region: Region,
): Caller {
  if (authorization === undefined) {
    throw new ApiFailure('BSE1001', 'Authentication is required. Send your API key as Authorization: Bearer bye_…');
  }
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const key = token !== undefined && Object.hasOwn(keys, token) ? keys[token] : undefined;
  if (token === undefined || key === undefined || (key.region ?? region) !== region) {
    throw new ApiFailure('BSE1002', 'The API key is not valid.');
  }
  if (key.expired) throw new ApiFailure('BSE1002', 'The API key has expired.');
  if (key.ipAllowed === false) {
    throw new ApiFailure('BSE1007', 'This IP address is not on the allowlist of the API key.');
  }
  return { token, key };
}

/** Throws BSE1003 unless the key has the scope. */
export function requireScope(caller: Caller, scope: Scope): void {
  const scopes: readonly Scope[] = caller.key.scopes ?? presets[caller.key.preset ?? 'Read Only'];
  if (scopes.includes(scope)) return;
  throw new ApiFailure('BSE1003', `The API key lacks the scope ${scope}.`, { required_scope: scope });
}

/** How many requests each key may send in a window. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

interface RateLimitState {
  readonly exceeded: boolean;
  /** Seconds until the window ends, rounded up, at least 1. */
  readonly retryAfter: number;
  /** `X-RateLimit-*`, and the `Date` by the same clock. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests in fixed windows that begin with a key's first request. Times are milliseconds since 1970. */
export class RateLimiter {
  #windows = new Map<string, { endsAt: number; used: number }>();

  count(token: string, { limit, windowSeconds }: RateLimit, now: number): RateLimitState {
    let window = this.#windows.get(token);
    if (window === undefined || now >= window.endsAt) {
      window = { endsAt: now + windowSeconds * 1000, used: 0 };
      this.#windows.set(token, window);
    }
    window.used += 1;
    return {
      exceeded: window.used > limit,
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
