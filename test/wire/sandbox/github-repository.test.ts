import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addLabel, type GitHubSandbox, removeLabel } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { askGitHub, gitHub } from './support.ts';

const RAW = 'application/vnd.github.raw+json';
const OBJECT = 'application/vnd.github.object+json';
const mona = { login: 'mona', type: 'User' } as const;

describe('contents', () => {
  const files = {
    main: {
      'plan.yml': 'version: 1\n',
      'data/a.csv': 'sku\n1\n',
      'data/deep/b.csv': '',
      'link.yml': { symlink: 'plan.yml' },
      'out.yml': { symlink: '../secret' },
      vendor: { submodule: 'https://git.example.com/octo/vendor.git' },
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
  });

  test.each(['', '/', '?ref=main'])('of the root are a list too (/contents%s)', async (rest) => {
    const { body } = await askGitHub(await server(), `${path}${rest}`);
    expect(body).toMatchObject([{}, {}, {}, {}, {}, {}].map(() => ({ path: expect.stringMatching(/^[^/]+$/) })));
  });

  test('of a directory are JSON, also where they were to be raw', async () => {
    const answer = await askGitHub(await server(), `${path}/data`, { accept: RAW });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toHaveLength(2);
  });

  test('of a directory are an object with the list in it, where an object is asked for', async () => {
    const { body } = await askGitHub(await server(), `${path}/data`, { accept: OBJECT });
    expect(problemsOfAnswer('content-tree', body)).toEqual([]);
    expect(body).toMatchObject({ type: 'dir', path: 'data', entries: [{ path: 'data/a.csv' }, { path: 'data/deep' }] });
  });

  test('of a submodule say where its repository is, and a directory calls it a file', async () => {
    const github = await server();
    const { body } = await askGitHub(github, `${path}/vendor`, { accept: RAW });
    const submodule_git_url = 'https://git.example.com/octo/vendor.git';
    expect(body).toMatchObject({ type: 'submodule', size: 0, download_url: null, submodule_git_url });
    expect((await askGitHub(github, path)).body).toContainEqual(
      expect.objectContaining({ name: 'vendor', type: 'file' }),
    );
  });

  test.each([
    ['plan.yml', 'content-file'],
    ['data', 'content-directory'],
    ['out.yml', 'content-symlink'],
    ['vendor', 'content-submodule'],
  ])('of %s have the shape %s that GitHub describes', async (name, schema) => {
    expect(problemsOfAnswer(schema, (await askGitHub(await server(), `${path}/${name}`)).body)).toEqual([]);
  });

  test('past a megabyte come raw only', async () => {
    const github = await server();
    const { body } = await askGitHub(github, `${path}/big.csv`, { accept: OBJECT });
    expect(body).toMatchObject({ encoding: 'none', content: '', size: 1_000_001 });
    expect((await askGitHub(github, `${path}/big.csv`, { accept: RAW })).body).toHaveLength(1_000_001);
  });

  test('follow a link inside the repository, and show one that leads out', async () => {
    const github = await server();
    expect((await askGitHub(github, `${path}/link.yml`, { accept: RAW })).body).toBe('version: 1\n');
    expect((await askGitHub(github, `${path}/out.yml`)).body).toMatchObject({ type: 'symlink', target: '../secret' });
  });

  // As GitHub answered in the recordings of hub4j/github-api (testGetFileContentWithSymlink).
  test('of a link to a file are that file’s, but under the name and the hash of the link', async () => {
    const { body } = await askGitHub(await server(), `${path}/link.yml`);
    const sha = createHash('sha1').update('blob 8\0plan.yml').digest('hex');
    expect(body).toMatchObject({ type: 'file', path: 'link.yml', size: 11, encoding: 'base64', sha });
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
            { number: 2, state: 'closed', head: { repo: null } },
          ],
        },
      },
    });

  test('tells both its sides', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/1');
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      labels: [{ name: 'money' }],
      head: { sha: 'head1', ref: 'change-1', repo: { full_name: 'mona/shop' } },
      base: { sha: 'base0', ref: 'main', repo: { full_name: 'octo/shop' } },
    });
  });

  test('has no head repository where the fork is gone', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/2');
    expect(body).toMatchObject({ state: 'closed', head: { repo: null } });
  });

  test.each([
    ['head1', [{ number: 1 }]],
    ['older1', [{ number: 1 }]],
    ['base0', []],
  ])('is found by its commit (%s)', async (sha, pulls) => {
    const { body } = await askGitHub(await server(), `/repos/octo/shop/commits/${sha}/pulls`);
    expect(body).toMatchObject(pulls);
  });

  test('from a fork has its files in the base repository', async () => {
    const github = await server();
    github.repo('octo/shop').files['head1'] = { 'plan.yml': 'version: 3\n' };
    for (const ref of ['head1', 'refs/pull/1/head', 'pull/1/head']) {
      const path = `/repos/octo/shop/contents/plan.yml?ref=${ref}`;
      expect((await askGitHub(github, path, { accept: RAW })).body).toBe('version: 3\n');
    }
    expect((await askGitHub(github, '/repos/octo/shop/contents/plan.yml?ref=pull/3/head')).status).toBe(404);
  });

  test('of an unknown commit is a 422', async () => {
    expect((await askGitHub(await server(), '/repos/octo/shop/commits/nowhere/pulls')).status).toBe(422);
  });

  test('remembers who put which label on it', async () => {
    const github = await server();
    const repo = github.repo('octo/shop');
    addLabel(repo, 1, 'over-budget-ok', mona, github.ticker);
    removeLabel(repo, 1, 'money', mona, github.ticker);
    const { body: pull } = await askGitHub(github, '/repos/octo/shop/pulls/1');
    expect(pull).toMatchObject({ labels: [{ name: 'over-budget-ok' }] });
    const events = [
      { event: 'labeled', actor: { login: 'mona' }, label: { name: 'over-budget-ok' } },
      { event: 'unlabeled', actor: { login: 'mona' }, label: { name: 'money' } },
    ];
    const { body } = await askGitHub(github, '/repos/octo/shop/issues/1/events');
    expect(body).toMatchObject(events);
    for (const event of [body].flat()) expect(problemsOfAnswer('issue-event-for-issue', event)).toEqual([]);
    const { body: second } = await askGitHub(github, '/repos/octo/shop/issues/1/events?per_page=1&page=2');
    expect(second).toMatchObject([{ event: 'unlabeled' }]);
  });
});

