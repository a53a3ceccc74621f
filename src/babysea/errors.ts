/**
 * What can go wrong between the gate and BabySea: a family, with the facts in fields. The words for people are made
 * from them in `trouble.ts`. What came from outside (messages, bodies) is data.
 */
export abstract class BabySeaError extends Error {
  /** How often the request was made. */
  readonly attempts: number;

  constructor(message: string, attempts: number, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.attempts = attempts;
  }
}

/** BabySea, or something before it, answered with an error status. */
export class RefusedError extends BabySeaError {
  readonly status: number;
  /** The API's own code, such as `BSE1003`, where the answer was its error envelope. */
  readonly code: string | undefined;
  /** The API's own message; for other answers, the beginning of the text that came. */
  readonly said: string;
  readonly requestId: string | undefined;
  /** The model whose price was asked for, where it was one. */
  readonly model: string | undefined;
  readonly isRetryable: boolean;
  /** Seconds that the answer asked to wait, where it did. */
  readonly retryAfter: number | undefined;

  constructor(
    facts: Pick<
      RefusedError,
      'status' | 'code' | 'said' | 'requestId' | 'model' | 'isRetryable' | 'retryAfter' | 'attempts'
    >,
  ) {
    super(`HTTP ${facts.status}`, facts.attempts);
    this.status = facts.status;
    this.code = facts.code;
    this.said = facts.said;
    this.requestId = facts.requestId;
    this.model = facts.model;
    this.isRetryable = facts.isRetryable;
    this.retryAfter = facts.retryAfter;
  }
}

/** An answer came with a good status that cannot be believed: no JSON, another shape, another model's. */
export class InvalidResponseError extends BabySeaError {
  readonly expected: string;
  readonly found: string;
  readonly requestId: string | undefined;

  constructor(facts: Pick<InvalidResponseError, 'expected' | 'found' | 'requestId' | 'attempts'>) {
    super(`expected ${facts.expected}, found ${facts.found}`, facts.attempts);
    this.expected = facts.expected;
    this.found = facts.found;
    this.requestId = facts.requestId;
  }
}

/** No answer came: no connection, a reset, a request that took too long, or the time for everything was up. */
export class UnansweredError extends BabySeaError {
  readonly reason: 'connection' | 'request-timeout' | 'out-of-time';

  constructor(reason: UnansweredError['reason'], detail: string, attempts: number, options?: ErrorOptions) {
    super(detail, attempts, options);
    this.reason = reason;
  }
}

/** The rate limit asks for a longer wait than there is time for; known before it is waited, so nothing was asked now. */
export class RateLimitedError extends BabySeaError {
  /** Requests of a window, where BabySea tells. */
  readonly limit: number | undefined;
  /** Seconds to wait, at least, for all that is still to be asked. */
  readonly seconds: number;
  /** Seconds that are left. */
  readonly secondsLeft: number;
  /** Seconds for everything with which it may succeed; `undefined` where it is no matter of the step's time. */
  readonly timeout: number | undefined;

  constructor(facts: Pick<RateLimitedError, 'limit' | 'seconds' | 'secondsLeft' | 'timeout' | 'attempts'>) {
    super(`a wait of ${facts.seconds} seconds for the rate limit`, facts.attempts);
    this.limit = facts.limit;
    this.seconds = facts.seconds;
    this.secondsLeft = facts.secondsLeft;
    this.timeout = facts.timeout;
  }
}
