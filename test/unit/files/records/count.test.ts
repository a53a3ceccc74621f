import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRecords } from '../../../../src/files/records/count-records.ts';
import { memorySource } from '../../../support/memory-source.ts';
import { count, countFile } from './support.ts';

test.each([
  ['data/products.csv', 1],
  ['products.tsv', 1],
  ['prompts.txt', 2],
  ['a.b.jsonl', 2],
  ['a.ndjson', 2],
  ['a.yml', 2],
  ['PROMPTS.YAML', 2],
])('the ending of a name tells the format: %s', async (path, expected) => {
  const text = /ya?ml$/i.test(path) ? '- 1\n- 2\n' : '1\n2\n';
  expect(await countFile(path, text)).toMatchObject({ count: expected });
});

test.each(['a', 'csv', 'a.csv.gz', 'a.csv/b', 'a.xlsx', 'a.', ''])('no format is known of %j', async (path) => {
  const source = memorySource('the workspace', {});
  expect(await countRecords(source, path, '')).toMatchObject({ message: expect.anything() });
  expect(source.listed).toEqual([]);
});

describe.each(['csv', 'tsv', 'txt', 'jsonl', 'json', 'yaml'])('a %s file', (format) => {
  test.each([
    ['Latin-1', Buffer.from('["é"]\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff["a"]\n', 'utf16le')],
    ['cut in the middle of a character', Buffer.from('["€').subarray(0, -1)],
  ])('is UTF-8, and not %s', async (_, bytes) => {
    expect(await count(format, bytes)).toBe('Line 1: expected UTF-8 text, found other bytes.');
  });

  test('counts, or says what is wrong, of any bytes', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      expect(String(await count(format, bytes))).toMatch(/^(\d+$|Line \d+: )/);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

test('bytes that are no UTF-8 are told with their line', async () => {
  const bytes = Buffer.concat([Buffer.from('é\n€\n'.repeat(50_000)), Buffer.from([0xc3, 0x0a, 0x61])]);
  expect(await count('txt', bytes)).toBe('Line 100001: expected UTF-8 text, found other bytes.');
});

describe('a first row that looks like a record', () => {
  test.each(['1,a', 'https://example.com/a,b', 'seal.jpg', 'name, 12.50 '])('is pointed at: %s', async (header) => {
    const counted = await countFile('data.csv', `${header}\n${header}\n`);
    expect(counted).toMatchObject({ count: 1, notice: expect.anything() });
  });

  test.each(['id,prompt', 'file name,size', 'v1', ''])('is none: %s', async (header) => {
    expect(await countFile('data.csv', header)).toEqual({ count: 0 });
  });
});
