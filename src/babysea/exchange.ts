import type { AnswerHeaders } from './rate-limit.ts';

/** An answer whose body is still to come. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/**
 * Sends a request.
 *
 * @param signal what ends it, in place of the request's own. A request that is made of another one hears of its signal by
 * way of that other one, which nothing holds: collected, it would never end (undici: `Request` holds what follows weakly).
 */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;
