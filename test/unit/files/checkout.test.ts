import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isSubmodule, originRepository } from '../../../src/files/workspace.ts';

async function checkout(url?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checkout-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  execFileSync('git', ['init', '-q', folder]);
  if (url !== undefined) execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', url]);
  return folder;
}

test.each([
  ['https://github.com/Octo/Shop', 'octo/shop'],
  ['https://github.com/octo/shop.git', 'octo/shop'],
  ['git@github.com:octo/shop.git', 'octo/shop'],
  ['ssh://git@github.example.com:22/octo/shop.js.git/', 'octo/shop.js'],
])('the repository of a checkout is told by its remote: %s', async (url, repository) => {
  expect(await originRepository(await checkout(url))).toBe(repository);
});

test('it is unknown without a remote, and without a `.git`', async () => {
  expect(await originRepository(await checkout())).toBeUndefined();
  expect(await originRepository('/nowhere')).toBeUndefined();
});

test('that of a worktree is that of its repository, and a submodule has its own', async () => {
  const folder = await checkout('https://github.com/octo/shop');
  const identity = ['-c', 'user.name=Mona', '-c', 'user.email=mona@example.com'];
  execFileSync('git', ['-C', folder, ...identity, 'commit', '-q', '--allow-empty', '-m', 'First']);
  execFileSync('git', ['-C', folder, 'worktree', 'add', '-q', join(folder, 'tree')], { stdio: 'ignore' });
  expect(await originRepository(join(folder, 'tree'))).toBe('octo/shop');

  await mkdir(join(folder, '.git/modules'));
  await mkdir(join(folder, 'sub'));
  execFileSync('git', ['init', '-q', '--separate-git-dir', join(folder, '.git/modules/sub'), join(folder, 'sub')]);
  execFileSync('git', ['-C', join(folder, 'sub'), 'remote', 'add', 'origin', 'https://github.com/octo/other']);
  expect(await isSubmodule(join(folder, 'sub'))).toBe(true);
  expect(await isSubmodule(join(folder, 'tree'))).toBe(false);
  expect(await isSubmodule(folder)).toBe(false);
  expect(await originRepository(join(folder, 'sub'))).toBe('octo/other');
});
