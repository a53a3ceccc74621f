/** A limit for each key: so many requests in each window. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** Where a key stands after a request. */
export interface RateLimitState {
  readonly exceeded: boolean;
  /** Seconds until the window ends, rounded up, at least 1. */
  readonly retryAfter: number;
  /** The `X-RateLimit-*` headers, and the `Date` by the clock that they count by. */
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
