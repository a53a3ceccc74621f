import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UnreadableError } from '../../../src/files/source.ts';
import { workspaceFiles } from '../../../src/files/workspace.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
});
afterEach(() => rm(root, { recursive: true }));

async function kinds(folder = ''): Promise<Record<string, string> | undefined> {
  const entries = await workspaceFiles(root).list(folder);
  return entries && Object.fromEntries(entries.map(({ name, kind }) => [name, kind]));
}

describe('a folder of the workspace', () => {
  test('lists each name with its kind, links as links', async () => {
    await mkdir(join(root, 'folder'));
    await writeFile(join(root, 'a.yml'), '');
    await symlink('a.yml', join(root, 'link.yml'));
    await symlink('nowhere', join(root, 'dangling'));
    await symlink('folder', join(root, 'linked'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await kinds()).toEqual({
      folder: 'folder',
      'a.yml': 'file',
      'link.yml': 'link',
      dangling: 'link',
      linked: 'link',
      pipe: 'other',
    });
  });

  test('shows a name that is not UTF-8 with U+FFFD', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.yml')]), '');
    expect(await kinds()).toEqual({ 'caf\ufffd.yml': 'file' });
  });

  test('that does not exist is undefined, and so is a file', async () => {
    await writeFile(join(root, 'a.yml'), '');
    expect([await kinds('none'), await kinds('a.yml')]).toEqual([undefined, undefined]);
  });

  test('that cannot be listed is an error', async () => {
    const deep = 'x'.repeat(200).concat('/').repeat(25).slice(0, -1);
    await expect(workspaceFiles(root).list(deep)).rejects.toThrow(UnreadableError);
    await expect(workspaceFiles(root).list(deep)).rejects.toThrow(/cannot be read \(`ENAMETOOLONG`\)/);
  });
});

describe('a file of the workspace', () => {
  test('is read up to a limit', async () => {
    await writeFile(join(root, 'a.yml'), 'four');
    expect(String(await workspaceFiles(root).read('a.yml', 4))).toBe('four');
    expect(await workspaceFiles(root).read('a.yml', 3)).toBe('too-large');
  });

  test('is not read through a link that has taken its place', async () => {
    await writeFile(join(root, 'a.yml'), '');
    await symlink('a.yml', join(root, 'link.yml'));
    await expect(workspaceFiles(root).read('link.yml', 10)).rejects.toThrow(/cannot be read \(`ELOOP`\)/);
  });

  test('is not waited for if it is a pipe, and never ends if it is a device', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(workspaceFiles(root).read('pipe', 10)).rejects.toThrow(/is not a regular file/);
    await expect(workspaceFiles('/').read('dev/zero', 10)).rejects.toThrow(/is not a regular file/);
  });
});

test('a link leads to a file, a folder, or nowhere', async () => {
  await writeFile(join(root, 'a.yml'), '');
  for (const [name, target] of Object.entries({
    file: 'a.yml',
    chain: 'file',
    folder: '.',
    none: 'no',
    loop: 'loop',
  })) {
    await symlink(target, join(root, name));
  }
  const leads = ['file', 'chain', 'folder', 'none', 'loop'].map((name) => workspaceFiles(root).isLinkToFile(name));
  expect(await Promise.all(leads)).toEqual([true, true, false, false, false]);
});
