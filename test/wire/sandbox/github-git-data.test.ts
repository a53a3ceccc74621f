import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FileContent, GitHubSandbox, RepoSeed, SandboxToken } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { askGitHub, gitHub } from './support.ts';

const repository = '/repos/octo/shop';
const mainTip = '1'.repeat(40);
const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
const RAW = 'application/vnd.github.raw+json';

const main: Record<string, FileContent> = {
  'plan.yml': 'version: 1\n',
  'data/deep/b.csv': 'sku\n',
  'data/a.csv': '',
  'data.csv': '',
  'run.sh': { executable: '#!/bin/sh\n' },
  link: { symlink: 'plan.yml' },
  vendor: { submodule: 'https://git.example.com/octo/vendor.git' },
};

const seed: RepoSeed = {
  branches: { main: mainTip, 'change/one': 'tip1' },
  files: { main, head8: { 'plan.yml': 'version: 2\n' }, 'v1.0': { 'old.yml': '' } },
  pulls: [{ number: 8, head: { sha: 'head8', repo: 'mona/shop' } }],
};

const start = (more: RepoSeed = {}, tokens?: Readonly<Record<string, SandboxToken>>): Promise<GitHubSandbox> =>
  gitHub({ ...(tokens !== undefined && { tokens }), repos: { 'octo/shop': { ...seed, ...more } } });

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

/** A field of an answer, and of what is in it. */
function at(value: unknown, ...names: readonly string[]): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null) throw new Error(`There is no ${name}.`);
  return at(new Map(Object.entries(value)).get(name), ...rest);
}

function isEntry(value: unknown): value is Entry {
  return ['path', 'mode', 'type', 'sha'].every((name) => typeof at(value, name) === 'string');
}

async function entriesOf(github: GitHubSandbox, ref: string, query = ''): Promise<Entry[]> {
  const { body } = await askGitHub(github, `${repository}/git/trees/${ref}${query}`);
  return [at(body, 'tree')].flat().filter(isEntry);
}

async function rootOf(github: GitHubSandbox, ref: string): Promise<unknown> {
  return at((await askGitHub(github, `${repository}/commits/${ref}`)).body, 'commit', 'tree', 'sha');
}

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
    else if ('executable' in content) {
      await writeFile(file, content.executable);
      await chmod(file, 0o755);
    }
  }
  git('add', '-A', '-f');
  return git;
}

describe('the ids', () => {
  const files: Record<string, FileContent> = {
    ...main,
    'data-1.csv': Buffer.from([0, 255, 13, 10]),
    'data/Übersicht.csv': 'ä\n',
    'data/\u{1f9ad}.yml': '',
    'data/\ufb01.yml': '',
    '__proto__/constructor': 'x',
  };

  test('of files and folders are those that Git gives them', async () => {
    const github = await start({ files: { main: files } });
    // Git adds a submodule only with its repository, so this one is put into the index by its id.
    const { vendor: _, ...others } = files;
    const git = await inGit(others);
    const entries = await entriesOf(github, 'main', '?recursive=1');
    const commit = entries.find(({ path }) => path === 'vendor')?.sha ?? '';
    git('update-index', '--add', '--cacheinfo', `160000,${commit},vendor`);

    const root = git('write-tree');
    expect(await rootOf(github, 'main')).toBe(root);
    const listed = git('-c', 'core.quotePath=false', 'ls-tree', '-r', '-t', '-l', '-z', root)
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => /^(?<mode>\d+) (?<type>\w+) (?<sha>\w+) +(?<size>[-\d]+)\t(?<path>.*)$/s.exec(line)?.groups);
    const asGit = entries.map(({ mode, type, sha, size, path }) => ({
      mode,
      type,
      sha,
      size: size === undefined ? '-' : String(size),
      path,
    }));
    expect(asGit).toEqual(listed.map((groups) => ({ ...groups })));
  });

  test.each(['plan.yml', 'data/deep/b.csv', 'run.sh'])('of %s is that of `git hash-object`', async (path) => {
    const git = await inGit({ [path]: main[path] ?? '' });
    const entries = await entriesOf(await start(), 'main', '?recursive=1');
    expect(entries).toContainEqual(expect.objectContaining({ path, sha: git('hash-object', path) }));
  });

  test('of a commit without files is that of the empty tree', async () => {
    const github = await start();
    const root = await rootOf(github, 'change%2Fone');
    expect(root).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
    expect(await askGitHub(github, `${repository}/git/trees/${root}`)).toMatchObject({
      status: 200,
      body: { tree: [] },
    });
  });
});

