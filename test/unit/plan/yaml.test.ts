import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTILE_PIECES } from '../../support/hostile.ts';
import { mistakesOf, planOf, readPlan } from '../../support/plans.ts';

const EMPTY = '1:1 The plan is empty. Write at least `generations: []`, a plan that costs nothing.';
const NO_MAPPING = 'A plan is a mapping with the key `generations`; this file holds';

describe('a file that holds no plan', () => {
  test.each([
    ['', EMPTY],
    ['\n\n', EMPTY],
    ['# nothing but a comment\n', EMPTY],
    ['~', EMPTY],
    ['---\n', EMPTY.replace('1:1', '1:4')],
    ['- model: a/b\n', `1:1 ${NO_MAPPING} a list. Write \`generations:\` on a line of its own above the list.`],
    ['hello', `1:1 ${NO_MAPPING} a single value. Write at least \`generations: [{model: bfl/flux-schnell}]\`.`],
    ['5', `1:1 ${NO_MAPPING} a single value. Write at least \`generations: [{model: bfl/flux-schnell}]\`.`],
  ])('%j', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([mistake]);
  });
});

describe('text that is no YAML', () => {
  test.each([
    [
      'generations:\n\t- model: a/b\n',
      '2:1 This line is indented with a tab, which YAML does not allow. Indent with spaces.',
    ],
    [
      'generations: []\n---\ngenerations: []\n',
      '2:1 This file holds several YAML documents; a plan is one. Put what follows `---` into a plan file of its own.',
    ],
    [
      'generations: []\ngenerations: []\n',
      '2:1 This mapping has the key `generations` already. Remove or rename one of them.',
    ],
    [
      'generations:\n  - {model: a/b, model: c/d}\n',
      '2:18 This mapping has the key `model` already. Remove or rename one of them.',
    ],
    ['? [a]\n: 1\ngenerations: []\n', '1:3 A key must be text. Put it between quotes.'],
    [
      'generations: !!python/object []\n',
      '1:14 A plan cannot hold a value with the tag `!!python/object`. Remove the tag. A plan holds text, numbers, `true`, `false`, lists and mappings.',
    ],
    [
      'a: b: c\n',
      '1:4 YAML reads a colon with a space after it as the end of a key, so it sees two keys in this line. Put the text between quotes: `a: "b: c"`.',
    ],
  ])('%j', (text, mistake) => {
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  test.each(['generations: [\n', 'generations: "abc\n', '{', '@', '%', '*nowhere', 'generations: &a'])(
    'such as %j is at least one error',
    (text) => {
      expect(mistakesOf(text).length).toBeGreaterThan(0);
    },
  );
});

describe('aliases', () => {
  test('of an anchor that is not there', () => {
    expect(mistakesOf('generations:\n  - *one\n')).toEqual([
      '2:5 YAML reads `*one` as an alias, but there is no anchor `&one` above it. Put the text between quotes: `- "*one"`.',
    ]);
  });

  test('of an anchor further down', () => {
    expect(mistakesOf('generations:\n  - *one\n  - &one {model: a/b}\n')).toEqual([
      '2:5 YAML reads `*one` as an alias, but there is no anchor `&one` above it. Put the text between quotes: `- "*one"`.',
    ]);
  });

  test('of what they stand in', () => {
    expect(mistakesOf('generations: &all\n  - *all\n')).toEqual([
      '2:5 The alias `*all` is inside the part that it refers to. Write this part out instead of using the alias.',
    ]);
  });

  test('refer to the last anchor of that name', () => {
    const plan = 'generations:\n  - &one {model: a/b}\n  - &one {modle: c/d}\n  - *one\n';
    expect(mistakesOf(plan)).toEqual(['3:11 The key `modle` is unknown. Did you mean `model`?']);
  });

  test.each([
    ['5', '3:9'],
    ['text', '3:9'],
    ['~', '3:9'],
    ['[*one, 5]', '3:16'],
  ])('a merge of %s is none', (value, place) => {
    const plan = `generations:\n  - &one {model: a/b}\n  - <<: ${value}\n    model: a/b\n`;
    expect(mistakesOf(plan)).toEqual([
      `${place} The value of \`<<\` cannot be merged: it is not a mapping, an alias of one, or a list of those.`,
    ]);
  });
});

describe('a text that YAML readers read differently', () => {
  const LINE_BREAK =
    ', which ends a line for some YAML readers and not for others. Remove it, or start a new line there. In a text between double quotes, write it as an escape such as `\\u2028`.';

  test.each([
    ['\u0085', 'U+0085'],
    ['\u2028', 'U+2028'],
    ['\u2029', 'U+2029'],
    ['\r', 'U+000D'],
  ])('%j in a comment before a key', (character, name) => {
    expect(mistakesOf(`generations:\n  - model: a/b #${character}    count: 500\n`)).toEqual([
      `2:17 This file holds the character \`${name}\`${LINE_BREAK}`,
    ]);
  });

  test('two merges in a mapping', () => {
    const plan = 'generations:\n  - &a {model: a/b, count: 5}\n  - &b {count: 1}\n  - <<: *a\n    <<: *b\n';
    expect(mistakesOf(plan)).toEqual([
      '5:5 This mapping has the key `<<` already, and YAML readers differ in which of them counts. Merge a list instead: `<<: [*one, *two]`.',
    ]);
  });

  test.each(['%YAML 1.1', '%TAG ! x', '# comment\n\n%A'])('the directive %j', (text) => {
    expect(mistakesOf(`${text}\n---\ngenerations: []\n`)).toEqual([
      expect.stringMatching(
        /is not supported\. Remove this line\. A plan is read as YAML 1\.2; `%YAML 1\.2` may say so\.$/,
      ),
    ]);
  });

  test.each(['%YAML 1.2\n---\ngenerations: []\n', 'generations:\n  - model: a/b\n    params: {x: "\n      %A"}\n'])(
    '%j is none of that',
    (text) => {
      expect(mistakesOf(text)).toEqual([]);
    },
  );

  test.each(['!!binary aGk=', '!!set {a}', '!!timestamp 2001-01-01', '!mine x'])('the tag of %s', (value) => {
    expect(mistakesOf(`generations:\n  - model: a/b\n    params: {x: ${value}}\n`)).toEqual([
      expect.stringMatching(/^3:17 A plan cannot hold a value with the tag .* Remove the tag\./),
    ]);
  });

  test.each(['"<<"', '!!str <<'])('%s is an ordinary key', (key) => {
    const plan = planOf(`generations:\n  - {model: a/b, params: {${key}: {count: 2}}}\n`);
    expect(plan.lines[0]?.params).toEqual({ '<<': { count: 2 } });
  });
});

const TOO_MANY =
  'With aliases written out, the plans have more than 1,000,000 values; this file exceeds the limit. Refer to the repeated parts less often, or shorten `params`.';
const TOO_DEEP = 'This file is nested too deeply to be read. A plan needs no more than a few levels.';

describe('a file that is made to exhaust the reader is one clear error', () => {
  test('aliases of aliases of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    expect(mistakesOf(`${levels.join('\n')}\ngenerations: *a8\n`)).toEqual([`2:10 ${TOO_MANY}`]);
  });

  test('a long list of aliases of something large', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join(', ');
    const plan = `generations:\n  - &one {model: a/b, params: {${keys}}}\n${'  - *one\n'.repeat(1_000)}`;
    expect(mistakesOf(plan)).toEqual([`3:5 ${TOO_MANY}`]);
  });

  test('a long list of merges of something large', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join(', ');
    const plan = `generations:\n  - &one {model: a/b, params: {${keys}}}\n${'  - <<: *one\n'.repeat(1_000)}`;
    expect(mistakesOf(plan)).toEqual([`3:9 ${TOO_MANY}`]);
  });

  test('more aliases than a plan needs', () => {
    expect(mistakesOf(`x: &one 1\ny: [${'*one, '.repeat(1_001)}]\n`)).toEqual([
      '2:5 This file has 1,001 aliases; at most 1,000 are allowed. Refer to the repeated parts less often, for example with `defaults` or a `matrix`.',
    ]);
  });

  test('more lines than a plan may have', () => {
    expect(mistakesOf(`generations: [${'{a: 1}, '.repeat(100_000)}]`)).toEqual([
      '1:1 This plan would have 100,000 lines; at most 10,000 are allowed. Put generations that are alike into one line with a `count`.',
    ]);
  });

  test.each([
    ['lists', '['.repeat(100_000)],
    ['lists that are closed', `generations: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['mappings', '{a: '.repeat(50_000)],
    ['entries of lists', `generations:\n${'- '.repeat(50_000)}`],
  ])('nested %s', (_, text) => {
    expect(mistakesOf(text).map((mistake) => mistake.replace(/^\d+:\d+ /, ''))).toEqual([TOO_DEEP]);
  });

  test.each([
    ['unknown', (index: number) => `k${index}: 1`],
    ['repeated', () => 'k: 1'],
  ])(
    'as many %s keys as a file can hold',
    (_, key) => {
      const mistakes = mistakesOf(Array.from({ length: 90_000 }, (_, index) => key(index)).join('\n'));
      expect(mistakes).toHaveLength(101);
      expect(mistakes.at(-1)).toMatch(/This file has more mistakes, which are not shown\./);
      // Only that it ends is meant: it takes seconds, and minutes if each key is compared with every other.
    },
    120_000,
  );

  test('aliases that nest deeply', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `a${level}: &a${level} [[${level ? `*a${level - 1}` : 1}]]`,
    );
    expect(mistakesOf(levels.join('\n')).map((mistake) => mistake.replace(/^\d+:\d+ /, ''))).toEqual([TOO_DEEP]);
  });

  test('an ordinary plan of 1,000 merged lines is none of that', () => {
    const plan = `generations:\n  - &one {model: a/b, duration: 5, resolution: 720p}\n${'  - <<: *one\n'.repeat(1_000)}`;
    expect(mistakesOf(plan)).toEqual([]);
  });
});

const KEYS = [
  'version',
  'name',
  'budget',
  'defaults',
  'generations',
  'id',
  'model',
  'count',
  'outputs',
  'duration',
  'resolution',
  'audio',
  'params',
  'max_total',
  'warn_at',
  'matrix',
  'generation_duration',
  '__proto__',
  '<<',
];
const VALUES = [
  '1',
  '0',
  '-1',
  '1.5',
  '.nan',
  '.inf',
  'a/b',
  '720p',
  'true',
  '~',
  '80%',
  '""',
  '[]',
  '{}',
  '*a',
  '&a x',
  '|',
];
const yamlPiece = fc.oneof(
  fc.constantFrom(...KEYS).map((key) => `${key}: `),
  fc.constantFrom(...VALUES),
  fc.constantFrom(
    '\n',
    '\n  ',
    '\n    ',
    '\n  - ',
    '\r\n',
    '\n\t',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '? ',
    '---\n',
    '...\n',
    '"',
    "'",
    '#',
  ),
  fc.constantFrom(...HOSTILE_PIECES),
);
const anyYaml = fc.oneof(
  fc.array(yamlPiece, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.json().map((json) => `generations: ${json}`),
);

describe('whatever the text', () => {
  test('there is either a plan or an error, and every error stands in the file', () => {
    fc.assert(
      fc.property(anyYaml, (text) => {
        const { plan, diagnostics } = readPlan('plan.yml', text);
        expect(plan === undefined).toBe(diagnostics.length > 0);
        const sources = text.split('\n').map((line) => line.replace(/\r$/, ''));
        for (const { place } of diagnostics) {
          if (place === undefined) throw new Error('a mistake without a place');
          const { line, column, length, source } = place;
          expect(source).toBe((sources[line - 1] ?? '').replace(/^\ufeff/, ''));
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(source.length + 1);
          expect(length).toBeGreaterThanOrEqual(1);
          expect(length).toBeLessThanOrEqual(Math.max(1, source.length - column + 1));
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
