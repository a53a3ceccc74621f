import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, countChunks, cut, hostile, places } from './support.ts';

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
    ['a field that is there and empty', 'prompt\n""\na\n', 2],
    ['rows of empty fields', 'id,prompt\n,\n,\n', 2],
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

  test('are not held without end: a row has up to 1 MiB', async () => {
    const long = 'x'.repeat(1024 * 1024 - 100);
    expect(await count('csv', `id,prompt\n1,"${long}"\n2,"${long}"\n`)).toBe(2);
    expect(await count('csv', `id,prompt\n1,a\n2,"${`${long}\n`.repeat(3)}`)).toBe(
      'Line 3: expected records of up to 1 MiB, found a longer one.',
    );
  });

  test('may have much more than 1 MiB of blank lines between them', async () => {
    expect(await count('csv', `id,prompt\n1,a\n${'\n'.repeat(3 * 1024 * 1024)}2,b\n`)).toBe(2);
  });

  test.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)(
    'are as many as were written, whatever is in them and wherever a chunk ends: %s',
    async (format, delimiter) => {
      const table = fc
        .nat({ max: 3 })
        .chain((more) => fc.array(fc.array(hostile, { minLength: 1 + more, maxLength: 1 + more }), { minLength: 1 }));
      const property = fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        places,
        async (rows, end, bom, at) => {
          // A line of spaces alone is blank, in quotes too.
          const kept = rows.slice(1).filter((row) => row.length > 1 || row[0] === '' || row[0]?.trim() !== '');
          fc.pre(rows[0]?.join('').trim() !== '');
          const text = rows.map((row) => row.map(quoted).join(delimiter)).join(end);
          expect(await countChunks(format, cut((bom ? '\ufeff' : '') + text, at))).toBe(kept.length);
        },
      );
      await fc.assert(property, { numRuns: 300 });
    },
  );
});

test('tabs stand between the fields of a TSV file, and commas in them', async () => {
  expect(await count('tsv', 'id\tprompt\n1\ta, b\n2\t"c\td"\n')).toBe(2);
});

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
