import { describe, expect, test } from 'vitest';
import { countDataFile, planText } from '../../../src/files/content.ts';

const OUT_OF_TIME =
  'Time ran out while the records of the data file `data.FORMAT` were counted. Raise `timeout`, or write the `count` itself.';

describe('the records of a data file for which the time runs out', () => {
  test.each([
    ['csv', 'a,b\n'],
    ['txt', 'a\n'],
    ['jsonl', '{}\n'],
    ['json', '[{},\n'],
    ['yml', '- a\n'],
  ])('are not counted, and the rest of the file is not read: .%s', async (format, text) => {
    const everything = new AbortController();
    let read = 0;
    let isLetGo = false;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          read += 1;
          if (read === 3) everything.abort();
          yield Buffer.from(text);
        }
      } finally {
        isLetGo = true;
      }
    }
    const counted = await countDataFile(`data.${format}`, everything.signal, (count) => count(chunks()));
    expect('message' in counted && `${counted.message} ${counted.help}`).toBe(OUT_OF_TIME.replace('FORMAT', format));
    expect([read, isLetGo]).toEqual([3, true]);
  });
});

describe('a pointer of Git LFS', () => {
  const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

  /** What is said of a text that comes so many bytes at a time; else how many records it has. */
  async function countOf(path: string, text: string, size = 64): Promise<string | number> {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < text.length; start += size) yield Buffer.from(text.slice(start, start + size));
    }
    const counted = await countDataFile(path, undefined, (count) => count(chunks()));
    return 'count' in counted ? counted.count : `${counted.message} ${counted.help}`;
  }

  const SAID =
    /^The data file `data\.\w+` is kept in Git LFS: what stands there is the pointer to it, not the file\. Have it fetched into the workspace by `git lfs pull`, or by `actions\/checkout` with `lfs: true`/;

  test.each(['csv', 'tsv', 'txt', 'jsonl', 'json', 'yml'])(
    'is not counted as if it were the file: .%s',
    async (format) => {
      for (const size of [1, 42, 43, 1_000]) expect(await countOf(`data.${format}`, POINTER, size)).toMatch(SAID);
    },
  );

  test('is no plan', () => {
    const read = planText('plan.yml', Buffer.from(POINTER));
    expect('message' in read && String(read.message)).toMatch(/^The plan file `plan\.yml` is kept in Git LFS/);
  });

  test.each(['', 'v', POINTER.slice(0, 42), `x\n${POINTER}`])('is not what differs from one: %j', async (text) => {
    expect(await countOf('data.txt', text)).toBe(text.split('\n').filter((line) => line !== '').length);
    expect(planText('plan.yml', Buffer.from(text))).toEqual({ text });
  });
});

test('what fails where the bytes come from is no mistake of the file', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('[1,\n');
    throw new Error('The disk is gone.');
  }
  for (const format of ['json', 'csv', 'yml']) {
    await expect(countDataFile(`data.${format}`, undefined, (count) => count(chunks()))).rejects.toThrow(
      'The disk is gone.',
    );
  }
});
