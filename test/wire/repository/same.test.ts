import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileContent } from '../../../sandbox/github/index.ts';
import type { CommitFiles } from '../../../src/repository/files.ts';
import { filesThroughGit } from '../../../src/repository/through-git.ts';
import { count, folder, git, onGitHub, plan } from './support.ts';

type Files = Record<string, Exclude<FileContent, { readonly submodule: string } | { readonly executable: string }>>;

async function inGit(files: Files): Promise<CommitFiles> {
  const workspace = await folder();
  git(workspace, 'init', '-q');
  for (const [path, content] of Object.entries(files)) {
    const full = join(workspace, path);
    await mkdir(dirname(full), { recursive: true });
    if (typeof content === 'object' && 'symlink' in content) await symlink(content.symlink, full);
    else await writeFile(full, content);
  }
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'All', '--allow-empty');
  return filesThroughGit(workspace, 'HEAD');
}

const WAYS: [string, (files: Files) => Promise<CommitFiles>][] = [
  ['GitHub’s API', async (files) => (await onGitHub(files)).files],
  ['Git', inGit],
];

/** A text of just so many bytes. */
const sized = (bytes: number) => Buffer.alloc(bytes, ' ');

describe.each(WAYS)('through %s', (_, read) => {
  test('a plan is read as it stands at the commit', async () => {
    const files = await read({ 'generation-plan.yml': 'name: Spring', 'plans/deep/a.json': '{"name": "Deep"}' });
    expect(await plan(files, 'generation-plan.yml')).toBe('name: Spring');
    expect(await plan(files, 'plans/deep/a.json')).toBe('{"name": "Deep"}');
    expect(await plan(files, './plans//deep/../deep/a.json')).toBe('{"name": "Deep"}');
  });

  test.each([
    'a plan.yml',
    'a#b?c.yml',
    '100%25.yml',
    'Frühling/日本.yml',
    '--help',
    ':(top)x.yml',
    '*.yml',
    '[a]{b}.yml',
    '\\.yml',
  ])('a plan may be named %s', async (path) => {
    const files = await read({ [path]: 'name: Odd', 'other.yml': 'name: Other' });
    expect(await plan(files, path)).toBe('name: Odd');
  });

  test.each(['no.yml', 'plans/no.yml', 'no/no.yml', 'a.yml/b.yml', 'n*.yml', '*'])(
    'there is no plan %s',
    async (path) => {
      const files = await read({ 'a.yml': 'a', 'plans/a.yml': 'a' });
      expect(await plan(files, path)).toBe('not there');
    },
  );

  test('an empty repository has no plan', async () => {
    expect(await plan(await read({}), 'plans/a.yml')).toBe('not there');
  });

  test('a folder is no plan', async () => {
    const files = await read({ 'plans/a.yml': 'a', link: { symlink: 'plans' } });
    for (const path of ['plans', 'plans/', '.', 'link']) {
      expect(await plan(files, path)).toBe(`The plan file \`${path}\` is no file. Name the file itself.`);
    }
  });

  test('a link in the repository is followed, through others, and where a folder on the way is one', async () => {
    const files = await read({
      'a.yml': 'a',
      'plans/a.yml': 'plans/a',
      'link.yml': { symlink: 'a.yml' },
      'chain.yml': { symlink: './link.yml' },
      'plans/up.yml': { symlink: '../chain.yml' },
      folder: { symlink: 'plans' },
      'deep/folder': { symlink: '../folder' },
    });
    for (const path of ['link.yml', 'chain.yml', 'plans/up.yml', 'folder/up.yml']) {
      expect(await plan(files, path)).toBe('a');
    }
    expect(await plan(files, 'folder/a.yml')).toBe('plans/a');
    expect(await plan(files, 'deep/folder/a.yml')).toBe('plans/a');
    expect(await plan(files, 'deep/folder/no.yml')).toBe('not there');
  });

  test('a link out of the repository is refused', async () => {
    const files = await read({
      'out.yml': { symlink: '../secret.yml' },
      'root.yml': { symlink: '/etc/passwd' },
      folder: { symlink: '..' },
      'git.yml': { symlink: '.git/config' },
    });
    for (const path of ['out.yml', 'root.yml', 'folder/secret.yml']) {
      expect(await plan(files, path)).toBe(
        `The plan file \`${path}\` lies outside of the workspace. Name a file of the repository.`,
      );
    }
    expect(await plan(files, 'git.yml')).toContain('is Git’s own.');
  });

  test('a link that leads nowhere is no plan', async () => {
    const files = await read({ 'dangling.yml': { symlink: 'no.yml' }, 'loop.yml': { symlink: 'loop.yml' } });
    expect(await plan(files, 'dangling.yml')).toBe('not there');
    expect(await plan(files, 'loop.yml')).toMatch(/^The plan file `loop\.yml` is a link that leads nowhere\./);
  });

  test.each(['/etc/passwd', '../a.yml', 'plans/../../a.yml', '..'])('a path never leaves: %s', async (path) => {
    const files = await read({ 'a.yml': 'a' });
    expect(await plan(files, path)).toMatch(/^The plan file `.*` lies outside of the workspace\./);
    expect(await count(files, `${path}.csv`)).toMatch(path === '..' ? /does not exist/ : /lies outside/);
  });

  test('a path into the folder of Git is refused', async () => {
    const files = await read({ 'a.yml': 'a' });
    expect(await plan(files, '.git/config')).toMatch(/^The plan file `\.git\/config` is Git’s own\./);
  });

  test.each(['a\0.yml', 'a\ud800.yml'])('what no file can be named is no file: %j', async (path) => {
    expect(await plan(await read({ 'a.yml': 'a' }), path)).toMatch(/is no file\./);
  });

  test('a plan may have 1 MiB, and no byte more', async () => {
    const files = await read({ 'large.yml': sized(2 ** 20), 'larger.yml': sized(2 ** 20 + 1) });
    expect(await plan(files, 'large.yml')).toHaveLength(2 ** 20);
    expect(await plan(files, 'larger.yml')).toMatch(
      /^The plan file `larger\.yml` has (1,048,577|more than 1,048,576) bytes; 1 MiB is the most\. Split it/,
    );
  });

  test('a plan is UTF-8, and loses its byte order mark', async () => {
    const files = await read({ 'latin.yml': Buffer.from('name: Frühling', 'latin1'), 'mark.yml': '\ufeffname: ü' });
    expect(await plan(files, 'latin.yml')).toBe('The plan file `latin.yml` is not UTF-8 text. Save it as UTF-8.');
    expect(await plan(files, 'mark.yml')).toBe('name: ü');
  });

  test('the bytes are the commit’s own: nothing is filtered or converted', async () => {
    const files = await read({ '.gitattributes': '*.yml text eol=crlf ident', 'a.yml': 'id: $Id$\n', 'e.yml': '' });
    expect(await plan(files, 'a.yml')).toBe('id: $Id$\n');
    expect(await plan(files, 'e.yml')).toBe('');
  });

  test('a pointer of Git LFS is no plan and no data file', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
    const files = await read({ 'plan.yml': pointer, 'data.txt': pointer });
    expect(await plan(files, 'plan.yml')).toMatch(/^The plan file `plan\.yml` is kept in Git LFS.*it cannot be read/);
    expect(await count(files, 'data.txt')).toMatch(/^The data file `data\.txt` is kept in Git LFS/);
  });

  test('records of a data file are counted', async () => {
    const files = await read({ 'data/a.csv': 'id,prompt\n1,seal\n2,"a\nwhale"\n', 'data/l.csv': { symlink: 'a.csv' } });
    expect(await count(files, 'data/a.csv')).toBe(2);
    expect(await count(files, 'data/l.csv')).toBe(2);
  });

  test('records that cannot be counted are told as for a file of the workspace', async () => {
    const files = await read({
      'bad.csv': 'id,prompt\n1,seal\n2,a seal, a whale\n',
      'a.xlsx': '',
      'data.csv/a.csv': '',
    });
    expect(await count(files, 'bad.csv')).toMatch(
      /^The data file `bad\.csv` has a mistake in line 3: expected 2 fields/,
    );
    expect(await count(files, 'a.xlsx')).toMatch(/its name ends in none that is known\. Known are/);
    expect(await count(files, 'data.csv')).toBe('The data file `data.csv` is no file. Name the file itself.');
    expect(await count(files, 'no.csv')).toMatch(/^The data file `no\.csv` does not exist\. A `count_from`/);
  });

  test('a data file has 50 MiB at most', async () => {
    const files = await read({ 'data.txt': Buffer.alloc(50 * 2 ** 20 + 1, 'a line\n') });
    expect(await count(files, 'data.txt')).toMatch(
      /^The data file `data\.txt` has (52,428,801|more than 52,428,800) bytes; 50 MiB is the most\. Split it/,
    );
  });
});
