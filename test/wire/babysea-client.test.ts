import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultKey, type BabySeaOptions as SandboxOptions } from '../../sandbox/babysea/index.ts';
import type { BabySeaApi } from '../../src/babysea/api.ts';
import { type BabySeaOptions, createBabySea, originOf } from '../../src/babysea/client.ts';
import {
  BabySeaError,
  BabySeaNetworkError,
  BabySeaRetryError,
  BabySeaTimeoutError,
  InvalidResponseError,
} from '../../src/babysea/errors.ts';
import {
  EMPTY,
  type Fault,
  type FaultKind,
  HTML_502,
  NO_CONTENT,
  rateLimited,
  redirect,
  TRUNCATED,
  WRONG_TYPE,
} from '../support/faults.ts';
import type { BabySeaSandbox } from '../support/sandbox.ts';
import { refusal } from '../support/step.ts';
import { babySea } from './sandbox/support.ts';

interface Wire {
  readonly server: BabySeaSandbox;
  readonly api: BabySeaApi;
}

/** The client and a stand-in at the other end, with these faults of `estimate` in turn. */
async function wire(
  faults: readonly (FaultKind & Pick<Fault<'estimate'>, 'times'>)[] = [],
  client: Partial<BabySeaOptions> = {},
  sandbox: SandboxOptions = {},
): Promise<Wire> {
  const server = await babySea({ balance: '12.480', ...sandbox });
  server.faults.add(...faults.map((fault) => ({ endpoint: 'estimate', ...fault }) as const));
  return { server, api: clientOf(server.url, client) };
}

function clientOf(baseUrl: string, options: Partial<BabySeaOptions> = {}): BabySeaApi {
  return createBabySea({
    apiKey: defaultKey,
    region: 'us',
    baseUrl,
    signal: new AbortController().signal,
    timeLeft: () => 60_000,
    ...options,
  });
}

/** What a call is rejected with. */
function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
}

const estimate = (api: BabySeaApi) => api.estimate('bfl/flux-schnell', { count: 1 });

describe('what is sent', () => {
  test('an estimate: the model as two path segments, the settings as the query', async () => {
    const { server, api } = await wire();
    await api.estimate('bytedance/seedance-1.5-pro', { count: 1, duration: 5, resolution: '720p', audio: false });
    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v1/estimate/bytedance/seedance-1.5-pro',
        queryList: [
          ['count', '1'],
          ['duration', '5'],
          ['resolution', '720p'],
          ['audio', 'false'],
        ],
        body: undefined,
      },
    ]);
  });

  test('no parameter that has no value: the firewall refuses what is not documented', async () => {
    const { server, api } = await wire();
    await api.estimate('bfl/flux-schnell', { count: 1, duration: undefined, audio: undefined });
    await api.estimate('bfl/flux-schnell');
    await api.billing();
    expect(server.requests.map(({ path, queryList }) => [path, ...queryList])).toEqual([
      ['/v1/estimate/bfl/flux-schnell', ['count', '1']],
      ['/v1/estimate/bfl/flux-schnell'],
      ['/v1/user/billing'],
    ]);
  });

  test('a model’s odd letters encoded, so that they stay in their segment', async () => {
    const { server, api } = await wire();
    await errorOf(api.estimate('lab/a?b#c d%2F..', {}));
    expect(server.requests).toMatchObject([{ path: '/v1/estimate/lab/a%3Fb%23c%20d%252F..', queryList: [] }]);
  });

  test('a count as it is', async () => {
    const { server, api } = await wire();
    await api.estimate('bfl/flux-schnell', 3);
    expect(server.requests.map(({ queryList }) => queryList)).toEqual([[['count', '3']]]);
  });

  test('every other question to its own path', async () => {
    const { server, api } = await wire();
    await errorOf(api.getGeneration('gen/1?x'));
    await errorOf(api.health.providers());
    await api.usage(7);
    await api.listGenerations({ limit: 100, offset: 200 });
    await api.library.models();
    expect(server.requests.map(({ method, path, query }) => [method, path, query])).toEqual([
      ['GET', '/v1/content/gen%2F1%3Fx', {}],
      ['GET', '/v1/health/inference/providers', {}],
      ['GET', '/v1/usage', { days: '7' }],
      ['GET', '/v1/content/list', { limit: '100', offset: '200' }],
      ['GET', '/v1/library/models', {}],
    ]);
  });

  test('the key as a bearer token, asking for JSON, and no cookies or bodies', async () => {
    const { server, api } = await wire();
    await api.billing();
    const headers = server.requests[0]?.headers ?? {};
    expect(headers).toMatchObject({ authorization: `Bearer ${defaultKey}`, accept: 'application/json' });
    expect(headers).not.toHaveProperty('content-type');
    expect(headers).not.toHaveProperty('cookie');
  });

  test('to the region of the key, unless another origin is named', () => {
    expect((['us', 'eu', 'jp'] as const).map(originOf)).toEqual([
      'https://api.us.babysea.ai',
      'https://api.eu.babysea.ai',
      'https://api.jp.babysea.ai',
    ]);
  });
});

