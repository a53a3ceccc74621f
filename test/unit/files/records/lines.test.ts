import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count, hostile } from './support.ts';

describe('the lines of a text file', () => {
  test.each([
    ['an empty file', '', 0],
    ['blank lines', '\n  \n\t\r\n\u00a0\n', 0],
    ['a byte order mark alone', '\ufeff', 0],
    ['lines', 'a\nb\n', 2],
    ['a last line without a line break', 'a\n\nb', 2],
    ['line breaks of Windows', 'a\r\n\r\nb\r\n', 2],
    ['what looks like a comment or a quote', '# a\n"b\n', 2],
  ])('are counted: %s', async (_, text, lines) => {
    expect(await count('txt', text)).toBe(lines);
  });

  test('are as many as were written', async () => {
    const property = fc.asyncProperty(fc.array(hostile), fc.constantFrom('\n', '\r\n'), async (lines, end) => {
      const text = lines.join(end);
      const kept = text
        .replace(/^\ufeff/, '')
        .split('\n')
        .filter((line) => line.trim() !== '');
      expect(await count('txt', text)).toBe(kept.length);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('the values of a JSON Lines file', () => {
  test.each([
    ['an empty file', '', 0],
    ['any JSON values', '{"a":1}\n[1,2]\n"x"\n3\nnull\n', 5],
    ['blank lines between', '\ufeff{}\r\n\r\n  \r\n{}', 2],
  ])('are counted: %s', async (_, text, values) => {
    expect(await count('jsonl', text)).toBe(values);
  });

  test.each([
    ['is no JSON', '{}\n\n{a: 1}\n', 3],
    ['has two values', '{}\n{} {}\n', 2],
    ['is one of several of a value', '{\n"a": 1\n}\n', 1],
    ['is cut off', '{}\n{}\n{"a"', 3],
  ])('are not guessed where a line %s', async (_, text, line) => {
    expect(await count('jsonl', text)).toBe(`Line ${line}: expected a JSON value, found text that is not JSON.`);
  });

  test('are as many as were written', async () => {
    const values = fc.array(fc.oneof(hostile, fc.jsonValue()));
    const property = fc.asyncProperty(values, async (written) => {
      const text = written.map((value) => `${JSON.stringify(value)}\n`).join('');
      expect(await count('jsonl', text)).toBe(written.length);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
