import { type Message, prose, say } from '../../shared/message.ts';

/** The longest record; a longer one is most often a quote or bracket that is not closed. */
export const MAX_RECORD_CHARACTERS = 1024 * 1024;

interface Facts {
  /** Counts from 1. */
  readonly line: number;
  readonly expected: Message;
  readonly found: Message;
  readonly help: Message;
}

/** The records of a data file cannot be counted with certainty. */
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

export function recordTooLong(line: number, help: Message, limit = prose('1 MiB')): RecordsError {
  return new RecordsError({ line, expected: say`records of up to ${limit}`, found: prose('a longer one'), help });
}

export function notAList(line: number, found: string, form: string): RecordsError {
  return new RecordsError({
    line,
    expected: prose('one list of records'),
    found: prose(found),
    help: say`Write the records as a list, as in ${form}.`,
  });
}
