import { expect, test, vi } from 'vitest';
import { startBabySea } from '../../support/sandbox.ts';
import { ask, askBabySea, askGitHub, babySea, gitHub } from './support.ts';

test('records every request in order, also those that no endpoint is for', async () => {
  const server = await babySea();
  await askBabySea(server, '/v1/estimate/bfl/flux-schnell?count=2');
  await ask(`${server.url}/nowhere`);
  expect(server.requests).toMatchObject([
    {
      order: 1,
      endpoint: 'estimate',
      method: 'GET',
      path: '/v1/estimate/bfl/flux-schnell',
      query: { count: '2' },
      headers: { authorization: 'Bearer bye_sandbox_read_only' },
      status: 200,
    },
    { order: 2, endpoint: undefined, path: '/nowhere', status: 403 },
  ]);
  expect(server.requests[1]?.at).toBeGreaterThanOrEqual(server.requests[0]?.at ?? 0);
});

test('records a JSON body parsed', async () => {
  const server = await gitHub({ repos: { 'octo/shop': { pulls: [{ number: 1 }] } } });
  await askGitHub(server, '/repos/octo/shop/issues/1/comments', { method: 'POST', body: { body: 'Hello' } });
  expect(server.requestsTo('create-comment')).toMatchObject([{ body: { body: 'Hello' }, status: 201 }]);
});

test('listens on loopback only', async () => {
  expect((await babySea()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('takes its time where it is told to', async () => {
  const server = await babySea({ latencyMs: 30 });
  const started = performance.now();
  await askBabySea(server, '/v1/usage');
  // Timers may fire up to a millisecond early, never more.
  expect(performance.now() - started).toBeGreaterThanOrEqual(29);
});

test('lets go of hanging requests when it closes', async () => {
  const server = await startBabySea();
  server.faults.add({ endpoint: 'usage', times: 'always', kind: 'hang' });
  const answer = askBabySea(server, '/v1/usage');
  const failed = expect(answer).rejects.toThrow();
  await vi.waitFor(() => expect(server.requests).toHaveLength(1));
  await server.close();
  await failed;
  await expect(askBabySea(server, '/v1/usage')).rejects.toThrow();
});
