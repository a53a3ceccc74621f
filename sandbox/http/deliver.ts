import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, FaultPlacement } from '../faults.ts';
import { type Answer, type EncodedAnswer, encode, htmlPage } from './answer.ts';

const HUGE_BYTES = 100_000_000;
const DRIP_INTERVAL_MS = 250;

/** Where an answer comes from. */
export interface AnswerSource {
  /** Carries the request out and gives the real answer. */
  readonly real: () => Answer;
  /** The server's own way to say "too many requests". */
  readonly rateLimited: (retryAfter: string | undefined) => Answer;
}

/** What goes wrong, without where: that has been decided by now. */
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

  switch (fault?.kind) {
    case undefined:
      send(response, real());
      break;
    case 'reset':
      if (fault.carriedOut) source.real();
      response.socket?.resetAndDestroy();
      break;
    case 'reset-mid-body':
      sendHalfThenReset(response, real());
      break;
    case 'hang':
      if (fault.carriedOut) source.real();
      break;
    case 'drip':
      await drip(response, real(), fault.intervalMs ?? DRIP_INTERVAL_MS);
      break;
    case 'held':
      await fault.until();
      send(response, real());
      break;
    case 'answer':
      instead(fault);
      break;
    case 'html-502':
      instead(htmlPage(502, 'Bad Gateway'));
      break;
    case 'empty':
      instead({ status: 200 });
      break;
    case 'no-content':
      instead({ status: 204 });
      break;
    case 'truncated':
      send(response, cut(real()));
      break;
    case 'huge':
      await sendHuge(response, real(), fault.bytes ?? HUGE_BYTES);
      break;
    case 'wrong-type':
      send(response, withHeaders(real(), { 'content-type': 'text/html; charset=utf-8' }));
      break;
    case 'rewrite':
      send(response, encode(rewritten(source.real(), fault.change)));
      break;
    case 'rewrite-text':
      send(response, retold(real(), fault.change));
      break;
    case 'headers':
      send(response, withHeaders(real(), fault.headers));
      break;
    case 'redirect':
      instead({ status: fault.status ?? 302, headers: { location: fault.location } });
      break;
    case 'rate-limited':
      instead(source.rateLimited(fault.retryAfter));
      break;
  }
}

function cut(answer: EncodedAnswer): EncodedAnswer {
  return { ...answer, bytes: firstHalf(answer.bytes) };
}

function withHeaders(answer: EncodedAnswer, headers: Readonly<Record<string, string>>): EncodedAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Through JSON and back first, so that `change` may alter it at will and sees what a client would see. */
function rewritten(answer: Answer, change: (realAnswer: unknown) => unknown): Answer {
  const body: unknown = JSON.parse(encode(answer).bytes.toString('utf8'));
  return { ...answer, body: change(body) };
}

function retold(answer: EncodedAnswer, change: (realText: string) => string): EncodedAnswer {
  return { ...answer, bytes: Buffer.from(change(answer.bytes.toString('utf8'))) };
}

function writeHead(response: ServerResponse, answer: EncodedAnswer, length: number | undefined): void {
  // 204 and 304 must not carry a Content-Length (RFC 9110, section 8.6).
  const sized = length !== undefined && answer.status !== 204 && answer.status !== 304;
  response.writeHead(answer.status, { ...answer.headers, ...(sized ? { 'content-length': String(length) } : {}) });
}

function send(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer, answer.bytes.length);
  response.end(answer.bytes);
}

function sendHalfThenReset(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer, answer.bytes.length);
  // Reset only once the bytes have left, else the client would not see any of them.
  response.write(firstHalf(answer.bytes), () => response.socket?.resetAndDestroy());
}

async function drip(response: ServerResponse, answer: EncodedAnswer, intervalMs: number): Promise<void> {
  writeHead(response, answer, answer.bytes.length);
  for (const byte of answer.bytes) {
    // The client may have given up, or the server been closed: then there is nobody to drip to.
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(intervalMs, undefined, { ref: false });
  }
  response.end();
}

async function sendHuge(response: ServerResponse, answer: EncodedAnswer, bytes: number): Promise<void> {
  writeHead(response, answer, undefined);
  const block = Buffer.alloc(64 * 1024, ' ');
  for (let left = bytes; left > 0 && !response.destroyed; left -= block.length) {
    const room = response.write(block.subarray(0, Math.min(left, block.length)));
    if (!room) await drainedOrClosed(response);
  }
  if (!response.destroyed) response.end(answer.bytes);
}

function drainedOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.ceil(bytes.length / 2));
}
