import { HttpClient } from '@actions/http-client';
import { fetch } from 'undici';
import type { Send } from './request.ts';

/** Sends requests to an origin through the proxy that the environment names for it. Node's own `fetch` takes no dispatcher of another undici. */
export function throughProxy(origin: string): Send {
  const dispatcher = new HttpClient(undefined, undefined, { keepAlive: true }).getAgentDispatcher(origin);
  return ({ url, method, headers }, signal) =>
    fetch(url, { method, headers, redirect: 'manual', signal, ...(dispatcher && { dispatcher }) });
}