describe('what comes back', () => {
  test('the envelope, with its data as it came', async () => {
    const { api } = await wire();
    expect(await api.estimate('kling/v1.5-pro', { count: 1, duration: 10, resolution: '1080p' })).toMatchObject({
      request_id: expect.stringMatching(/^[\w-]{36}$/),
      data: { model_identifier: 'kling/v1.5-pro', cost_per_generation: 0.98, credit_balance: 12.48 },
    });
    expect(await api.billing()).toMatchObject({ data: { billing_credit_balance: 12.48 } });
  });

  test.each<FaultKind>([WRONG_TYPE, { kind: 'drip', intervalMs: 0 }])(
    'whatever its type, and however slowly: %o',
    async (fault) => {
      const { api } = await wire([{ ...fault, times: 1 }]);
      expect(await estimate(api)).toMatchObject({ data: { cost_per_generation: 0.005 } });
    },
  );
});

describe('another attempt', () => {
  test.each<[string, FaultKind]>([
    ['429', rateLimited()],
    ['an answer that says that it is retryable, whatever its status', refusal(400, { retryable: true })],
    ['500 without a word on it', { kind: 'answer', status: 500, body: '' }],
    ['502 of a gateway', HTML_502],
    ['503', { kind: 'answer', status: 503, body: '{}' }],
    ['504', { kind: 'answer', status: 504, body: '{"error": "late"}' }],
    ['501', { kind: 'answer', status: 501, body: '' }],
    ['a reset', { kind: 'reset' }],
    ['a reset in the middle of the answer', { kind: 'reset-mid-body' }],
  ])('is made after %s, and a third', async (_, fault) => {
    const { server, api } = await wire([{ ...fault, times: 2 }]);
    expect(await estimate(api)).toMatchObject({ data: { cost_per_generation: 0.005 } });
    expect(server.requests).toHaveLength(3);
  });

  test.each<[string, FaultKind]>([
    ['500 that is not retryable', refusal(500, { retryable: false })],
    [
      '503 that is not retryable, though it names a time',
      { ...refusal(503, { retryable: false }), headers: { 'retry-after': '0' } },
    ],
    ['429 that is not retryable', refusal(429, { retryable: false })],
    [
      'fields that are not as documented beside `retryable`',
      refusal(500, { retryable: false, code: null, message: 7 }),
    ],
    ['401', refusal(401, { retryable: false })],
    ['404 without an envelope', { kind: 'answer', status: 404, body: 'Not Found' }],
    ['408', { kind: 'answer', status: 408, body: '' }],
    ['a redirect', redirect('/elsewhere')],
    ['an answer that makes no sense', TRUNCATED],
    ['204', NO_CONTENT],
  ])('is not made after %s', async (_, fault) => {
    const { server, api } = await wire([{ ...fault, times: 'always' }]);
    expect(await errorOf(estimate(api))).not.toBeInstanceOf(BabySeaRetryError);
    expect(server.requests).toHaveLength(1);
  });

  test('is the last one after two: the error tells how many there were', async () => {
    const { server, api } = await wire([{ ...HTML_502, times: 'always' }]);
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(BabySeaRetryError);
    expect(error).toMatchObject({ name: 'BabySeaRetryError', attempts: 3, cause: { status: 502 } });
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [0, { name: 'BabySeaNetworkError' }],
    [1, { name: 'BabySeaRetryError', attempts: 2, cause: { name: 'BabySeaNetworkError' } }],
  ])('is made as often as `maxRetries` says: %i', async (maxRetries, error) => {
    const { server, api } = await wire([{ kind: 'reset', times: 'always' }], { maxRetries });
    expect(await errorOf(estimate(api))).toMatchObject(error);
    expect(server.requests).toHaveLength(maxRetries + 1);
  });
});

