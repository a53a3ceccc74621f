import { describe, expect, test } from 'vitest';
import type { GitHubSandbox, RepoSeed, SandboxToken } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { askGitHub, gitHub } from './support.ts';

const repository = '/repos/octo/shop';
const mainTip = '1'.repeat(40);
const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;

const seed: RepoSeed = {
  branches: { main: mainTip, 'change/one': 'tip1' },
  files: {
    main: {
      'plan.yml': 'version: 1\n',
      'data/deep/b.csv': 'sku\n',
      'data/a.csv': '',
      'data.csv': '',
      link: { symlink: 'plan.yml' },
      vendor: { submodule: 'https://git.example.com/octo/vendor.git' },
    },
    head8: { 'plan.yml': 'version: 2\n' },
    'v1.0': { 'old.yml': '' },
  },
  pulls: [
    { number: 7, head: { ref: 'change/one' } },
    { number: 9, head: { ref: 'change/one', repo: null }, base: { ref: 'release' } },
    { number: 8, head: { sha: 'head8', ref: 'change/one', repo: 'mona/shop' } },
    { number: 6, state: 'closed', head: { ref: 'change/one', repo: 'mona/shop' } },
  ],
};

const start = (more: RepoSeed = {}, tokens?: Readonly<Record<string, SandboxToken>>): Promise<GitHubSandbox> =>
  gitHub({ ...(tokens !== undefined && { tokens }), repos: { 'octo/shop': { ...seed, ...more } } });

describe('the pull requests of a repository', () => {
  const path = `${repository}/pulls`;
  const numbered = (...numbers: number[]) => numbers.map((number) => expect.objectContaining({ number }));

  test.each([
    ['', [9, 8, 7]],
    ['?state=open', [9, 8, 7]],
    ['?state=closed', [6]],
    ['?state=all', [9, 8, 7, 6]],
    ['?state=all&direction=asc', [6, 7, 8, 9]],
    ['?head=octo:change/one', [7]],
    ['?head=mona:change/one', [8]],
    ['?head=Mona:change%2Fone&state=all', [8, 6]],
    ['?head=mona:change', []],
    ['?head=nobody:change/one', []],
    ['?head=change/one', [9, 8, 7]],
    ['?base=main', [8, 7]],
    ['?base=release&head=mona:change/one', []],
  ])('are the newest first, and those that were asked for (%s)', async (query, numbers) => {
    expect(await askGitHub(await start(), `${path}${query}`)).toMatchObject({
      status: 200,
      body: numbered(...numbers),
    });
  });

  test('have the shape that GitHub describes, in a list and by a commit', async () => {
    const github = await start();
    for (const list of [`${path}?base=main&state=all`, `${repository}/commits/head8/pulls`]) {
      const { body } = await askGitHub(github, list);
      expect(body).toContainEqual(expect.objectContaining({ number: 8 }));
      for (const pull of [body].flat()) expect(problemsOfAnswer('pull-request-simple', pull)).toEqual([]);
    }
  });

  test('have no head repository where the fork is gone', async () => {
    const { body } = await askGitHub(await start(), `${path}?base=release`);
    expect(body).toMatchObject([{ number: 9, head: { ref: 'change/one', repo: null } }]);
  });

  test('come page by page', async () => {
    const answer = await askGitHub(await start(), `${path}?state=all&per_page=3&page=2`);
    expect(answer.body).toEqual(numbered(6));
    expect(answer.headers.get('link')).toContain('state=all&per_page=3&page=1>; rel="prev"');
  });

  test('are refused for a state that is none', async () => {
    expect((await askGitHub(await start(), `${path}?state=merged`)).status).toBe(422);
  });

  test('do not stand in the way of a single one', async () => {
    const github = await start();
    expect((await askGitHub(github, `${path}/7`)).body).toMatchObject({ number: 7 });
    await askGitHub(github, path);
    expect(github.requests.map(({ endpoint }) => endpoint)).toEqual(['get-pull', 'list-pulls']);
  });
});

