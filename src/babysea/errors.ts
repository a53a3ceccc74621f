/**
 * The errors of BabySea's client, named as in BabySea's SDK. `error-messages.ts` describes them to people. Text from outside
 * (messages, bodies) is data.
 */

/** What an answer says of the rate limit. */
export interface ErrorRateLimit {
  /** Requests per window. */
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  /** Unix seconds. */
  readonly reset?: number | undefined;
  /** Seconds that the answer asks to wait. */
  readonly retryAfter?: number | undefined;
}

type BabySeaErrorFacts = Pick<BabySeaError, 'status' | 'retryable'> &
  Partial<Pick<BabySeaError, 'code' | 'type' | 'rateLimit' | 'requestId'>>;

/** BabySea, or a gateway before it, answered with an error status. The message is the API's, or the beginning of the body. */
export class BabySeaError extends Error {
  override readonly name = 'BabySeaError';
  readonly status: number;
  /** The API's own code, such as `BSE1003`, if the answer has its error envelope. */
  readonly code: string | undefined;
  /** Such as `insufficient_permissions`. */
  readonly type: string | undefined;
  readonly retryable: boolean;
  readonly rateLimit: ErrorRateLimit;
  readonly requestId: string | undefined;

  constructor(message: string, { status, code, type, retryable, rateLimit = {}, requestId }: BabySeaErrorFacts) {
    super(message);
    this.status = status;
    this.code = code;
    this.type = type;
    this.retryable = retryable;
    this.rateLimit = rateLimit;
    this.requestId = requestId;
  }
}

/** No connection, or one that broke. */
export class BabySeaNetworkError extends Error {
  override readonly name = 'BabySeaNetworkError';
}

/** No answer in time. */
export class BabySeaTimeoutError extends Error {
  override readonly name = 'BabySeaTimeoutError';
  /** Whose time was up: that of one `request`, or of the whole `run`. */
  readonly scope: 'request' | 'run';

  constructor(scope: BabySeaTimeoutError['scope']) {
    super(scope === 'request' ? 'no answer in time' : 'the time for everything was up');
    this.scope = scope;
  }
}

/** The last of several attempts failed as well; `cause` is its error. */
export class BabySeaRetryError extends Error {
  override readonly name = 'BabySeaRetryError';
  readonly attempts: number;

  constructor(attempts: number, cause: unknown) {
    super(`${attempts} attempts failed`, { cause });
    this.attempts = attempts;
  }
}

/** An answer with a good status that does not make sense: no JSON, another shape, another model's, a contradiction. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError';
  /** Our own words and amounts; {@link found} is from outside. */
  readonly expected: string;
  readonly found: string;
  readonly requestId: string | undefined;

  constructor(facts: { readonly expected: string; readonly found: string; readonly requestId?: string | undefined }) {
    super(`expected ${facts.expected}, found ${facts.found}`);
    this.expected = facts.expected;
    this.found = facts.found;
    this.requestId = facts.requestId;
  }
}

type RateLimitedFacts = Pick<RateLimitedError, 'limit' | 'seconds' | 'secondsLeft' | 'timeout'>;

/** The rate limit asks for a longer wait than there is time for. Thrown before any wait and before the request is sent. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  /** Requests per window, if BabySea says. */
  readonly limit: number | undefined;
  /** Seconds to wait for the next request. */
  readonly seconds: number;
  readonly secondsLeft: number;
  /** The input `timeout`, in seconds, that would be enough; `undefined` if a longer one would not help. */
  readonly timeout: number | undefined;

  constructor({ limit, seconds, secondsLeft, timeout }: RateLimitedFacts) {
    super(`a wait of ${seconds} seconds for the rate limit`);
    this.limit = limit;
    this.seconds = seconds;
    this.secondsLeft = secondsLeft;
    this.timeout = timeout;
  }
}
