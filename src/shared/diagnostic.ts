import type { Message } from './message.ts';

/** Where in a file: lines and columns count from 1, as editors and annotations do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are meant, for the carets under the source line. */
  readonly length: number;
  /** The source line itself; empty if it is too long to be quoted. */
  readonly source: string;
}

/**
 * Something that went wrong or wants attention, told so that a person can act on it.
 *
 * An `error` means that the gate cannot know, and so cannot pass; a `warning` leaves the verdict as judged.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'notice';
  /** What happened and what was expected. */
  readonly message: Message;
  /** What to do about it. */
  readonly help?: Message;
  readonly place?: Place;
}

/** The most diagnostics of one file that are shown; the contract's limit. */
export const MAX_DIAGNOSTICS = 100;

/** `generation-plan.yml:12:5` */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

export function hasErrors(problems: readonly Diagnostic[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** The problems of one file by their places, each once: an alias or a matrix repeats what it stands for, and one value may break two checks. */
export function inOrder(problems: readonly Diagnostic[]): Diagnostic[] {
  const distinct = new Map(problems.map((problem) => [`${placeKey(problem)} ${problem.message}`, problem]));
  return [...distinct.values()].toSorted((a, b) => {
    if (a.place === undefined || b.place === undefined)
      return Number(b.place === undefined) - Number(a.place === undefined);
    return a.place.line - b.place.line || a.place.column - b.place.column;
  });
}

function placeKey({ place }: Diagnostic): string {
  return place === undefined ? '' : formatPlace(place);
}
