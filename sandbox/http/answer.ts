/** Answers: as data, as bytes, and what a fault makes of them. */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, FaultPlacement } from '../faults.ts';

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. Undefined is no body. */
  readonly body?: unknown;
}

/** An answer as it goes over the wire. */
interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Turns an answer into bytes. Adds a Content-Type if it has none. */
function encode({ status, headers, body }: Answer): EncodedAnswer {
  if (body === undefined) return { status, headers: { ...headers }, bytes: Buffer.alloc(0) };
  const isText = typeof body === 'string';
  const type = `${isText ? 'text/plain' : 'application/json'}; charset=utf-8`;
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  return { status, headers: { 'content-type': type, ...headers }, bytes };
}

/** A page like those of firewalls and gateways. */
export function htmlPage(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`,
  };
}

interface AnswerSource {
  /** Carries the request out and gives the real answer. */
  readonly real: () => Answer;
  /** The server's own way to say "too many requests". */
  readonly rateLimited: (retryAfter: string | undefined) => Answer;
}

/** A fault without its placement, which has been checked before. */
type Misbehaviour = FaultKind & Pick<FaultPlacement<string>, 'carriedOut'>;

/** Sends the real answer, or what the fault makes of it. */
export async function deliver(
  response: ServerResponse,
  source: AnswerSource,
  fault: Misbehaviour | undefined,
): Promise<void> {
  const real = () => encode(source.real());
  const instead = (answer: Answer) => {
    if (fault?.carriedOut) source.real();
    send(response, encode(answer));
  };
  const retold = (change: (text: string) => string) => {
    const answer = real();
    send(response, { ...answer, bytes: Buffer.from(change(answer.bytes.toString())) });
  };
  const withHeaders = (headers: Readonly<Record<string, string>>) => {
    const answer = real();
    send(response, { ...answer, headers: { ...answer.headers, ...headers } });
  };

  switch (fault?.kind) {
    case undefined:
      return send(response, real());
    case 'reset':
      if (fault.carriedOut) source.real();
      response.socket?.resetAndDestroy();
      return;
    case 'reset-mid-body':
      return sendHalfThenReset(response, real());
    case 'hang':
      return;
    case 'drip':
      return drip(response, real(), fault.intervalMs);
    case 'held':
      await fault.until();
      return send(response, real());
    case 'answer':
      return instead(fault);
    case 'html-502':
      return instead(htmlPage(502, 'Bad Gateway'));
    case 'empty':
      return instead({ status: 200 });
    case 'no-content':
      return instead({ status: 204 });
    case 'truncated':
      return retold((text) => text.slice(0, Math.ceil(text.length / 2)));
    case 'huge':
      return sendHuge(response, real(), fault.bytes ?? 100_000_000);
    case 'wrong-type':
      return withHeaders({ 'content-type': 'text/html; charset=utf-8' });
    case 'headers':
      return withHeaders(fault.headers);
    case 'rewrite':
      // Parsed again, so that `change` sees what a client sees and may change it in place.
      return retold((text) => JSON.stringify(fault.change(JSON.parse(text))));
    case 'rewrite-text':
      return retold(fault.change);
    case 'redirect':
      return instead({ status: fault.status ?? 302, headers: { location: fault.location } });
    case 'rate-limited':
      return instead(source.rateLimited(fault.retryAfter));
  }
}

function writeHead(response: ServerResponse, { status, headers }: EncodedAnswer, length: number): void {
  // 204 must not carry a Content-Length (RFC 9110, section 8.6).
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': length }) });
}

function send(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer, answer.bytes.length);
  response.end(answer.bytes);
}

function sendHalfThenReset(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer, answer.bytes.length);
  // The client sees the bytes only if the reset comes after they were sent.
  const half = answer.bytes.subarray(0, Math.ceil(answer.bytes.length / 2));
  response.write(half, () => response.socket?.resetAndDestroy());
}

async function drip(response: ServerResponse, answer: EncodedAnswer, intervalMs: number): Promise<void> {
  writeHead(response, answer, answer.bytes.length);
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
