import { describe, expect, test } from 'vitest';
import {
  addLabel,
  type GitHubSandbox,
  pullRequestEvent,
  pushEvent,
  removeLabel,
} from '../../../sandbox/github/index.ts';
import { askGitHub, gitHub } from './support.ts';

const RAW = 'application/vnd.github.raw+json';
const mona = { login: 'mona', type: 'User' } as const;

describe('contents', () => {
  const files = {
    main: {
      'plan.yml': 'version: 1\n',
      'data/a.csv': 'sku\n1\n',
      'data/deep/b.csv': '',
      'link.yml': { symlink: 'plan.yml' },
      'out.yml': { symlink: '../secret' },
      'big.csv': 'x'.repeat(1_000_001),
    },
    abc123: { 'plan.yml': 'version: 2\n' },
  };
  const server = () => gitHub({ repos: { 'octo/shop': { files, branches: { other: 'abc123' } } } });
  const path = '/repos/octo/shop/contents';

  test('come raw', async () => {
    const answer = await askGitHub(await server(), `${path}/data/a.csv`, { accept: RAW });
    expect(answer).toMatchObject({ status: 200, body: 'sku\n1\n' });
    expect(answer.headers.get('content-type')).toContain('raw');
  });

  test('come as JSON with base64', async () => {
    const { body } = await askGitHub(await server(), `${path}/plan.yml`);
    expect(body).toMatchObject({
      type: 'file',
      name: 'plan.yml',
      path: 'plan.yml',
      size: 11,
      encoding: 'base64',
      content: `${Buffer.from('version: 1\n').toString('base64')}\n`,
      // As `git hash-object` has it.
      sha: 'b82551848c644f63b8517a7bdf8be9a992e6f4da',
    });
  });

  test.each([
    ['the default branch', '', 'version: 1\n'],
    ['a branch', '?ref=main', 'version: 1\n'],
    ['a branch in full', '?ref=refs/heads/other', 'version: 2\n'],
    ['a commit', '?ref=abc123', 'version: 2\n'],
  ])('are those of %s', async (_, query, text) => {
    expect((await askGitHub(await server(), `${path}/plan.yml${query}`, { accept: RAW })).body).toBe(text);
  });

  test('are found at the commit of a branch', async () => {
    const github = await server();
    const tip = github.repo('octo/shop').branches['main'];
    expect((await askGitHub(github, `${path}/plan.yml?ref=${tip}`, { accept: RAW })).body).toBe('version: 1\n');
  });

  test('are found by a path with its slashes encoded, as Octokit sends it', async () => {
    expect((await askGitHub(await server(), `${path}/data%2Fa.csv`, { accept: RAW })).status).toBe(200);
  });

  test.each([
    ['/none.yml', 'Not Found'],
    ['/plan.yml/deeper', 'Not Found'],
    ['/plan.yml?ref=nowhere', 'No commit found for the ref nowhere'],
  ])('are a 404 for %s', async (rest, message) => {
    const answer = await askGitHub(await server(), `${path}${rest}`, { accept: RAW });
    expect(answer).toMatchObject({ status: 404, body: { message, status: '404' } });
  });

  test('of a directory are a list', async () => {
    const { body } = await askGitHub(await server(), `${path}/data`);
    expect(body).toMatchObject([
      { type: 'file', path: 'data/a.csv' },
      { type: 'dir', path: 'data/deep', size: 0 },
    ]);
    expect((await askGitHub(await server(), path)).body).toHaveLength(5);
  });

  test('past a megabyte come raw only', async () => {
    const github = await server();
    expect((await askGitHub(github, `${path}/big.csv`)).body).toMatchObject({ encoding: 'none', content: '' });
    expect((await askGitHub(github, `${path}/big.csv`, { accept: RAW })).body).toHaveLength(1_000_001);
  });

  test('follow a link inside the repository, and show one that leads out', async () => {
    const github = await server();
    expect((await askGitHub(github, `${path}/link.yml`, { accept: RAW })).body).toBe('version: 1\n');
    expect((await askGitHub(github, `${path}/out.yml`)).body).toMatchObject({ type: 'symlink', target: '../secret' });
  });
});

