import { describe, expect, test } from 'vitest';
import { isLfsPointer, readDataFile, readPlanFile } from '../../../src/files/read-file.ts';
import { memorySource } from '../../support/memory-source.ts';
import { file, link, type Tree } from '../../support/tree.ts';

const OID = `oid sha256:${'0'.repeat(64)}\nsize 12\n`;

describe('a Git LFS pointer', () => {
  test.each([
    `version https://git-lfs.github.com/spec/v1\n${OID}`,
    `version https://git-lfs.github.com/spec/v1\r\n${OID}`,
    `\n  \nversion https://git-lfs.github.com/spec/v1\n${OID}`,
    `version https://hawser.github.com/spec/v1\n${OID}`,
    `version http://git-media.io/v/2\n${OID}`,
  ])('is known in every form that Git LFS accepts: %j', (text) => {
    expect(isLfsPointer(Buffer.from(text))).toBe(true);
  });

  test.each(['version: 1\n', 'name: x\nversion https://git-lfs.github.com/spec/v1\n', '', 'version,name\n1,a\n'])(
    'is not %j',
    (text) => {
      expect(isLfsPointer(Buffer.from(text))).toBe(false);
    },
  );
});

describe('the text of a plan file', () => {
  async function read(text: string | Uint8Array): Promise<string> {
    const source = { ...memorySource('x', {}), read: async () => Buffer.from(text) };
    const result = await readPlanFile(source, 'p.yml');
    return 'text' in result ? result.text : String(result.message);
  }

  test('loses its byte order mark', async () => {
    expect(await read('\ufeffname: x')).toBe('name: x');
  });

  test.each([
    ['Latin-1', Buffer.from('name: Frühling', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffname: x', 'utf16le')],
    ['cut in the middle of a character', Buffer.from('name: ü').subarray(0, -1)],
  ])('is UTF-8, and not %s', async (_, bytes) => {
    expect(await read(bytes)).toBe('The plan file `p.yml` is not UTF-8 text.');
  });

  test('is not a Git LFS pointer', async () => {
    expect(await read(`version https://git-lfs.github.com/spec/v1\n${OID}`)).toContain('is a Git LFS pointer');
  });

  test('may have 1 MiB and no byte more', async () => {
    const source = memorySource('x', { 'a.yml': file(' '.repeat(2 ** 20)), 'b.yml': file(' '.repeat(2 ** 20 + 1)) });
    expect(await readPlanFile(source, 'a.yml')).toHaveProperty('text');
    expect(String((await readPlanFile(source, 'b.yml')) && Object.values(await readPlanFile(source, 'b.yml'))[0])).toBe(
      'The plan file `b.yml` has more than 1 MiB.',
    );
  });
});

describe('a data file', () => {
  const CSV = file('id\n1\n');
  const TREE: Tree = {
    'd/a.csv': CSV,
    'd/link.csv': link('a.csv'),
    'd/folder': link('../other'),
    'other/b.csv': CSV,
    'repo/.git/config': CSV,
    'repo/a.csv': CSV,
    'large.csv': file('1\n'.repeat(5 * 2 ** 20 + 1)),
    'pointer.csv': file(`version https://git-lfs.github.com/spec/v1\n${OID}`),
  };

  async function said(path: string, root = ''): Promise<string> {
    const result = await readDataFile(memorySource('x', TREE), path, root);
    return 'bytes' in result ? 'read' : String(result.message);
  }

  test.each([
    ['d/a.csv', ''],
    ['d/../d/a.csv', ''],
    ['repo/a.csv', 'repo/'],
  ])('is read: %s of the repository at "%s"', async (path, root) => {
    expect(await said(path, root)).toBe('read');
  });

  test.each([
    ['d/none.csv', '', 'does not exist.'],
    ['d/link.csv', '', 'is a symbolic link. The gate does not follow links.'],
    ['d/folder/b.csv', '', 'lies behind the symbolic link `d/folder`. The gate does not follow links.'],
    ['d', '', 'is a folder, not a file.'],
    ['../x.csv', '', 'is outside the repository of its plan.'],
    ['/etc/passwd', '', 'is outside the repository of its plan.'],
    ['d/a.csv', 'repo/', 'is outside the repository of its plan.'],
    ['repo/a.csv', '', 'is outside the repository of its plan.'],
    ['repo/.git/config', 'repo/', 'is in Git’s own folder.'],
    ['large.csv', '', 'has more than 10 MiB.'],
    ['pointer.csv', '', 'is a Git LFS pointer, not the file itself.'],
  ])('is refused: %s of the repository at "%s"', async (path, root, why) => {
    expect(await said(path, root)).toBe(`The data file \`${path}\` ${why}`);
  });
});
