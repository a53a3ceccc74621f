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
 * truncated, but rows with different first cells never look alike: what differs stays visible, even if a row is then wider
 * than the terminal.
 *
 * @param figures how many of the last columns are figures
 * @param columns the width of the terminal; `Infinity` outside one
 */
export function table(rows: readonly (readonly string[])[], figures: number, columns: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const cells = Array.from({ length: count }, (_, index) => rows.map((row) => row[index] ?? ''));
  const widths = cells.map(widestOf);
  const texts = count - figures;
  const taken = widths.slice(texts).reduce((sum, width) => sum + width, 0) + GAP * (count - 1);
  const [first = [], ...others] = cells.slice(0, texts);
  const shownFirst = truncateDistinct(first, maxTextWidth(widths.slice(0, texts), columns - taken));
  const most = maxTextWidth(widths.slice(1, texts), columns - taken - widestOf(shownFirst));
  const shown = [
    ...(texts > 0 ? [shownFirst] : []),
    ...others.map((column) => truncateColumn(column, most)),
    ...cells.slice(texts),
  ];
  const shownWidths = shown.map(widestOf);
  return rows.map((_, row) =>
    shown
      .map((column, index) => {
        const cell = column[row] ?? '';
        const padding = ' '.repeat((shownWidths[index] ?? 0) - widthOf(cell));
        return index < texts ? cell + padding : padding + cell;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function widestOf(cells: readonly string[]): number {
  return cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), 0);
}

/** Truncates the cells of a column so that different ones stay different; wider than `most` if there is no other way. */
function truncateDistinct(cells: readonly string[], most: number): string[] {
  const widest = widestOf(cells);
  let width = Math.min(most, widest);
  let shown = truncateColumn(cells, width);
  while (width < widest && !areDistinct(shown, cells)) {
    width += 1;
    shown = truncateColumn(cells, width);
  }
  return shown;
}

/** Truncates cells where they are alike, if that keeps them different: in the middle, or further to the left or right. */
function truncateColumn(cells: readonly string[], most: number): string[] {
  const middle = cells.map((cell) => truncateMiddle(cell, most));
  if (areDistinct(middle, cells)) return middle;
  for (let shift = 1; shift < most / 2; shift += 1) {
    for (const tail of [Math.floor((most - 1) / 2) + shift, Math.floor((most - 1) / 2) - shift]) {
      if (tail < 1 || tail > most - 2) continue;
      const shown = cells.map((cell) => truncateMiddle(cell, most, tail));
      if (areDistinct(shown, cells)) return shown;
    }
  }
  return cells.map((cell, index) => {
    const alike = cells.filter((other, otherIndex) => other !== cell && middle[otherIndex] === middle[index]);
    return alike.length === 0 ? (middle[index] ?? '') : truncateAround(cell, firstDifference([cell, ...alike]), most);
  });
}

function areDistinct(shown: readonly string[], cells: readonly string[]): boolean {
  return new Set(shown).size === new Set(cells).size;
}

/** How many characters all texts begin with. */
function firstDifference(texts: readonly string[]): number {
  const [one = [], ...others] = texts.map(charactersOf);
  const index = one.findIndex((character, at) => others.some((other) => other[at] !== character));
  return index === -1 ? one.length : index;
}

/** The beginning of a text, and what it has from a place on. */
function truncateAround(text: string, place: number, most: number): string {
  if (widthOf(text) <= most) return text;
  const characters = charactersOf(text);
  const head = `${taken(characters.slice(0, place), Math.floor(most / 4)).join('')}…`;
  const rest = characters.slice(place);
  const room = most - widthOf(head);
  const whole = taken(rest, room);
  return whole.length === rest.length ? head + whole.join('') : `${head}${taken(rest, room - 1).join('')}…`;
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

function charactersOf(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/**
 * Truncates in the middle, since ids and models differ at both ends.
 *
 * @param tailRoom columns for the end of the text; half of them if left out
 */
export function truncateMiddle(text: string, most: number, tailRoom = Math.floor((most - 1) / 2)): string {
  if (widthOf(text) <= most) return text;
  const characters = charactersOf(text);
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
