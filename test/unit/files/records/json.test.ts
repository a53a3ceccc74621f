import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, hostile } from './support.ts';

describe('the elements of a JSON array', () => {
  test.each([
    ['none', '[]', 0],
    ['none, with a byte order mark and spaces', '\ufeff \r\n[ \n ]\n', 0],
    ['values of every kind', '[{}, [], "x", 1, true, false, null, -1.5e3]', 8],
    ['lists in lists', '[[1, 2], [[3], 4], {"a": [5, 6]}]', 3],
    ['brackets and quotes in a text', String.raw`["[", "]", "\"", "\\", ","]`, 5],
    ['keys that mean something to JavaScript', '[{"__proto__": 1, "length": 2}, {"a": 1, "a": 2}]', 2],
  ])('are counted: %s', async (_, text, elements) => {
    expect(await count('json', text)).toBe(elements);
  });

  test.each([
    ['nothing', ''],
    ['nothing', ' \n'],
    ['an object', '{"records": []}'],
    ['a text', '"[]"'],
    ['a number', '12'],
    ['a single value', 'null'],
  ])('are no %s: %j', async (found, text) => {
    expect(await count('json', text)).toMatch(
      new RegExp(`^Line \\d+: expected one list of records, found ${found}\\.$`),
    );
  });

  test.each([
    ['a comma at the end', '[\n1,\n]', 3],
    ['a comma too many', '[1,,2]', 1],
    ['a comma too few', '[1\n2]', 2],
    ['a comment', '[\n// one\n1]', 2],
    ['a second array', '[1]\n[2]', 2],
    ['a wrong bracket', '[1\n}', 2],
    ['a line break in a text', '["a\nb"]', 1],
    ['a word', '[1,\nNaN]', 2],
    ['a number with a leading zero', '[01]', 1],
  ])('are not guessed where there is %s', async (_, text, line) => {
    expect(await count('json', text)).toBe(`Line ${line}: expected JSON, found text that is not JSON.`);
  });

  test.each(['[', '[1', '[1,', '[{"a": 1}'])('are not guessed where the file ends early: %s', async (text) => {
    expect(await count('json', text)).toBe('Line 1: expected JSON, found the end of the file in the middle of it.');
  });

  test('have up to 1,000 levels', async () => {
    expect(
      await count(
        'json',
        `[1,
${'['.repeat(100_000)}`,
      ),
    ).toBe('Line 2: expected values of up to 1,000 levels, found deeper ones.');
  });

  test('are as many as were written', async () => {
    const values = fc.array(fc.oneof(hostile, fc.jsonValue(), fc.dictionary(hostile, hostile)));
    const property = fc.asyncProperty(values, fc.constantFrom(undefined, 2), async (written, indent) => {
      expect(await count('json', JSON.stringify(written, null, indent))).toBe(written.length);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('are counted just where JavaScript can read the text', async () => {
    const near = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', ',', ':', '"a"', '1', '-', ' ', '\n', 'null') });
    const property = fc.asyncProperty(near, async (text) => {
      const counted = await count('json', `[${text}`);
      const value = parsed(`[${text}`);
      if (Array.isArray(value)) expect(counted).toBe(value.length);
      else expect(counted).toMatch(/^Line/);
    });
    await fc.assert(property, { numRuns: 1000 });
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
