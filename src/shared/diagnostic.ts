import type { Message } from './message.ts';
import { printable } from './redact.ts';

/** Where in a file: lines and columns count from 1, as editors and annotations do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** In characters, for the carets below the source line. */
  readonly length: number;
  /** The source line itself; empty if it is too long to quote. */
  readonly source: string;
}

/**
 * What went wrong or needs attention, and what a person can do about it.
 *
 * With an `error` the gate does not know whether it may pass, so it does not pass; a `warning` does not change the verdict.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'notice';
  readonly message: Message;
  readonly help?: Message;
  readonly place?: Place;
}

/** What happened, and what a person can do about it. */
export interface Explanation {
  readonly message: Message;
  readonly help: Message;
}

/** Diagnostics of one file that are shown (see docs/plan.md). */
export const MAX_DIAGNOSTICS = 100;

/** `generation-plan.yml:12:5` */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** The diagnostics of one file sorted by place, each once: an alias or a matrix may repeat the same error. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const distinct = new Map(
    diagnostics.map((diagnostic) => [`${placeKey(diagnostic)} ${diagnostic.message}`, diagnostic]),
  );
  return [...distinct.values()].toSorted((a, b) => {
    if (a.place === undefined || b.place === undefined)
      return Number(b.place === undefined) - Number(a.place === undefined);
    return a.place.line - b.place.line || a.place.column - b.place.column;
  });
}

function placeKey({ place }: Diagnostic): string {
  return place === undefined ? '' : formatPlace(place);
}

/** The columns that a text takes on the screen. A log takes one for each character. */
export type Measure = (text: string) => number;

export const lengthOf: Measure = (text) => text.length;

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
 */
export function codeFrame(
  { line, column, length, source }: Place,
  room = MAX_SOURCE_CHARACTERS,
  measure = lengthOf,
): string {
  const number = String(line);
  const maxCharacters = Math.min(MAX_SOURCE_CHARACTERS, room);
  const start = Math.max(0, Math.min(column - 1 - 20, source.length - maxCharacters));
  const shown = printable(source.slice(start, start + maxCharacters));
  const offset = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, measure(shown.slice(offset, offset + length))));
  return `${number} | ${shown}\n${' '.repeat(number.length)} | ${' '.repeat(measure(shown.slice(0, offset)))}${carets}`;
}
