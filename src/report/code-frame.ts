import type { Place } from '../shared/diagnostic.ts';

/** The longest part of a source line that is shown, in characters. */
const MAX_SOURCE_CHARACTERS = 120;

/**
 * The source line of a place with carets under what is meant:
 *
 * ```
 * 12 |     durration: 10
 *    |     ^^^^^^^^^
 * ```
 *
 * @param longest the most characters of the source line that are shown
 * @param widthOf how many columns a text takes where it is shown
 */
export function codeFrame(
  { line, column, length, source }: Place,
  longest = MAX_SOURCE_CHARACTERS,
  widthOf: (text: string) => number = (text) => text.length,
): string {
  const number = String(line);
  // Of a long line, the part around the place.
  const start = Math.max(0, Math.min(column - 1 - 20, source.length - longest));
  const shown = printable(source.slice(start, start + longest));
  const offset = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, widthOf(shown.slice(offset, offset + length))));
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(widthOf(shown.slice(0, offset)))}${carets}`;
}

/** One character for each, so that the carets stand right: tabs and what cannot be seen become spaces. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
