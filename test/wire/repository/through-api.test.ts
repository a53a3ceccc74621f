import { describe, expect, test } from 'vitest';
import { defaultToken, workflowToken } from '../../../sandbox/github/index.ts';
import { gate, gitHub } from '../sandbox/support.ts';
import { count, onGitHub, plan, throughApi, unreadable } from './support.ts';

const FILES = { 'plan.yml': 'name: Base', 'data/a.csv': `sku\n${'1\n'.repeat(200_000)}` };

describe('a commit on GitHub', () => {
  test('is asked for once, however many files are read', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    await Promise.all([plan(files, 'plan.yml'), plan(files, 'no.yml'), count(files, 'data/a.csv')]);
    expect(await files.commit()).toBe(sha);
    expect(server.requestsTo('get-commit')).toHaveLength(1);
    expect(server.requestsTo('get-commit')[0]?.headers.accept).toBe('application/vnd.github.sha');
  });

  test('is asked for at the same time as the first file', async () => {
    const { server, files } = await onGitHub(FILES);
    const commit = gate();
    const file = gate();
    const meet = (mine: typeof file, other: typeof file) => async () => {
      mine.open();
      await other.opened;
    };
    server.faults.add(
      { endpoint: 'get-commit', times: 1, kind: 'held', until: meet(commit, file) },
      { endpoint: 'contents', times: 1, kind: 'held', until: meet(file, commit) },
    );
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });

  test('stays the same, though the branch moves on', async () => {
    const { server, files, sha } = await onGitHub(FILES);
    const repo = server.repo('octo/shop');
    repo.files[sha] = FILES;
    expect(await files.commit()).toBe(sha);
    repo.files['main'] = { 'plan.yml': 'name: Moved on' };
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
    expect(server.requestsTo('contents').map(({ query }) => query['ref'])).toEqual([sha]);
  });

  test.each(['release/1.x', 'heads/release/1.x'])('may be named %s', async (ref) => {
    const server = await gitHub({
      repos: { 'octo/shop': { branches: { 'release/1.x': 'a'.repeat(40) }, files: { 'release/1.x': FILES } } },
    });
    expect(await throughApi(server, ref).commit()).toBe('a'.repeat(40));
    expect(await plan(throughApi(server, ref), 'plan.yml')).toBe('name: Base');
  });
});

describe('a plan is not missing, but nothing is known of it,', () => {
  test('where the ref is unknown', async () => {
    const { files } = await onGitHub(FILES, { ref: 'nowhere' });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /^The commit `nowhere` could not be read: GitHub answered HTTP 422, `No commit found for SHA: nowhere.*`\. Check that there is such a branch or commit\.$/,
    );
    expect(await count(files, 'data/a.csv')).toMatch(/HTTP 422/);
  });

  test('where the token may not read the repository, which GitHub hides', async () => {
    const files = throughApi(await gitHub(), 'main');
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /HTTP 404, `Not Found.*`\. Give the job `permissions: contents: read`, and check that the commit is there\.$/,
    );
  });

  test('where the token lacks the permission', async () => {
    const tokens = { [defaultToken]: { ...workflowToken, permissions: { pull_requests: 'write' as const } } };
    const { files } = await onGitHub(FILES, { tokens });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /HTTP 403, `Resource not accessible by integration.*`\. Give the job `permissions: contents: read`\.$/,
    );
  });

  test('where the token is no good', async () => {
    const { files } = await onGitHub(FILES, { token: 'ghs_other_token' });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(/HTTP 401, .* Check the input `github-token`\.$/);
  });

  test('where the token has asked too much', async () => {
    const { server, files } = await onGitHub(FILES);
    const body = { message: 'API rate limit exceeded for installation.' };
    server.faults.add({ endpoint: '*', times: 'always', kind: 'answer', status: 403, body });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(/Run the step again once GitHub answers this token/);
  });

  test('where the file alone is refused, which is told of the file', async () => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint: 'contents', times: 1, kind: 'answer', status: 403, body: { message: 'No' } });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /^The file `plan\.yml` of the commit `main` could not be read: GitHub answered HTTP 403, `No`\./,
    );
  });

  test.each([
    ['a ref that is gone by now', { message: 'No commit found for the ref main' }],
    ['a proxy’s page', '<h1>Not Found</h1>'],
  ])('where a 404 is of %s', async (_, body) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint: 'contents', times: 'always', kind: 'answer', status: 404, body });
    expect(await unreadable(files.readPlan('no.yml'))).toMatch(/could not be read: GitHub answered HTTP 404/);
  });

  test.each([
    ['get-commit', /what came is no answer of GitHub’s\. Check that/],
    ['contents', /GitHub did not answer \(`what came is empty, broken off, too long, or no JSON`\)/],
  ] as const)('where what comes is none of GitHub’s: %s', async (endpoint, said) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint, times: 'always', kind: 'answer', status: 200, body: '<h1>Sign in</h1>' });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(said);
  });

  test.each(['get-commit', 'contents'] as const)('where GitHub fails for good: %s', async (endpoint) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint, times: 'always', kind: 'answer', status: 500, body: { message: 'Oops' } });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(/HTTP 500, `Oops`\. Run the step again\.$/);
    expect(server.requestsTo(endpoint)).toHaveLength(3);
  });

  test('where the time is up', async () => {
    const { server, files } = await onGitHub(FILES, { signal: AbortSignal.timeout(50) });
    server.faults.add({ endpoint: '*', times: 'always', kind: 'hang' });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(/GitHub did not answer .* raise the input `timeout`/);
  });

  test.each(['reset-mid-body', 'truncated'] as const)('where what comes is always cut short: %s', async (kind) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint: 'contents', times: 'always', kind });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /^The file `plan\.yml` of the commit `main` could not be read: GitHub did not answer \(/,
    );
  });

  test.each([
    ['less', 'name: '],
    ['more', 'name: Base, and more'],
  ])('where its content is %s than it has', async (_, text) => {
    const { server, files } = await onGitHub(FILES);
    const change = (real: unknown) => Object.assign({}, real, { content: Buffer.from(text).toString('base64') });
    server.faults.add({ endpoint: 'contents', times: 1, kind: 'rewrite', change });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(
      /^The file `plan\.yml` of the commit `main` could not be read: what came is not the 10 bytes that GitHub says it has\. /,
    );
  });
});

