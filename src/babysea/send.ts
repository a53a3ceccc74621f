import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Send } from './exchange.ts';

/** What sends requests through the proxy to an origin; `undefined` where it is reached directly. */
export type ProxyTo = (origin: string) => Promise<Send> | undefined;

/** The proxy that the environment names (`HTTPS_PROXY`, `NO_PROXY`), read as the toolkit reads it for GitHub's API. */
export const environmentProxy: ProxyTo = (origin) =>
  // Few have one, and what it takes is large.
  getProxyUrl(new URL(origin)) === undefined
    ? undefined
    : import('./proxy.ts').then(({ throughProxy }) => throughProxy(origin));

/** Sends requests to one origin, through its proxy where it has one. */
export function senderTo(origin: string, proxyTo: ProxyTo = () => undefined): Send {
  let found: { readonly proxy: Promise<Send> | undefined } | undefined;
  return async (request, signal) => {
    // Only now: a proxy that is no URL is a request that fails, with its words.
    found ??= { proxy: proxyTo(origin) };
    if (found.proxy === undefined) return fetch(request, { signal });
    return (await found.proxy)(request, signal);
  };
}
