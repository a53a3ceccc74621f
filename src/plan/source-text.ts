import type { Place } from '../shared/diagnostic.ts';

/** The text of a file, and where in it a character stands. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #starts: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Where each line begins; the YAML parser's own count misses lines in what it cannot parse. */
  get #lineStarts(): readonly number[] {
    this.#starts ??= [0, ...Array.from(this.text.matchAll(/\n/g), ({ index }) => index + 1)];
    return this.#starts;
  }

  /** The place of the characters from `start` up to `end`, as far as they stand on the first line of them. */
  placeAt(start: number, end: number): Place {
    // Past the last character, an editor would stand at the end of the last line.
    const offset = Math.min(start, Math.max(0, this.text.length - 1));
    const line = this.#lineOf(offset);
    const lineStart = this.#lineStarts[line] ?? 0;
    const lineEnd = this.text.indexOf('\n', lineStart);
    const source = this.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.min(offset - lineStart, source.length);
    const length = Math.max(1, Math.min(end - start, source.length - column));
    return { file: this.file, line: line + 1, column: column + 1, length, source };
  }

  /** The line that a character is in, from 0. */
  #lineOf(offset: number): number {
    let first = 0;
    let last = this.#lineStarts.length - 1;
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return first;
  }
}
