import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isInside, workspacePath } from '../../../src/workspace/inside.ts';
import { readPlanFile } from '../../../src/workspace/read.ts';
import { writeInside } from '../../../src/workspace/write.ts';

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

/** The text of a plan file, or the message of the problem. */
async function read(path: string): Promise<string> {
  const result = await readPlanFile(workspace, path);
  return 'text' in result ? result.text : String(result.problem.message);
}

/** What is said of a report that is written, if anything is. */
async function write(path: string, otherFolders: string[] = []): Promise<string | undefined> {
  const problem = await writeInside(workspace, otherFolders, path, '{}');
  expect(problem === undefined || problem.severity).not.toBe('error');
  return problem && String(problem.message);
}

describe('a plan file', () => {
  test('is read by its path from the workspace', async () => {
    await mkdir(join(workspace, 'plans'));
    await writeFile(join(workspace, 'plans', 'Frühling.yml'), 'name: Frühling');
    expect(await read('plans/Frühling.yml')).toBe('name: Frühling');
  });

  test('may be named by a path that leaves the workspace and comes back', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    expect(await read('../work/a.yml')).toBe('a');
  });

  test('may be a link to another of the workspace', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    await symlink('a.yml', join(workspace, 'link.yml'));
    expect(await read('link.yml')).toBe('a');
  });

  test('loses its byte order mark', async () => {
    await writeFile(join(workspace, 'a.yml'), '\ufeffname: x');
    expect(await read('a.yml')).toBe('name: x');
  });

  test.each(['../outside/secret.yml', 'x/../../outside/secret.yml'])('is not read outside: %s', async (path) => {
    await mkdir(join(workspace, 'x'));
    expect(await read(path)).toBe(`The plan file \`${path}\` lies outside of the workspace.`);
  });

  test('is not read outside by an absolute path', async () => {
    expect(await read(join(outside, 'secret.yml'))).toMatch(/lies outside of the workspace\.$/);
  });

  test('is not read outside through a link, a chain of links, or a folder that is one', async () => {
    await symlink(join(outside, 'secret.yml'), join(workspace, 'link.yml'));
    await symlink('link.yml', join(workspace, 'chain.yml'));
    await symlink(outside, join(workspace, 'folder'));
    for (const path of ['link.yml', 'chain.yml', 'folder/secret.yml']) {
      expect(await read(path)).toBe(`The plan file \`${path}\` lies outside of the workspace.`);
    }
  });

  test('is not read from a folder beside the workspace whose name begins alike', async () => {
    await mkdir(join(root, 'work-2'));
    await writeFile(join(root, 'work-2', 'a.yml'), 'a');
    expect(await read('../work-2/a.yml')).toMatch(/lies outside/);
  });

  test('is no folder', async () => {
    await mkdir(join(workspace, 'plans'));
    expect(await read('plans')).toBe('The plan file `plans` is no file.');
    expect(await read('.')).toBe('The plan file `.` is no file.');
  });

  test.each(['/dev/zero', '/dev/stdin'])(
    'is no device, though a link of the workspace leads to it: %s',
    async (device) => {
      await symlink(device, join(workspace, 'link.yml'));
      expect(await read('link.yml')).toMatch(/outside of the workspace|is no file|does not exist/);
    },
  );

  test('is no pipe, which would never end', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe.yml')]);
    expect(await read('pipe.yml')).toBe('The plan file `pipe.yml` is no file.');
  });

  test('is there', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    expect(await read('no.yml')).toBe('The plan file `no.yml` does not exist.');
    expect(await read('a.yml/b.yml')).toBe('The plan file `a.yml/b.yml` does not exist.');
  });

  test('is not a link to nothing, or to itself', async () => {
    await symlink('no.yml', join(workspace, 'dangling.yml'));
    await symlink('loop.yml', join(workspace, 'loop.yml'));
    expect(await read('dangling.yml')).toBe('The plan file `dangling.yml` does not exist.');
    expect(await read('loop.yml')).toBe('The plan file `loop.yml` cannot be read (`ELOOP`).');
  });

  test('may have 1 MiB, and no byte more', async () => {
    await writeFile(join(workspace, 'large.yml'), ' '.repeat(1024 * 1024));
    await writeFile(join(workspace, 'larger.yml'), ' '.repeat(1024 * 1024 + 1));
    expect(await read('large.yml')).toHaveLength(1024 * 1024);
    expect(await read('larger.yml')).toBe('The plan file `larger.yml` has 1,048,577 bytes; 1 MiB is the most.');
  });

  test.each([
    ['Latin-1', Buffer.from('name: Frühling', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffname: x', 'utf16le')],
    ['cut in the middle of a character', Buffer.from('name: ü').subarray(0, -1)],
  ])('is UTF-8, and not %s', async (_, bytes) => {
    await writeFile(join(workspace, 'a.yml'), bytes);
    expect(await read('a.yml')).toBe('The plan file `a.yml` is not UTF-8 text.');
  });
});

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
      expect(await write(path)).toMatch(/^The report `.*` was not written: it lies outside/);
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

  test.each(['plans/a.yml', './plans/a.yml', 'plans//a.yml', 'x/../plans/a.yml', '/work/plans/a.yml'])(
    '%s has one name',
    (path) => {
      expect(workspacePath('/work', path)).toBe('plans/a.yml');
    },
  );
});
