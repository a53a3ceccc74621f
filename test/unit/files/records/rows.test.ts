import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, countFile, hostile } from './support.ts';

describe('the rows of a CSV file', () => {
  test.each([
    ['an empty file', '', 0],
    ['a header alone', 'id,prompt\n', 0],
    ['a header alone, without a line break', 'id,prompt', 0],
    ['rows below the header', 'id,prompt\n1,a\n2,b\n', 2],
    ['a last row without a line break', 'id,prompt\n1,a\n2,b', 2],
    ['line breaks of Windows', 'id,prompt\r\n1,a\r\n2,b\r\n', 2],
    ['line breaks of both kinds', 'id,prompt\r\n1,a\n2,b\r\n3,c', 3],
    ['line breaks of an old Mac', 'id,prompt\r1,a\r2,b\r', 2],
    ['a byte order mark before a quoted header', '\ufeff"id","prompt"\n1,a\n', 1],
    ['a line break in quotes', 'id,prompt\n1,"a\nb"\n2,"c\r\n\r\nd"\n', 2],
    ['doubled quotes', 'id,prompt\n1,"say ""yes"""\n2,""""\n', 2],
    ['a delimiter in quotes', 'id,prompt\n1,"a, b"\n', 1],
    ['blank lines anywhere', '\n\nid,prompt\n\n1,a\n   \n\t\n2,b\n\n\n', 2],
    ['one column', 'prompt\na\n\nb\n', 2],
    ['rows of empty fields, which do not count', 'id,prompt\n,\n1,\n"",""\n', 1],
    ['rows of commas alone, however many', 'id,prompt\n,,,\n1,a\n', 1],
    ['a separator that the first line declares', 'sep=;\nid;prompt\n1;a, b\n2;"c;d"\n', 2],
    ['a declared separator, on Windows', '\ufeffsep=,\r\nid,prompt\r\n1,a\r\n', 1],
    ['a declared separator alone', 'sep=;', 0],
    ['a header that only looks like one', 'sep=x\n1\n', 1],
  ])('are counted: %s', async (_, text, rows) => {
    expect(await count('csv', text)).toBe(rows);
  });

  test.each([
    [
      'has more fields than the header',
      'id,prompt\n1,a\n2,b,c\n',
      'Line 3: expected 2 fields, as in the header, found 3 fields.',
    ],
    ['has fewer', 'id,prompt\n\n\n1\n', 'Line 4: expected 2 fields, as in the header, found 1 field.'],
    [
      'does not close a quote',
      'id,prompt\n1,a\n\n2,"b\n3,c\n',
      'Line 4: expected a closing quote, found the end of the file.',
    ],
    [
      'has a quote inside of a field',
      'id,prompt\n1,5" wide\n',
      'Line 2: expected quotes around a whole field only, found one inside of a field.',
    ],
    [
      'has text behind a closing quote',
      'id,prompt\n1,"a\nb"\n2,"c"d\n',
      'Line 4: expected quotes around a whole field only, found one inside of a field.',
    ],
  ])('are not guessed where one %s', async (_, text, message) => {
    expect(await count('csv', text)).toBe(message);
  });

  test('may have much more than 1 MiB of blank lines between them', async () => {
    expect(await count('csv', `id,prompt\n1,a\n${'\n'.repeat(3 * 1024 * 1024)}2,b\n`)).toBe(2);
  });

  test('are as many as were written, whatever is in them', async () => {
    const table = fc
      .nat({ max: 3 })
      .chain((more) => fc.array(fc.array(hostile, { minLength: 1 + more, maxLength: 1 + more }), { minLength: 1 }));
    const property = fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, end, bom) => {
      // A line of spaces alone is blank, in quotes too.
      const kept = rows
        .slice(1)
        .filter((row) => row.some((field) => field !== '') && (row.length > 1 || row[0]?.trim() !== ''));
      fc.pre(rows[0]?.join('').trim() !== '' && rows[0]?.join('') !== '');
      const text = rows.map((row) => row.map(quoted).join(',')).join(end);
      expect(await count('csv', (bom ? '\ufeff' : '') + text)).toBe(kept.length);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

test.each([
  ['tabs between fields, and commas in them', 'id\tprompt\n1\ta, b\n', 1],
  ['quotes are text', 'id\tsize\n1\t27"\n2\t"x\n', 2],
])('the rows of a TSV file are counted: %s', async (_, text, rows) => {
  expect(await count('tsv', text)).toBe(rows);
});

test.each([
  [
    'csv',
    'name;price\na,1;2\n',
    /^The header has semicolons in it\. Save the file with commas between its fields, or add `sep=;` as its first line\.$/,
  ],
  ['csv', 'name\tprice\na,1\t2\n', /^The header has tabs in it\. Save the file with commas/],
  ['csv', 'name;price\n"a";"b"\n', /^The header has semicolons in it/],
  ['tsv', 'name,price\na,1\t2\n', /^The header has commas in it\. Save the file with tabs between its fields\.$/],
  ['csv', 'name,price\na\n', /^Put a field that holds a quote/],
] as const)('rows that do not fit say what separates the fields: %s %j', async (format, text, help) => {
  const counted = await countFile(`data.${format}`, text);
  expect(String('help' in counted ? counted.help : '')).toMatch(help);
});

/** Made by make-csv-cases.py. The gate may refuse a file that Python reads, but never counts another number of records. */
test('of each file that is counted, Python’s csv module finds as many', async () => {
  const cases: { text: string; records: number | null }[] = JSON.parse(
    await readFile(join(import.meta.dirname, '../../../fixtures/records/csv-cases.json'), 'utf8'),
  );
  const counted = await Promise.all(cases.map(({ text }) => count('csv', text)));
  const both = cases.filter((_, index) => typeof counted[index] === 'number');
  expect(both.length).toBeGreaterThan(cases.length / 2);
  for (const [index, { text, records }] of cases.entries())
    if (typeof counted[index] === 'number') expect([text, counted[index]]).toEqual([text, records]);
});

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
