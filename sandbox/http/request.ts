import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as a sandbox server received it. */
export interface RecordedRequest<Endpoint extends string = string> {
  /** 1 for the server's first request, and so on, in order of arrival. */
  readonly order: number;
  /** Milliseconds since the server started, by a clock that never steps back. */
  readonly at: number;
  /** When its answer was handed over, by the same clock; undefined while there is none. */
  readonly answeredAt: number | undefined;
  /** The endpoint's name; undefined where the path and method are none of the server's. */
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Query parameters, decoded; of a repeated one the last. */
  readonly query: Readonly<Record<string, string>>;
  /** All query parameters in the order sent, repeated ones too. */
  readonly queryList: readonly (readonly [string, string])[];
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, otherwise its text; undefined where there was none (or it is still being read). */
  readonly body: unknown;
  /** The status answered; undefined while there is none, and for good where a fault swallowed the answer. */
  readonly status: number | undefined;
}

/** Reads a whole body; JSON is parsed, whatever its Content-Type says, because Octokit and fetch differ on that. */
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
