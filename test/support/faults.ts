/**
 * Faults on demand: how a test makes a sandbox server misbehave in one exact way, at one exact place.
 *
 * Faults of the same endpoint queue up: the first takes its `times` requests, then the next one takes over. So
 * "one reset, then one 502, then as usual" is two faults added one after the other.
 */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as babySea from '../../sandbox/babysea/answers.ts';
import { refusal } from '../../sandbox/github/endpoint.ts';
import { type Answer, type EncodedAnswer, encode, htmlPage, send, writeHead } from '../../sandbox/http/answer.ts';
import type { RecordedRequest, SandboxServer } from '../../sandbox/http/server.ts';

/** Which requests a fault hits. */
interface FaultPlacement<Endpoint extends string> {
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
  | { readonly kind: 'held'; readonly until: (request: RecordedRequest) => Promise<unknown> }
  /** Any answer. */
  | ({ readonly kind: 'answer' } & Answer)
  /** The real JSON after `bytes` (default 100 MB) of whitespace: valid, and far too long. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** The text of the real answer, changed. */
  | { readonly kind: 'rewrite'; readonly change: (realText: string) => string }
  /** The real answer with these headers in place of its own, such as a `Link` to another host. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> };

export type Fault<Endpoint extends string> = FaultPlacement<Endpoint> & FaultKind;

/** A page of a gateway. */
export const HTML_502: FaultKind = { kind: 'answer', ...htmlPage(502, 'Bad Gateway') };

/** 200 with no body at all. */
export const EMPTY: FaultKind = { kind: 'answer', status: 200 };

export const NO_CONTENT: FaultKind = { kind: 'answer', status: 204 };

/** Half of the real answer, with a Content-Length that fits the half. */
export const TRUNCATED: FaultKind = {
  kind: 'rewrite',
  change: (text) => text.slice(0, Math.ceil(text.length / 2)),
};

/** The real answer as if it were a page. */
export const WRONG_TYPE: FaultKind = { kind: 'headers', headers: { 'content-type': 'text/html; charset=utf-8' } };

export function redirect(location: string, status: 301 | 302 | 303 | 307 | 308 = 302): FaultKind {
  return { kind: 'answer', status, headers: { location } };
}

/** The real JSON, changed. */
export function rewriteJson(change: (realAnswer: unknown) => unknown): FaultKind & { readonly kind: 'rewrite' } {
  // Parsed again, so that `change` sees what a client sees and may change it in place.
  return { kind: 'rewrite', change: (text) => JSON.stringify(change(JSON.parse(text))) };
}

/** The 429 of BabySea, or of GitHub. */
export function rateLimited(retryAfter?: string, side: 'BabySea' | 'GitHub' = 'BabySea'): FaultKind {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
  return { kind: 'answer', ...(side === 'BabySea' ? babySea.rateLimited(headers) : refusal(429, message, headers)) };
}

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

/** Lets a server commit the faults that a test adds. */
export function withFaults<Endpoint extends string, Server extends SandboxServer<Endpoint>>(
  server: Server & SandboxServer<Endpoint>,
): Server & { readonly faults: Faults<Endpoint> } {
  const faults = new Faults<Endpoint>();
  server.deliver = (request, response, answer) => deliver(request, response, answer, faults.take(request));
  return Object.assign(server, { faults });
}

/** Sends the real answer, or what the fault makes of it. */
async function deliver<Endpoint extends string>(
  request: RecordedRequest<Endpoint>,
  response: ServerResponse,
  answer: () => Answer,
  fault: Fault<Endpoint> | undefined,
): Promise<void> {
  const real = () => encode(answer());
  switch (fault?.kind) {
    case undefined:
      return send(response, real());
    case 'reset':
      if (fault.carriedOut) answer();
      response.socket?.resetAndDestroy();
      return;
    case 'reset-mid-body':
      return sendHalfThenReset(response, real());
    case 'hang':
      return;
    case 'drip':
      return drip(response, real(), fault.intervalMs);
    case 'held':
      await fault.until(request);
      return response.destroyed ? undefined : send(response, real());
    case 'answer':
      if (fault.carriedOut) answer();
      return send(response, encode(fault));
    case 'huge':
      return sendHuge(response, real(), fault.bytes ?? 100_000_000);
    case 'rewrite': {
      const { bytes, ...head } = real();
      return send(response, { ...head, bytes: Buffer.from(fault.change(bytes.toString())) });
    }
    case 'headers': {
      const { headers, ...rest } = real();
      return send(response, { ...rest, headers: { ...headers, ...fault.headers } });
    }
  }
}

function sendHalfThenReset(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer);
  // The client sees the bytes only if the reset comes after they were sent.
  const half = answer.bytes.subarray(0, Math.ceil(answer.bytes.length / 2));
  response.write(half, () => response.socket?.resetAndDestroy());
}

async function drip(response: ServerResponse, answer: EncodedAnswer, intervalMs: number): Promise<void> {
  writeHead(response, answer);
  for (const byte of answer.bytes) {
    // The client gave up, or the server was closed.
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(intervalMs, undefined, { ref: false });
  }
  response.end();
}

async function sendHuge(response: ServerResponse, { status, headers, bytes }: EncodedAnswer, size: number) {
  response.writeHead(status, headers);
  const block = Buffer.alloc(64 * 1024, ' ');
  const blocks = function* () {
    for (let left = size; left > 0; left -= block.length) yield block;
    yield bytes;
  };
  // The client may go away.
  await pipeline(blocks, response).catch(() => undefined);
}
