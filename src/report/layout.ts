import stringWidth from 'string-width';
import type { Place } from '../shared/diagnostic.ts';

/** Text for a terminal or a log: aligned columns, wrapped sentences, source lines with carets. */

/** Columns between two cells. */
const GAP = 2;

/**
 * Rows as aligned columns: text to the left, figures to the right. Nothing is truncated: if the terminal is too narrow, each
 * row takes several lines. Gives one text for each row.
 *
 * @param figures how many of the last columns are figures
 * @param columns the width of the terminal; `Infinity` outside one
 */
export function table(
  rows: readonly (readonly string[])[],
  figures: number,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const texts = count - figures;
  const widths = Array.from({ length: count }, (_, index) => widestOf(rows.map((row) => row[index] ?? '')));
  const widthFrom = (start: number) => widths.slice(start).reduce((sum, width) => sum + width + GAP, -GAP);
  const aligned = (row: readonly string[], start: number) =>
    widths
      .slice(start)
      .map((width, index) => {
        const cell = row[start + index] ?? '';
        const padding = ' '.repeat(width - widthOf(cell));
        return start + index < texts ? cell + padding : padding + cell;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  if (widthFrom(0) <= columns) return rows.map((row) => aligned(row, 0));
  const indent = ' '.repeat(GAP);
  return rows.map((row) => {
    const [first = ''] = row;
    if (GAP + widthFrom(1) <= columns) return `${first}\n${indent}${aligned(row, 1)}`;
    const others = row.slice(1, texts).filter((text) => text !== '');
    const details = others.length === 0 ? [] : wrapWords(others.join(indent), columns - GAP);
    return [first, ...[...details, aligned(row, texts)].map((line) => indent + line)].join('\n');
  });
}

function widestOf(cells: readonly string[]): number {
  return cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), 0);
}

/** The columns that a text takes on the screen. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A word that is longer than a line has a line of its own. */
export function wrapWords(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > most) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

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
 * @param room the most characters of the source line
 * @param measure the columns that a text takes on the screen
 */
export function codeFrame(
  { line, column, length, source }: Place,
  room = MAX_SOURCE_CHARACTERS,
  measure = (text: string) => text.length,
): string {
  const number = String(line);
  const maxCharacters = Math.min(MAX_SOURCE_CHARACTERS, room);
  const start = Math.max(0, Math.min(column - 1 - 20, source.length - maxCharacters));
  const shown = printable(source.slice(start, start + maxCharacters));
  const offset = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, measure(shown.slice(offset, offset + length))));
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(measure(shown.slice(0, offset)))}${carets}`;
}

/**
 * Replaces each control or invisible character by one space, so that columns stay the same and no terminal obeys it; not the
 * joiners that emoji and some scripts need.
 */
export function printable(text: string): string {
  return text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
