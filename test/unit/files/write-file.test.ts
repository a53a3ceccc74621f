import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isInside, writeInside } from '../../../src/files/workspace.ts';

let root: string;
let workspace: string;
let outside: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
  workspace = join(root, 'work');
  outside = join(root, 'outside');
  await mkdir(workspace);
  await mkdir(outside);
  await writeFile(join(outside, 'secret.yml'), 'generations: []');
});
afterEach(() => rm(root, { recursive: true }));

/** What is said of a report that is written, if anything is. */
async function write(path: string, otherFolders: string[] = []): Promise<string | undefined> {
  const problem = await writeInside(workspace, otherFolders, path, '{}');
  expect(problem === undefined || problem.severity).not.toBe('error');
  return problem && String(problem.message);
}

describe('a report', () => {
  test('is written, with the folders on the way', async () => {
    expect(await write('out/deep/report.json')).toBeUndefined();
    expect(await readFile(join(workspace, 'out/deep/report.json'), 'utf8')).toBe('{}');
  });

  test('takes the place of an earlier one', async () => {
    await writeFile(join(workspace, 'report.json'), 'earlier and longer');
    expect(await write('report.json')).toBeUndefined();
    expect(await readFile(join(workspace, 'report.json'), 'utf8')).toBe('{}');
  });

  test('may be written into the runner’s temporary folder', async () => {
    expect(await write(join(outside, 'report.json'), [outside])).toBeUndefined();
    expect(await readdir(outside)).toEqual(['report.json', 'secret.yml']);
  });

  test.each(['../outside/report.json', '../report.json', '/report.json', '.', '..'])(
    'is not written outside: %s',
    async (path) => {
      expect(await write(path)).toMatch(/^The report `.*` was not written: it is outside/);
      expect(await readdir(outside)).toEqual(['secret.yml']);
      expect(await readdir(root)).toEqual(['outside', 'work']);
    },
  );

  test('is not written through a link', async () => {
    await symlink(join(outside, 'secret.yml'), join(workspace, 'report.json'));
    await symlink(join(outside, 'new.json'), join(workspace, 'dangling.json'));
    expect(await write('report.json')).toMatch(/was not written/);
    expect(await write('dangling.json')).toMatch(/was not written/);
    expect(await readFile(join(outside, 'secret.yml'), 'utf8')).toBe('generations: []');
    expect(await readdir(outside)).toEqual(['secret.yml']);
  });

  test('is not written into a folder that is a link outside, and no folder is made there', async () => {
    await symlink(outside, join(workspace, 'folder'));
    await symlink(join(outside, 'none'), join(workspace, 'dangling'));
    expect(await write('dangling/report.json')).toMatch(/could not be written/);
    expect(await write('folder/report.json')).toMatch(/was not written/);
    expect(await write('folder/new/report.json')).toMatch(/was not written/);
    expect(await readdir(outside)).toEqual(['secret.yml']);
  });

  test('is not written over a folder or into a pipe', async () => {
    await mkdir(join(workspace, 'folder'));
    execFileSync('mkfifo', [join(workspace, 'pipe.json')]);
    expect(await write('folder')).toMatch(/was not written/);
    expect(await write('pipe.json')).toMatch(/was not written/);
  });

  test('that cannot be written says why', async () => {
    await writeFile(join(workspace, 'file'), '');
    expect(await write('file/report.json')).toMatch(
      /^The report `file\/report\.json` could not be written \(`\w+`\)\.$/,
    );
  });
});

describe('paths', () => {
  test.each([
    ['/work', '/work', true],
    ['/work', '/work/a', true],
    ['/work', '/work/..a', true],
    ['/work', '/work-2', false],
    ['/work', '/', false],
    ['/work', '/work/../x', false],
    ['/', '/x', true],
  ])('in %s: %s is %s', (folder, path, inside) => {
    expect(isInside(folder, path)).toBe(inside);
  });
});