describe('`Retry-After`', () => {
  test.each([429, 503])('of a %i is waited for', async (status) => {
    const fault = { ...refusal(status, { retryable: true }), headers: { 'retry-after': '1' } };
    const { server, api } = await wire([{ ...fault, times: 1 }]);
    await estimate(api);
    const [first, second] = server.requests;
    // A timer may be a few milliseconds early; nothing makes it come sooner than that.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  test.each([
    ['seconds', '3600', 3600],
    ['a date', new Date(Date.now() + 3_600_000).toUTCString(), expect.closeTo(3600, -2)],
  ])('in %s that is longer than the time that is left is not waited for', async (_, retryAfter, seconds) => {
    const { server, api } = await wire([{ ...rateLimited(retryAfter), times: 'always' }]);
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(BabySeaError);
    expect(error).toMatchObject({ status: 429, code: 'BSE1005', rateLimit: { retryAfter: seconds } });
    expect(server.requests).toHaveLength(1);
  });

  test('in no known form counts as none', async () => {
    const { server, api } = await wire([{ ...rateLimited('soon'), times: 1 }]);
    await estimate(api);
    expect(server.requests).toHaveLength(2);
  });

  test('is what counts: the reset of the window that comes with every answer is not waited for', async () => {
    const reset = { 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600) };
    const { server, api } = await wire([{ ...refusal(503, { retryable: true }), headers: reset, times: 1 }]);
    await estimate(api);
    expect(server.requests).toHaveLength(2);
  });

  test('of the API’s own rate limit leads to the next window', async () => {
    // The next window begins once somebody has been sent away: no request can be late for the first.
    const now = (): number => (server.requests.some(({ status }) => status === 429) ? 1_000 : 0);
    const { server, api } = await wire([], {}, { rateLimit: { limit: 2, windowSeconds: 1 }, now });
    await Promise.all([estimate(api), estimate(api), estimate(api)]);
    expect(server.requests.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(server.requests.filter(({ status }) => status === 200)).toHaveLength(3);
  });
});

