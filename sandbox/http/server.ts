/** The HTTP server under both stand-ins: it listens on loopback, and records every request. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, encode, send } from './answer.ts';

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
  /** Undefined before the answer, and for good if there is none. */
  readonly status: number | undefined;
}

/** An endpoint: a name for the tests, a method and a path, and what it answers. */
export interface Route<Endpoint extends string> {
  readonly endpoint: Endpoint;
  /** Such as `GET /repos/{owner}/{repo}/contents/{path...}`: `{owner}` is one segment, `{path...}` one or more. */
  readonly request: string;
  readonly answer: (request: RecordedRequest, parameter: PathParameter) => Answer;
}

/** Gives a decoded path parameter. Throws if the path has no parameter of that name. */
export type PathParameter = (name: string) => string;

/** How a stand-in answers. */
interface Application<Endpoint extends string> {
  /** The first that matches counts. */
  readonly routes: readonly Route<Endpoint>[];
  /** The answer to a request that no route is for. */
  readonly otherwise: (request: RecordedRequest) => Answer;
}

export interface ServeOptions {
  /** Default 0, which takes a port that is free. */
  readonly port?: number;
  /** How long every answer takes, in milliseconds (default 0). */
  readonly latencyMs?: number;
}

/** Sends the answer to a request. `answer` carries the request out. */
export type Deliver<Endpoint extends string> = (
  request: RecordedRequest<Endpoint>,
  response: ServerResponse,
  answer: () => Answer,
) => void | Promise<void>;

/** A running sandbox server, as tests see it. */
export interface SandboxServer<Endpoint extends string> {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly origin: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest<Endpoint>[];
  requestsTo(endpoint: Endpoint): readonly RecordedRequest<Endpoint>[];
  readonly connections: number;
  /** Sends all answers. A test replaces it to make the server misbehave. */
  deliver: Deliver<Endpoint>;
  /** Tests may change it while the server runs. */
  latencyMs: number;
  /** Stops listening and destroys all sockets. */
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1. */
export async function serve<Endpoint extends string>(
  { routes, otherwise }: Application<Endpoint>,
  options: ServeOptions = {},
): Promise<SandboxServer<Endpoint>> {
  const requests: { -readonly [Key in keyof RecordedRequest<Endpoint>]: RecordedRequest<Endpoint>[Key] }[] = [];
  const startedAt = performance.now();
  let connections = 0;
  const find = router(routes);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const { pathname: path, searchParams } = new URL(`http://loopback${request.url ?? '/'}`);
    const match = find(method, path);
    const record: (typeof requests)[number] = {
      order: requests.length + 1,
      at: performance.now() - startedAt,
      answeredAt: undefined,
      endpoint: match?.route.endpoint,
      method,
      path,
      query: Object.fromEntries(searchParams),
      queryList: [...searchParams],
      headers,
      body: undefined,
      status: undefined,
    };
    requests.push(record);
    record.body = await readBody(request);
    if (server.latencyMs > 0) await sleep(server.latencyMs, undefined, { ref: false });
    if (response.destroyed) return;
    await server.deliver(record, response, () => {
      return match?.route.answer(record, match.parameter) ?? otherwise(record);
    });
    if (response.writableEnded) record.answeredAt = performance.now() - startedAt;
    if (response.headersSent) record.status = response.statusCode;
  }

  const listener = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed || response.destroyed) return; // the client went away while it was being served
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  // No idle time-out: the server could close a socket just as the client reuses it.
  listener.keepAliveTimeout = 0;
  listener.on('connection', () => {
    connections += 1;
  });

  const origin = `http://127.0.0.1:${await listen(listener, options.port ?? 0)}`;

  const server: SandboxServer<Endpoint> = {
    origin,
    requests,
    requestsTo: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
    get connections() {
      return connections;
    },
    deliver: (_, response, answer) => send(response, encode(answer())),
    latencyMs: options.latencyMs ?? 0,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      }),
  };
  return server;
}

/** Makes a function that finds the route of a request, if there is one. */
function router<Endpoint extends string>(routes: readonly Route<Endpoint>[]) {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.request) }));
  return (method: string, path: string) => {
    for (const { route, pattern } of compiled) {
      const groups = pattern.exec(`${method} ${path}`)?.groups;
      if (groups === undefined) continue;
      const parameter = (name: string) => {
        const value = groups[name];
        if (value === undefined) throw new Error(`${route.request} has no parameter ${name}.`);
        return decodeURIComponent(value);
      };
      return { route, parameter };
    }
    return undefined;
  };
}

function patternOf(request: string): RegExp {
  const source = request.replace(/\{(\w+)(\.\.\.)?\}|\./g, (found, name, many) =>
    name === undefined ? `\\${found}` : `(?<${name}>${many === undefined ? '[^/]+' : '.+'})`,
  );
  // With the empty group, a match has groups even if the path has no parameters.
  return new RegExp(`^${source}(?<_>)$`);
}

function listen(listener: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', () => {
      const address = listener.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}

/** Parses JSON whatever the Content-Type is: Octokit and fetch send different ones. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const body = await text(request);
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
