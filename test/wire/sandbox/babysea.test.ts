import { describe, expect, test } from 'vitest';
import { type BabySeaOptions, defaultKey, fullAccessKey, type SandboxModel } from '../../../sandbox/babysea/index.ts';
import { ask, askBabySea, babySea } from './support.ts';

describe('a key', () => {
  const keys = { bye_generate: ['generation:write'], bye_scoped: ['account:read'] } as const;

  test.each([
    ['is required', null, 401, 'BSE1001'],
    ['must exist', 'Bearer bye_nobody', 401, 'BSE1002'],
    ['must be a bearer token', 'Basic bye_scoped', 401, 'BSE1002'],
    ['must have the scope', 'Bearer bye_generate', 403, 'BSE1003'],
  ])('%s', async (_, authorization, status, code) => {
    const answer = await askBabySea(await babySea({ keys }), '/v1/user/billing', { authorization });
    expect(answer).toMatchObject({ status, body: { status: 'error', error: { code, retryable: false } } });
  });

  test('may have scopes of its own', async () => {
    const answer = await askBabySea(await babySea({ keys }), '/v1/user/billing', {
      authorization: 'Bearer bye_scoped',
    });
    expect(answer).toMatchObject({ status: 200, body: { data: { billing_credit_balance: 50 } } });
  });
});

test.each([
  ['an unknown path', 'GET', '/v1/nothing'],
  ['an unknown query parameter', 'GET', '/v1/estimate/bfl/flux-schnell?size=2'],
  ['a repeated query parameter', 'GET', '/v1/estimate/bfl/flux-schnell?count=1&count=2'],
  ['another method', 'POST', '/v1/estimate/bfl/flux-schnell'],
  ['a model in one path segment', 'GET', '/v1/estimate/bfl%2Fflux-schnell'],
])('the edge firewall answers %s with a page, before it looks at the key', async (_, method, path) => {
  const answer = await ask(`${(await babySea()).url}${path}`, { method });
  expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('403 Forbidden') });
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
});

test('the rate limit is told with every answer, refuses past it, and begins anew with the next window', async () => {
  let now = 1_000_000;
  const server = await babySea({ rateLimit: { limit: 1, windowSeconds: 60 }, now: () => now });
  const first = await askBabySea(server, '/v1/usage');
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1060',
  });
  const second = await askBabySea(server, '/v1/usage');
  expect(second).toMatchObject({ status: 429, body: { error: { code: 'BSE1005', retryable: true } } });
  expect(second.headers.get('retry-after')).toBe('60');
  now += 60_000;
  expect((await askBabySea(server, '/v1/usage')).status).toBe(200);
});

describe('an estimate', () => {
  test.each([
    ['bfl/flux-1.1-pro?count=3', { cost_per_generation: 0.052, cost_total_consumed: 0.156 }],
    ['google/veo-2?duration=8', { cost_per_second: 0.35, duration_seconds: 8, cost_per_generation: 2.8 }],
    ['kling/v1.5-pro?duration=10', { resolution: '720p', cost_per_generation: 0.49 }],
    ['kling/v1.5-pro?duration=10&resolution=1080p', { resolution: '1080p', cost_per_generation: 0.98 }],
    ['bytedance/seedance-1.5-pro?duration=5&audio=true', { cost_per_generation: 0.26 }],
    ['bytedance/seedance-1.5-pro?duration=5&audio=false', { cost_per_generation: 0.13 }],
  ])('of %s is the exact price', async (path, data) => {
    const server = await babySea({ balance: '12.480' });
    const { body } = await askBabySea(server, `/v1/estimate/${path}`);
    expect(body).toMatchObject({ status: 'success', request_id: expect.any(String), data });
    expect(body).toMatchObject({ data: { credit_balance: 12.48 } });
  });

  test.each([
    ['kling/v1.5-pro', 422, 'BSE2008'],
    ['kling/v1.5-pro?duration=7', 422, 'BSE2008'],
    ['kling/v1.5-pro?duration=5&resolution=4k', 400, 'BSE2001'],
    ['kling/v1.5-pro?duration=5&audio=true', 400, 'BSE2001'],
    ['bfl/flux-schnell?duration=5', 422, 'BSE2008'],
    ['bfl/flux-schnell?resolution=720p', 400, 'BSE2001'],
    ['bfl/flux-9', 404, 'BSE2001'],
  ])('of %s is refused', async (path, status, code) => {
    const answer = await askBabySea(await babySea(), `/v1/estimate/${path}`);
    expect(answer).toMatchObject({ status, body: { error: { code, retryable: false } } });
  });
});

