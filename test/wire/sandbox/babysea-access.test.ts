import { describe, expect, test } from 'vitest';
import type { SandboxKey } from '../../../sandbox/babysea/index.ts';
import { ask, askBabySea, babySea } from './support.ts';

const keys: Readonly<Record<string, SandboxKey>> = {
  bye_full: { preset: 'Full Access' },
  bye_generate: { preset: 'Generate Only' },
  bye_read: { preset: 'Read Only' },
  bye_monitor: { preset: 'Monitor Only' },
  bye_scoped: { scopes: ['account:read'] },
  bye_expired: { expired: true },
  bye_eu: { region: 'eu' },
  bye_elsewhere: { ipAllowed: false },
};

describe('a key', () => {
  test.each([
    ['is required', null, 401, 'BSE1001'],
    ['must exist', 'Bearer bye_nobody', 401, 'BSE1002'],
    ['must be a bearer token', 'Basic bye_read', 401, 'BSE1002'],
    ['must not have expired', 'Bearer bye_expired', 401, 'BSE1002'],
    ['must be of this region', 'Bearer bye_eu', 401, 'BSE1002'],
    ['must be used from an allowed address', 'Bearer bye_elsewhere', 403, 'BSE1007'],
    ['must have the scope', 'Bearer bye_generate', 403, 'BSE1003'],
  ])('%s', async (_, authorization, status, code) => {
    const server = await babySea({ keys });
    const answer = await askBabySea(server, '/v1/user/billing', { authorization });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status: 'error', error: { code, retryable: false } });
  });

  test.each([
    ['bye_full', 200, 200, 200],
    ['bye_generate', 200, 403, 200],
    ['bye_read', 200, 200, 200],
    ['bye_monitor', 200, 403, 403],
    ['bye_scoped', 403, 200, 403],
  ])('%s gets %i for estimates, %i for billing and %i for content', async (key, estimate, billing, content) => {
    const server = await babySea({ keys });
    const status = async (path: string) => (await askBabySea(server, path, { authorization: `Bearer ${key}` })).status;
    expect(await status('/v1/estimate/bfl/flux-schnell')).toBe(estimate);
    expect(await status('/v1/user/billing')).toBe(billing);
    expect(await status('/v1/content/list')).toBe(content);
  });

  test('of a region works on the server of that region', async () => {
    const server = await babySea({ keys, region: 'eu' });
    const authorization = 'Bearer bye_eu';
    expect((await askBabySea(server, '/v1/usage', { authorization })).status).toBe(200);
  });
});

describe('the edge firewall', () => {
  test.each([
    ['an unknown path', 'GET', '/v1/nothing'],
    ['an unknown query parameter', 'GET', '/v1/estimate/bfl/flux-schnell?size=2'],
    ['a repeated query parameter', 'GET', '/v1/estimate/bfl/flux-schnell?count=1&count=2'],
    ['another method', 'POST', '/v1/estimate/bfl/flux-schnell'],
    ['a model in one path segment', 'GET', '/v1/estimate/bfl%2Fflux-schnell'],
  ])('answers %s with a page instead of JSON, before it looks at the key', async (_, method, path) => {
    const server = await babySea();
    const answer = await ask(`${server.url}${path}`, { method });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.body).toEqual(expect.stringContaining('403 Forbidden'));
  });
});

describe('the rate limit', () => {
  test('is told with every answer where there is one', async () => {
    const server = await babySea({ rateLimit: { limit: 2, windowSeconds: 60 }, now: () => 1_000_000 });
    const { headers } = await askBabySea(server, '/v1/usage');
    expect(headers.get('x-ratelimit-limit')).toBe('2');
    expect(headers.get('x-ratelimit-remaining')).toBe('1');
    expect(headers.get('x-ratelimit-reset')).toBe('1060');
  });

  test('answers 429 past it and says when to come back', async () => {
    const server = await babySea({ rateLimit: { limit: 1, windowSeconds: 60 }, now: () => 1_000_000 });
    await askBabySea(server, '/v1/usage');
    const answer = await askBabySea(server, '/v1/usage');
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(answer.body).toMatchObject({ error: { code: 'BSE1005', retryable: true } });
  });

  test('begins anew with the next window', async () => {
    let now = 1_000_000;
    const server = await babySea({ rateLimit: { limit: 1, windowSeconds: 60 }, now: () => now });
    await askBabySea(server, '/v1/usage');
    now += 60_000;
    expect((await askBabySea(server, '/v1/usage')).status).toBe(200);
  });

  test('sends no headers where there is none', async () => {
    const { headers } = await askBabySea(await babySea(), '/v1/usage');
    expect(headers.has('x-ratelimit-limit')).toBe(false);
  });
});
