import fc from 'fast-check';

/** Pieces that mean something to Markdown, to HTML, to GitHub or to a terminal. */
export const HOSTILE_PIECES = [
  '`',
  '``',
  '```',
  '~~~',
  '|',
  '\\',
  '*',
  '**',
  '__',
  '~~',
  '$',
  '$$',
  '[',
  '](https://evil.example)',
  '![](https://evil.example/pixel.png)',
  '[x]: https://evil.example',
  '<',
  '>',
  '</code>',
  '</td>',
  '</table>',
  '</details>',
  '</sub>',
  '<a href="https://evil.example">',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  '&lt;',
  '&#64;octocat',
  '@octocat',
  '@github/security',
  '#1',
  'GH-1',
  'octo/repo#12',
  'https://evil.example/x',
  'www.evil.example',
  'someone@evil.example',
  ':tada:',
  'deadbeefcafe',
  '\u202e',
  '\u200b',
  '\u2028',
  '\u0000',
  '\u001b[31m',
  '::error::',
  '##[group]',
  '# ',
  '- ',
  '> ',
  '1. ',
  '---',
  '    ',
  '\t',
  'é',
  '😀',
  'word',
  ' ',
] as const;

const LINE_BREAKS = ['\n', '\r', '\r\n', '\n\n', '\n\n---\n\n'];

const pieces = (all: readonly string[]) =>
  fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...all) }, fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 12,
  });

/** Text from somebody who wants the comment to say something else, with line breaks. */
export const hostileText = pieces([...HOSTILE_PIECES, ...LINE_BREAKS]).map((parts) => parts.join(''));

/** The same on one line, with nothing that a plan's id may not hold. */
export const hostileId = pieces(HOSTILE_PIECES)
  .map((parts) =>
    parts
      .join('')
      .replace(/[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|\p{M}(?=\p{M})/gu, '')
      .trim(),
  )
  .map((text) => [...text].slice(0, 100).join('').trim())
  .filter((text) => text !== '');