describe('permissions of people', () => {
  test.each([
    ['boss', 'admin', 'admin', true],
    ['keeper', 'write', 'maintain', true],
    ['sorter', 'read', 'triage', true],
    ['reader', 'read', 'read', false],
    ['stranger', 'none', '', false],
  ])('%s has %s', async (login, permission, role_name, triage) => {
    const collaborators = { boss: 'admin', keeper: 'maintain', sorter: 'triage', reader: 'read' } as const;
    const server = await gitHub({ repos: { 'octo/shop': { collaborators } } });
    const { body } = await askGitHub(server, `/repos/octo/shop/collaborators/${login}/permission`);
    expect(body).toMatchObject({ permission, role_name, user: { login, permissions: { triage } } });
    expect(problemsOfAnswer('repository-collaborator-permission', body)).toEqual([]);
  });
});

describe('a commit status', () => {
  const post = (server: GitHubSandbox, body: object) =>
    askGitHub(server, '/repos/octo/shop/statuses/head1', { method: 'POST', body });

  test('is kept', async () => {
    const server = await gitHub({ repos: { 'octo/shop': {} } });
    const answer = await post(server, { state: 'success', context: 'budget', description: 'Covered' });
    expect(answer).toMatchObject({ status: 201, body: { state: 'success', context: 'budget', target_url: null } });
    expect(problemsOfAnswer('status', answer.body)).toEqual([]);
    expect(server.repo('octo/shop').statuses).toMatchObject([{ sha: 'head1', state: 'success' }]);
  });

  test.each([{ state: 'fine' }, { state: 'success', description: 'x'.repeat(141) }])('is refused: %j', async (body) => {
    expect((await post(await gitHub({ repos: { 'octo/shop': {} } }), body)).status).toBe(422);
  });
});
