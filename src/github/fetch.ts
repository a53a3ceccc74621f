import { type HttpResponse, type Send, senderTo } from '../shared/http.ts';

/** How GitHub redirects requests for a renamed repository (docs.github.com: rest/using-the-rest-api/best-practices-for-using-the-rest-api). */
const REDIRECTS = [301, 302, 307, 308];
const MAX_REDIRECTS = 5;

/** The longest response that is read at once, in bytes: a hundred comments of the maximum length are less. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** As Octokit calls `fetch`. */
interface RequestOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A response as Octokit reads it; Node's own `Response` would load another HTTP client. */
interface FetchResponse {
  readonly status: number;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  arrayBuffer(): Promise<Uint8Array>;
  text(): Promise<string>;
}

/**
 * A `fetch` for Octokit that keeps the token at one origin: a redirect within the origin is followed, the request repeated as
 * it was; any other redirect is the response. It goes through the environment's proxy, and reads no body without end.
 */
export function createFetch() {
  const senders = new Map<string, Send>();
  const send = (url: URL, { signal, ...request }: RequestOptions): Promise<HttpResponse> => {
    const sender = senders.get(url.origin) ?? senderTo(url.origin);
    senders.set(url.origin, sender);
    return sender({ ...request, url: url.href }, { maxBytes: MAX_RESPONSE_BYTES, signal });
  };
  return async (address: string, options: RequestOptions): Promise<FetchResponse> => {
    let url = new URL(address);
    for (let redirects = 0; ; redirects++) {
      const response = await send(url, options);
      const next = redirects < MAX_REDIRECTS ? redirectOf(response, url) : undefined;
      if (next?.origin !== url.origin) return fetchResponse(response, url);
      url = next;
    }
  };
}

function redirectOf({ status, headers }: HttpResponse, from: URL): URL | undefined {
  const location = headers.get('location') ?? undefined;
  return location !== undefined && REDIRECTS.includes(status) && URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
}

function fetchResponse({ status, headers, body }: HttpResponse, url: URL): FetchResponse {
  return { status, url: url.href, headers, arrayBuffer: async () => body, text: async () => body.toString() };
}
