import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pLimit from 'p-limit';
import { describe, expect, test, vi } from 'vitest';
import { defaultKey, type BabySeaOptions as SandboxOptions } from '../../sandbox/babysea/index.ts';
import type { BabySeaApi, PacedApi } from '../../src/babysea/api.ts';
import { type BabySeaOptions, createBabySea } from '../../src/babysea/client.ts';
import type { RateLimitWait } from '../../src/babysea/rate-limiter.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { HTML_502, rateLimited } from '../support/faults.ts';
import type { BabySeaSandbox } from '../support/sandbox.ts';
import { refusal } from '../support/step.ts';
import { askBabySea, babySea } from './sandbox/support.ts';

const CONCURRENCY = 8;
const MINUTE = { limit: 60, windowSeconds: 60 };

interface Scene {
  readonly server: BabySeaSandbox;
  readonly api: PacedApi;
  readonly clock: FakeClock;
  /** What the client said that it waits for. */
  readonly waits: readonly RateLimitWait[];
}

/** The client and a stand-in that limits, both by one clock that steps on once all of so many wait. */
async function scene(
  { everybody = CONCURRENCY, ...client }: Partial<BabySeaOptions> & { readonly everybody?: number } = {},
  sandbox: SandboxOptions = { rateLimit: MINUTE },
): Promise<Scene> {
  const clock = fakeClock(everybody);
  const waits: RateLimitWait[] = [];
  const server = await babySea({ now: clock.now, ...sandbox });
  const api = createBabySea({
    apiKey: defaultKey,
    region: 'us',
    baseUrl: server.url,
    signal: new AbortController().signal,
    timeLeft: () => 3_600_000,
    onWait: (wait) => waits.push(wait),
    clock,
    ...client,
  });
  return { server, api, clock, waits };
}

const estimate = (api: BabySeaApi) => api.estimate('bfl/flux-schnell', { count: 1 });

/** So many estimates, as many at a time as the gate has in flight. */
function estimates(api: BabySeaApi, requests: number): Promise<unknown[]> {
  const limit = pLimit(CONCURRENCY);
  return Promise.all(Array.from({ length: requests }, () => limit(() => estimate(api))));
}

function statuses({ requests }: BabySeaSandbox, status: number): number {
  return requests.filter((request) => request.status === status).length;
}

/** As happens now and then in a long run. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

/** What a call is rejected with. */
function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

describe('200 estimates with 60 requests a window', () => {
  test('all have their answers, none is refused, and each wait is told once', async () => {
    const { server, api, clock, waits } = await scene();
    await estimates(api, 200);
    expect(statuses(server, 200)).toBe(200);
    expect(statuses(server, 429)).toBe(0);
    // A window began with the first request after the last one, and its end is waited for with a second to spare.
    expect(waits).toEqual(Array.from({ length: 3 }, () => ({ seconds: 61, reason: 'window', limit: 60 })));
    expect(clock.steps).toEqual([61_000, 61_000, 61_000]);
  });

  test('of which others have used some: of the first, which go together, those are refused that are too many', async () => {
    const { server, api } = await scene();
    for (let request = 0; request < 55; request++) await askBabySea(server, '/v1/user/billing');
    await estimates(api, 200);
    expect(statuses(server, 429)).toBe(CONCURRENCY - 5);
    expect(server.requestsTo('estimate').filter(({ status }) => status === 200)).toHaveLength(200);
  });

  test('of which others have used all: that is learned from the first, which go together', async () => {
    const { server, api } = await scene();
    for (let request = 0; request < 60; request++) await askBabySea(server, '/v1/user/billing');
    await estimates(api, 200);
    expect(statuses(server, 429)).toBe(CONCURRENCY);
    expect(server.requestsTo('estimate').filter(({ status }) => status === 200)).toHaveLength(200);
  });

  test.each([-7_200_000, 7_200_000])('where the server’s clock is %i ms off', async (off) => {
    const clock = fakeClock(CONCURRENCY);
    const { server, api, waits } = await scene({ clock }, { rateLimit: MINUTE, now: () => clock.now() + off });
    await estimates(api, 200);
    expect(statuses(server, 429)).toBe(0);
    expect(waits).toHaveLength(3);
  });
});

