import type { getOctokit } from '@actions/github';

type Plugin = NonNullable<Parameters<typeof getOctokit>[2]>;
type Fetch = typeof globalThis.fetch;

/** The longest answer that is read at once, in bytes: a hundred comments of the longest kind are less. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/**
 * Octokit takes an answer that is empty, breaks off, has no end, or is no JSON for a text, and hands it on as data. Here it
 * counts as one that did not come: it is asked for again, where that may be done, and fails like it.
 */
export const whole: Plugin = ({ hook }) => {
  hook.before('request', (options) => {
    const { fetch = globalThis.fetch, parseSuccessResponseBody } = options.request ?? {};
    Object.assign(options, {
      request: { ...options.request, fetch: bounded(fetch, parseSuccessResponseBody !== false) },
    });
  });
  hook.after('request', ({ status, data }, options) => {
    if (options.request?.['parseSuccessResponseBody'] === false) return;
    // What is deleted is told by the status alone.
    const isJson = typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer);
    if (options.method === 'DELETE' ? status === 204 : isJson) return;
    // As Octokit tells of an answer that did not come.
    throw Object.assign(new Error('what came is empty, broken off, too long, or no JSON'), {
      status: 500,
      request: options,
    });
  });
};

/** What is read as a stream has bounds of its own; that of an error never is. */
function bounded(fetch: Fetch, isReadWhole: boolean): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null || (response.ok && !isReadWhole)) return response;
    let length = 0;
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.length;
        if (length > MAX_RESPONSE_BYTES) controller.error(new Error('The answer is too long.'));
        else controller.enqueue(chunk);
      },
    });
    const { status, headers } = response;
    return new Response(response.body.pipeThrough(limit), { status, headers: [...headers] });
  };
}
