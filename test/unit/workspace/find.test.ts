import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFiles } from '../../../src/workspace/find.ts';

let folder: string;
let workspace: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-'));
  // A folder's own name may hold what means a wildcard elsewhere.
  workspace = join(folder, 'repo [1] *');
  await mkdir(workspace);
  for (const file of ['plans/b.yml', 'plans/a.yml', 'plans/deep/c.yml', 'plans/a.json', '.hidden/d.yml', 'root.yml']) {
    await mkdir(dirname(join(workspace, file)), { recursive: true });
    await writeFile(join(workspace, file), '');
  }
});
afterEach(() => rm(folder, { recursive: true }));

const find = (...patterns: string[]) => findFiles(workspace, patterns);

describe('the files that patterns mean', () => {
  test.each<[string[], string[]]>([
    [['plans/*.yml'], ['plans/a.yml', 'plans/b.yml']],
    [['plans/**/*.yml'], ['plans/a.yml', 'plans/b.yml', 'plans/deep/c.yml']],
    [['plans/?.yml'], ['plans/a.yml', 'plans/b.yml']],
    [['plans/[b-z].yml'], ['plans/b.yml']],
    [
      ['plans/*.yml', 'plans/a.*'],
      ['plans/a.json', 'plans/a.yml', 'plans/b.yml'],
    ],
    [
      ['root.yml', 'plans/*.yml'],
      ['plans/a.yml', 'plans/b.yml', 'root.yml'],
    ],
    [
      ['plans/*.yml', './plans/a.yml'],
      ['plans/a.yml', 'plans/b.yml'],
    ],
    [
      ['plans/**/*.yml', '!plans/deep/**'],
      ['plans/a.yml', 'plans/b.yml'],
    ],
    [['!plans/a.yml', 'plans/*.yml'], ['plans/b.yml']],
    [['plans/a.yml', 'root.yml', '!plans/*'], ['root.yml']],
    [['plans/*.yml', '!plans/*'], []],
    [['./plans/../plans/*.yml', '!./plans/a.yml'], ['plans/b.yml']],
    [['**/d.yml'], ['.hidden/d.yml']],
  ])('%j', async (patterns, files) => {
    expect(await find(...patterns)).toEqual({ files, missing: [] });
  });

  test('count once where others are links to them, by the name of the file itself', async () => {
    await symlink('b.yml', join(workspace, 'plans/a-link.yml'));
    await symlink('deep', join(workspace, 'plans/more'));
    expect(await find('plans/*.yml')).toEqual({ files: ['plans/a.yml', 'plans/b.yml'], missing: [] });
    expect(await find('plans/a-link.yml', 'plans/b.yml')).toEqual({ files: ['plans/b.yml'], missing: [] });
    expect(await find('plans/a-*.yml')).toEqual({ files: ['plans/a-link.yml'], missing: [] });
  });

  test('are named by the patterns that find none', async () => {
    expect(await find('plans/*.yml', 'nothing/*.yml', '**/*.toml')).toEqual({
      files: ['plans/a.yml', 'plans/b.yml'],
      missing: ['nothing/*.yml', '**/*.toml'],
    });
  });

  test('are taken as they are where no pattern is a wildcard, in their order, whether they are there or not', async () => {
    expect(await find('root.yml', 'no/such.yml', './plans/../root.yml')).toEqual({
      files: ['root.yml', 'no/such.yml'],
      missing: [],
    });
  });

  test('may have a name that means a pattern elsewhere', async () => {
    await writeFile(join(workspace, 'plans/[id].yml'), '');
    expect(await find('plans/[id].yml')).toEqual({ files: ['plans/[id].yml'], missing: [] });
  });

  test('are none of Git’s own', async () => {
    await mkdir(join(workspace, '.git'));
    await writeFile(join(workspace, '.git/e.yml'), '');
    expect(await find('**/e.yml')).toEqual({ files: [], missing: ['**/e.yml'] });
  });

  test('are no folders', async () => {
    expect(await find('plan*')).toEqual({ files: [], missing: ['plan*'] });
  });

  test('are not looked for through links to folders', async () => {
    await writeFile(join(folder, 'secret.yml'), '');
    await symlink(folder, join(workspace, 'plans', 'outside'));
    const { files } = await find('plans/**/*.yml');
    expect(files).not.toContainEqual(expect.stringContaining('secret'));
  });
});
