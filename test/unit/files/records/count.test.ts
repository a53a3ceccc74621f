import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRecords, formatOf, type RecordFormat } from '../../../../src/files/records/count-records.ts';
import { count, countChunks, cut, places } from './support.ts';

const FORMATS: readonly RecordFormat[] = ['csv', 'tsv', 'txt', 'jsonl', 'json', 'yaml'];

describe('a format', () => {
  test.each([
    ['data/products.csv', 'csv'],
    ['products.tsv', 'tsv'],
    ['prompts.txt', 'txt'],
    ['a.b.jsonl', 'jsonl'],
    ['a.ndjson', 'jsonl'],
    ['PRODUCTS.JSON', 'json'],
    ['a.yml', 'yaml'],
    ['a.yaml', 'yaml'],
  ])('is told by the ending of a name: %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  test.each(['a', 'csv', 'a.csv.gz', 'a.csv/b', 'a.xlsx', 'a.', ''])('is not known of %j', (path) => {
    expect(formatOf(path)).toBeUndefined();
  });
});

describe.each(FORMATS)('a %s file', (format) => {
  test.each([
    ['Latin-1', Buffer.from('["é"]\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff["a"]\n', 'utf16le')],
    ['cut in the middle of a character', Buffer.from('["€').subarray(0, -1)],
  ])('is UTF-8, and not %s', async (_, bytes) => {
    expect(await count(format, bytes)).toBe('Line 1: expected UTF-8 text, found other bytes.');
  });

  test('counts the same however it comes', async () => {
    const property = fc.asyncProperty(fc.string({ unit: 'binary' }), places, async (text, at) => {
      expect(await countChunks(format, cut(text, at))).toEqual(await count(format, text));
    });
    await fc.assert(property, { numRuns: 200 });
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
    const counted = await countRecords('data.csv', async () => ({
      bytes: Buffer.from(`${header}\n1,2\n`.replace('1,2', header)),
    }));
    expect(counted).toMatchObject({ count: 1, notice: expect.anything() });
  });

  test.each(['id,prompt', 'file name,size', 'v1', ''])('is none: %s', async (header) => {
    const counted = await countRecords('data.csv', async () => ({ bytes: Buffer.from(header) }));
    expect(counted).toEqual({ count: 0 });
  });
});
