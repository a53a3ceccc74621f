import * as http from 'node:http';
import * as https from 'node:https';
import { checkBypass } from '@actions/http-client/lib/proxy';
import { ProxyAgent, fetch as undiciFetch } from 'undici';
import type { Diagnostic } from './diagnostic.ts';
import { say } from './message.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The headers of a response, by their names in lower case. */
export interface ResponseHeaders extends Iterable<[string, string]> {
  get(name: string): string | null | undefined;
}

/** A response whose body is still to come, and has to be read: the connection is in use until then. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends a request and follows no redirect. */
export type Send = (request: HttpRequest, signal: AbortSignal | undefined) => Promise<HttpResponse>;

interface Proxy {
  readonly variable: string;
  /** `undefined` if the variable does not hold the URL of a proxy that can be used. */
  readonly url: URL | undefined;
}

/** Milliseconds after which an idle connection is closed: a server may close it just as the next request is sent. */
const MAX_IDLE_MS = 4_000;

/**
 * Sends requests to one origin, through the proxy that the environment names for it (`HTTPS_PROXY`, `NO_PROXY`). Rejects if
 * that proxy cannot be used.
 */
export function senderTo(origin: string): Send {
  const proxy = findProxy(origin);
  if (proxy === undefined) return directSender(new URL(origin).protocol === 'https:' ? https : http);
  if (proxy.url === undefined) {
    const { message } = invalidProxy(proxy.variable);
    return () => Promise.reject(new Error(String(message)));
  }
  const dispatcher = agentFor(proxy.url);
  return (request, signal) => undiciFetch(request.url, { ...initOf(request, signal), dispatcher });
}

/** Not by `fetch`: starting it takes more processor time than all requests of a common run. */
function directSender({ Agent, request }: typeof http | typeof https): Send {
  const agent = new Agent({ keepAlive: true, timeout: MAX_IDLE_MS });
  return ({ url, method, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const options = {
        method,
        headers: { 'accept-encoding': 'identity', ...headers },
        agent,
        ...(signal && { signal }),
      };
      const sent = request(url, options, (response) => {
        const entries = Object.entries(response.headersDistinct);
        const responseHeaders = new Map(entries.map(([name, values = []]) => [name, values.join(', ')]));
        resolve({ status: response.statusCode ?? 0, headers: responseHeaders, body: response });
      });
      sent.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
      // Node closes the connection without an error if the server answers with another protocol (101).
      sent.on('close', () => reject(new Error('the connection was closed without an answer')));
      sent.end(body);
    });
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

function initOf({ method, headers, body }: HttpRequest, signal: AbortSignal | undefined) {
  const redirect: 'manual' = 'manual';
  return { method, headers, redirect, ...(body !== undefined && { body }), ...(signal && { signal }) };
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

function agentFor(url: URL): ProxyAgent {
  const credentials = [url.username, url.password].map(decodeURIComponent).join(':');
  const token = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return new ProxyAgent({ uri: url.origin, ...(credentials !== ':' && { token }) });
}