describe('time', () => {
  test('a request that takes too long is given up and not tried again', async () => {
    const { server, api } = await wire([{ kind: 'hang', times: 'always' }], { timeout: 50 });
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(BabySeaTimeoutError);
    expect(error).toMatchObject({ name: 'BabySeaTimeoutError', scope: 'request' });
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test('a body that never ends counts as the request that takes too long', async () => {
    const { api } = await wire([{ kind: 'drip', intervalMs: 60_000, times: 'always' }], { timeout: 100 });
    expect(await errorOf(estimate(api))).toMatchObject({ scope: 'request' });
  });

  test('that is up for everything ends a request in flight', async () => {
    const everything = new AbortController();
    const { api } = await wire([{ kind: 'held', until: () => Promise.resolve(everything.abort()), times: 1 }], {
      signal: everything.signal,
    });
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(BabySeaTimeoutError);
    expect(error).toMatchObject({ scope: 'run' });
  });

  test('that is up before the first request lets none go', async () => {
    const { server, api } = await wire([], { signal: AbortSignal.abort() });
    expect(await errorOf(estimate(api))).toMatchObject({ scope: 'run' });
    expect(server.requests).toEqual([]);
  });
});

describe('errors', () => {
  test('of a refusal have its status, code, words and request id', async () => {
    const { api } = await wire([
      { ...refusal(403, { code: 'BSE1003', message: 'No scope.', retryable: false }), times: 1 },
    ]);
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(BabySeaError);
    expect(error).toMatchObject({
      name: 'BabySeaError',
      message: 'No scope.',
      status: 403,
      code: 'BSE1003',
      type: 'sample',
      requestId: 'req_0001',
      retryable: false,
      rateLimit: { limit: undefined, remaining: undefined, reset: undefined, retryAfter: undefined },
    });
  });

  test('of a refusal have what it says of the rate limit', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 30;
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': `${reset}` };
    const { api } = await wire([{ ...refusal(400, { retryable: false }), headers, times: 1 }]);
    expect(await errorOf(estimate(api))).toMatchObject({ rateLimit: { limit: 60, remaining: 12, reset } });
  });

  test('of a refusal without an envelope have the beginning of what came', async () => {
    const page = `<html>${'x'.repeat(500)}</html>`;
    const { api } = await wire([{ kind: 'answer', status: 403, body: page, times: 1 }]);
    expect(await errorOf(estimate(api))).toMatchObject({
      status: 403,
      code: undefined,
      requestId: undefined,
      message: page.slice(0, 120),
    });
  });

  test('of an answer that makes no sense have what was expected and what came', async () => {
    const { api } = await wire([{ kind: 'answer', status: 200, body: { status: 'error' }, times: 1 }]);
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({
      name: 'InvalidResponseError',
      expected: "BabySea's success envelope",
      found: expect.stringContaining('{"status":"error"}'),
    });
  });

  test.each<[string, FaultKind, string]>([
    ['a truncated answer', TRUNCATED, '{"status":"success"'],
    ['a page', { kind: 'answer', status: 200, body: '<html>Hi</html>' }, '<html>Hi</html>'],
    ['204', NO_CONTENT, 'an empty answer'],
    ['an empty body', EMPTY, 'an empty answer'],
    ['JSON without an envelope', { kind: 'answer', status: 200, body: { ok: true } }, 'JSON without'],
  ])('of %s have the beginning of what came', async (_, fault, found) => {
    const { api } = await wire([{ ...fault, times: 1 }]);
    expect(await errorOf(estimate(api))).toMatchObject({
      expected: "BabySea's success envelope",
      found: expect.stringContaining(found),
    });
  });

  test('of no connection have the reason at the root', async () => {
    const error = await errorOf(estimate(clientOf(await closedOrigin(), { maxRetries: 0 })));
    expect(error).toBeInstanceOf(BabySeaNetworkError);
    expect(error).toMatchObject({
      name: 'BabySeaNetworkError',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('of a server that changes to another protocol come at once', async () => {
    const server = createServer((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
      ),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const error = await errorOf(estimate(clientOf(`http://127.0.0.1:${port}`, { maxRetries: 0 })));
    expect(error).toBeInstanceOf(BabySeaNetworkError);
    expect(error).toMatchObject({ message: 'the connection was closed without an answer' });
  });

  test('of an answer without end come after 8 MiB, and the connection is let go', async () => {
    const { server, api } = await wire([{ kind: 'huge', times: 'always' }]);
    const error = await errorOf(estimate(api));
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({ expected: 'an answer of up to 8 MiB' });
    expect(server.requests).toHaveLength(1);
    server.faults.clear();
    expect(await estimate(api)).toMatchObject({ data: { cost_per_generation: 0.005 } });
  });

  test('of a refusal without end too', async () => {
    const { server, api } = await wire([], {}, { keys: {} });
    server.faults.add({ endpoint: 'estimate', times: 'always', kind: 'huge', bytes: 9 * 1024 * 1024 });
    expect(await errorOf(estimate(api))).toMatchObject({ expected: 'an answer of up to 8 MiB' });
  });

  test('never have the key, however the other side writes it', async () => {
    const apiKey = 'bye_"quoted"/+key';
    const message = [
      apiKey,
      encodeURIComponent(apiKey),
      Buffer.from(`a:${apiKey}`).toString('base64'),
      JSON.stringify(apiKey),
    ].join(' | ');
    const fault = refusal(400, { message, code: apiKey, retryable: false });
    const { api } = await wire([{ ...fault, times: 1 }], { apiKey });
    const error = await errorOf(estimate(api));
    expect(error).toMatchObject({
      code: '***',
      message: expect.stringMatching(/^\*\*\* \| \*\*\* \| \w*\*\*\*\w*=* \| "\*\*\*"$/),
    });
    expect(JSON.stringify(error)).not.toMatch(/quoted/);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308] as const)('%i is not followed: the key goes nowhere else', async (status) => {
    const elsewhere = await babySea();
    const location = `${elsewhere.url}/v1/user/billing`;
    const { api } = await wire([{ ...redirect(location, status), times: 'always' }]);
    expect(await errorOf(estimate(api))).toMatchObject({ name: 'BabySeaError', status });
    expect(elsewhere.requests).toEqual([]);
  });
});

/** An origin on which nothing listens any more. */
async function closedOrigin(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address();
      resolve(address === null || typeof address === 'string' ? 0 : address.port);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
