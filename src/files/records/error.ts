import { type Message, prose, say } from '../../shared/message.ts';

/** The longest record, and so the most that counting has to hold of a file at once, in characters. */
export const MAX_RECORD_BYTES = 1024 * 1024;

interface Facts {
  /** Counts from 1. */
  readonly line: number;
  readonly expected: Message;
  readonly found: Message;
  readonly help: Message;
}

/** A data file whose records cannot be counted for sure: they are then not counted at all. */
export class RecordsError extends Error implements Facts {
  override readonly name = 'RecordsError';
  readonly line: number;
  readonly expected: Message;
  readonly found: Message;
  readonly help: Message;

  constructor({ line, expected, found, help }: Facts) {
    super(`Line ${line}: expected ${expected}, found ${found}.`);
    this.line = line;
    this.expected = expected;
    this.found = found;
    this.help = help;
  }
}

/** A record that is too long; most often something in it is not closed. */
export function recordTooLong(line: number, help: Message, limit = prose('1 MiB')): RecordsError {
  return new RecordsError({ line, expected: say`records of up to ${limit}`, found: prose('a longer one'), help });
}

/** A list of records was expected at the root of a file. */
export function notAList(line: number, found: string, form: string): RecordsError {
  return new RecordsError({
    line,
    expected: prose('one list of records'),
    found: prose(found),
    help: say`Write the records as a list, as in ${form}.`,
  });
}
