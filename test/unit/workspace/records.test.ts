import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countRecordsInFile } from '../../../src/workspace/records.ts';

let root: string;
let workspace: string;
let outside: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workspace-')));
  workspace = join(root, 'work');
  outside = join(root, 'outside');
  await mkdir(join(workspace, 'data'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'secret.csv'), 'id\n1\n');
});
afterEach(() => rm(root, { recursive: true }));

/** The number of records of a file, or what is said of it. */
async function count(path: string): Promise<number | string> {
  const counted = await countRecordsInFile(workspace, path);
  return 'count' in counted ? counted.count : `${counted.message} ${counted.help}`;
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(workspace, path), content);
}

describe('the records of a data file', () => {
  test.each([
    ['csv', 'id,prompt\n1,seal\n2,"a\nwhale"\n'],
    ['tsv', 'id\tprompt\n1\tseal\n2\twhale\n'],
    ['txt', 'seal\n\nwhale\n'],
    ['jsonl', '{"id":1}\n{"id":2}\n'],
    ['json', '[{"id":1},{"id":2}]'],
    ['yml', '- id: 1\n- id: 2\n'],
    ['yaml', '- id: 1\n- id: 2\n'],
    ['CSV', 'id\n1\n2\n'],
  ])('are counted by the rules of .%s', async (ending, content) => {
    await write(`data/products.${ending}`, content);
    expect(await count(`data/products.${ending}`)).toBe(2);
  });

  test('are not counted once the time for everything is up', async () => {
    await write('data/products.csv', 'id\n1\n');
    const counted = await countRecordsInFile(workspace, 'data/products.csv', AbortSignal.abort());
    expect('message' in counted && String(counted.message)).toMatch(/^Time ran out/);
  });

  test('may be none', async () => {
    await write('data/products.csv', '');
    expect(await count('data/products.csv')).toBe(0);
  });

  test('may be reached through a link to another file of the workspace, whose own name does not matter', async () => {
    await write('data/products', 'id\n1\n');
    await symlink('products', join(workspace, 'data/link.csv'));
    expect(await count('data/link.csv')).toBe(1);
  });

  test('may be many', async () => {
    const row = `"a seal, ""happy""\n${'and so on '.repeat(10)}",720p\n`;
    const rows = Math.floor((8 * 2 ** 20) / row.length);
    await write('data/products.csv', `prompt,resolution\n${row.repeat(rows)}`);
    expect(await count('data/products.csv')).toBe(rows);
  });

  test('are not counted where the file has a mistake, which is told by its line', async () => {
    await write('data/products.csv', 'id,prompt\n1,seal\n2,a seal, a whale\n');
    expect(await count('data/products.csv')).toBe(
      'The data file `data/products.csv` has a mistake in line 3: expected 2 fields, as in the header, found 3 fields. ' +
        'Put a field that holds a quote, a delimiter or a line break between double quotes, and double the quotes in it.',
    );
  });

  test('are not counted where the text is not UTF-8', async () => {
    await write('data/products.csv', Buffer.from('id\nFrühling\n', 'latin1'));
    expect(await count('data/products.csv')).toBe(
      'The data file `data/products.csv` has a mistake in line 2: expected UTF-8 text, found other bytes. ' +
        'Save the file as UTF-8.',
    );
  });

  test.each(['data/products.xlsx', 'data/products', 'data.csv/products.parquet'])(
    'cannot be counted in %s, and it says where they can',
    async (path) => {
      expect(await count(path)).toBe(
        `The records of the data file \`${path}\` cannot be counted: its name ends in none that is known. ` +
          'Known are `.csv`, `.tsv`, `.txt`, `.jsonl`, `.json`, `.yml` and `.yaml`.',
      );
    },
  );
});

describe('a data file', () => {
  test('lies in the workspace, links included', async () => {
    await symlink(join(outside, 'secret.csv'), join(workspace, 'link.csv'));
    await symlink(outside, join(workspace, 'folder'));
    for (const path of ['../outside/secret.csv', 'link.csv', 'folder/secret.csv', join(outside, 'secret.csv')]) {
      expect(await count(path)).toBe(
        `The data file \`${path}\` lies outside of the workspace. Name a file of the repository.`,
      );
    }
  });

  test('is there', async () => {
    expect(await count('data/none.csv')).toBe(
      'The data file `data/none.csv` does not exist. ' +
        'A `count_from` is relative to the plan that names it. Check the path, and that whatever checks the file out or makes it runs before the gate.',
    );
  });

  test('is no folder, and no pipe, which would never end', async () => {
    await mkdir(join(workspace, 'folder.csv'));
    execFileSync('mkfifo', [join(workspace, 'pipe.csv')]);
    expect(await count('folder.csv')).toMatch(/^The data file `folder\.csv` is no file\./);
    expect(await count('pipe.csv')).toMatch(/^The data file `pipe\.csv` is no file\./);
  });

  test('has 50 MiB at most', async () => {
    // A file with a hole in it, which takes no room.
    const file = await open(join(workspace, 'data/large.csv'), 'w');
    await file.truncate(50 * 2 ** 20 + 1);
    await file.close();
    expect(await count('data/large.csv')).toBe(
      'The data file `data/large.csv` has 52,428,801 bytes; 50 MiB is the most. ' +
        'Split it into several files, and the line into several lines.',
    );
  });
});
