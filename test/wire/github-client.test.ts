import { describe, expect, test, vi } from 'vitest';
import { defaultToken, type GitHubSandbox } from '../../sandbox/github/index.ts';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import { gitHub } from './sandbox/support.ts';

const comments = { owner: 'sample-studio', repo: 'catalogue', issue_number: 7 };

test('once the time is up nothing is tried again: no wait is begun', async () => {
  const timeIsUp = AbortSignal.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await expect(createGitHub('ghs_token', () => timeIsUp).rest.issues.listComments(comments)).rejects.toThrow(/timeout/);
  // The first wait before another attempt is of 250 ms; the queue itself has timers of none.
  expect(timers.mock.calls.filter(([, wait = 0]) => wait >= 250)).toEqual([]);
});

describe('a rate limit', () => {
  const body = { message: 'You have exceeded a secondary rate limit.' };

  /** A GitHub that answers this to the first question, and a client that has so many milliseconds left. */
  async function limited(status: number, headers: Record<string, string>, left: number) {
    const server = await gitHub({ repos: { 'sample-studio/catalogue': { pulls: [{ number: 7 }] } } });
    server.faults.add({ endpoint: 'list-comments', times: 1, kind: 'answer', status, headers, body });
    const github = createGitHub(defaultToken, () => new AbortController().signal, { timeLeft: () => left });
    github.hook.before('request', (options) => {
      options.baseUrl = server.url;
    });
    return { server, github };
  }

  function asked(github: GitHub) {
    return github.rest.issues.listComments(comments);
  }

  function times(server: GitHubSandbox): number[] {
    return server.requestsTo('list-comments').map(({ at }) => at);
  }

  test.each([403, 429])('of HTTP %i is waited for as long as it says', async (status) => {
    const { server, github } = await limited(status, { 'retry-after': '1' }, 1_001);
    expect((await asked(github)).status).toBe(200);
    const [first = 0, second = 0] = times(server);
    // Timers may be a millisecond early.
    expect(second - first).toBeGreaterThanOrEqual(999);
  });

  test.each([
    ['that lasts longer than what is left', 403, { 'retry-after': '60' }, 60_000],
    ['that says something else', 403, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 60_000],
  ] as const)('%s is not waited for', async (_, status, headers, left) => {
    const { server, github } = await limited(status, headers, left);
    await expect(asked(github)).rejects.toThrow(/secondary rate limit/);
    expect(times(server)).toHaveLength(1);
  });

  test('that does not say how long is waited for, a second at a time, twice', async () => {
    const { server, github } = await limited(429, {}, 60_000);
    await asked(github).catch(() => undefined);
    const waits = times(server).map((at, index, all) => at - (all[index - 1] ?? at));
    expect(waits.slice(1).every((wait) => wait >= 990)).toBe(true);
    expect(waits.length).toBeGreaterThan(1);
  });

  test('is told from a permission that is missing, which is not tried again', async () => {
    const { server, github } = await limited(403, {}, 60_000);
    await expect(asked(github)).rejects.toMatchObject({ status: 403 });
    expect(times(server)).toHaveLength(1);
  });
});
