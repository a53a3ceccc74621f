import { describe, expect, test, vi } from 'vitest';
import {
  EMPTY,
  type FaultKind,
  HTML_502,
  NO_CONTENT,
  rateLimited,
  redirect,
  rewriteJson,
  TRUNCATED,
  WRONG_TYPE,
} from '../../support/faults.ts';
import type { BabySeaSandbox } from '../../support/sandbox.ts';
import { ask, askBabySea, askGitHub, babySea, gate, gitHub } from './support.ts';

const path = '/v1/user/billing';

async function faulty(kind: FaultKind): Promise<BabySeaSandbox> {
  const server = await babySea({ balance: '12.480' });
  server.faults.add({ endpoint: 'billing', times: 1, ...kind });
  return server;
}

describe('each kind of fault', () => {
  test('reset: the connection ends before any answer', async () => {
    const server = await faulty({ kind: 'reset' });
    await expect(askBabySea(server, path)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(server.requests[0]?.status).toBeUndefined();
  });

  test('reset-mid-body: the answer begins and breaks off', async () => {
    const server = await faulty({ kind: 'reset-mid-body' });
    await expect(askBabySea(server, path)).rejects.toThrow();
  });

  test('hang: nothing comes', async () => {
    const server = await faulty({ kind: 'hang' });
    const gaveUp = new AbortController();
    const failed = expect(fetch(`${server.url}${path}`, { signal: gaveUp.signal })).rejects.toThrow();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    gaveUp.abort();
    await failed;
    expect(server.requests[0]?.status).toBeUndefined();
  });

  test('drip: the real answer comes, byte by byte', async () => {
    const server = await faulty({ kind: 'drip', intervalMs: 0 });
    expect((await askBabySea(server, path)).body).toHaveProperty('data.billing_credit_balance', 12.48);
  });

  test('held: the real answer comes once the test lets it', async () => {
    const { opened, open } = gate();
    const server = await faulty({ kind: 'held', until: () => opened });
    const answer = askBabySea(server, path);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    expect(server.requests[0]?.status).toBeUndefined();
    open();
    expect((await answer).status).toBe(200);
  });

  test('answer: whatever the test says', async () => {
    const server = await faulty({ kind: 'answer', status: 503, headers: { 'x-test': '1' }, body: { any: 'thing' } });
    const answer = await askBabySea(server, path);
    expect(answer).toMatchObject({ status: 503, body: { any: 'thing' } });
    expect(answer.headers.get('x-test')).toBe('1');
  });

  test('HTML_502: a page of a gateway', async () => {
    const answer = await askBabySea(await faulty(HTML_502), path);
    expect(answer).toMatchObject({ status: 502, body: expect.stringContaining('<h1>502 Bad Gateway</h1>') });
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('EMPTY: 200 and nothing', async () => {
    expect(await askBabySea(await faulty(EMPTY), path)).toMatchObject({ status: 200, body: '' });
  });

  test('NO_CONTENT: 204', async () => {
    const answer = await askBabySea(await faulty(NO_CONTENT), path);
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(answer.headers.has('content-length')).toBe(false);
  });

  test('TRUNCATED: JSON that ends in the middle', async () => {
    const answer = await askBabySea(await faulty(TRUNCATED), path);
    expect(answer).toMatchObject({ status: 200, body: expect.stringMatching(/^\{"status":"success"/) });
  });

  test('huge: valid, and as large as asked for', async () => {
    const server = await faulty({ kind: 'huge', bytes: 1_000_000 });
    const response = await fetch(`${server.url}${path}`, {
      headers: { authorization: 'Bearer bye_sandbox_read_only' },
    });
    const text = await response.text();
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(JSON.parse(text)).toHaveProperty('data.billing_credit_balance', 12.48);
  });

  test('huge: stops when the client has had enough', async () => {
    const server = await faulty({ kind: 'huge' });
    const gaveUp = new AbortController();
    const response = await fetch(`${server.url}${path}`, { signal: gaveUp.signal });
    gaveUp.abort();
    await expect(response.text()).rejects.toThrow();
    expect((await askBabySea(server, path)).status).toBe(200);
  });

  test('WRONG_TYPE: the real answer as if it were a page', async () => {
    const answer = await askBabySea(await faulty(WRONG_TYPE), path);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.body).toHaveProperty('data.billing_credit_balance', 12.48);
  });

  test('rewriteJson: the real answer, changed', async () => {
    const server = await faulty(rewriteJson((real) => ({ real, added: true })));
    const answer = await askBabySea(server, path);
    expect(answer).toMatchObject({
      status: 200,
      body: { added: true, real: { data: { billing_credit_balance: 12.48 } } },
    });
  });

  test('rewrite: the text of the real answer, changed, under its own type', async () => {
    const server = await faulty({ kind: 'rewrite', change: (real) => real.replace('12.48', 'NaN') });
    const answer = await askBabySea(server, path);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toContain('"billing_credit_balance":NaN');
  });

  test.each([undefined, 301, 307] as const)('redirect: another place (%s)', async (status) => {
    const location = 'http://127.0.0.1:9/';
    const answer = await askBabySea(await faulty(redirect(location, status)), path);
    expect(answer.status).toBe(status ?? 302);
    expect(answer.headers.get('location')).toBe(location);
  });

  test('headers: the real answer with a link to another host', async () => {
    const github = await gitHub({
      repos: { 'octo/shop': { pulls: [1, 2].map((number) => ({ number, commits: ['older'] })) } },
    });
    const link = '<http://127.0.0.1:9/repos/octo/shop/commits/older/pulls?page=2>; rel="next"';
    github.faults.add({ endpoint: 'commit-pulls', times: 1, kind: 'headers', headers: { link } });
    const ask = () => askGitHub(github, '/repos/octo/shop/commits/older/pulls?per_page=1');
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200, body: [{ number: 1 }] });
    expect(answer.headers.get('link')).toBe(link);
    expect((await ask()).headers.get('link')).toContain('per_page=1&page=2');
  });

  test('rateLimited: as the server itself says it', async () => {
    const answer = await askBabySea(await faulty(rateLimited('7')), path);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'BSE1005', retryable: true } } });
    expect(answer.headers.get('retry-after')).toBe('7');

    const github = await gitHub();
    github.faults.add({ endpoint: 'get-user', times: 1, ...rateLimited(undefined, 'GitHub') });
    const other = await askGitHub(github, '/user');
    expect(other).toMatchObject({ status: 429, body: { message: expect.stringContaining('secondary rate limit') } });
    expect(other.headers.has('retry-after')).toBe(false);
  });
});

