import { setImmediate } from 'node:timers/promises';
import { type Message, prose, say } from '../../shared/message.ts';

export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  /** Counts from 1. */
  readonly line: number;
  readonly said: Message;
  readonly help: Message;

  /** @param said `expected …, found …` */
  constructor(line: number, said: Message, help: Message) {
    super(`Line ${line}: ${said}.`);
    this.line = line;
    this.said = said;
    this.help = help;
  }
}

export function notAList(line: number, found: string, form: string): RecordsError {
  const said = prose(`expected one list of records, found ${found}`);
  return new RecordsError(line, said, say`Write the records as a list, as in ${form}.`);
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
