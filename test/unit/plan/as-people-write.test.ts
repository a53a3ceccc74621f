/** Mistakes as prompt writers, spreadsheet users and newcomers to YAML make them, and what each is answered. */
import { describe, expect, test } from 'vitest';
import { mistakesOf, noticesOf, planOf } from '../../support/plans.ts';

/** A plan whose second line is this prompt, as it is written. */
function mistakesOfPrompt(prompt: string): string[] {
  return mistakesOf(`generations:\n  - model: google/veo-2\n    params:\n      generation_prompt: ${prompt}\n`);
}

describe('a prompt that needs quotes is shown with them', () => {
  test.each([
    ['A seal: it plays', '"A seal: it plays"'],
    ['@seal plays', '"@seal plays"'],
    ['%seal plays # in the snow', '"%seal plays"'],
    ['`seal` plays', '"`seal` plays"'],
    ['"Big" seal plays', `'"Big" seal plays'`],
    ["'tis the season", `"'tis the season"`],
    ['!important seal', '"!important seal"'],
    ['&seal *plays', '"&seal *plays"'],
    ['*seal* plays', '"*seal* plays"'],
    ['"It\'s big" says: seal', `'"It''s big" says: seal'`],
    ['"Seal #1" plays # twice', `'"Seal #1" plays'`],
    ['- a seal', '"- a seal"'],
  ])('%s', (prompt, quoted) => {
    const [mistake = ''] = mistakesOfPrompt(prompt);
    expect(mistake).toContain(`Put the text between quotes: \`generation_prompt: ${quoted}\`.`);
    expect(mistakesOfPrompt(quoted)).toEqual([]);
  });

  test('a pattern of models too', () => {
    expect(mistakesOf('budget:\n  allowed_models:\n    - *flux*\ngenerations: []\n')).toEqual([
      '3:7 YAML reads `*flux*` as an alias, but there is no anchor `&flux*` above it. Put the text between quotes: `- "*flux*"`.',
    ]);
  });

  test('once for each line', () => {
    expect(mistakesOfPrompt('- a seal')).toHaveLength(1);
  });

  test.each(['{seal: !!binary aGk=}', '!!binary aGk='])('but not what is no text: %s', (prompt) => {
    expect(mistakesOfPrompt(prompt).join()).not.toContain('between quotes');
  });

  test.each([`${'seal '.repeat(60)}: plays`, '{\n        a: b: c,\n      }'])(
    'but not what would be cut or end a bracket: %j',
    (prompt) => {
      expect(mistakesOfPrompt(prompt).join()).not.toContain('between quotes: `');
    },
  );
});

describe('a slip in YAML is one mistake, in words for people', () => {
  test.each([
    ['generations:\n  model: a/b\n  count: 5\n', /^2:3 .* Put a hyphen before the first key of each entry/],
    ['generations:\n- model: a/b\n count: 5\n', /^3:1 A character is missing here or above: a hyphen/],
    ['generations:\n  - model: a/b\n  count: 5\n', /^3:1 This line is indented differently/],
    ['generations:\n  - model: a/b\n      count: 5\n', /^2:12 .* let all keys of an entry begin in the same column/],
    ['generations:\n  - model a/b\n    count: 5\n', /^2:5 This line has no colon.*`key: value`/],
    ['generations:\n  - { model: a/b\n', /^2:\d+ This line is indented differently.*Close brackets/],
    ['generations:\n\t- model: a/b\n', /^2:1 This line is indented with a tab/],
    ['generations:\n  - id: "C:\\seal"\n', /^2:12 A backslash between double quotes/],
    [
      'generations:\n  - model: a/b\n\u00a0   count: 5\n',
      /^3:1 The key `count` holds the character U\+00A0 \(no-break space\)/,
    ],
    [
      'generations:\n  - model: a/b\n   \u00a0count: 5\n',
      /^3:1 This line is indented with the character U\+00A0 \(no-break space\)/,
    ],
    [
      'generations:\n  - id: a\n    model: a/b\n    model: c/d\n',
      /^4:5 .* begin a new entry with a hyphen before its first key: `- model: …`\.$/,
    ],
    [
      'generations:\n  - id: "👩‍🚀 a\u200bb"\n    model: a/b\n',
      /^2:\d+ .* the character U\+200B \(zero width space\): remove it\.$/,
    ],
    [
      'generations:\n  - id: a\u200bb\n    model: a/b\n',
      /^2:10 .* the character U\+200B \(zero width space\): remove it\.$/,
    ],
  ])('%j', (plan, expected) => {
    const mistakes = mistakesOf(plan);
    expect(mistakes).toEqual([expect.stringMatching(expected)]);
    expect(mistakes.join()).not.toMatch(/mapping items|compact mappings|scalar|flow map|implicit/i);
  });
});