describe('a tree', () => {
  const path = `${repository}/git/trees`;
  const paths = (...names: string[]) => ({ tree: names.map((name) => expect.objectContaining({ path: name })) });

  test('has every file, link, submodule and directory in git’s order', async () => {
    const github = await start();
    const { body } = await askGitHub(github, `${path}/main?recursive=1`);
    const sha = expect.stringMatching(/^[\da-f]{40}$/);
    const url = expect.stringMatching(new RegExp(`^${github.url}${repository}/git/(blobs|trees)/[\\da-f]{40}$`));
    const blob = { mode: '100644', type: 'blob', sha, url };
    const directory = { mode: '040000', type: 'tree', sha, url };
    expect(body).toEqual({
      sha: mainTip,
      url: `${github.url}${path}/${mainTip}`,
      tree: [
        { ...blob, path: 'data.csv', size: 0 },
        { ...directory, path: 'data' },
        { ...blob, path: 'data/a.csv', size: 0 },
        { ...directory, path: 'data/deep' },
        { ...blob, path: 'data/deep/b.csv', size: 4 },
        { ...blob, path: 'link', mode: '120000', size: 8 },
        // As `git hash-object` has it.
        { ...blob, path: 'plan.yml', size: 11, sha: 'b82551848c644f63b8517a7bdf8be9a992e6f4da' },
        { path: 'vendor', mode: '160000', type: 'commit', sha },
      ],
      truncated: false,
    });
    expect(problemsOfAnswer('git-tree', body)).toEqual([]);
  });

  test('has the top level only, where no more is asked for', async () => {
    const { body } = await askGitHub(await start({ mostTreeEntries: 1 }), `${path}/main`);
    expect(body).toEqual(
      expect.objectContaining({ ...paths('data.csv', 'data', 'link', 'plan.yml', 'vendor'), truncated: false }),
    );
  });

  test.each([
    ['a commit', mainTip, mainTip],
    ['a branch in full', 'refs/heads/main', mainTip],
    ['a branch with its slash encoded, of which no files are known', 'change%2Fone', 'tip1'],
    ['the head of a fork’s pull request', 'head8', 'head8'],
    ['refs/pull/8/head', 'refs/pull/8/head', 'head8'],
  ])('is found by %s', async (_, ref, sha) => {
    const names = { [mainTip]: ['data.csv', 'data', 'link', 'plan.yml', 'vendor'], tip1: [], head8: ['plan.yml'] }[sha];
    const { body } = await askGitHub(await start(), `${path}/${ref}`);
    expect(body).toEqual(expect.objectContaining({ sha, ...paths(...(names ?? [])) }));
  });

  test('is found by a tag', async () => {
    expect((await askGitHub(await start(), `${path}/v1.0`)).body).toMatchObject(paths('old.yml'));
  });

  test('says of a directory by its id when something in it has changed', async () => {
    const github = await start();
    const answered = async () => (await askGitHub(github, `${path}/main`)).body;
    const before = await answered();
    expect(await answered()).toEqual(before);
    github.repo('octo/shop').files['main'] = { ...seed.files?.['main'], 'data/deep/b.csv': 'new\n' };
    expect(await answered()).not.toEqual(before);
  });

  test.each([
    [8, 8, false],
    [7, 7, true],
  ])('is cut off after the most entries (%i)', async (mostTreeEntries, length, truncated) => {
    const { body } = await askGitHub(await start({ mostTreeEntries }), `${path}/main?recursive=false`);
    expect(body).toMatchObject({ tree: { length }, truncated });
  });

  test.each(['nowhere', '0'.repeat(40), 'pull/10/head', 'constructor', ''])(
    'that is none is a 404 (%s)',
    async (ref) => {
      expect(await askGitHub(await start(), `${path}/${ref}`)).toMatchObject({
        status: 404,
        body: { message: 'Not Found' },
      });
    },
  );

  test('of an empty repository is a 409', async () => {
    const github = await gitHub({ repos: { 'octo/shop': {} } });
    github.repo('octo/shop').branches = {};
    expect(await askGitHub(github, `${path}/main`)).toMatchObject({
      status: 409,
      body: { message: 'Git Repository is empty.', status: '409' },
    });
  });
});

describe('the permission', () => {
  test.each([
    ['pull_requests', 'pulls'],
    ['contents', 'git/trees/main?recursive=1'],
  ] as const)('%s: read is needed for %s, and is enough', async (permission, path) => {
    const all = { contents: 'read', statuses: 'read', pull_requests: 'read', issues: 'read' } as const;
    const tokens = {
      only: { ...bot, permissions: { [permission]: 'read' } },
      others: { ...bot, permissions: { ...all, [permission]: 'none' } },
    } as const;
    const github = await start({}, tokens);
    const ask = (token: string) => askGitHub(github, `${repository}/${path}`, { authorization: `token ${token}` });
    expect((await ask('only')).status).toBe(200);
    expect(await ask('others')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
  });
});
