import picocolors from 'picocolors';
import stringWidth from 'string-width';
import type { Verdict } from '../budget/rules.ts';
import { printable } from './code-frame.ts';

export interface Medium {
  /** `Infinity` outside a terminal. */
  readonly columns: number;
  readonly colours: boolean;
  /** A path of the workspace, relative to the current folder. */
  readonly pathOf: (file: string) => string;
}

type Level = 'fail' | 'warn' | 'error' | 'warning' | 'notice' | 'pass';

const ICONS: Readonly<Record<Level, string>> = {
  pass: '✔',
  warn: '▲',
  warning: '▲',
  fail: '✖',
  error: '✖',
  notice: '•',
};

export function stylesOf({ colours }: Medium) {
  const colour = picocolors.createColors(colours);
  const ofLevel = {
    pass: colour.green,
    warn: colour.yellow,
    warning: colour.yellow,
    fail: colour.red,
    error: colour.red,
    notice: colour.cyan,
  };
  return {
    bold: colour.bold,
    dim: colour.dim,
    icon: (level: Level | Verdict) => ofLevel[level](ICONS[level]),
    of: (level: Level | Verdict) => ofLevel[level],
  };
}

/** A sentence behind a mark of one character, wrapped and indented. */
export function listItem(mark: string, sentence: string, { columns }: Medium): string[] {
  const lines = wrapWords(printable(sentence), columns - 2);
  return lines.map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
}

/** Columns between two cells. */
const GAP = 2;
const MIN_TEXT_COLUMNS = 6;

/**
 * Rows as aligned columns: text to the left, figures to the right. If the terminal is too narrow, the longest texts are
 * truncated.
 *
 * @param figures how many of the last columns are figures
 * @param columns the width of the terminal; `Infinity` outside one
 */
export function table(rows: readonly (readonly string[])[], figures: number, columns: number): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  }
  const texts = widths.length - figures;
  const taken = widths.slice(texts).reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  const most = maxTextWidth(widths.slice(0, texts), columns - taken);
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const isText = index < texts;
        const shown = isText ? truncateMiddle(cell, most) : cell;
        const width = isText ? Math.min(widths[index] ?? 0, most) : (widths[index] ?? 0);
        const padding = ' '.repeat(width - widthOf(shown));
        return isText ? shown + padding : padding + shown;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** The width to which texts must be truncated so that all of them fit. */
function maxTextWidth(widths: readonly number[], room: number): number {
  const fits = (most: number) => widths.reduce((sum, width) => sum + Math.min(width, most), 0) <= room;
  let most = Math.max(0, ...widths);
  while (most > MIN_TEXT_COLUMNS && !fits(most)) most -= 1;
  return most;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Truncates in the middle, since ids and models differ at both ends. */
export function truncateMiddle(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  const characters = [...graphemes.segment(text)].map(({ segment }) => segment);
  const tailRoom = Math.floor((most - 1) / 2);
  const tail = taken(characters.toReversed(), tailRoom).toReversed();
  const head = taken(characters, most - 1 - widthOf(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

function taken(characters: readonly string[], room: number): string[] {
  const kept: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += widthOf(character);
    if (width > room) break;
    kept.push(character);
  }
  return kept;
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
