/**
 * The HTTP server under both stand-ins: it listens on loopback, records every request, counts what is in flight, and
 * commits faults. What it answers is the stand-in's own business.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Faults } from './faults.ts';
import { type Answer, deliver } from './http/answer.ts';
import { type RecordedRequest, readBody } from './http/request.ts';

/** How a stand-in answers. */
interface Application<Endpoint extends string> {
  /** Finds the endpoint of a request before its body is read. */
  readonly find: (method: string, path: string) => Found<Endpoint>;
  /** The stand-in's own answer to too many requests. */
  readonly rateLimited: (retryAfter: string | undefined) => Answer;
}

/** The endpoint of a request (undefined: none), and the function that carries it out. */
export interface Found<Endpoint extends string> {
  readonly endpoint: Endpoint | undefined;
  readonly answer: (request: RecordedRequest<Endpoint>) => Answer;
}

export interface ServeOptions {
  /** Default 0, which takes a port that is free. */
  readonly port?: number;
  /** How long every answer takes, in milliseconds (default 0). */
  readonly latencyMs?: number;
}

/** A request that is still being served: what becomes of it is filled in. */
interface Recording<Endpoint extends string> extends RecordedRequest<Endpoint> {
  body: unknown;
  status: number | undefined;
  answeredAt: number | undefined;
}

/** A running sandbox server, as tests see it. */
export interface SandboxServer<Endpoint extends string> {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly origin: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest<Endpoint>[];
  requestsTo(endpoint: Endpoint): readonly RecordedRequest<Endpoint>[];
  /** The most requests of an endpoint that were unanswered at the same time. */
  maxInFlight(endpoint: Endpoint): number;
  readonly connections: number;
  readonly faults: Faults<Endpoint>;
  /** Tests may change it while the server runs. */
  latencyMs: number;
  /** Delays each answer until what it returns resolves; tests may set it. */
  hold: ((request: RecordedRequest<Endpoint>) => Promise<void>) | undefined;
  /** Stops listening and destroys all sockets. */
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1. The application gets the origin, which its links need. */
export async function serve<Endpoint extends string>(
  application: (origin: string) => Application<Endpoint>,
  options: ServeOptions = {},
): Promise<SandboxServer<Endpoint>> {
  const requests: Recording<Endpoint>[] = [];
  const faults = new Faults<Endpoint>();
  const inFlight = new Map<string, number>();
  const mostInFlight = new Map<string, number>();
  const sockets = new Set<Socket>();
  const startedAt = performance.now();
  let connections = 0;
  let app: Application<Endpoint> | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (app === undefined) throw new Error('A request came before the server was ready.');
    const method = request.method ?? 'GET';
    const url = new URL(`http://loopback${request.url ?? '/'}`);
    const found = app.find(method, url.pathname);
    const record: Recording<Endpoint> = {
      order: requests.length + 1,
      at: performance.now() - startedAt,
      endpoint: found.endpoint,
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      queryList: [...url.searchParams],
      headers: request.headers,
      body: undefined,
      status: undefined,
      answeredAt: undefined,
    };
    requests.push(record);
    const answered = countInFlight(found.endpoint);
    response.once('close', answered);

    record.body = await readBody(request);
    const fault = faults.take(record);
    if (server.latencyMs > 0) await sleep(server.latencyMs, undefined, { ref: false });
    await server.hold?.(record);
    if (response.destroyed) return;
    const { rateLimited } = app;
    await deliver(response, { real: () => found.answer(record), rateLimited }, fault);
    // Not only on `close`, which may come after a quick client's next request.
    if (response.writableEnded) {
      answered();
      record.answeredAt = performance.now() - startedAt;
    }
    if (response.headersSent) record.status = response.statusCode;
  }

  /** Counts a request in. The function that it returns counts it out, once. */
  function countInFlight(endpoint: Endpoint | undefined): () => void {
    if (endpoint === undefined) return () => undefined;
    const now = (inFlight.get(endpoint) ?? 0) + 1;
    inFlight.set(endpoint, now);
    mostInFlight.set(endpoint, Math.max(now, mostInFlight.get(endpoint) ?? 0));
    let open = true;
    return () => {
      if (open) inFlight.set(endpoint, (inFlight.get(endpoint) ?? 1) - 1);
      open = false;
    };
  }

  const listener = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (request.destroyed || response.destroyed) return; // the client went away while it was being served
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The sandbox itself failed: ${text}`);
    });
  });
  // No idle time-out: the server could close a socket just as the client reuses it.
  listener.keepAliveTimeout = 0;
  listener.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  const port = await listen(listener, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  app = application(origin);

  const server: SandboxServer<Endpoint> = {
    origin,
    requests,
    requestsTo: (endpoint) => requests.filter((request) => request.endpoint === endpoint),
    maxInFlight: (endpoint) => mostInFlight.get(endpoint) ?? 0,
    get connections() {
      return connections;
    },
    faults,
    latencyMs: options.latencyMs ?? 0,
    hold: undefined,
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return server;
}

function listen(listener: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', () => {
      const address: AddressInfo | string | null = listener.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}
