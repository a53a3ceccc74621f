import { type HttpResponse, type Send, senderTo } from '../shared/proxy.ts';

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

/**
 * A `fetch` for Octokit that keeps the token at one origin: a redirect within the origin is followed, the request repeated as
 * it was; any other redirect is the response. It goes through the environment's proxy, and reads no body without end.
 */
export function createFetch() {
  const senders = new Map<string, Send>();
  const send = (url: URL, { signal, ...request }: RequestOptions): Promise<HttpResponse> => {
    const sender = senders.get(url.origin) ?? senderTo(url.origin);
    senders.set(url.origin, sender);
    return sender({ ...request, url: url.href }, signal);
  };
  return async (address: string, options: RequestOptions): Promise<Response> => {
    let url = new URL(address);
    for (let redirects = 0; ; redirects++) {
      const response = limited(await send(url, options));
      const next = redirects < MAX_REDIRECTS ? redirectOf(response, url) : undefined;
      if (next?.origin !== url.origin) return response;
      // The connection is free again once the body has been read.
      await response.arrayBuffer();
      url = next;
    }
  };
}

function redirectOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = headers.get('location');
  return location !== null && REDIRECTS.includes(status) && URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
}

function limited({ status, headers, body }: HttpResponse): Response {
  const stream = body === null ? null : ReadableStream.from(limitedChunks(body));
  return new Response(stream, { status, headers: [...headers] });
}

async function* limitedChunks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_RESPONSE_BYTES) throw new Error('The response is too long.');
    yield chunk;
  }
}
