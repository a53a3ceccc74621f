import { describe, expect, test } from 'vitest';
import { countDataFile } from '../../../src/files/content.ts';

const OUT_OF_TIME =
  'The time for the step ran out while the records of the data file `data.FORMAT` were counted. Raise the input `timeout`, or write the `count` itself.';

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
