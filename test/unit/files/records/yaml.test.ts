import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSeq, parseDocument, stringify } from 'yaml';
import { count, hostile } from './support.ts';

/** More text than is parsed at once. */
const MANY = 20_000;

describe('the items of a YAML list', () => {
  test.each([
    ['an empty file', '', 0],
    ['a comment alone', '\ufeff# nothing yet\n', 0],
    ['an empty document', '---\n...\n', 0],
    ['an empty list', '[]\n', 0],
    ['items', '- a\n- b\n', 2],
    ['a last item without a line break', '- a\n-', 2],
    ['items that stand further in', '# x\n  - a\n  - b\n', 2],
    ['line breaks of Windows', '---\r\n- a: 1\r\n  b: 2\r\n- c\r\n', 2],
    ['lists in items', '- - a\n  - b\n-\n  - c\n- d:\n  - e\n', 3],
    ['dashes in blocks of text', '- |\n  - a\n  - b\n- >-\n   - c\n\n   - d\n', 2],
    ['a block of text that says its indentation', '- |2\n    - a\n  - b\n- c\n', 2],
    ['dashes in quotes', '- "a\n  - b"\n- \'c\n  - d\'\n', 2],
    ['comments and blank lines between', '- a\n\n# - b\n  # c\n- d\n', 2],
    ['the marks of a document', '%YAML 1.2\n---  # x\n- a\n...\n# the end\n', 1],
    ['a tag and an anchor', '--- !!seq\n&all\n- &a x\n- *a\n', 2],
    ['a list in brackets', '[a, {b: 1, c: [2, 3]}, "d, e", f: g,]\n', 4],
    ['a list in brackets over lines', '---\n[\n  a,  # x\n  b\n]\n', 2],
  ])('are counted: %s', async (_, text, items) => {
    expect(await count('yaml', text)).toBe(items);
  });

  test.each([
    ['a mapping', 'records:\n  - a\n', 1],
    ['a mapping', '# x\n{a: 1}\n', 2],
    ['a mapping', '[a]: b\n', 1],
    ['a single value', 'a\n', 1],
    ['a single value', '~\n', 1],
    ['a single value', '|\n - a\n - b\n', 1],
  ])('are not those of %s: %j', async (found, text, line) => {
    expect(await count('yaml', text)).toBe(`Line ${line}: expected one list of records, found ${found}.`);
  });

  test.each([
    ['- a\n---\n- b\n', 2],
    ['---\n---\n- a\n', 2],
    ['- a\n...\n- b\n', 3],
    ['- a\n...\n---\n- b\n', 3],
    ['...\n- a\n', 2],
    [`${'- a\n'.repeat(MANY)}...\n- b\n`, MANY + 2],
    [`${'- a\n'.repeat(MANY)}---\n${'- b\n'.repeat(MANY)}`, MANY + 1],
  ])('are those of one document', async (text, line) => {
    expect(await count('yaml', text)).toBe(`Line ${line}: expected one YAML document, found another one.`);
  });

  test.each([
    ['a key beside the items', '- a\nb: c\n', 2],
    ['an item further out', '  - a\n- b\n', 2],
    ['an open quote', '- a\n- "b\n- c\n', 2],
    ['an open bracket', '- a\n- [b\n- c\n', 3],
    ['text behind a list in brackets', '[a]\nb\n', 2],
    ['a tab for indentation', '- a:\n\t- b\n', 2],
    ['a mistake far down', `${'- a\n'.repeat(MANY)}b: c\n`, MANY + 1],
  ])('are not guessed where there is %s', async (_, text, line) => {
    expect(await count('yaml', text)).toBe(`Line ${line}: expected valid YAML, found text that is not.`);
  });

  test('are not held without end: an item has up to 64 KiB', async () => {
    const long = `- |\n${`  ${'x'.repeat(1022)}\n`.repeat(60)}`;
    expect(await count('yaml', `- a\n${long}${long}`)).toBe(3);
    expect(await count('yaml', `- a\n- |\n${'  - x\n'.repeat(20_000)}`)).toBe(
      'Line 2: expected records of up to 64 KiB, found a longer one.',
    );
    expect(await count('yaml', `[\n${'  a,\n'.repeat(20_000)}]`)).toBe(
      'Line 1: expected a list with a line for each `-`, found more than 64 KiB of something else.',
    );
  });

  test.each(['[', '{', '? ', '- ', '[a,', '&a '])('do not exhaust the parser: %j', async (deeper) => {
    expect(await count('yaml', `- a\n- ${deeper.repeat(20_000)}`)).toMatch(/^Line \d+: /);
    expect(await count('yaml', deeper.repeat(20_000))).toMatch(/^Line \d+: /);
  });

  test('are as many as were written', async () => {
    const value = fc.oneof(hostile, fc.jsonValue({ maxDepth: 3 }), fc.dictionary(hostile, hostile));
    const style = fc.record({
      collectionStyle: fc.constantFrom('any', 'block', 'flow'),
      defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
    });
    const property = fc.asyncProperty(
      fc.array(value),
      style,
      fc.constantFrom(1, 1, 1, 300),
      async (written, how, times) => {
        const text = stringify(written, { ...how, aliasDuplicateObjects: false });
        // A carriage return is a line break to YAML, and text to the library.
        fc.pre(!text.includes('\r') && read(text) === written.length);
        const isLines = text.startsWith('-');
        const repeated = isLines ? text.repeat(text.length < 1000 ? times : 1) : text;
        const expected = isLines && text.length < 1000 ? written.length * times : written.length;
        expect(await count('yaml', repeated)).toBe(expected);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  test('are counted as the library counts them that reads the whole text', async () => {
    const line = fc.constantFrom(
      ...[
        '- a',
        '-',
        '  - b',
        '- c: d',
        '  e: f',
        '- |',
        '- "g',
        '  h"',
        '- [i,',
        '  j]',
        '# k',
        '',
        '---',
        '...',
        '[l]',
        'm',
      ],
    );
    const property = fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      const text = lines.join('\n');
      const counted = await count('yaml', text);
      const expected = read(text);
      if (expected === undefined) expect(counted).toMatch(/^Line/);
      else expect(counted).toBe(expected);
    });
    await fc.assert(property, { numRuns: 2000 });
  });
});

/** How many items the library finds in a text that it can read. */
function read(text: string): number | undefined {
  const { contents, errors } = parseDocument(text, { uniqueKeys: false });
  if (errors.length > 0) return undefined;
  return isSeq(contents)
    ? contents.items.length
    : contents === null || contents.range?.[0] === contents.range?.[1]
      ? 0
      : undefined;
}
