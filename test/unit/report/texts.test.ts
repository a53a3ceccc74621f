import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../src/report/terminal.ts';
import { table, wrapWords } from '../../../src/report/texts.ts';

const ROWS = [
  ['line', 'model', 'count', 'cost'],
  ['春のカタログ', 'bytedance/seedance-1.5-pro', '2', '$1.160'],
  ['a-very-long-id-of-a-line', 'bfl/flux-schnell', '1,000', '$5.000'],
];

describe('a table in a terminal', () => {
  test('shows all where nothing limits it', () => {
    expect(table(ROWS, 2, Number.POSITIVE_INFINITY, widthOf)).toEqual([
      'line                      model                       count    cost',
      '春のカタログ              bytedance/seedance-1.5-pro      2  $1.160',
      'a-very-long-id-of-a-line  bfl/flux-schnell            1,000  $5.000',
    ]);
  });

  test('gives each row a line for its first text where it is narrow', () => {
    expect(table(ROWS, 2, 50, widthOf).join('\n').split('\n')).toEqual([
      'line',
      '  model                       count    cost',
      '春のカタログ',
      '  bytedance/seedance-1.5-pro      2  $1.160',
      'a-very-long-id-of-a-line',
      '  bfl/flux-schnell            1,000  $5.000',
    ]);
  });

  test('gives each row a line for its figures where it is narrower still', () => {
    expect(table(ROWS, 2, 40, widthOf).join('\n').split('\n')).toEqual([
      'line',
      '  model',
      '  count    cost',
      '春のカタログ',
      '  bytedance/seedance-1.5-pro',
      '      2  $1.160',
      'a-very-long-id-of-a-line',
      '  bfl/flux-schnell',
      '  1,000  $5.000',
    ]);
  });

  test('shows all of every text in any width, and keeps within it unless a word is longer', () => {
    const words = fc.array(fc.constantFrom('5 s', '10 s', '720p', 'no audio', '春の'), { maxLength: 8 });
    const text = words.map((all) => all.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text), { minLength: 1 }),
        fc.integer({ min: 70, max: 120 }),
        (texts, columns) => {
          const shown = table(
            texts.map((row) => [...row, '$1,000.000']),
            1,
            columns,
            widthOf,
          );
          for (const [index, row] of shown.entries()) {
            const written = row.replaceAll(/\s+/g, ' ').trim();
            expect(written).toBe([...(texts[index] ?? []), '$1,000.000'].filter((cell) => cell !== '').join(' '));
            for (const line of row.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });
});

test('words are wrapped at the width; one that is longer stands alone', () => {
  expect(wrapWords('one two a-very-long-word three', 9)).toEqual(['one two', 'a-very-long-word', 'three']);
  expect(wrapWords('one two', Number.POSITIVE_INFINITY)).toEqual(['one two']);
});
