import { describe, expect, test } from 'vitest';
import { defaultToken, workflowToken } from '../../../sandbox/github/index.ts';
import { HTML_502, rewriteJson } from '../../support/faults.ts';
import { gitHub } from '../sandbox/support.ts';
import { count, fromGitHub, onGitHub, plan, unreadable } from './support.ts';

const FILES = {
  'plan.yml': 'name: Base',
  'data/a.csv': 'sku\n1\n2\n',
  'link.yml': { symlink: 'plan.yml' },
  folder: { symlink: 'data' },
  sub: { submodule: 'https://github.com/octo/other' },
};

describe('a commit on GitHub', () => {
  test('is asked for once, and each folder, however many files are read', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    await Promise.all([plan(files, 'plan.yml'), plan(files, 'no.yml'), count(files, 'data/a.csv')]);
    expect(await files.sha()).toBe(sha);
    expect(server.requestsTo('get-commit')).toHaveLength(1);
    expect(server.requestsTo('get-tree')).toHaveLength(2);
    expect(server.requestsTo('get-blob')).toHaveLength(2);
  });

  test('is not asked for if its SHA is known', async () => {
    const { server, sha } = await onGitHub(FILES);
    expect(await plan(await fromGitHub(server, sha), 'plan.yml')).toBe('name: Base');
    expect(server.requestsTo('get-commit')).toEqual([]);
  });

  test('stays the same if the branch moves on', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    const repo = server.repo('octo/shop');
    repo.files[sha] = FILES;
    expect(await files.sha()).toBe(sha);
    repo.files['main'] = { 'plan.yml': 'name: Moved on' };
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });

  test.each(['release/1.x', 'heads/release/1.x', 'refs/heads/release/1.x'])('may be named %s', async (ref) => {
    const server = await gitHub({
      repos: { 'octo/shop': { branches: { 'release/1.x': 'a'.repeat(40) }, files: { 'release/1.x': FILES } } },
    });
    expect(await (await fromGitHub(server, ref)).sha()).toBe('a'.repeat(40));
    expect(await plan(await fromGitHub(server, ref), 'plan.yml')).toBe('name: Base');
  });

  test('tells links and submodules apart from files', async () => {
    const { files } = await onGitHub(FILES);
    expect(await plan(files, 'link.yml')).toMatch(/`link\.yml` is a symbolic link/);
    expect(await plan(files, 'folder/a.csv')).toMatch(/lies behind the symbolic link `folder`/);
    expect(await plan(files, 'sub/plan.yml')).toMatch(/belongs to the submodule `sub`/);
    expect([await files.isLinkToFile('link.yml'), await files.isLinkToFile('folder')]).toEqual([true, false]);
  });
});

describe('what is requested before the commit is known', () => {
  test('is not requested again', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    files.prefetch(['plan.yml'], false);
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
    expect(await files.sha()).toBe(sha);
    expect(server.requests.map(({ endpoint }) => endpoint).sort()).toEqual(['get-commit', 'get-contents', 'get-tree']);
  });

  test('is not believed if the branch moves on meanwhile', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    const repo = server.repo('octo/shop');
    repo.files[sha] = FILES;
    const moveOn = async () => {
      repo.branches['main'] = 'b'.repeat(40);
      repo.files['main'] = { 'plan.yml': 'name: Moved on' };
    };
    const when = ({ endpoint }: { readonly endpoint: string | undefined }) => endpoint !== 'get-commit';
    server.faults.add({ endpoint: '*', times: 'always', when, kind: 'held', until: moveOn });
    files.prefetch(['plan.yml'], false);
    expect(await files.sha()).toBe(sha);
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });

  test('is not believed if the list does not say of which commit it is', async () => {
    const { server, files } = await onGitHub(FILES);
    const withoutTree = (answer: unknown) => ({ ...Object(answer), commit: undefined });
    server.faults.add(
      { endpoint: 'get-commit', times: 1, ...rewriteJson(withoutTree) },
      { endpoint: 'get-tree', times: 1, ...rewriteJson(() => ({ truncated: false, tree: [] })) },
    );
    files.prefetch(['plan.yml'], false);
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });

  test('is not believed about a link, which GitHub follows', async () => {
    const { files } = await onGitHub(FILES);
    files.prefetch(['link.yml'], false);
    expect(await plan(files, 'link.yml')).toMatch(/`link\.yml` is a symbolic link/);
  });

  test.each(['get-tree', 'get-contents'] as const)('is requested again if %s fails', async (endpoint) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint, times: 1, ...HTML_502 });
    files.prefetch(['plan.yml'], false);
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });
});