describe('a tree', () => {
  const path = `${repository}/git/trees`;
  const paths = (...names: string[]) => ({ tree: names.map((name) => expect.objectContaining({ path: name })) });
  const top = ['data.csv', 'data', 'link', 'plan.yml', 'run.sh', 'vendor'];

  test('has every file, link, submodule and folder in Git’s order', async () => {
    const github = await start();
    const { body } = await askGitHub(github, `${path}/main?recursive=1`);
    const sha = expect.stringMatching(/^[\da-f]{40}$/);
    const blob = { mode: '100644', type: 'blob', sha };
    const folder = { mode: '040000', type: 'tree', sha };
    expect(body).toEqual({
      sha: mainTip,
      tree: [
        { ...blob, path: 'data.csv', size: 0 },
        { ...folder, path: 'data' },
        { ...blob, path: 'data/a.csv', size: 0 },
        { ...folder, path: 'data/deep' },
        { ...blob, path: 'data/deep/b.csv', size: 4 },
        { ...blob, path: 'link', mode: '120000', size: 8 },
        { ...blob, path: 'plan.yml', size: 11 },
        { ...blob, path: 'run.sh', mode: '100755', size: 10 },
        { path: 'vendor', mode: '160000', type: 'commit', sha },
      ],
      truncated: false,
    });
    expect(problemsOfAnswer('git-tree', body)).toEqual([]);
  });

  test('has the top level only, where no more is asked for', async () => {
    const { body } = await askGitHub(await start({ mostTreeEntries: 1 }), `${path}/main`);
    expect(body).toEqual(expect.objectContaining({ ...paths(...top), truncated: false }));
  });

  test('is found by its id, and so is that of a folder', async () => {
    const github = await start();
    const root = String(await rootOf(github, 'main'));
    const { body } = await askGitHub(github, `${path}/${root}`);
    expect(body).toEqual(expect.objectContaining({ sha: root, ...paths(...top) }));
    expect(problemsOfAnswer('git-tree', body)).toEqual([]);

    const data = (await entriesOf(github, root)).find((entry) => entry.path === 'data')?.sha;
    const folder = await askGitHub(github, `${path}/${data}`);
    expect(folder.body).toEqual(expect.objectContaining({ sha: data, ...paths('a.csv', 'deep') }));
    const deep = (await entriesOf(github, String(data))).find((entry) => entry.path === 'deep')?.sha;
    expect((await askGitHub(github, `${path}/${deep}`)).body).toEqual(expect.objectContaining(paths('b.csv')));
    const { body: whole } = await askGitHub(github, `${path}/${data}?recursive=1`);
    expect(whole).toEqual(expect.objectContaining({ sha: data, ...paths('a.csv', 'deep', 'deep/b.csv') }));
  });

  test.each([
    ['a commit', mainTip, mainTip, top],
    ['a branch in full', 'refs/heads/main', mainTip, top],
    ['a branch with its slash encoded, of which no files are known', 'change%2Fone', 'tip1', []],
    ['the head of a fork’s pull request', 'head8', 'head8', ['plan.yml']],
    ['refs/pull/8/head', 'refs/pull/8/head', 'head8', ['plan.yml']],
  ])('is found by %s', async (_, ref, sha, names) => {
    const { body } = await askGitHub(await start(), `${path}/${ref}`);
    expect(body).toEqual(expect.objectContaining({ sha, ...paths(...names) }));
  });

  test.each(['v1.0', 'tags%2Fv1.0', 'refs%2Ftags%2Fv1.0'])(
    'is found by a tag, and so is its commit: %s',
    async (tag) => {
      const github = await start();
      expect((await askGitHub(github, `${path}/${tag}`)).body).toMatchObject(paths('old.yml'));
      expect(await entriesOf(github, String(await rootOf(github, tag)))).toMatchObject([{ path: 'old.yml' }]);
    },
  );

  test('of a folder has another id once something in it has changed', async () => {
    const github = await start();
    const before = await rootOf(github, 'main');
    expect(await rootOf(github, 'main')).toBe(before);
    github.repo('octo/shop').files['main'] = { ...main, 'data/deep/b.csv': 'new\n' };
    expect(await rootOf(github, 'main')).not.toBe(before);
  });

  test.each([
    ['the whole tree', { mostTreeEntries: 9 }, '?recursive=1', 9, false],
    ['the whole tree', { mostTreeEntries: 8 }, '?recursive=false', 8, true],
    ['one folder', { mostFolderEntries: 6 }, '', 6, false],
    ['one folder', { mostFolderEntries: 5 }, '', 5, true],
  ])('%s is cut off after the most entries (%j)', async (_, more, query, length, truncated) => {
    const { body } = await askGitHub(await start(more), `${path}/main${query}`);
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

describe('a blob', () => {
  async function blob(content: FileContent, accept?: string) {
    const github = await start({ files: { main: { file: content } } });
    const [entry] = await entriesOf(github, 'main');
    const answer = await askGitHub(github, `${repository}/git/blobs/${entry?.sha}`, {
      ...(accept !== undefined && { accept }),
    });
    return { ...answer, sha: entry?.sha };
  }

  test.each([
    ['of a text', 'version: 1\n', Buffer.from('version: 1\n')],
    ['of bytes, in lines', Buffer.alloc(100, 255), Buffer.alloc(100, 255)],
    ['of a link', { symlink: '../secret' }, Buffer.from('../secret')],
    ['of a file to run', { executable: 'exit\n' }, Buffer.from('exit\n')],
    ['of nothing', '', Buffer.alloc(0)],
  ])('%s comes as base64', async (_, content, bytes) => {
    const { status, body, sha } = await blob(content);
    expect(status).toBe(200);
    expect(body).toMatchObject({ sha, size: bytes.length, encoding: 'base64' });
    expect(problemsOfAnswer('blob', body)).toEqual([]);
    const text = String(at(body, 'content'));
    expect(Buffer.from(text, 'base64')).toEqual(bytes);
    expect(text).toMatch(/^(.{60}\n)*(.{1,60}\n)?$/);
  });

  test('comes raw', async () => {
    const answer = await blob('sku\n1\n', RAW);
    expect(answer).toMatchObject({ status: 200, body: 'sku\n1\n' });
    expect(answer.headers.get('content-type')).toContain('raw');
  });

  test.each([undefined, RAW])('of more than 100 MB is refused (%s)', async (accept) => {
    expect(await blob(Buffer.alloc(100_000_001), accept)).toMatchObject({
      status: 403,
      body: { errors: [{ resource: 'Blob', code: 'too_large' }] },
    });
  });

  test('that is none is a 404, and so is a folder', async () => {
    const github = await start();
    for (const sha of ['0'.repeat(40), await rootOf(github, 'main'), 'main']) {
      expect((await askGitHub(github, `${repository}/git/blobs/${sha}`)).status).toBe(404);
    }
  });
});

test.each(['git/trees/main?recursive=1', 'git/blobs/b82551848c644f63b8517a7bdf8be9a992e6f4da', 'commits/main'])(
  'the permission to read contents is needed for %s, and is enough',
  async (path) => {
    const others = { statuses: 'read', pull_requests: 'read', issues: 'read' } as const;
    const github = await start(
      {},
      { only: { ...bot, permissions: { contents: 'read' } }, others: { ...bot, permissions: others } },
    );
    const ask = (token: string) => askGitHub(github, `${repository}/${path}`, { authorization: `token ${token}` });
    expect((await ask('only')).status).toBe(200);
    expect(await ask('others')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
  },
);
