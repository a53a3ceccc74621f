import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { checkBypass } from '@actions/http-client/lib/proxy';
import type { HttpsProxyAgent } from 'https-proxy-agent';
import type { Diagnostic } from './diagnostic.ts';
import { errorCode } from './helpers.ts';
import { say } from './message.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface ResponseLimits {
  /** The longest body that is read. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request and follows no redirect. Rejects with {@link BodyTooLongError}, with the reason of the signal, or with
 * the error of the connection.
 */
export type Send = (request: HttpRequest, limits: ResponseLimits) => Promise<HttpResponse>;

export class BodyTooLongError extends Error {
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`the response is longer than ${maxBytes / 1024 / 1024} MiB`);
    this.maxBytes = maxBytes;
  }
}

interface Proxy {
  readonly variable: string;
  /** `undefined` if the variable does not hold the URL of a proxy that can be used. */
  readonly url: URL | undefined;
}

/** The signals of requests that go through a proxy. */
const signals = new WeakMap<http.ClientRequest, AbortSignal>();

/** Milliseconds after which an idle connection is closed: a server may close it just as the next request is sent. */
const MAX_IDLE_MS = 4_000;

/**
 * Sends requests to one origin, through the proxy that the environment names for it (`HTTPS_PROXY`, `NO_PROXY`). Rejects if
 * that proxy cannot be used.
 *
 * Not by `fetch`: starting it takes more processor time than all requests of a common run.
 */
export function senderTo(origin: string): Send {
  const proxy = findProxy(origin);
  if (proxy !== undefined && proxy.url === undefined) {
    const { message } = invalidProxy(proxy.variable);
    return () => Promise.reject(new Error(String(message)));
  }
  const protocol = new URL(origin).protocol === 'https:' ? https : http;
  const pool = { keepAlive: true, timeout: MAX_IDLE_MS };
  const pendingAgent = proxy?.url === undefined ? new protocol.Agent(pool) : proxyAgent(proxy.url, pool);
  return async ({ url, body, ...request }, { maxBytes, signal }) => {
    const headers = { 'accept-encoding': 'identity', ...request.headers };
    const agent = await pendingAgent;
    try {
      const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
        const sent = protocol.request(url, { ...request, headers, agent, ...(signal && { signal }) }, resolve);
        if (signal) signals.set(sent, signal);
        sent.on('error', reject);
        // What the proxy answers instead of a tunnel is no answer of the server.
        sent.on('proxyConnect', ({ statusCode }: http.IncomingMessage) => {
          if (statusCode !== 200)
            sent.destroy(new Error(`the proxy opens no tunnel (status ${statusCode || 'unknown'})`));
        });
        // Node closes the connection without an error if the server answers with another protocol (101).
        sent.on('close', () => reject(new Error('the connection was closed without an answer')));
        sent.end(body);
      });
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: await readBody(response, maxBytes),
      };
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  };
}

function headersOf({ headersDistinct }: http.IncomingMessage): ReadonlyMap<string, string> {
  return new Map(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]));
}

async function readBody(response: http.IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      length += chunk.length;
      if (length > maxBytes) throw new BodyTooLongError(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    // Node says only `aborted`.
    throw errorCode(error) === 'ECONNRESET'
      ? new Error('the connection was closed in the middle of the answer')
      : error;
  }
  return Buffer.concat(chunks);
}

/** An error for each variable that names an invalid proxy for one of these origins. */
export function proxyDiagnostics(...origins: readonly string[]): Diagnostic[] {
  const invalid = origins.flatMap((origin) => {
    const proxy = findProxy(origin);
    return proxy === undefined || proxy.url !== undefined ? [] : proxy.variable;
  });
  return [...new Set(invalid)].map(invalidProxy);
}

/** Never quotes the value: it may hold a password. */
function invalidProxy(variable: string): Diagnostic {
  return {
    severity: 'error',
    message: say`The variable ${variable} does not hold the URL of an HTTP proxy, so no request can be sent.`,
    help: say`Set it to a URL such as ${'http://proxy.example.com:8080'} (SOCKS is not supported), or list the hosts that need no proxy in ${'NO_PROXY'}.`,
  };
}

function findProxy(origin: string): Proxy | undefined {
  const url = new URL(origin);
  if (checkBypass(url)) return undefined;
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  for (const variable of [name, name.toUpperCase()]) {
    const value = process.env[variable];
    if (value) return { variable, url: parseProxy(value) };
  }
  return undefined;
}

/** A value without a scheme is the address of an HTTP proxy, as for curl. */
function parseProxy(value: string): URL | undefined {
  try {
    const url = new URL(value.includes('://') ? value : `http://${value}`);
    // A password that cannot be decoded cannot be sent.
    decodeURIComponent(url.username + url.password);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The package is loaded here and not at the start, since few runs have a proxy. */
async function proxyAgent(url: URL, pool: http.AgentOptions): Promise<http.Agent> {
  const { HttpsProxyAgent: Base } = await import(/* webpackMode: "eager" */ 'https-proxy-agent');
  // Not as a part of the URL, which the package may write to its debug log.
  const credentials = [url.username, url.password].map(decodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const headers = credentials === ':' ? {} : { 'Proxy-Authorization': authorization };
  class AbortableProxyAgent extends Base<string> {
    /** Ends with the signal of the request: Node does not destroy a request that has no socket yet. */
    override async connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>): Promise<Socket> {
      const signal = signals.get(request);
      const waiting = new AbortController();
      const stop = () => waiting.abort();
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
      // Not the signal itself: it must not close the tunnel later, when other requests use it.
      Object.assign(this.connectOpts, { signal: waiting.signal });
      try {
        return await super.connect(request, options);
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    }
  }
  return new AbortableProxyAgent(url.origin, { ...pool, headers });
}
