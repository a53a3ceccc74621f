import { describe, expect, test } from 'vitest';
import { renderComment as seenOnGitHub } from '../../../scripts/github-markdown.ts';
import { renderComment } from '../../../src/report/comment.ts';
import { mistakesOf, planOf } from '../../support/plans.ts';
import { RUN, reportOf } from '../../support/reports.ts';

const model = 'a/b';

describe('an id or a name that a reviewer could not see as it is', () => {
  test.each([
    ['turns the text that follows', 'hero\u202eoreh'],
    ['embeds text of another direction', '\u2067hero\u2069'],
    ['has a space of no width', 'he\u200bro'],
    ['has a joiner', 'he\u200dro'],
    ['has a filler that is a letter', 'hero\u3164'],
    ['has a filler of Jamo', 'hero\u115f'],
    ['joins graphemes', 'he\u034fro'],
    ['selects a variant of a letter', 'hero\ufe0f'],
    ['selects a variant of a digit', 'hero 1\ufe0f'],
    ['has a tag', 'hero\u{e0041}'],
    ['has a blank of Braille', 'he\u2800ro'],
    ['piles accents on its neighbours', `h${'\u0301'.repeat(5)}ero`],
    ['breaks the line', 'he\nro'],
  ])('is refused: %s', (_, text) => {
    const mistakes = [expect.stringContaining('expected')];
    expect(mistakesOf({ generations: [{ id: text, model }] })).toEqual(mistakes);
    expect(mistakesOf({ name: text, generations: [{ model }] })).toEqual(mistakes);
  });

  test.each(['Größe', 'héros', 'he\u0301ros', 'गिनती', 'ภาพ', 'שלום', 'صورة', '主角', '☀️ summer', '🦭', 'a b', 'ℌero'])(
    'is not one of any script: %s',
    (text) => {
      expect(planOf({ name: text, generations: [{ id: text, model }] }).lines).toMatchObject([{ id: text }]);
    },
  );
});

describe('an id that looks like another', () => {
  /** The second has a Cyrillic letter. */
  const [latin, cyrillic] = ['hero', 'h\u0435ro'];

  test('takes the place of nobody: it is added with all of its cost, and the other is removed', async () => {
    const report = await reportOf({
      before: { 'plan.yml': { generations: [{ id: latin, model }] } },
      plans: { 'plan.yml': { generations: [{ id: cyrillic, model, count: 5 }] } },
      prices: { [model]: 1 },
    });
    expect(report.plans).toMatchObject([
      {
        lines: [{ id: cyrillic, change: { kind: 'added' } }],
        removed_lines: [{ id: latin }],
      },
    ]);
  });

  test('hides no line: each has a row with its own model, count and cost', async () => {
    const generations = [
      { id: latin, model },
      { id: cyrillic, model: 'x/dear', count: 5 },
    ];
    const report = await reportOf({ plans: { 'plan.yml': { generations } }, prices: { [model]: 1, 'x/dear': 9 } });
    const [, lines] = seenOnGitHub(renderComment(report, RUN, '')).tables();
    expect(lines?.rows).toEqual([
      [cyrillic, 'x/dear', '', '5', '$9.000', '$45.000'],
      [latin, model, '', '1', '$1.000', '$1.000'],
    ]);
  });

  test('cannot be of a model: those are ASCII', () => {
    expect(mistakesOf({ generations: [{ model: 'bfl/flux-schn\u0435ll' }] })).toEqual([
      expect.stringContaining('expected a model identifier'),
    ]);
  });
});
