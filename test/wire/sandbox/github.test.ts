import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addComment, addLabel, type FileContent } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import type { GitHubSandbox } from '../../support/sandbox.ts';
import { ask, askGitHub, gitHub } from './support.ts';

const repository = '/repos/octo/shop';
const comments = `${repository}/issues/7/comments`;
const mona = { login: 'mona', type: 'User' } as const;
const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
const mainTip = '1'.repeat(40);

const main: Record<string, FileContent> = {
  'plan.yml': 'version: 1\n',
  'data/deep/b.csv': 'sku\n',
  'data/a.csv': '',
  'data.csv': '',
  'data-1.csv': Buffer.from([0, 255, 13, 10]),
  'data/Übersicht.csv': 'ä\n',
  'data/\u{1f9ad}.yml': '',
  'data/\ufb01.yml': '',
  '__proto__/constructor': 'x',
  link: { symlink: 'plan.yml' },
};

function start(tokens?: Parameters<typeof gitHub>[0]): Promise<GitHubSandbox> {
  return gitHub({
    repos: {
      'octo/shop': {
        branches: { main: mainTip, 'change/one': 'tip1' },
        files: { main, head7: { 'plan.yml': 'version: 2\n' }, 'v1.0': { 'old.yml': '' } },
        collaborators: { boss: 'admin', keeper: 'maintain', sorter: 'triage', reader: 'read' },
        pulls: [{ number: 7, head: { sha: 'head7', repo: 'mona/shop' }, commits: ['older7'] }],
      },
    },
    ...tokens,
  });
}

test.each([
  ['pull-request', `${repository}/pulls/7`],
  ['pull-request-simple', `${repository}/pulls?head=mona:change-7&state=open`],
  ['pull-request-simple', `${repository}/commits/older7/pulls`],
  ['diff-entry', `${repository}/pulls/7/files`],
  ['issue-comment', comments],
  ['issue-event-for-issue', `${repository}/issues/7/events`],
  ['commit', `${repository}/commits/main`],
  ['repository-collaborator-permission', `${repository}/collaborators/sorter/permission`],
  ['git-tree', `${repository}/git/trees/${mainTip}?recursive=1`],
])('a %s is as GitHub describes it: %s', async (schema, path) => {
  const github = await start();
  const repo = github.repo('octo/shop');
  addComment(repo, { issue: 7, body: 'Hello', user: mona }, github.ticker);
  addLabel(repo, 7, 'over-budget-ok', mona, github.ticker);
  const { status, body } = await askGitHub(github, path);
  expect(status).toBe(200);
  const entries = [body].flat();
  expect(entries).not.toEqual([]);
  for (const entry of entries) expect(problemsOfAnswer(schema, entry)).toEqual([]);
});

describe('a token', () => {
  test.each([
    ['is required', null, 401],
    ['must be a good one', 'token ghs_wrong', 401],
    ['may be sent as `Bearer`', 'Bearer ghs_sandbox_token', 200],
  ])('%s', async (_, authorization, status) => {
    expect((await askGitHub(await start(), comments, { authorization })).status).toBe(status);
  });

  test.each([
    ['reader', 'GET', comments, undefined, 200],
    ['reader', 'POST', comments, { body: 'Hello' }, 403],
    ['issuer', 'POST', comments, { body: 'Hello' }, 201],
    ['reader', 'POST', `${repository}/statuses/abc`, { state: 'success' }, 403],
    ['nothing', 'GET', `${repository}/collaborators/mona/permission`, undefined, 200],
    ['nothing', 'GET', `${repository}/git/trees/${mainTip}`, undefined, 403],
    ['nothing', 'GET', '/user', undefined, 403],
    ['nothing', 'GET', `/repos/octo/nothing/pulls/7`, undefined, 404],
  ])('with the permissions of %s gets, for %s %s, what they allow', async (token, method, path, body, status) => {
    const tokens = {
      reader: { ...bot, permissions: { pull_requests: 'read' } },
      issuer: { ...bot, permissions: { issues: 'write' } },
      nothing: { ...bot, permissions: {} },
    } as const;
    const answer = await askGitHub(await start({ tokens }), path, { authorization: `token ${token}`, method, body });
    expect(answer.status).toBe(status);
    const said = status === 403 ? { message: 'Resource not accessible by integration' } : {};
    expect(answer.body).toMatchObject(said);
  });
});

