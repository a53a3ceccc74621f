import { describe, expect, test, vi } from 'vitest';
import { defaultToken } from '../../sandbox/github/index.ts';
import { createGitHub, type GitHub, type GitHubOptions } from '../../src/github/client.ts';
import { pullRequestNotRead } from '../../src/github/error-messages.ts';
import { EMPTY, type FaultKind, redirect } from '../support/faults.ts';
import type { GitHubSandbox } from '../support/sandbox.ts';
import { gitHub } from './sandbox/support.ts';

const repository = { owner: 'sample-studio', repo: 'catalogue' };
const comments = { ...repository, issue_number: 7 };

test('once the time is up nothing is tried again: no wait is begun', async () => {
  const timeIsUp = AbortSignal.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const github = await createGitHub('ghs_token', repository, () => timeIsUp);
  await expect(github.rest.issues.listComments(comments)).rejects.toThrow(/timeout/);
  // The first wait before another attempt is of 250 ms; the queue itself has timers of none.
  expect(timers.mock.calls.filter(([, wait = 0]) => wait >= 250)).toEqual([]);
});

/** The client, and a GitHub that answers its first question like this. */
async function wire(fault: FaultKind, options: GitHubOptions = {}) {
  const server = await gitHub({ repos: { 'sample-studio/catalogue': { pulls: [{ number: 7 }] } } });
  server.faults.add({ endpoint: '*', times: 1, ...fault });
  const github = await createGitHub(defaultToken, repository, () => new AbortController().signal, {
    apiUrl: server.url,
    ...options,
  });
  return { server, github };
}

test('an answer that breaks off is reported in words, not as `aborted`', async () => {
  const { github } = await wire({ kind: 'reset-mid-body' });
  const once = { ...comments, request: { retries: 0 } };
  const error = await github.rest.issues.listComments(once).catch((reason: unknown) => reason);
  const { message } = pullRequestNotRead(error, 'error');
  expect(String(message)).toBe(
    'The pull request could not be read: GitHub did not answer (`the connection was closed in the middle of the answer`).',
  );
});

describe('the token stays at GitHub', () => {
  test.each(['http://localhost', 'https://127.0.0.1', 'http://127.0.0.1:9'])(
    'where the next page of a list is at another origin: %s',
    async (origin) => {
      const elsewhere = await gitHub({ repos: { 'sample-studio/catalogue': { pulls: [{ number: 7 }] } } });
      const at = origin === 'http://127.0.0.1:9' ? elsewhere.url : origin;
      const link = `<${at}/repos/sample-studio/catalogue/issues/7/comments?page=2>; rel="next"`;
      const { server, github } = await wire({ kind: 'answer', status: 200, headers: { link }, body: [] });
      await expect(github.paginate(github.rest.issues.listComments, comments)).rejects.toThrow(
        `a link to ${at}, which the gate does not follow, to protect the token`,
      );
      expect(server.requests).toHaveLength(1);
      expect(elsewhere.requests).toEqual([]);
    },
  );

  test.each([301, 302, 307, 308] as const)('where HTTP %i redirects elsewhere', async (status) => {
    const elsewhere = await gitHub({ repos: { 'sample-studio/catalogue': { pulls: [{ number: 7 }] } } });
    const location = `${elsewhere.url}/repos/sample-studio/catalogue/issues/7/comments`;
    const { server, github } = await wire(redirect(location, status));
    await expect(github.rest.issues.listComments(comments)).rejects.toMatchObject({
      status,
      message: expect.stringContaining('which the gate does not follow'),
    });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });
});

test('the token is hidden in what an error of GraphQL quotes', async () => {
  const body = { errors: [{ message: `Not with ${defaultToken}` }] };
  const { github } = await wire({ kind: 'answer', status: 200, body });
  await expect(github.graphql('query { viewer { login } }')).rejects.toThrow(/Not with \*\*\*$/);
});

describe('a redirect within GitHub, as for a repository that was renamed', () => {
  const location = '/repos/sample-studio/catalogue/issues/7/comments';

  test.each([301, 302, 307, 308] as const)(
    'of HTTP %i is followed, and the request repeated as it was',
    async (status) => {
      const { server, github } = await wire(redirect(location, status));
      const body = 'Hello';
      expect((await github.rest.issues.createComment({ ...comments, body })).status).toBe(201);
      expect(server.repo('sample-studio/catalogue').comments).toMatchObject([{ body }]);
      expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    },
  );

  test('is not followed without end', async () => {
    const { server, github } = await wire(EMPTY);
    server.faults.clear();
    server.faults.add({ endpoint: '*', times: 'always', ...redirect(location) });
    await expect(github.rest.issues.listComments(comments)).rejects.toMatchObject({ status: 302 });
    expect(server.requests).toHaveLength(6);
  });
});

describe('a rate limit', () => {
  const body = { message: 'You have exceeded a secondary rate limit.' };

  /** A GitHub that answers this to the first question, and a client that has so many milliseconds left. */
  async function limited(status: number, headers: Record<string, string>, left: number) {
    const log: string[] = [];
    const options = { timeLeft: () => left, log: (line: string) => void log.push(line) };
    return { ...(await wire({ kind: 'answer', status, headers, body }, options)), log };
  }

  /** A window that is used up and ends in so many seconds. */
  function windowOf(seconds: number) {
    const reset = Math.ceil(Date.now() / 1000) + seconds;
    return { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  }

  function asked(github: GitHub) {
    return github.rest.issues.listComments(comments);
  }

  function times(server: GitHubSandbox): number[] {
    return server.requestsTo('list-comments').map(({ at }) => at);
  }

  test.each([403, 429])('of HTTP %i is waited for as long as it says', async (status) => {
    const { server, github, log } = await limited(status, { 'retry-after': '1' }, 1_001);
    expect((await asked(github)).status).toBe(200);
    expect(log).toEqual(['GitHub’s rate limit: waiting 1 s.']);
    const [first = 0, second = 0] = times(server);
    // Timers may be a millisecond early.
    expect(second - first).toBeGreaterThanOrEqual(999);
  });

  test('of a window that is used up is waited for until its end', async () => {
    const headers = windowOf(1);
    const { server, github } = await limited(403, headers, 60_000);
    expect((await asked(github)).status).toBe(200);
    expect(times(server)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Date.now()).toBeGreaterThanOrEqual(Number(headers['x-ratelimit-reset']) * 1000);
  });

  test.each([
    ['that lasts longer than what is left', 403, { 'retry-after': '60' }, 60_000],
    ['whose window ends later than that', 403, windowOf(3_600), 60_000],
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
