/** Answers: as data, as bytes, and how they are sent. */
import type { ServerResponse } from 'node:http';

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. Undefined is no body. */
  readonly body?: unknown;
}

/** An answer as it goes over the wire. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Turns an answer into bytes. Adds a Content-Type if it has none. */
export function encode({ status, headers, body }: Answer): EncodedAnswer {
  if (body === undefined) return { status, headers: { ...headers }, bytes: Buffer.alloc(0) };
  const isText = typeof body === 'string';
  const type = `${isText ? 'text/plain' : 'application/json'}; charset=utf-8`;
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  return { status, headers: { 'content-type': type, ...headers }, bytes };
}

export function send(response: ServerResponse, answer: EncodedAnswer): void {
  writeHead(response, answer);
  response.end(answer.bytes);
}

export function writeHead(response: ServerResponse, { status, headers, bytes }: EncodedAnswer): void {
  // 204 must not carry a Content-Length (RFC 9110, section 8.6).
  response.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': bytes.length }) });
}

/** A page like those of firewalls and gateways. */
export function htmlPage(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`,
  };
}
