import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderComment } from '../../scripts/github-markdown.ts';
import { codeBlock, codeHtml, codeSpan, foldedTable, html, markdown } from '../../src/report/markdown.ts';
import { oneLine, say } from '../../src/shared/message.ts';
import { hostileText } from '../support/hostile.ts';

/** What a browser shows of text: runs of white space as one space, and nothing of what cannot be seen. */
function seen(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('\ufffd', '')
    .trim();
}

/** All that GitHub could make of a comment beside plain text. */
function madeOf(markdownText: string) {
  const comment = renderComment(markdownText);
  return {
    links: comment.links(),
    images: comment.images(),
    mentions: comment.mentions(),
    references: comment.references(),
    commits: comment.commits(),
    emoji: comment.emoji(),
    math: comment.math(),
    comments: comment.comments(),
    tags: comment.tags(),
  };
}

const NOTHING = { links: [], images: [], mentions: [], references: [], commits: [], emoji: [], math: [], comments: [] };

describe('a code span', () => {
  test.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['two\nlines', '`two lines`'],
    ['`a', '`` `a ``'],
    ['a`', '`` a` ``'],
    [' a ', '`a`'],
    ['', '(empty)'],
    ['\u202e', '(empty)'],
  ])('of %j is %j', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  test('in a list shows any text as itself, and is nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        fc.pre(oneLine(text) !== '');
        const item = `- before ${codeSpan(text)} after`;
        expect(madeOf(item)).toEqual({ ...NOTHING, tags: ['code', 'li', 'ul'] });
        expect(seen(renderComment(item).text())).toBe(seen(`before ${text} after`));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a sentence', () => {
  test('has the dollars of its amounts escaped where what came from outside has one too', () => {
    expect(markdown(say`$1 of ${'US$'} for ${'x'} is $2.`)).toBe('\\$1 of `US$` for `x` is \\$2.');
    expect(markdown(say`$1 of ${'USD'} is $2.`)).toBe('$1 of `USD` is $2.');
    expect(html(say`$1 of ${'US$'} for ${'x'} is $2.`)).toBe(
      '&#36;1 of <code>US$</code> for <code>x</code> is &#36;2.',
    );
    expect(html(say`$1 of ${'USD'} is $2.`)).toBe('$1 of <code>USD</code> is $2.');
  });

  test('has a space between two texts from outside, and nowhere else', () => {
    expect(markdown(say`${'a'}${'b'} and ${'c'}`)).toBe('`a` `b` and `c`');
  });

  test('shows what came from outside as itself, and as nothing else', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        fc.pre(oneLine(a) !== '' && oneLine(b) !== '');
        const heading = `### ${markdown(say`The key ${a} is not ${b}: 1 of $1.000 *is* ${a}.`)}`;
        expect(madeOf(heading)).toEqual({ ...NOTHING, tags: ['code', 'em', 'h3'] });
        expect(seen(renderComment(heading).text())).toBe(
          seen(`The key ${oneLine(a)} is not ${oneLine(b)}: 1 of $1.000 is ${oneLine(a)}.`),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('keeps two texts from outside apart that stand side by side', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        fc.pre(oneLine(a) !== '' && oneLine(b) !== '');
        expect(madeOf(markdown(say`${a}${b}`))).toEqual({ ...NOTHING, tags: ['code', 'p'] });
      }),
    );
  });
});

describe('a code block', () => {
  test.each([
    [['a'], '```\na\n```'],
    [['a ``` b', 'yaml'], '````yaml\na ``` b\n````'],
    [['a ` b', 'yaml'], '```yaml\na ` b\n```'],
  ] as const)('of %j is %j', ([text, language], block) => {
    expect(codeBlock(text, language)).toBe(block);
  });

  test('in a list shows any text as itself, and is nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const flat = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
        const item = `- before\n${codeBlock(flat).replace(/^/gm, '  ')}\n\nafter`;
        expect(madeOf(item)).toEqual({ ...NOTHING, tags: ['code', 'li', 'p', 'pre', 'ul'] });
        expect(seen(renderComment(item).text())).toBe(seen(`before ${flat} after`));
      }),
      { numRuns: 300 },
    );
  });
});

describe('code in HTML', () => {
  test('is one line in which nothing is a tag, an entity or the end of an attribute', () => {
    expect(codeHtml(`<a title="it's">\n&amp; b`)).toBe('<code>&#60;a title=&#34;it&#39;s&#34;&#62; &#38;amp; b</code>');
  });

  test('in a table shows any text as itself, and is nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const table = `<table>\n<tr><td>${codeHtml(text)}</td></tr>\n</table>\n\nafter`;
        expect(madeOf(table)).toEqual({ ...NOTHING, tags: ['code', 'p', 'table', 'tbody', 'td', 'tr'] });
        const comment = renderComment(table);
        expect(comment.tables().map(({ header }) => header.map(seen))).toEqual([[seen(text)]]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a table of which all but the first rows are folded', () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => `<tr><td>${index + 1}</td></tr>`);

  test('shows twenty rows, and the others in a section of their own', () => {
    expect(foldedTable(['N'], rowsOf(21), 'line')).toBe(
      [
        ...['<table>', '<tr><th>N</th></tr>', ...rowsOf(20), '</table>'],
        '<details><summary>1 more line</summary>',
        ...['<table>', '<tr><th>N</th></tr>', '<tr><td>21</td></tr>', '</table>'],
        '</details>',
      ].join('\n'),
    );
  });

  test('is empty without rows', () => {
    expect(foldedTable(['N'], [], 'line')).toBe('');
  });
});