describe('a file of more than a megabyte, whose content GitHub gives only raw,', () => {
  const large = `name: ${'x'.repeat(1_000_000)}`;

  test('is read in a second request', async () => {
    const { server, files } = await onGitHub({ 'plan.yml': large, 'small.yml': 'name: Small' });
    expect(await plan(files, 'small.yml')).toBe('name: Small');
    expect(server.requestsTo('contents')).toHaveLength(1);
    expect(await plan(files, 'plan.yml')).toBe(large);
    expect(server.requestsTo('contents')).toHaveLength(3);
  });

  test.each([
    ['reset-mid-body', /could not be read: GitHub’s answer broke off \(/],
    ['truncated', /could not be read: what came is not the 1,000,006 bytes that GitHub says it has\./],
    ['no-content', /could not be read: what came is n/],
  ] as const)('is not known where it is cut short: %s', async (kind, said) => {
    const { server, files } = await onGitHub({ 'plan.yml': large, 'a.csv': large });
    server.faults.add({ endpoint: 'contents', times: 1, after: 1, kind });
    expect(await unreadable(files.readPlan('plan.yml'))).toMatch(said);
    server.faults.clear();
    server.faults.add({ endpoint: 'contents', times: 1, after: 1, kind });
    expect(await count(files, 'a.csv')).toMatch(said);
  });

  test('is not asked for where it is too large', async () => {
    const { server, files } = await onGitHub({ 'plan.yml': 'x'.repeat(1_048_577) });
    expect(await plan(files, 'plan.yml')).toMatch(/has 1,048,577 bytes; 1 MiB is the most\./);
    expect(server.requestsTo('contents')).toHaveLength(1);
  });
});

test('a link to a file has the size of that file, whatever its own is', async () => {
  const { files } = await onGitHub({ 'plan.yml': { symlink: 'plans/spring.yml' }, 'plans/spring.yml': 'name: Base' });
  expect(await plan(files, 'plan.yml')).toBe('name: Base');
});

describe('what GitHub says', () => {
  test('never shows the token', async () => {
    const { server, files } = await onGitHub(FILES);
    const body = { message: `Bad token ${defaultToken}` };
    server.faults.add({ endpoint: '*', times: 'always', kind: 'answer', status: 403, body });
    const said = await unreadable(files.readPlan('plan.yml'));
    expect(said).toContain('Bad token ***');
    expect(said).not.toContain(defaultToken);
  });
});

describe('a data file on GitHub', () => {
  test('that always breaks off is refused', async () => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint: 'contents', times: 3, kind: 'reset-mid-body' });
    expect(await count(files, 'data/a.csv')).toMatch(/^The file `data\/a\.csv` of the commit `main` could not be read/);
    expect(await count(files, 'data/a.csv')).toBe(200_000);
  });

  test('that GitHub does not hand out, for its size, is too large', async () => {
    const { server, files } = await onGitHub(FILES);
    const body = { message: 'This API returns blobs up to 100 MB.', errors: [{ code: 'too_large' }] };
    server.faults.add({ endpoint: 'contents', times: 1, kind: 'answer', status: 403, body });
    expect(await count(files, 'data/a.csv')).toMatch(/has more than 52,428,800 bytes; 50 MiB is the most\./);
  });

  test('that ends in .json is data, and not a description of a folder', async () => {
    const { files } = await onGitHub({ 'a.json': '[{"type": "dir"}, {}]', 'plan.json': '{"type": "submodule"}' });
    expect(await count(files, 'a.json')).toBe(2);
    expect(await plan(files, 'plan.json')).toBe('{"type": "submodule"}');
  });
});

describe('a passing trouble of GitHub', () => {
  test.each(['get-commit', 'contents'] as const)('is not noticed: %s', async (endpoint) => {
    const { server, files } = await onGitHub(FILES);
    server.faults.add({ endpoint, times: 1, kind: 'html-502' }, { endpoint, times: 1, kind: 'reset' });
    expect(await plan(files, 'plan.yml')).toBe('name: Base');
  });

  test.each(['truncated', 'empty', 'wrong-type'] as const)(
    'is not noticed where a file is asked for: %s',
    async (kind) => {
      const { server, files } = await onGitHub(FILES);
      server.faults.add({ endpoint: 'contents', times: 1, kind });
      expect(await plan(files, 'plan.yml')).toBe('name: Base');
    },
  );
});

test('a submodule is no plan, nor is what lies in one', async () => {
  const { files } = await onGitHub({ vendor: { submodule: 'https://github.com/octo/other' } });
  expect(await plan(files, 'vendor')).toMatch(/is a submodule or lies in one\./);
  expect(await plan(files, 'vendor/plan.yml')).toMatch(/is a submodule or lies in one\./);
});

test('a list of a very full folder is told as a folder', async () => {
  const full = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`plans/${index}.yml`, '']));
  expect(await plan((await onGitHub(full)).files, 'plans')).toMatch(/is no file\./);
});
