import { describe, expect, test } from 'vitest';
import { addPull, type GitHubSandbox, type PullSeed, type SandboxToken } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { askGitHub, gitHub } from './support.ts';

const repository = '/repos/octo/shop';
const mainTip = '1'.repeat(40);
const told = 'abc123';
const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');

function start(tokens?: Readonly<Record<string, SandboxToken>>): Promise<GitHubSandbox> {
  return gitHub({
    ...(tokens !== undefined && { tokens }),
    repos: {
      'octo/shop': {
        branches: { main: mainTip, 'change/one': 'tip1' },
        files: { main: { 'plan.yml': lines('a', 'b', 'c', 'd') }, [told]: {}, 'v1.0': { 'plan.yml': 'old\n' } },
        pulls: [
          { number: 7, head: { sha: 'head7', repo: 'mona/shop' }, mergeCommitSha: 'merge7', commits: ['older7'] },
        ],
      },
    },
  });
}

describe('a commit', () => {
  test.each([
    ['a branch', 'main', mainTip],
    ['a branch with its slash encoded', 'change%2Fone', 'tip1'],
    ['a branch as heads/x', 'heads%2Fmain', mainTip],
    ['a branch in full', 'refs%2Fheads%2Fchange%2Fone', 'tip1'],
    ['the tip of a branch', mainTip, mainTip],
    ['the head of a fork’s pull request', 'head7', 'head7'],
    ['the same as pull/7/head', 'pull%2F7%2Fhead', 'head7'],
    ['the same as refs/pull/7/head', 'refs%2Fpull%2F7%2Fhead', 'head7'],
    ['the merge of a pull request', 'refs%2Fpull%2F7%2Fmerge', 'merge7'],
    ['an earlier commit of a pull request', 'older7', 'older7'],
    ['a commit whose files are known', told, told],
  ])('is found by %s', async (_, ref, sha) => {
    const github = await start();
    const { body } = await askGitHub(github, `${repository}/commits/${ref}`);
    expect(body).toMatchObject({ sha });
    expect(problemsOfAnswer('commit', body)).toEqual([]);
  });

  test.each(['nowhere', '0'.repeat(40), 'pull%2F8%2Fhead', 'constructor'])(
    'that is none is a 422 (%s)',
    async (ref) => {
      expect(await askGitHub(await start(), `${repository}/commits/${ref}`)).toMatchObject({
        status: 422,
        body: { message: `No commit found for SHA: ${decodeURIComponent(ref)}`, status: '422' },
      });
    },
  );
});

describe('the files of a pull request', () => {
  const path = `${repository}/pulls/8/files`;

  async function changed(pull: Partial<PullSeed>, head?: Record<string, string>): Promise<GitHubSandbox> {
    const github = await start();
    const repo = github.repo('octo/shop');
    repo.files['main'] = { 'plan.yml': lines('a', 'b', 'c', 'd'), 'keep.csv': lines('1'), 'gone.csv': lines('x', 'y') };
    addPull(repo, { number: 8, head: { sha: 'head8' }, ...pull });
    if (head !== undefined) repo.files['head8'] = head;
    return github;
  }

  test('are what differs between the base branch and the head, by name', async () => {
    const github = await changed(
      {},
      { 'plan.yml': lines('a', 'b', 'e', 'd', 'f'), 'keep.csv': lines('1'), 'new.txt': 'n' },
    );
    const { body } = await askGitHub(github, path);
    expect(body).toMatchObject([
      { filename: 'gone.csv', status: 'removed', changes: 2 },
      { filename: 'new.txt', status: 'added', changes: 1 },
      { filename: 'plan.yml', status: 'modified', changes: 3 },
    ]);
    for (const file of [body].flat()) expect(problemsOfAnswer('diff-entry', file)).toEqual([]);
  });

  test.each([
    ['as it is', lines('a', 'b', 'c', 'd'), 0],
    ['with a change', lines('a', 'b', 'c', 'e'), 2],
  ])('tell of a file that moved %s', async (_, text, changes) => {
    const github = await changed({}, { 'plans/spring.yml': text, 'keep.csv': lines('1'), 'gone.csv': lines('x', 'y') });
    expect((await askGitHub(github, path)).body).toEqual([
      expect.objectContaining({
        filename: 'plans/spring.yml',
        status: 'renamed',
        previous_filename: 'plan.yml',
        changes,
      }),
    ]);
  });

  test('are an addition and a removal where little is the same', async () => {
    const github = await changed(
      {},
      { 'other.yml': lines('a', 'x', 'y', 'z'), 'keep.csv': '1\n', 'gone.csv': 'x\ny\n' },
    );
    expect((await askGitHub(github, path)).body).toMatchObject([{ status: 'added' }, { status: 'removed' }]);
  });

  test.each(['renamed', 'copied'] as const)('are those that were told, where any were: %s', async (status) => {
    const files = [{ filename: 'b.yml', status, previousFilename: 'plan.yml' }];
    const github = await changed({ files }, { 'b.yml': lines('a', 'b', 'c', 'e') });
    const { body } = await askGitHub(github, path);
    expect(body).toMatchObject([{ filename: 'b.yml', status, previous_filename: 'plan.yml', changes: 2 }]);
    for (const file of [body].flat()) expect(problemsOfAnswer('diff-entry', file)).toEqual([]);
  });

  test('are none where nothing is known of the head', async () => {
    expect((await askGitHub(await changed({}), path)).body).toEqual([]);
  });

  test('come page by page', async () => {
    const files = Array.from({ length: 101 }, (_, i) => ({ filename: `${i}.csv`, status: 'added' }) as const);
    const answer = await askGitHub(await changed({ files }), `${path}?per_page=1000&page=2`);
    expect(answer.body).toHaveLength(1);
    expect(answer.headers.get('link')).toContain('rel="prev"');
  });

  test('are 3,000 at most', async () => {
    const files = Array.from({ length: 3001 }, (_, i) => ({ filename: `${i}.csv`, status: 'added' }) as const);
    const github = await changed({ files });
    const last = await askGitHub(github, `${path}?per_page=100&page=30`);
    expect(last.body).toHaveLength(100);
    expect(last.headers.get('link')).not.toContain('rel="next"');
    expect((await askGitHub(github, `${path}?per_page=100&page=31`)).body).toEqual([]);
  });

  test('are a 404 for no pull request', async () => {
    expect((await askGitHub(await start(), path)).status).toBe(404);
  });
});

describe('the permission', () => {
  test.each([
    ['contents', 'commits/main'],
    ['pull_requests', 'pulls/7/files'],
  ] as const)('%s: read is needed for %s, and is enough', async (permission, path) => {
    const all = { contents: 'read', statuses: 'read', pull_requests: 'read', issues: 'read' } as const;
    const github = await start({
      only: { ...bot, permissions: { [permission]: 'read' } },
      others: { ...bot, permissions: { ...all, [permission]: 'none' } },
    });
    const ask = (token: string) => askGitHub(github, `${repository}/${path}`, { authorization: `token ${token}` });
    expect((await ask('only')).status).toBe(200);
    expect(await ask('others')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
  });
});