test('the library lists the models that a test puts there', async () => {
  const models: SandboxModel[] = [{ identifier: 'lab/clip', type: 'video', price: '0.1', durations: [5, 10] }];
  const { body } = await askBabySea(await babySea({ models }), '/v1/library/models');
  expect(body).toMatchObject({ data: { models: [{ model_pricing: 0.1, schema: { generation_duration: [5, 10] } }] } });
});

test('the content list comes in pages, with the number of all', async () => {
  const { body } = await askBabySea(await babySea(), '/v1/content/list?limit=1&offset=1');
  expect(body).toMatchObject({ total: 3, data: { generations: [{ generation_status: 'failed' }] } });
});

describe('a generation', () => {
  const authorization = `Bearer ${fullAccessKey}`;
  const path = '/v1/generate/image/bfl/flux-1.1-pro';
  const request = { method: 'POST', authorization, body: { generation_prompt: 'A seal' } };

  test('is paid for, and can be asked for by its id', async () => {
    const server = await babySea({ balance: '1', generations: [] });
    const body = { generation_prompt: 'A seal', generation_output_number: 2 };
    await askBabySea(server, path, { ...request, body, idempotencyKey: 'a' });
    expect(server.account.balance).toBe('0.896');
    const [record] = server.generations;
    const found = await askBabySea(server, `/v1/content/${record?.generation_id}`);
    const data = { generation_status: 'succeeded', generation_prompt: 'A seal', generation_provider_used: 'bfl' };
    expect(found.body).toMatchObject({ data });
  });

  test('with the same key is the first one again', async () => {
    const server = await babySea({ generations: [] });
    const [first, again] = [
      await askBabySea(server, path, { ...request, idempotencyKey: 'a' }),
      await askBabySea(server, path, { ...request, idempotencyKey: 'a' }),
    ];
    expect(first.body).toHaveProperty('data.generation_id', server.generations[0]?.generation_id);
    expect(again.body).toHaveProperty('data.generation_id', server.generations[0]?.generation_id);
    expect(server.generations).toHaveLength(1);
    expect(server.account.balance).toBe('49.948');
  });

  test('may fail, which costs nothing', async () => {
    const outcome: BabySeaOptions['outcome'] = ({ number }) =>
      number === 1 ? { status: 'failed', provider: 'fal' } : {};
    const server = await babySea({ outcome });
    await askBabySea(server, path, { ...request, idempotencyKey: 'a' });
    expect(server.account.balance).toBe('50');
    expect(server.generations[0]).toMatchObject({ generation_status: 'failed', generation_provider_used: 'fal' });
  });

  test('reserves its cost while it runs', async () => {
    let now = 0;
    const outcome = () => ({ status: 'canceled', seconds: 60 }) as const;
    const server = await babySea({ outcome, now: () => now });
    await askBabySea(server, path, { ...request, idempotencyKey: 'a' });
    const { balance } = server.account;
    expect({ balance, ...server.generations[0] }).toMatchObject({ balance: '49.948', generation_status: 'processing' });
    now = 60_000;
    await askBabySea(server, '/v1/user/billing');
    expect(server.account.balance).toBe('50');
    expect(server.generations[0]).toMatchObject({ generation_status: 'canceled' });
  });

  test.each([
    ['the balance does not cover', {}, '0.05', 'BSE1004'],
    ['has the key of another', { generation_prompt: 'A whale' }, '50.000', 'BSE2016'],
  ])('is refused if it %s', async (_, body, balance, code) => {
    const server = await babySea({ balance });
    await askBabySea(server, path, { ...request, idempotencyKey: 'a' });
    const answer = await askBabySea(server, path, { ...request, body, idempotencyKey: 'a' });
    expect(answer.body).toMatchObject({ error: { code } });
  });

  test('needs a key that may generate', async () => {
    const answer = await askBabySea(await babySea(), path, { ...request, authorization: `Bearer ${defaultKey}` });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'BSE1003' } } });
  });
});