describe('comments', () => {
  test('come from page to page, oldest first', async () => {
    const github = await start();
    for (let number = 1; number <= 5; number += 1) {
      addComment(github.repo('octo/shop'), { issue: 7, body: `${number}`, user: mona }, github.ticker);
    }
    const first = await askGitHub(github, `${comments}?per_page=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await ask(next, { authorization: 'token ghs_sandbox_token' });
    expect([first.body, second.body]).toMatchObject([
      [{ body: '1' }, { body: '2' }],
      [{ body: '3' }, { body: '4' }],
    ]);
    const last = await askGitHub(github, `${comments}?per_page=2&page=3`);
    expect(last.body).toMatchObject([{ body: '5' }]);
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  test('may be 65,536 characters long and not one longer, whatever their bytes', async () => {
    const github = await start();
    const write = (body: string) => askGitHub(github, comments, { method: 'POST', body: { body } });
    expect((await write('🦭'.repeat(65_536))).status).toBe(201);
    expect((await write('a'.repeat(65_537))).status).toBe(422);
  });
});

test.each([
  ['heads%2Fmain', mainTip],
  ['refs%2Fheads%2Fchange%2Fone', 'tip1'],
  ['head7', 'head7'],
  ['older7', 'older7'],
  ['nowhere', undefined],
  ['constructor', undefined],
])('a commit is found by %s', async (ref, sha) => {
  const { status, body } = await askGitHub(await start(), `${repository}/commits/${ref}`);
  expect({ status, body }).toMatchObject(sha === undefined ? { status: 422 } : { status: 200, body: { sha } });
});

test('a tag has a commit of its own, with its files', async () => {
  const github = await start();
  const { body } = await askGitHub(github, `${repository}/commits/v1.0`);
  const sha = /"sha":"([\da-f]{40})"/.exec(JSON.stringify(body))?.[1];
  const tree = await askGitHub(github, `${repository}/git/trees/${sha}`);
  expect(tree.body).toMatchObject({ tree: [{ path: 'old.yml' }] });
});

describe('the files of a pull request', () => {
  const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('');

  test.each<[string, Record<string, FileContent>, object[]]>([
    [
      'added, modified and removed',
      { 'a.yml': '2', 'n.txt': 'n' },
      [
        ['a.yml', 'modified'],
        ['n.txt', 'added'],
        ['old.yml', 'removed'],
      ].map(([filename, status]) => ({ filename, status })),
    ],
    [
      'moved as it is',
      { 'a.yml': '1', 'new.yml': lines('a', 'b', 'c', 'd') },
      [{ filename: 'new.yml', status: 'renamed', previous_filename: 'old.yml' }],
    ],
    ['moved with a change', { 'a.yml': '1', 'new.yml': lines('a', 'b', 'c', 'e') }, [{ status: 'renamed' }]],
    ['replaced', { 'a.yml': '1', 'new.yml': lines('a', 'x', 'y', 'z') }, [{ status: 'added' }, { status: 'removed' }]],
    ['of another kind', { 'a.yml': { symlink: 'x' }, 'old.yml': lines('a', 'b', 'c', 'd') }, [{ status: 'changed' }]],
  ])('%s', async (_, head, files) => {
    const github = await start();
    const repo = github.repo('octo/shop');
    repo.files['main'] = { 'a.yml': '1', 'old.yml': lines('a', 'b', 'c', 'd') };
    repo.files['head7'] = head;
    expect((await askGitHub(github, `${repository}/pulls/7/files`)).body).toMatchObject(files);
  });
});

test('trees and blobs have the ids, modes and sizes that Git gives them', async () => {
  const github = await start();
  const { body } = await askGitHub(github, `${repository}/git/trees/${mainTip}?recursive=1`);
  const git = await inGit(main);
  const listed = git('-c', 'core.quotePath=false', 'ls-tree', '-r', '-t', '-l', '-z', git('write-tree'))
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const { size, ...entry } =
        /^(?<mode>\d+) (?<type>\w+) (?<sha>\w+) +(?<size>[-\d]+)\t(?<path>.*)$/s.exec(line)?.groups ?? {};
      return { ...entry, ...(size !== '-' && { size: Number(size) }) };
    });
  expect(body).toMatchObject({ tree: listed, truncated: false });
  for (const { type, sha } of listed.map((entry) => ({ type: '', sha: '', ...entry }))) {
    const answer = await askGitHub(github, `${repository}/git/${type}s/${sha}`);
    expect(answer).toMatchObject({ status: 200, body: { sha } });
  }
});

/** A repository of Git's own with these files in its index. */
async function inGit(files: Readonly<Record<string, FileContent>>): Promise<(...args: string[]) => string> {
  const cwd = await mkdtemp(join(tmpdir(), 'objects-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
  git('init', '-q');
  git('config', 'core.autocrlf', 'false');
  for (const [path, content] of Object.entries(files)) {
    const file = join(cwd, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'string' || content instanceof Uint8Array) await writeFile(file, content);
    else if ('symlink' in content) await symlink(content.symlink, file);
  }
  git('add', '-A', '-f');
  return git;
}
