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
    main: { 'plan.yml': 'version: 1\n' },
    head8: { 'plan.yml': 'version: 2\n' },
  },
  pulls: [
    { number: 7, head: { ref: 'change/one' } },
    { number: 9, head: { ref: 'change/one', repo: null }, base: { ref: 'release' } },
    { number: 8, head: { sha: 'head8', ref: 'change/one', repo: 'mona/shop' } },
    { number: 6, state: 'closed', head: { ref: 'change/one', repo: 'mona/shop' } },
  ],
};

const start = (tokens?: Readonly<Record<string, SandboxToken>>): Promise<GitHubSandbox> =>
  gitHub({ ...(tokens !== undefined && { tokens }), repos: { 'octo/shop': seed } });

describe('the pull requests of a repository', () => {
  const path = `${repository}/pulls`;
  const numbered = (...numbers: number[]) => numbers.map((number) => expect.objectContaining({ number }));

  test.each([
    ['', [9, 8, 7]],
    ['?state=open', [9, 8, 7]],
    ['?state=closed', [6]],
    ['?state=all', [9, 8, 7, 6]],
    ['?head=octo:change/one', [7]],
    ['?head=mona:change/one', [8]],
    ['?head=Mona:change%2Fone&state=all', [8, 6]],
    ['?head=mona:change', []],
    ['?head=nobody:change/one', []],
    ['?head=change/one', [9, 8, 7]],
  ])('are the newest first, and those that were asked for (%s)', async (query, numbers) => {
    expect(await askGitHub(await start(), `${path}${query}`)).toMatchObject({
      status: 200,
      body: numbered(...numbers),
    });
  });

  test('have the shape that GitHub describes, in a list and by a commit', async () => {
    const github = await start();
    for (const list of [`${path}?head=mona:change/one`, `${repository}/commits/head8/pulls`]) {
      const { body } = await askGitHub(github, list);
      expect(body).toContainEqual(expect.objectContaining({ number: 8 }));
      for (const pull of [body].flat()) expect(problemsOfAnswer('pull-request-simple', pull)).toEqual([]);
    }
  });

  test('have no head repository where the fork is gone', async () => {
    const { body } = await askGitHub(await start(), `${path}?per_page=1`);
    expect(body).toMatchObject([{ number: 9, head: { ref: 'change/one', repo: null } }]);
  });

  test('come page by page', async () => {
    const answer = await askGitHub(await start(), `${path}?state=all&per_page=3&page=2`);
    expect(answer.body).toEqual(numbered(6));
    expect(answer.headers.get('link')).toContain('state=all&per_page=3&page=1>; rel="prev"');
  });

  test('do not stand in the way of a single one', async () => {
    const github = await start();
    expect((await askGitHub(github, `${path}/7`)).body).toMatchObject({ number: 7 });
    await askGitHub(github, path);
    expect(github.requests.map(({ endpoint }) => endpoint)).toEqual(['get-pull', 'list-pulls']);
  });
});

test('pull requests need the permission to read them, and no other', async () => {
  const others = { contents: 'read', statuses: 'read', issues: 'read' } as const;
  const github = await start({
    only: { ...bot, permissions: { pull_requests: 'read' } },
    others: { ...bot, permissions: others },
  });
  const ask = (token: string) => askGitHub(github, `${repository}/pulls`, { authorization: `token ${token}` });
  expect((await ask('only')).status).toBe(200);
  expect(await ask('others')).toMatchObject({
    status: 403,
    body: { message: 'Resource not accessible by integration' },
  });
});
