import { HttpClient } from '@actions/http-client';
import { type Dispatcher, fetch as fetchThrough } from 'undici';
import type { AnswerHeaders } from './rate-limit.ts';

/** An answer whose body is still to come. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/**
 * Sends a request.
 *
 * @param signal what ends it, in place of the request's own. A request that is made of another one hears of its signal by
 * way of that other one, which nothing holds: collected, it would never end (undici: `Request` holds what follows weakly).
 */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;

/** The proxy to an origin; `undefined` where it is reached directly. */
export type DispatcherFor = (origin: string) => Dispatcher | undefined;

/** The proxy that the environment names (`HTTPS_PROXY`, `NO_PROXY`), read as the toolkit reads it for GitHub's API. */
export const environmentProxy: DispatcherFor = (origin) =>
  new HttpClient(undefined, undefined, { keepAlive: true }).getAgentDispatcher(origin);

/** Sends requests to one origin, through its proxy where it has one. Node's own `fetch` takes no dispatcher of another undici. */
export function senderTo(origin: string, dispatcherFor: DispatcherFor = () => undefined): Send {
  let found: { readonly dispatcher: Dispatcher | undefined } | undefined;
  return async (request, signal) => {
    // Only now: a proxy that is no URL is a request that fails, with its words.
    found ??= { dispatcher: dispatcherFor(origin) };
    if (found.dispatcher === undefined) return fetch(request, { signal });
    const { url, method, redirect } = request;
    const headers = Object.fromEntries(request.headers);
    return fetchThrough(url, { method, headers, redirect, signal, dispatcher: found.dispatcher });
  };
}
