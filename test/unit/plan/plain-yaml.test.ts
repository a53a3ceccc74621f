import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainYaml } from '../../../src/plan/plain-yaml.ts';
import { SourceText } from '../../../src/plan/source-text.ts';
import { YamlTree } from '../../../src/plan/yaml-tree.ts';
import { HOSTILE_PIECES } from '../../support/hostile.ts';

/** What the parser for the whole of YAML makes of a text. */
function parsed(text: string): { data: unknown; problems: readonly string[] } {
  const tree = new YamlTree(new SourceText('plan.yml', text));
  const { data, problems } = tree.problems.length > 0 ? { data: undefined, problems: tree.problems } : tree.toData();
  return { data, problems: problems.map(({ message }) => String(message)) };
}

describe('plain YAML is read line by line', () => {
  test.each([
    ['a key with a value', 'name: Spring catalogue\n', { name: 'Spring catalogue' }],
    ['numbers', 'a: 0\nb: 12\nc: 30.00\nd: 0.5\n', { a: 0, b: 12, c: 30, d: 0.5 }],
    ['truth', 'a: true\nb: false\n', { a: true, b: false }],
    [
      'text that begins with a digit',
      'a: 720p\nb: 16:9\nc: 2026-11-25\nd: 5 apples\n',
      {
        a: '720p',
        b: '16:9',
        c: '2026-11-25',
        d: '5 apples',
      },
    ],
    ['text in quotes', `a: "bfl/*: #1"\nb: 'C:\\'\nc: "720"\n`, { a: 'bfl/*: #1', b: 'C:\\', c: '720' }],
    ['text in any script', 'a: アザラシ\nb: é\n', { a: 'アザラシ', b: 'é' }],
    ['lists on one line', 'a: [5, 10]\nb: []\nc: ["x/*", y]\n', { a: [5, 10], b: [], c: ['x/*', 'y'] }],
    ['a key with nothing', 'a:\nb: 1\n', { a: null, b: 1 }],
    ['keys below a key', 'a:\n  b: 1\n  c:\n      d: 2\ne: 3\n', { a: { b: 1, c: { d: 2 } }, e: 3 }],
    ['a list below a key', 'a:\n  - 1\n  - x\nb: 2\n', { a: [1, 'x'], b: 2 }],
    [
      'a list as far to the left as its key',
      'a:\n- b: 1\n  c:\n  - 2\n- b: 3\nd: 4\n',
      {
        a: [{ b: 1, c: [2] }, { b: 3 }],
        d: 4,
      },
    ],
    ['comments and empty lines', '# one\n\na: 1 # two\n  \n  # three\nb: # four\n  c: 2\n#', { a: 1, b: { c: 2 } }],
    ['line breaks as on Windows', 'a: 1\r\nb:\r\n  - c\r\n', { a: 1, b: ['c'] }],
    [
      'a key that JavaScript knows',
      'constructor: 1\ntoString: 2\n',
      Object.assign({}, { constructor: 1, toString: 2 }),
    ],
  ])('%s', (_, text, data) => {
    expect(readPlainYaml(text)).toEqual(data);
    expect(parsed(text)).toEqual({ data, problems: [] });
  });
});

