import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface RecordedRequest<Endpoint extends string = string> {
  /** 1 for the server's first request. */
  readonly order: number;
  /** Milliseconds since the server started, by a clock that never steps back. */
  readonly at: number;
  /** When the answer was sent, by the same clock; undefined before that. */
  readonly answeredAt: number | undefined;
  /** Undefined if the server has no such endpoint. */
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Decoded query parameters. The last one counts if a name is repeated. */
  readonly query: Readonly<Record<string, string>>;
  /** All query parameters in order, repeated ones too. */
  readonly queryList: readonly (readonly [string, string])[];
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or else text; undefined if there is none or the server is still reading it. */
  readonly body: unknown;
  /** Undefined before the answer, and for good if a fault suppressed it. */
  readonly status: number | undefined;
}

/** Parses JSON whatever the Content-Type is: Octokit and fetch send different ones. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
