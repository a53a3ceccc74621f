import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFallback } from '../../../src/repository/fallback.ts';
import type { CommitFiles } from '../../../src/repository/files.ts';
import { filesThroughGit } from '../../../src/repository/through-git.ts';
import { count, folder, git, onGitHub, plan, unreadable } from './support.ts';

const ON_GITHUB = { 'plan.yml': 'name: On GitHub', 'a.csv': 'sku\n1\n' };

/** A repository with `plan.yml`, `a.csv` and `only-here.yml`. */
async function inGit(): Promise<CommitFiles> {
  const workspace = await folder();
  git(workspace, 'init', '-q');
  await writeFile(join(workspace, 'plan.yml'), 'name: In Git');
  await writeFile(join(workspace, 'only-here.yml'), 'name: Only here');
  await writeFile(join(workspace, 'a.csv'), 'sku\n1\n2\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'All');
  return filesThroughGit(workspace, 'HEAD');
}

test('where the first can be read, all comes from it, what is missing too', async () => {
  const { files, sha } = await onGitHub(ON_GITHUB);
  const both = withFallback(files, await inGit());
  expect(await plan(both, 'plan.yml')).toBe('name: On GitHub');
  expect(await plan(both, 'only-here.yml')).toBe('not there');
  expect(await count(both, 'a.csv')).toBe(1);
  expect(await both.commit()).toBe(sha);
});

test('where it cannot, all comes from the second, which is decided once', async () => {
  const { server, files } = await onGitHub(ON_GITHUB);
  server.faults.add({ endpoint: 'get-commit', times: 1, kind: 'answer', status: 403, body: { message: 'No' } });
  const second = await inGit();
  const both = withFallback(files, second);
  expect(await Promise.all([plan(both, 'plan.yml'), plan(both, 'only-here.yml')])).toEqual([
    'name: In Git',
    'name: Only here',
  ]);
  const asked = server.requests.length;
  expect(await count(both, 'a.csv')).toBe(2);
  expect(await both.commit()).toBe(await second.commit());
  expect(server.requests).toHaveLength(asked);
});

test('a file of the first that cannot be read is not looked up in the second, whose commit may be another', async () => {
  const { server, files } = await onGitHub(ON_GITHUB);
  server.faults.add({ endpoint: 'contents', times: 'always', kind: 'answer', status: 403, body: { message: 'No' } });
  const both = withFallback(files, await inGit());
  expect(await unreadable(both.readPlan('plan.yml'))).toMatch(/^The file `plan\.yml` of the commit `main`/);
  expect(await count(both, 'a.csv')).toMatch(/^The file `a\.csv` of the commit `main`/);
});

test('a file is asked for once of the first, also where it is missing', async () => {
  const { server, files } = await onGitHub(ON_GITHUB);
  const both = withFallback(files, await inGit());
  await plan(both, 'no.yml');
  await plan(both, 'plan.yml');
  expect(server.requestsTo('contents')).toHaveLength(2);
  expect(server.requestsTo('get-commit')).toHaveLength(1);
});

test('where neither can be read, both are told', async () => {
  const { files } = await onGitHub(ON_GITHUB, { ref: 'nowhere' });
  const both = withFallback(files, filesThroughGit(await folder(), 'nowhere'));
  for (const ask of [() => both.commit(), () => both.readPlan('plan.yml')]) {
    expect(await unreadable(ask())).toMatch(
      /^The commit `nowhere` could not be read: .* Git could not read the commit `nowhere` .* Or: Have all branches fetched before the gate runs/,
    );
  }
  expect(await count(both, 'a.csv')).toMatch(/^The commit `nowhere` could not be read/);
});
