import { setImmediate } from 'node:timers/promises';
import { type Message, prose, say } from '../../shared/message.ts';

interface Facts {
  /** Counts from 1. */
  readonly line: number;
  readonly expected: Message;
  readonly found: Message;
  readonly help: Message;
}

export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  readonly facts: Facts;

  constructor(facts: Facts) {
    super(`Line ${facts.line}: expected ${facts.expected}, found ${facts.found}.`);
    this.facts = facts;
  }
}

export function notAList(line: number, found: string, form: string): RecordsError {
  return new RecordsError({
    line,
    expected: prose('one list of records'),
    found: prose(found),
    help: say`Write the records as a list, as in ${form}.`,
  });
}

const BATCH_CHARACTERS = 16 * 1024;

/**
 * The lines of a text whose line breaks are all `\n`, in batches. Between these, timers get their turn: counting 10 MiB may
 * take many seconds.
 */
export async function* linesOf(text: string, signal: AbortSignal | undefined): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < text.length; ) {
    if (start > 0) await setImmediate();
    signal?.throwIfAborted();
    const lineBreak = text.indexOf('\n', start + BATCH_CHARACTERS);
    const end = lineBreak === -1 ? text.length : lineBreak + 1;
    yield text.slice(start, text[end - 1] === '\n' ? end - 1 : end).split('\n');
    start = end;
  }
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

export async function countLines(text: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for await (const lines of linesOf(text, signal)) count += lines.filter((line) => !isBlank(line)).length;
  return count;
}