describe('anything else is left to the parser', () => {
  test.each([
    ['nothing', ''],
    ['only comments', '# nothing\n'],
    ['a list', '- a\n- b\n'],
    ['a single value', 'text\n'],
    ['an indented document', '  a: 1\n'],
    ['a mapping on one line', 'a: {b: 1}\n'],
    ['lists in a list on one line', 'a: [[1], [2]]\n'],
    ['a list over several lines', 'a: [1,\n  2]\n'],
    ['an anchor', 'a: &x 1\n'],
    ['an alias', 'a: *x\n'],
    ['a merge', 'a:\n  <<: 1\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a document mark', '---\na: 1\n'],
    ['a directive', '%YAML 1.2\n---\na: 1\n'],
    ['text over several lines', 'a: one\n  two\n'],
    ['a text block', 'a: |\n  one\n'],
    ['an escape', 'a: "\\n"\n'],
    ['a quote in quotes', "a: 'it''s'\n"],
    ['a key in quotes', '"a": 1\n'],
    ['a key that is no text', '1: a\n'],
    ['a key with a meaning of its own', '__proto__: 1\n'],
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['no space after a colon', 'a:1\n'],
    ['a colon in a value', 'a: b: c\n'],
    ['a tab', 'a:\t1\n'],
    ['a control character', 'a: 1 # \u0007\n'],
    ['null', 'a: null\n'],
    ['truth in capitals', 'a: TRUE\n'],
    ['a number with a sign', 'a: -1\n'],
    ['a number with leading zeros', 'a: 007\n'],
    ['a number beyond what is exact', 'a: 12345678901234567\n'],
    ['a number in another base', 'a: 0x1F\n'],
    ['a number with an exponent', 'a: 1e5\n'],
    ['a number with nothing after its point', 'a: 1.\n'],
    ['an empty entry', 'a:\n  -\n'],
    ['an entry in an entry', 'a:\n  - - b\n'],
    ['a key further to the right', 'a:\n  b: 1\n   c: 2\n'],
    ['a key further to the left', 'a:\n    b: 1\n  c: 2\n'],
    ['an entry among keys', 'a: 1\n- b\n'],
    ['a key among entries', 'a:\n  - b\n  c: 1\n'],
    ['a value below a scalar', 'a: 1\n  b: 2\n'],
    ['levels that no plan has', Array.from({ length: 30 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });
});

describe('a line as long as a file may be takes no longer for what it holds', () => {
  test.each([
    ['spaces before nothing', `${' '.repeat(1_000_000)}\u0001`],
    ['spaces after a key', `a:${' '.repeat(1_000_000)}\u0001`],
    ['spaces after a value', `a: b${' '.repeat(1_000_000)}\u0001`],
    ['words', `a: ${'b  '.repeat(300_000)}\u0001`],
    ['colons', 'a:'.repeat(500_000)],
    ['dashes', '- '.repeat(500_000)],
    ['comments', `a: b${' #'.repeat(500_000)}\u0001`],
    ['an open quote', `a: "${'x'.repeat(1_000_000)}`],
    ['an open list', `a: [${'"x", '.repeat(200_000)}`],
  ])('%s', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });
});

const anyKey = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('a', 'b', 'c', 'id', 'model', 'count', 'params') },
  fc.constantFrom('null', 'true', 'constructor', 'a_1', 'é', '1', '<<', '__proto__', '"a"', '?', ''),
);
const anyScalar = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom('1', '0.50', 'true', 'a/b-1.5', '720p', 'two words', '16:9', '"x # y: z"', "'*'"),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.constantFrom(...'0123456789', ...'eExXoOaAfFlL', '.', '+', '-', '_', ' ', ':', ',', "'", '"', 'é', 'null'),
        {
          maxLength: 6,
        },
      )
      .map((parts) => parts.join('')),
  },
  fc.constantFrom(
    'null',
    'NULL',
    'False',
    '~',
    '.inf',
    '.nan',
    '0o17',
    '0x1F',
    '1e3',
    '-0',
    '|',
    '>',
    '&x',
    '*x',
    '!t',
    '{}',
  ),
  fc.constantFrom(...HOSTILE_PIECES),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 6, arbitrary: anyScalar },
  fc.array(anyScalar, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
);
const anyLine = fc
  .record({
    indent: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('', '', '', '  ', '  ', '    ') },
      fc.constantFrom(' ', '\t'),
    ),
    dash: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('', '', '- ') }, fc.constantFrom('-', '-  ', '- - ')),
    key: fc.oneof({ weight: 10, arbitrary: anyKey.map((key) => `${key}:`) }, fc.constantFrom('', '#')),
    space: fc.oneof({ weight: 20, arbitrary: fc.constant(' ') }, fc.constantFrom('', '  ', '\t')),
    value: anyValue,
    end: fc.oneof(
      { weight: 20, arbitrary: fc.constant('') },
      fc.constantFrom(' ', ' # c', '# c', '#', '\t', ' #\u2028', '\r'),
    ),
    lineBreak: fc.oneof(
      { weight: 20, arbitrary: fc.constant('\n') },
      fc.constantFrom('\r\n', '\r', '\n\n', '\n # \n', '\n\t\n'),
    ),
  })
  .map(({ indent, dash, key, space, value, end, lineBreak }) => indent + dash + key + space + value + end + lineBreak);
/** Lines of which most are plain, so that there are many texts of which all are. */
const anyText = fc.array(anyLine, { minLength: 1, maxLength: 6 }).map((lines) => lines.join(''));

describe('whatever is read as plain YAML', () => {
  test('is what the parser reads, in the same order, and nothing that it complains of', () => {
    const texts = 10_000;
    let plain = 0;
    fc.assert(
      fc.property(anyText, (text) => {
        const data = readPlainYaml(text);
        if (data === undefined) return;
        plain += 1;
        const { data: expected, problems } = parsed(text);
        expect(problems).toEqual([]);
        // Not by `toStrictEqual`, which is led astray by a key `constructor`.
        expect(isDeepStrictEqual(data, expected)).toBe(true);
        expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
      }),
      { numRuns: texts },
    );
    expect(plain).toBeGreaterThan(texts / 40);
  });
});
