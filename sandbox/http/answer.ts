/** What a sandbox endpoint answers, before it becomes bytes. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes and text are sent as they are, undefined is no body, anything else is sent as JSON. */
  readonly body?: unknown;
}

/** An answer as it goes over the wire. */
export interface EncodedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Turns an answer into bytes, with a Content-Type that fits unless it brings its own. */
export function encode(answer: Answer): EncodedAnswer {
  const { status, headers = {}, body } = answer;
  if (body === undefined) return { status, headers, bytes: Buffer.alloc(0) };
  if (body instanceof Uint8Array) {
    return { status, headers: { 'content-type': 'application/octet-stream', ...headers }, bytes: Buffer.from(body) };
  }
  if (typeof body === 'string') {
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, bytes: Buffer.from(body) };
  }
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    bytes: Buffer.from(JSON.stringify(body)),
  };
}

/** A plain page such as firewalls and gateways answer with. */
export function htmlPage(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<center><h1>${status} ${title}</h1></center>\n</body>\n</html>\n`,
  };
}
