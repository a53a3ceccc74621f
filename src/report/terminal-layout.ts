import picocolors from 'picocolors';
import stringWidth from 'string-width';
import type { Verdict } from '../budget/rules.ts';
import { printable } from '../shared/message.ts';

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

/**
 * Rows as aligned columns: text to the left, figures to the right. Nothing is truncated: if the terminal is too narrow, each
 * row takes several lines. Gives one text for each row.
 *
 * @param figures how many of the last columns are figures
 * @param columns the width of the terminal; `Infinity` outside one
 */
export function table(rows: readonly (readonly string[])[], figures: number, columns: number): string[] {
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

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Shortens a text in the middle: its end matters as much as its start. */
export function truncateMiddle(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  const characters = [...graphemes.segment(text)].map(({ segment }) => segment);
  const tail = taken(characters.toReversed(), Math.floor((most - 1) / 2)).toReversed();
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