describe('a search in a commit on GitHub', () => {
  const TREE = { 'a/b/plan.yml': '', 'a/c.txt': '', 'plan.yml': '' };
  const all = async (files: Awaited<ReturnType<typeof onGitHub>>['files']) => {
    const names = await Promise.all(['', 'a', 'a/b'].map((folder) => files.list(folder, true)));
    return names.map((entries) => entries?.map(({ name, kind }) => `${kind} ${name}`).sort());
  };

  test('takes one request for all folders', async () => {
    const { server, files } = await onGitHub(TREE);
    expect(await all(files)).toEqual([['file plan.yml', 'folder a'], ['file c.txt', 'folder b'], ['file plan.yml']]);
    expect(server.requestsTo('get-tree')).toHaveLength(1);
  });

  test('goes folder by folder if GitHub cuts the list short', async () => {
    const { server, files } = await onGitHub(TREE);
    const when = ({ query }: { query: object }) => 'recursive' in query;
    const change = (real: unknown) => ({ ...Object(real), tree: [], truncated: true });
    server.faults.add({ endpoint: 'get-tree', times: 'always', when, ...rewriteJson(change) });
    expect(await all(files)).toEqual([['file plan.yml', 'folder a'], ['file c.txt', 'folder b'], ['file plan.yml']]);
    expect(server.requestsTo('get-tree')).toHaveLength(4);
  });

  test('is an error if GitHub cuts the list of one folder short, too', async () => {
    const { server, files } = await onGitHub(TREE);
    const body = { sha: 'a'.repeat(40), url: 'https://x', tree: [], truncated: true };
    server.faults.add({ endpoint: 'get-tree', times: 'always', kind: 'answer', status: 200, body });
    expect(await unreadable(files.list('', true))).toMatch(/has more files than GitHub lists at once/);
  });
});

describe('a plan is not missing, but nothing is known of it,', () => {
  test('if the ref is unknown', async () => {
    const { files } = await onGitHub(FILES, { ref: 'nowhere' });
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(
      /^The commit `nowhere` could not be read: GitHub answered HTTP 422, `No commit found for SHA: nowhere.*`\. Check that there is such a branch or commit\.$/,
    );
    expect(await count(files, 'data/a.csv')).toMatch(/HTTP 422/);
  });

  test('if the token may not read the repository, which GitHub hides', async () => {
    const files = await fromGitHub(await gitHub(), 'main');
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(
      /HTTP 404, `Not Found.*`\. Give the job `permissions: contents: read`, and check that the commit exists\.$/,
    );
  });

  test('if the token lacks the permission', async () => {
    const tokens = { [defaultToken]: { ...workflowToken, permissions: { pull_requests: 'write' as const } } };
    const { files } = await onGitHub(FILES, { tokens });
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(
      /HTTP 403, `Resource not accessible by integration.*`\. Give the job `permissions: contents: read`\.$/,
    );
  });

  test('if the token is wrong', async () => {
    const { files } = await onGitHub(FILES, { token: 'ghs_other_token' });
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(/HTTP 401, .* Check the input `github-token`\.$/);
  });

  test.each([
    ['get-commit', '<h1>Sign in</h1>'],
    ['get-commit', { sha: 'main' }],
    ['get-tree', '<h1>Sign in</h1>'],
    ['get-tree', { sha: 'a'.repeat(40), tree: [{ path: 'plan.yml' }], truncated: false }],
    ['get-tree', { sha: 'a'.repeat(40), tree: [] }],
    ['get-blob', { content: 'x' }],
  ] as const)('if what comes is not GitHub’s: %s %j', async (endpoint, body) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint, times: 'always', kind: 'answer', status: 200, body });
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(/could not be read: GitHub/);
  });

  test('if a part of the file comes and the server says that it is all', async () => {
    const { server, files } = await onGitHub(FILES);
    const body = { size: 4, encoding: 'base64', content: Buffer.from('name').toString('base64') };
    server.faults.add({ endpoint: 'get-blob', times: 1, kind: 'answer', status: 200, body });
    expect(await unreadable(plan(files, 'plan.yml'))).toMatch(/GitHub sent other bytes than it announced/);
  });
});

test('a file that is too large is not downloaded', async () => {
  const { server, files } = await onGitHub({ 'large.yml': ' '.repeat(1024 * 1024 + 1) });
  expect(await plan(files, 'large.yml')).toMatch(/has more than 1 MiB/);
  expect(server.requestsTo('get-blob')).toEqual([]);
});
