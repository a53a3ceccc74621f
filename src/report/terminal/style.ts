import picocolors from 'picocolors';
import type { Verdict } from '../../budget/verdict.ts';
import { wrapped } from './width.ts';

/** Where a view is shown. */
export interface Medium {
  /** Its width; `Infinity` where it is no terminal, and lines may be of any length. */
  readonly columns: number;
  readonly colours: boolean;
  /** A path of the workspace as it is named from where the person is. */
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

/** The colours of a medium; they change nothing where it has none. */
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

/** What the other side wrote is text, and never a command to the terminal. */
export function inert(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

/** A sentence behind a mark of one character, on as many lines as it takes, all indented alike. */
export function item(mark: string, sentence: string, { columns }: Medium): string[] {
  const lines = wrapped(inert(sentence), columns - 2);
  return lines.map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
}