describe('where a fault strikes', () => {
  test('as often as told, then the next one, then none', async () => {
    const server = await faulty(NO_CONTENT);
    server.faults.add({ endpoint: 'billing', times: 2, ...HTML_502 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await askBabySea(server, path)).status);
    expect(statuses).toEqual([204, 502, 502, 200]);
  });

  test('at its endpoint only', async () => {
    const server = await faulty(HTML_502);
    expect((await askBabySea(server, '/v1/usage')).status).toBe(200);
    expect((await askBabySea(server, path)).status).toBe(502);
  });

  test('everywhere, where it is told so', async () => {
    const server = await babySea();
    server.faults.add({ endpoint: '*', times: 'always', ...HTML_502 });
    expect((await askBabySea(server, path)).status).toBe(502);
    expect((await ask(`${server.url}/unknown`)).status).toBe(502);
    server.faults.clear();
    expect((await askBabySea(server, path)).status).toBe(200);
  });

  test('after some requests have passed', async () => {
    const server = await babySea();
    server.faults.add({ endpoint: 'billing', times: 1, after: 1, ...HTML_502 });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await askBabySea(server, path)).status);
    expect(statuses).toEqual([200, 502, 200]);
  });

  test('at the requests that it picks', async () => {
    const server = await babySea();
    const when = (request: { path: string }) => request.path.endsWith('flux-schnell');
    server.faults.add({ endpoint: 'estimate', times: 'always', ...HTML_502, when });
    expect((await askBabySea(server, '/v1/estimate/bfl/flux-1.1-pro')).status).toBe(200);
    expect((await askBabySea(server, '/v1/estimate/bfl/flux-schnell')).status).toBe(502);
  });

  test('with the request carried out all the same, where only the answer is to be lost', async () => {
    const github = await gitHub({ repos: { 'octo/shop': { pulls: [{ number: 1 }] } } });
    const create = () =>
      askGitHub(github, '/repos/octo/shop/issues/1/comments', { method: 'POST', body: { body: 'Hello' } });
    github.faults.add({ endpoint: 'create-comment', times: 1, ...HTML_502, carriedOut: true });
    github.faults.add({ endpoint: 'create-comment', times: 1, ...HTML_502 });
    expect((await create()).status).toBe(502);
    expect(github.repo('octo/shop').comments).toHaveLength(1);
    expect((await create()).status).toBe(502);
    expect(github.repo('octo/shop').comments).toHaveLength(1);
  });
});
