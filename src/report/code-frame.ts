import type { Place } from '../shared/diagnostic.ts';

/** Of a longer source line, only the part around the place is shown. */
const MAX_SOURCE_CHARACTERS = 120;

/**
 * The source line of a place, with carets under the text that is meant:
 *
 * ```
 * 12 |     durration: 10
 *    |     ^^^^^^^^^
 * ```
 *
 * @param maxCharacters of the source line
 * @param widthOf the columns that a text takes on the screen
 */
export function codeFrame(
  { line, column, length, source }: Place,
  maxCharacters = MAX_SOURCE_CHARACTERS,
  widthOf: (text: string) => number = (text) => text.length,
): string {
  const number = String(line);
  const start = Math.max(0, Math.min(column - 1 - 20, source.length - maxCharacters));
  const shown = printable(source.slice(start, start + maxCharacters));
  const offset = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(offset, offset + length))));
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(widthOf(shown.slice(0, offset)))}${carets}`;
}

/**
 * Replaces each control or invisible character by one space, so that columns stay the same and no terminal obeys it; not the
 * joiners that emoji and some scripts need.
 */
export function printable(text: string): string {
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
