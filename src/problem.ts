import type { Text } from './text.ts';

/** Where in a file: lines and columns count from 1, as editors and annotations do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are meant, for the carets under the source line. */
  readonly length: number;
  /** The source line itself. */
  readonly source: string;
}

/**
 * Something that went wrong or wants attention, told so that a person can act on it.
 *
 * An `error` means that the gate cannot know, and so cannot pass; a `warning` leaves the verdict as judged.
 */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'notice';
  /** What happened and what was expected. */
  readonly message: Text;
  /** What to do about it. */
  readonly help?: Text;
  readonly place?: Place;
}

/** `generation-plan.yml:12:5` */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
