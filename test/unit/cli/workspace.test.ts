import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findWorkspace } from '../../../src/cli/console.ts';

async function temporary(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'place-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test.each(['folder', 'file'])('the workspace is the repository around, whose .git is a %s', async (kind) => {
  const root = await temporary();
  await mkdir(join(root, 'a/b'), { recursive: true });
  await (kind === 'folder' ? mkdir(join(root, '.git')) : writeFile(join(root, '.git'), 'gitdir: elsewhere'));
  const { workspace, patternOf, pathOf } = findWorkspace(join(root, 'a/b'));
  expect(workspace).toBe(root);
  expect(['plan.yml', './*.yml', '!x/**', '../c.yml', join(root, 'd.yml'), '#e.yml'].map(patternOf)).toEqual([
    'a/b/plan.yml',
    'a/b/*.yml',
    '!a/b/x/**',
    'a/c.yml',
    'd.yml',
    '#e.yml',
  ]);
  expect(['a/b/plan.yml', 'a/c.yml', 'd.yml'].map(pathOf)).toEqual(['plan.yml', '../c.yml', '../../d.yml']);
});
