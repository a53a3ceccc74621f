import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOSTILE_PIECES } from '../../support/hostile.ts';
import { mistakesOf, readPlan } from '../../support/plans.ts';

const EMPTY = '1:1 The plan is empty. Write at least `generations: []`, a plan that costs nothing.';
const NO_MAPPING = 'A plan is a mapping with the key `generations`; this file holds';

describe('a file that holds no plan', () => {
  test.each([
    ['', EMPTY],
    ['\n\n', EMPTY],
    ['# nothing but a comment\n', EMPTY],
    ['~', EMPTY],
    ['---\n', EMPTY.replace('1:1', '1:4')],
    ['- model: a/b\n', `1:1 ${NO_MAPPING} a list.`],
    ['hello', `1:1 ${NO_MAPPING} a single value.`],
    ['5', `1:1 ${NO_MAPPING} a single value.`],
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
      '2:1 The key `generations` stands in this mapping already. Remove or rename one of them.',
    ],
    [
      'generations:\n  - {model: a/b, model: c/d}\n',
      '2:18 The key `model` stands in this mapping already. Remove or rename one of them.',
    ],
    ['? [a]\n: 1\ngenerations: []\n', '1:3 This is not valid YAML: `With stringKeys, all keys must be strings`.'],
    [
      'generations: !!python/object []\n',
      '1:14 This is not valid YAML: `Unresolved tag: tag:yaml.org,2002:python/object`.',
    ],
    ['a: b: c\n', '1:4 This is not valid YAML: `Nested mappings are not allowed in compact mappings`.'],
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
    expect(mistakesOf('generations:\n  - *one\n')).toEqual(['2:5 There is no anchor `&one` above this alias.']);
  });

  test('of an anchor further down', () => {
    expect(mistakesOf('generations:\n  - *one\n  - &one {model: a/b}\n')).toEqual([
      '2:5 There is no anchor `&one` above this alias.',
    ]);
  });

  test('of what they stand in', () => {
    expect(mistakesOf('generations: &all\n  - *all\n')).toEqual([
      '2:5 The alias `*all` stands inside of what it refers to.',
    ]);
  });

  test('refer to the last anchor of that name', () => {
    const plan = 'generations:\n  - &one {model: a/b}\n  - &one {modle: c/d}\n  - *one\n';
    expect(mistakesOf(plan)).toEqual(['3:11 The key `modle` is unknown. Did you mean `model`?']);
  });

  test.each(['5', 'text', '[*one, 5]', '~'])('a merge of %s is none', (value) => {
    const plan = `generations:\n  - &one {model: a/b}\n  - <<: ${value}\n    model: a/b\n`;
    expect(mistakesOf(plan)).toEqual(['3:9 `<<` merges a mapping, an alias of one, or a list of those.']);
  });
});

const TOO_MANY =
  '1:1 With its aliases written out, this file has more than 1,000,000 values. Refer to the repeated parts less often.';
const TOO_DEEP = 'This file is nested too deeply to be read. A plan needs no more than a few levels.';

describe('a file that is made to exhaust the reader is one clear error', () => {
  test('aliases of aliases of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const item = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
    });
    expect(mistakesOf(`${levels.join('\n')}\ngenerations: *a8\n`)).toEqual([TOO_MANY]);
  });

  test('a long list of aliases of something large', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join(', ');
    const plan = `generations:\n  - &one {model: a/b, params: {${keys}}}\n${'  - *one\n'.repeat(5_000)}`;
    expect(mistakesOf(plan)).toEqual([TOO_MANY]);
  });

  test('a long list of merges of something large', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join(', ');
    const plan = `generations:\n  - &one {model: a/b, params: {${keys}}}\n${'  - <<: *one\n'.repeat(5_000)}`;
    expect(mistakesOf(plan)).toEqual([TOO_MANY]);
  });

  test('more aliases than a plan needs', () => {
    expect(mistakesOf(`x: &one 1\ny: [${'*one, '.repeat(20_001)}]\n`)).toEqual([
      '1:1 This file has 20,001 aliases; 20,000 are the most. Refer to the repeated parts less often.',
    ]);
  });

  test('more lines than a plan may have', () => {
    expect(mistakesOf(`generations: [${'{a: 1}, '.repeat(100_000)}]`)).toEqual([
      '1:1 This plan would have 100,000 lines; 10,000 are the most. Put generations that are alike into one line with a `count`, or split the plan into several files.',
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

  test('as many keys as a file can hold are each told of', () => {
    const keys = Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`);
    expect(mistakesOf(keys.join('\n'))).toHaveLength(90_001);
    // Only that it ends is meant: it takes seconds, and minutes where each key is held against every other.
  }, 120_000);

  test('an ordinary plan of 10,000 merged lines is none of that', () => {
    const plan = `generations:\n  - &one {model: a/b, duration: 5, resolution: 720p}\n${'  - <<: *one\n'.repeat(9_999)}`;
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
        const { plan, problems } = readPlan('plan.yml', text);
        expect(plan === undefined).toBe(problems.length > 0);
        const sources = text.split('\n').map((line) => line.replace(/\r$/, ''));
        for (const { place } of problems) {
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
