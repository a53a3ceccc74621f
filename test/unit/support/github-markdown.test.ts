import { describe, expect, test } from 'vitest';
import { renderComment } from '../../../scripts/github-markdown.ts';

describe('a comment as GitHub shows it', () => {
  test('shows tables with their cells', () => {
    const [table] = renderComment(
      '| id | cost |\n| --- | ---: |\n| `hero` | $1.500 |\n| a \\| b | <!-- x -->2 |',
    ).tables();
    expect(table).toEqual({
      header: ['id', 'cost'],
      rows: [
        ['hero', '$1.500'],
        ['a | b', '2'],
      ],
    });
  });

  test('breaks lines where the source does', () => {
    expect(renderComment('one\ntwo').text()).toBe('one\ntwo');
  });

  test('aligns table cells', () => {
    expect(renderComment('| a |\n| ---: |\n| 1 |').html()).toContain('<td align="right">1</td>');
  });

  test('gives an alert its title', () => {
    const comment = renderComment('> [!WARNING]\n> Over budget.');
    expect(comment.text()).toBe('Warning\nOver budget.');
    expect(comment.html()).toContain('class="markdown-alert markdown-alert-warning"');
  });

  test('hides HTML comments from the text, and tells of them', () => {
    const comment = renderComment('<!-- marker -->\n\nHello');
    expect(comment.text()).toBe('Hello');
    expect(comment.comments()).toEqual([' marker ']);
  });

  test('folds what stands in details', () => {
    const comment = renderComment('<details><summary>More</summary>\n\n```mermaid\npie\n```\n\n</details>');
    expect(comment.summaries()).toEqual(['More']);
    expect(comment.fences('mermaid')).toEqual(['pie\n']);
    expect(comment.tags()).toEqual(['code', 'details', 'pre', 'summary']);
  });

  test('makes links of links and addresses', () => {
    const comment = renderComment(
      '[a](https://a.example/) https://b.example www.c.example/d. //g.example me@e.example f.example',
    );
    expect(comment.links().map(({ href }) => href)).toEqual([
      'https://a.example/',
      'https://b.example',
      'http://www.c.example/d',
      'mailto:me@e.example',
    ]);
  });

  test('shows images', () => {
    expect(renderComment('![alt](https://a.example/i.png)<img src="x.png">').images()).toEqual([
      { src: 'https://a.example/i.png', alt: 'alt' },
      { src: 'x.png', alt: '' },
    ]);
  });

  test('drops what could run, keeps the text of what it does not know', () => {
    const comment = renderComment(
      '<b onclick="x()">b</b> <font>f</font> <script>s</script> <a href="javascript:x">a</a>',
    );
    expect(comment.html().trim()).toBe('<p><b>b</b> f  <a>a</a></p>');
  });
});

describe('what GitHub finds in text', () => {
  test.each([
    ['@octocat', ['@octocat']],
    ['(@octo-org/the-team).', ['@octo-org/the-team']],
    ['me@example and `@code` and [@link](https://a.example)', []],
    ['\\@octocat', ['@octocat']],
    ['&#64;octocat', ['@octocat']],
    ['@<!-- -->octocat', []],
  ])('mentions in %s', (markdown, mentions) => {
    expect(renderComment(markdown).mentions()).toEqual(mentions);
  });

  test.each([
    ['#12, GH-3 and octo-org/octo.repo#4', ['#12', 'GH-3', 'octo-org/octo.repo#4']],
    ['`#12` item&#35;x', []],
  ])('references in %s', (markdown, references) => {
    expect(renderComment(markdown).references()).toEqual(references);
  });

  test('commits', () => {
    expect(renderComment('a5c3785 `a5c3785` decade facade1x 12:30').commits()).toEqual(['a5c3785']);
  });

  test('emoji', () => {
    expect(renderComment(':seal: :+1: 12:30:45 `:x:`').emoji()).toEqual([':seal:', ':+1:']);
  });

  test.each([
    ['costs $1.500, of $20.000', []],
    ['$x+y$', ['x+y']],
    ['\\$x\\$', []],
    ['`$x$`', []],
    ['$\\frac{1}{2}$ and $$a$$', ['\\frac{1}{2}', 'a']],
  ])('formulas in %s', (markdown, math) => {
    expect(renderComment(markdown).math()).toEqual(math);
  });
});