describe('what would be sent differently from what is written is refused at its place', () => {
  test.each([
    [
      '9007199254740993',
      /^2:33 .* Whole numbers go up to 9,007,199,254,740,991\. If this is a text, put it between quotes\.$/,
    ],
    ['1e17', /^2:33 JSON cannot carry this number exactly/],
    ['.inf', /^2:33 .* Write a number, or put a text between quotes\.$/],
    ['.nan', /^2:33 JSON cannot carry this number exactly/],
    ['[1, -.inf]', /^2:37 JSON cannot carry this number exactly/],
    ['{x: .inf}', /^2:37 JSON cannot carry this number exactly/],
  ])('seed: %s', (seed, expected) => {
    expect(mistakesOf(`generations:\n  - {model: a/b, params: {seed: ${seed}}}\n`)).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test.each(['9007199254740991', '-9007199254740991', '0.1', '1e3', '"9007199254740993"'])(
    'but not seed: %s',
    (seed) => {
      expect(mistakesOf(`generations:\n  - {model: a/b, params: {seed: ${seed}}}\n`)).toEqual([]);
    },
  );
});

describe('a matrix', () => {
  test.each([
    [{ resolution: ['720p', '1080p'], exclude: [{ resolution: '1080P' }] }, ['720p']],
    [{ resolution: ['720p', '1080P'], exclude: [{ resolution: '1080p' }] }, ['720p']],
  ])('excludes text without regard to case: %j', (matrix, resolutions) => {
    const { lines } = planOf({ generations: [{ model: 'a/b', matrix }] });
    expect(lines.map(({ settings }) => settings.resolution)).toEqual(resolutions);
  });

  test('adds an include to the combination that it names in another case, whose own value stays', () => {
    const matrix = { resolution: ['720p', '1080p'], include: [{ resolution: '1080P', audio: true }] };
    const { lines } = planOf({ generations: [{ model: 'a/b', matrix }] });
    expect(lines.map(({ settings }) => settings)).toEqual(
      [{ resolution: '720p' }, { resolution: '1080p', audio: true }].map((settings) =>
        expect.objectContaining(settings),
      ),
    );
  });

  test('has a mistake at each entry of include that makes a line without a model', () => {
    expect(mistakesOf('generations:\n  - matrix:\n      include: [{duration: 10}, {resolution: 720p}]\n')).toEqual([
      '3:17 Entry 1 of this `include` makes a line without a model. Write a model, such as `model: bfl/flux-schnell`, here, beside the `matrix` or in `defaults`.',
      '3:33 Entry 2 of this `include` makes a line without a model. Write a model, such as `model: bfl/flux-schnell`, here, beside the `matrix` or in `defaults`.',
    ]);
  });

  test.each([
    ['{duration: [5, 5]}', /^2:41 The list `duration` of this matrix has `5` twice/],
    ['{resolution: [720p, 720P]}', /^2:46 The list `resolution` of this matrix has `720P` twice/],
    ['{duration: [5, 6], exclude: [{duration: 7}]}', /^2:55 This `exclude` matches no combination/],
  ])('is pointed at where it changes nothing: %s', (matrix, expected) => {
    const plan = `generations:\n  - {model: a/b, matrix: ${matrix}}\n`;
    expect([mistakesOf(plan), noticesOf(plan)]).toEqual([[], [expect.stringMatching(expected)]]);
  });

  test('has no empty include', () => {
    expect(mistakesOf('generations:\n  - {model: a/b, matrix: {duration: [5], include: [{}]}}\n')).toEqual([
      '2:52 This entry of `include` is empty. Write at least one key, such as `duration: 10`, or remove the entry.',
    ]);
  });
});

describe('a warn_at that was hardly meant so', () => {
  test.each([
    ['{max_total: 10, warn_at: 80}', /never warns first\. For a percentage of `max_total`, write `warn_at: 80%`\.$/],
    ['{max_total: 10, warn_at: 10}', /never warns first/],
    ['{max_total: 10, warn_at: 500}', /never warns first\. Write an amount below `max_total`/],
    [
      '{max_total: 10, warn_at: 0.8}',
      /nearly every plan warns\. For a percentage of `max_total`, write `warn_at: 80%`\.$/,
    ],
    ['{max_total: 10, warn_at: 0.125}', /write `warn_at: 12\.5%`/],
  ])('%s', (budget, expected) => {
    expect(noticesOf(`budget: ${budget}\ngenerations: []\n`)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([
    '{max_total: 10, warn_at: 8}',
    '{max_total: 10, warn_at: 80%}',
    '{max_total: 0.5, warn_at: 0.4}',
    '{warn_at: 0.8}',
  ])('and not: %s', (budget) => {
    expect(noticesOf(`budget: ${budget}\ngenerations: []\n`)).toEqual([]);
  });
});

describe('a path of a data file', () => {
  test.each(['/data/p.csv', '\\data\\p.csv', 'C:\\p.csv', 'c:/p.csv'])('is not absolute: %s', (path) => {
    expect(mistakesOf(`generations:\n  - { model: a/b, count_from: '${path}' }\n`)).toEqual([
      expect.stringMatching(/^2:31 `count_from`: expected the path of a data file, relative to the plan/),
    ]);
  });
});

describe('an id in the scripts and signs that people use', () => {
  test.each([
    'astronaut 👩‍🚀',
    'family 👨‍👩‍👧‍👦',
    'heart ❤️‍🔥',
    'nurse 👩🏽‍⚕️',
    'flag 🇯🇵',
    'नमस्ते',
    'क्‍ष',
    'শ্রী',
    'می‌خواهم',
    '日本語',
    'עברית',
  ])('%s', (id) => {
    expect(mistakesOf(`generations:\n  - { model: a/b, id: "${id}" }\n`)).toEqual([]);
  });

  test.each(['a\u200db', 'a\u200cb', '👩\u200d', '\u200d👩', 'م\u200dی', '👩\u200d\u200d🚀', 'a\ufe0f'])(
    'but not %j, which looks like another',
    (id) => {
      expect(mistakesOf(`generations:\n  - { model: a/b, id: "${id}" }\n`)).toHaveLength(1);
    },
  );
});

describe('a count with a point for thousands, which YAML would read as a thousandth', () => {
  test.each([
    [
      '{generations: [{model: a/b, count: 1.000}]}',
      '`count`: `1.000` is 1 in YAML, but 1,000 in many countries. Write `1000` or `1`.',
    ],
    ['{generations: [{model: a/b, matrix: {count: [5, 20.000]}}]}', 'Write `20000` or `20`.'],
    ['{generations: [{model: a/b, params: {generation_output_number: 2.000}}]}', 'Write `2000` or `2`.'],
    ['{runs_per_month: 1.000, generations: []}', 'Write `1000` or `1`.'],
  ])('%s', (plan, expected) => {
    expect(mistakesOf(plan)).toEqual([expect.stringContaining(expected)]);
  });

  test.each(['count: 1.0', 'duration: 5.000', 'params: {count: 1.000}', 'count: 1000'])('but not: %s', (setting) => {
    expect(mistakesOf(`generations: [{model: a/b, ${setting}}]`)).toEqual([]);
  });

  test('but zero is zero everywhere', () => {
    expect(mistakesOf('generations: [{model: a/b, count: 0.000}]')).toEqual([expect.stringContaining('found `0`')]);
  });
});

describe('a key by another name', () => {
  const inPlan = (line: string) => mistakesOf(`${line}\ngenerations: []\n`);
  const inGeneration = (line: string) => mistakesOf(`generations:\n  - model: a/b\n    ${line}\n`);

  test.each([
    ['budget: {total: 5}', 'Did you mean `max_total`?'],
    ['budget: {max_total: 30,00}', 'In braces, a comma ends a value: write amounts with a point, as in `30.00`.'],
    ['limits: {max_total: 5}', 'Did you mean `budget`?'],
    ['model: a/b', 'It belongs to an entry of `generations`'],
  ])('in a plan: %s', (line, expected) => {
    expect(inPlan(line)).toEqual([expect.stringContaining(expected)]);
  });

  test.each([
    ['quantity: 5', 'Did you mean `count`?'],
    ['Seconds: 5', 'Did you mean `duration`?'],
    ['res: 720p', 'Did you mean `resolution`?'],
    ['generation_prompt: seal', 'write it under `params`'],
    ['seed: 5', 'such as `generation_prompt`, go under `params`'],
    ['matrix: {duration: [5], seed: [1, 2]}', 'multiply `count` by how many there are'],
    ['matrix: {duration: "5, 10"}', 'Write a list, even of one value: `duration: [5, 10]`.'],
    ['x: 5', 'Known here'],
  ])('in a generation: %s', (line, expected) => {
    expect(inGeneration(line)).toEqual([expect.stringContaining(expected)]);
  });
});
