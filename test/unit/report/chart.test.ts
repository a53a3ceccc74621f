import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costChart } from '../../../src/report/comment-tables.ts';
import { reportOf } from '../../support/reports.ts';

async function chartOf(generations: readonly object[]): Promise<string> {
  const prices = { 'a/b': 0.5, 'a/free': 0 };
  return costChart(await reportOf({ plans: { 'plan.yml': { generations } }, prices, balance: 10_000 }));
}

describe('the picture of where the money goes', () => {
  test('has a slice for each line, dearest first', async () => {
    expect(
      await chartOf([
        { id: 'small', model: 'a/b' },
        { id: 'large', model: 'a/b', count: 3 },
      ]),
    ).toBe(
      [
        '<details><summary>Where the money goes</summary>',
        '',
        '```mermaid',
        'pie showData',
        '    "large" : 1.500',
        '    "small" : 0.500',
        '```',
        '',
        '</details>',
      ].join('\n'),
    );
  });

  test('puts what is past eight slices into one', async () => {
    const generations = Array.from({ length: 11 }, (_, index) => ({ id: `line ${index}`, model: 'a/b' }));
    expect((await chartOf(generations)).match(/^ {4}".*$/gm)).toHaveLength(9);
    expect(await chartOf(generations)).toContain('"3 others" : 1.500');
  });

  test('is not drawn of one line, nor of what costs nothing', async () => {
    expect(await chartOf([{ model: 'a/b' }])).toBe('');
    expect(await chartOf([{ model: 'a/b' }, { model: 'a/free' }])).toBe('');
  });

  test('cannot be made to say something else, whatever the ids', async () => {
    const id = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((text) => /^(?!\s)[^\p{C}\p{Zl}\p{Zp}]+(?<!\s)$/u.test(text));
    await fc.assert(
      fc.asyncProperty(id, async (hostile) => {
        const picture = await chartOf([
          { id: hostile, model: 'a/b' },
          { id: `${hostile}2`.slice(-100), model: 'a/b' },
        ]);
        for (const slice of picture.split('\n').slice(4, -3)) {
          expect(slice).toMatch(/^ {4}"[\p{L}\p{N} ._/×(),…-]+" : \d+\.\d{3}$/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});
