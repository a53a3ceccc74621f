/**
 * Faults on demand: how a test makes a sandbox server misbehave in one exact way, at one exact place.
 *
 * Faults of the same endpoint queue up: the first takes its `times` requests, then the next one takes over. So
 * "one reset, then one 502, then as usual" is two faults added one after the other.
 */
import type { RecordedRequest } from './http/server.ts';

/** Which requests a fault hits. */
export interface FaultPlacement<Endpoint extends string> {
  /** The endpoint's name; `*` is every request, also to unknown paths. */
  readonly endpoint: Endpoint | '*';
  /** How many requests it hits. */
  readonly times: number | 'always';
  /** How many matching requests it lets through first (default 0). */
  readonly after?: number;
  /** Only requests for which this is true, for example for one model. */
  readonly when?: (request: RecordedRequest<Endpoint>) => boolean;
  /**
   * Carries the request out all the same, so that only its answer is lost: the comment stands, yet the client is told
   * 502. Kinds that start from the real answer always carry the request out.
   */
  readonly carriedOut?: boolean;
}

export type FaultKind =
  /** The connection is reset before any byte of an answer. */
  | { readonly kind: 'reset' }
  /** Headers and half of the real body, then the connection is reset. */
  | { readonly kind: 'reset-mid-body' }
  /** No answer, ever; the connection stays open. */
  | { readonly kind: 'hang' }
  /** The real answer, a byte at a time. */
  | { readonly kind: 'drip'; readonly intervalMs: number }
  /** The real answer, after the test's promise has settled. */
  | { readonly kind: 'held'; readonly until: () => Promise<unknown> }
  /** Any answer: an object is sent as JSON, a string as it is. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | object;
    }
  | { readonly kind: 'html-502' }
  /** 200 with no body at all. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'no-content' }
  /** Half of the real answer, with a Content-Length that fits the half. */
  | { readonly kind: 'truncated' }
  /** The real JSON after `bytes` (default 100 MB) of whitespace: valid, and far too long. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** The real answer under `Content-Type: text/html`. */
  | { readonly kind: 'wrong-type' }
  /** The real JSON, changed. */
  | { readonly kind: 'rewrite'; readonly change: (realAnswer: unknown) => unknown }
  /** The text of the real answer, changed: for what is no longer JSON. */
  | { readonly kind: 'rewrite-text'; readonly change: (realText: string) => string }
  /** The real answer with these headers in place of its own, such as a `Link` to another host. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** A redirect (default status 302). */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** The server's own 429, with `Retry-After` where one is given. */
  | { readonly kind: 'rate-limited'; readonly retryAfter?: string };

export type Fault<Endpoint extends string> = FaultPlacement<Endpoint> & FaultKind;

/** The faults of a server, in the order in which they take effect. */
export class Faults<Endpoint extends string> {
  #queue: { readonly fault: Fault<Endpoint>; seen: number }[] = [];

  add(...faults: readonly Fault<Endpoint>[]): void {
    this.#queue.push(...faults.map((fault) => ({ fault, seen: 0 })));
  }

  clear(): void {
    this.#queue = [];
  }

  /** The fault that hits this request, if any. Counts the request. */
  take(request: RecordedRequest<Endpoint>): Fault<Endpoint> | undefined {
    for (const entry of this.#queue) {
      const { fault } = entry;
      if (fault.endpoint !== '*' && fault.endpoint !== request.endpoint) continue;
      if (fault.when !== undefined && !fault.when(request)) continue;
      entry.seen += 1;
      const turn = entry.seen - (fault.after ?? 0);
      if (turn >= 1 && (fault.times === 'always' || turn <= fault.times)) return fault;
    }
    return undefined;
  }
}
