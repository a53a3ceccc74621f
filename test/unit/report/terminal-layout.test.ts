import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { table, truncateMiddle, widthOf, wrapWords } from '../../../src/report/terminal-layout.ts';

const ROWS = [
  ['line', 'model', 'count', 'cost'],
  ['春のカタログ', 'bytedance/seedance-1.5-pro', '2', '$1.160'],
  ['a-very-long-id-of-a-line', 'bfl/flux-schnell', '1,000', '$5.000'],
];

describe('a table in a terminal', () => {
  test('shows all where nothing limits it', () => {
    expect(table(ROWS, 2, Number.POSITIVE_INFINITY)).toEqual([
      'line                      model                       count    cost',
      '春のカタログ              bytedance/seedance-1.5-pro      2  $1.160',
      'a-very-long-id-of-a-line  bfl/flux-schnell            1,000  $5.000',
    ]);
  });

  test('shortens the middle of texts, and no figure, where it is narrow', () => {
    expect(table(ROWS, 2, 50)).toEqual([
      'line              model              count    cost',
      '春のカタログ      bytedanc…-1.5-pro      2  $1.160',
      'a-very-l…-a-line  bfl/flux-schnell   1,000  $5.000',
    ]);
  });

  test.each([
    ['at the end of long ids', ['reels (kling/v1.5-pro, 10 s, 720p)', 'reels (kling/v1.5-pro, 10 s, 1080p)']],
    ['in their middle', ['reels (5 s, 720p, audio, a very long word)', 'reels (10 s, 720p, audio, a very long word)']],
    [
      'in several places',
      ['a (5 s, 720p, audio)', 'a (5 s, 720p, no audio)', 'a (8 s, 720p, audio)', 'a (8 s, 1080p, audio)'],
    ],
    [
      'in most of their words',
      [5, 8, 10].flatMap((s) => ['720p', '1080p'].map((p) => `teaser-for-social (${s} s, ${p})`)),
    ],
  ])('keeps visible what differs %s', (_, ids) => {
    const rows = ids.map((id) => [id, 'kling/v1.5-pro', '10 s, 720p, no audio', '1', '$0.490', '$0.490']);
    const shown = table(rows, 3, 60);
    expect(new Set(shown).size).toBe(ids.length);
    for (const row of shown) expect(widthOf(row)).toBeLessThanOrEqual(60);
  });

  test('never shows two ids alike', () => {
    const id = fc.array(fc.constantFrom('5 s', '10 s', '720p', '1080p', 'audio', 'no audio'), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.uniqueArray(id.map((words) => words.join(', '))),
        fc.integer({ min: 30, max: 80 }),
        (ids, columns) => {
          const rows = ids.map((text) => [text, 'bytedance/seedance-1.5-pro', '$1.000']);
          expect(new Set(table(rows, 1, columns)).size).toBe(ids.length);
        },
      ),
    );
  });

  test('keeps within the width, whatever the texts, where the figures leave room for texts at all', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text), { minLength: 1 }),
        fc.integer({ min: 30, max: 120 }),
        (rows, columns) => {
          for (const line of table(
            rows.map((row) => [...row, '$1,000.000']),
            1,
            columns,
          )) {
            expect(widthOf(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });
});

test('a text is shortened to the width between characters, never within one', () => {
  expect(truncateMiddle('👩‍🚀👩‍🚀👩‍🚀👩‍🚀', 6)).toBe('👩‍🚀…👩‍🚀');
  expect(truncateMiddle('short', 5)).toBe('short');
});

test('words are wrapped at the width; one that is longer stands alone', () => {
  expect(wrapWords('one two a-very-long-word three', 9)).toEqual(['one two', 'a-very-long-word', 'three']);
  expect(wrapWords('one two', Number.POSITIVE_INFINITY)).toEqual(['one two']);
});