describe('a refusal for too many requests', () => {
  test('holds up everybody for as long as it asks', async () => {
    const { server, api, clock, waits } = await scene({}, {});
    await estimate(api);
    server.faults.add({ endpoint: 'estimate', times: 1, ...rateLimited('7') });
    await estimates(api, 40);
    expect(clock.steps).toEqual([7_000]);
    expect(waits).toEqual([{ seconds: 7, reason: 'asked', limit: undefined }]);
    expect(statuses(server, 429)).toBe(1);
  });

  test('of advice holds nobody up', async () => {
    const { server, api, clock } = await scene({}, {});
    server.faults.add({ endpoint: 'health', times: 1, ...rateLimited('7') });
    expect(await errorOf(api.within(60_000).health.providers())).toMatchObject({ status: 429 });
    await estimates(api, 16);
    expect(clock.steps).toEqual([]);
  });

  test('that does not say for how long does so for a second', async () => {
    const { server, api, clock } = await scene({ everybody: 1 }, {});
    server.faults.add({ endpoint: 'estimate', times: 1, ...rateLimited() });
    await estimate(api);
    expect(clock.steps).toEqual([1_000]);
  });

  test('with a word on the window only is waited for until its end', async () => {
    const { server, api, clock } = await scene({ everybody: 1 }, {});
    const headers = {
      date: new Date(clock.now()).toUTCString(),
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': `${clock.now() / 1000 + 30}`,
    };
    server.faults.add({ endpoint: 'estimate', times: 1, ...refusal(429, { retryable: true }), headers });
    await estimate(api);
    expect(clock.steps).toEqual([31_000]);
  });
});

describe('headers that make no sense', () => {
  test.each([
    ['a window that ends in a year', { remaining: '0', reset: 365 * 86_400 }],
    ['a window that has ended', { remaining: '0', reset: -60 }],
    ['less than nothing left', { remaining: '-5', reset: 30 }],
    ['no number', { remaining: 'NaN', reset: Number.NaN }],
  ])('hold nobody up: %s', async (_, { remaining, reset }) => {
    const { server, api, clock } = await scene({}, {});
    const headers = {
      date: new Date(clock.now()).toUTCString(),
      'x-ratelimit-remaining': remaining,
      'x-ratelimit-reset': `${clock.now() / 1000 + reset}`,
    };
    const body = { status: 'success', data: {} };
    server.faults.add({ endpoint: 'estimate', times: 'always', kind: 'answer', status: 200, headers, body });
    await estimates(api, 50);
    expect(server.requests).toHaveLength(50);
    expect(clock.steps).toEqual([]);
  });
});

describe('a wait that the time cannot hold', () => {
  test('is not begun: the next request fails at once and says how much time it takes', async () => {
    const { server, api, clock, waits } = await scene({ timeLeft: () => 30_000 });
    await estimates(api, 60);
    expect(await errorOf(estimate(api))).toMatchObject({
      name: 'RateLimitedError',
      limit: 60,
      seconds: 61,
      secondsLeft: 30,
      timeout: 80,
    });
    expect(server.requests).toHaveLength(60);
    expect([clock.steps, waits]).toEqual([[], []]);
  });

  test('ends at once when the time is up for another reason', async () => {
    const everything = new AbortController();
    // Nobody else ever waits, so that its time does not come.
    const { api } = await scene({ everybody: 2, signal: everything.signal, onWait: () => everything.abort() });
    for (let request = 0; request < 60; request++) await estimate(api);
    expect(await errorOf(estimate(api))).toMatchObject({ name: 'BabySeaTimeoutError', scope: 'run' });
  });
});

describe('a client for what may be missed', () => {
  test('asks once', async () => {
    const { server, api } = await scene({}, {});
    server.faults.add({ endpoint: 'estimate', times: 'always', ...HTML_502 });
    expect(await errorOf(estimate(api.within(60_000)))).toMatchObject({ name: 'BabySeaError', status: 502 });
  });

  test('gives up when its own time is over, whatever the step has', async () => {
    const { server, api } = await scene({}, {});
    server.faults.add({ endpoint: 'estimate', times: 'always', kind: 'hang' });
    expect(await errorOf(estimate(api.within(50)))).toMatchObject({ scope: 'request' });
  });

  test('gives up also where all that nobody holds is collected while it waits', async () => {
    const { server, api } = await scene({}, {});
    server.faults.add({ endpoint: 'estimate', times: 'always', kind: 'hang' });
    const call = errorOf(estimate(api.within(500)));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    collectGarbage();
    expect(await call).toMatchObject({ scope: 'request' });
  });

  test('ends with the step’s time too', async () => {
    const everything = new AbortController();
    const { server, api } = await scene({ signal: everything.signal }, {});
    const until = () => Promise.resolve(everything.abort());
    server.faults.add({ endpoint: 'estimate', times: 1, kind: 'held', until });
    expect(await errorOf(estimate(api.within(60_000)))).toMatchObject({ scope: 'run' });
  });

  test('shares the rate limit, and waits no longer for it than it may', async () => {
    const { server, api } = await scene();
    await estimates(api, 60);
    expect(await errorOf(estimate(api.within(5_000)))).toMatchObject({
      name: 'RateLimitedError',
      secondsLeft: 5,
      timeout: undefined,
    });
    expect(server.requests).toHaveLength(60);
  });
});

describe('connections', () => {
  test('are kept: they are used again and again', async () => {
    const { server, api } = await scene({}, {});
    await estimates(api, 100);
    expect(server.requests).toHaveLength(100);
    // A request may begin in the moment in which the connection of the one before it is not free yet, so two for each.
    expect(server.connections).toBeLessThanOrEqual(2 * CONCURRENCY);
  });
});
