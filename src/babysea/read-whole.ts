import type { HttpResponse } from '../shared/proxy.ts';
import type { Redact } from '../shared/redact.ts';
import { InvalidResponseError } from './errors.ts';
import { retryAfterOf } from './rate-limit.ts';

/** The longest answer that is read, in bytes: the whole model library is a small part of it. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** Statuses whose answers have no body by definition. */
const BODILESS = new Set([204, 205, 304]);

/**
 * Reads an answer with its whole body, so that one attempt either has all of it or none: a connection that breaks in
 * the middle fails like one that was never made, and is tried again like it. An endless body ends in an error. Secrets that
 * the other side echoes are hidden here, before anything cuts or quotes the text.
 *
 * The body is handed on as plain text, whatever type it claims: who reads it parses it. Of the other headers only
 * `Retry-After` is handed on, in seconds.
 *
 * @param signal what ends the request
 * @param now milliseconds since 1970
 */
export async function readWhole(
  answer: HttpResponse,
  signal: AbortSignal,
  now: number,
  redact: Redact,
): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length;
      if (length > MAX_RESPONSE_BYTES) throw tooLong();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof InvalidResponseError || signal.aborted) throw error;
    throw new TypeError('fetch failed', { cause: error });
  }
  // `X-RateLimit-Reset` comes with every answer, and ky would wait for it where there is no `Retry-After`.
  const retryAfter = retryAfterOf(answer.headers, now);
  const headers = { 'content-type': 'text/plain', ...(retryAfter !== undefined && { 'retry-after': `${retryAfter}` }) };
  const body = BODILESS.has(answer.status) ? null : redact(Buffer.concat(chunks).toString());
  return new Response(body, { status: answer.status, headers });
}

function tooLong(): InvalidResponseError {
  return new InvalidResponseError({
    expected: `an answer of up to ${MAX_RESPONSE_BYTES / 1024 / 1024} MiB`,
    found: 'more than that',
    requestId: undefined,
    attempts: 1,
  });
}