describe('a pull request', () => {
  const server = () =>
    gitHub({
      repos: {
        'octo/shop': {
          branches: { main: 'base0' },
          pulls: [
            { number: 1, labels: ['money'], head: { sha: 'head1', repo: 'mona/shop' }, commits: ['older1'] },
            { number: 2, state: 'closed', locked: true, head: { repo: null } },
          ],
        },
      },
    });

  test('tells both its sides', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/1');
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      locked: false,
      labels: [{ name: 'money' }],
      head: { sha: 'head1', ref: 'change-1', repo: { full_name: 'mona/shop', fork: true } },
      base: { sha: 'base0', ref: 'main', repo: { full_name: 'octo/shop', fork: false } },
    });
  });

  test('has no head repository where the fork is gone', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/2');
    expect(body).toMatchObject({ state: 'closed', locked: true, head: { repo: null } });
  });

  test.each([
    ['head1', [{ number: 1 }]],
    ['older1', [{ number: 1 }]],
    ['base0', []],
  ])('is found by its commit (%s)', async (sha, pulls) => {
    const { body } = await askGitHub(await server(), `/repos/octo/shop/commits/${sha}/pulls`);
    expect(body).toMatchObject(pulls);
  });

  test('of an unknown commit is a 422', async () => {
    expect((await askGitHub(await server(), '/repos/octo/shop/commits/nowhere/pulls')).status).toBe(422);
  });

  test('remembers who put which label on it', async () => {
    const github = await server();
    const repo = github.repo('octo/shop');
    addLabel(repo, 1, 'over-budget-ok', mona, github.ticker);
    removeLabel(repo, 1, 'money', mona, github.ticker);
    expect((await askGitHub(github, '/repos/octo/shop/issues/1/labels')).body).toMatchObject([
      { name: 'over-budget-ok' },
    ]);
    const events = [
      { event: 'labeled', actor: { login: 'mona' }, label: { name: 'over-budget-ok' } },
      { event: 'unlabeled', actor: { login: 'mona' }, label: { name: 'money' } },
    ];
    expect((await askGitHub(github, '/repos/octo/shop/issues/1/events')).body).toMatchObject(events);
    expect((await askGitHub(github, '/repos/octo/shop/issues/1/timeline')).body).toMatchObject(events);
  });
});

describe('permissions of people', () => {
  test.each([
    ['boss', 'admin', 'admin'],
    ['keeper', 'write', 'maintain'],
    ['sorter', 'read', 'triage'],
    ['stranger', 'none', ''],
  ])('%s has %s', async (login, permission, role_name) => {
    const collaborators = { boss: 'admin', keeper: 'maintain', sorter: 'triage' } as const;
    const server = await gitHub({ repos: { 'octo/shop': { collaborators } } });
    const { body } = await askGitHub(server, `/repos/octo/shop/collaborators/${login}/permission`);
    expect(body).toMatchObject({ permission, role_name, user: { login } });
  });
});

describe('a commit status', () => {
  const post = (server: GitHubSandbox, body: object) =>
    askGitHub(server, '/repos/octo/shop/statuses/head1', { method: 'POST', body });

  test('is kept', async () => {
    const server = await gitHub({ repos: { 'octo/shop': {} } });
    const answer = await post(server, { state: 'success', context: 'budget', description: 'Covered' });
    expect(answer).toMatchObject({ status: 201, body: { state: 'success', context: 'budget', target_url: null } });
    expect(server.repo('octo/shop').statuses).toMatchObject([{ sha: 'head1', state: 'success' }]);
  });

  test.each([{ state: 'fine' }, { state: 'success', description: 'x'.repeat(141) }])('is refused: %j', async (body) => {
    expect((await post(await gitHub({ repos: { 'octo/shop': {} } }), body)).status).toBe(422);
  });
});

describe('the event of a workflow', () => {
  const server = () => gitHub({ repos: { 'octo/shop': { pulls: [{ number: 1, head: { repo: 'mona/shop' } }] } } });

  test('of a pull request speaks of the merge of both sides', async () => {
    const github = await server();
    const { event, env, eventName } = pullRequestEvent(github, 'octo/shop', 1, { action: 'opened' });
    const pull = github.repo('octo/shop').pulls[0];
    expect(eventName).toBe('pull_request');
    expect(event).toMatchObject({
      action: 'opened',
      number: 1,
      pull_request: { number: 1, head: { sha: pull?.head.sha, repo: { full_name: 'mona/shop' } } },
      repository: { full_name: 'octo/shop' },
    });
    expect(env).toMatchObject({
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'octo/shop',
      GITHUB_SHA: pull?.mergeCommitSha,
      GITHUB_REF: 'refs/pull/1/merge',
      GITHUB_BASE_REF: 'main',
    });
  });

  test('of pull_request_target speaks of the base branch', async () => {
    const github = await server();
    const { env } = pullRequestEvent(github, 'octo/shop', 1, { eventName: 'pull_request_target' });
    expect(env).toMatchObject({ GITHUB_SHA: github.repo('octo/shop').branches['main'], GITHUB_REF: 'refs/heads/main' });
  });

  test('of a push speaks of the branch', async () => {
    const github = await server();
    expect(pushEvent(github, 'octo/shop')).toMatchObject({
      eventName: 'push',
      event: { ref: 'refs/heads/main', after: github.repo('octo/shop').branches['main'] },
      env: { GITHUB_REF_NAME: 'main' },
    });
  });
});
