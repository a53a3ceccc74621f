import { prose } from '../../shared/message.ts';
import { MAX_RECORD_CHARACTERS, RecordsError, recordTooLong } from './errors.ts';

/**
 * The lines of a text whose line breaks are all `\n`, several at a time.
 *
 * @throws {RecordsError} if a line is longer than a record may be
 */
export async function* readLines(texts: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = '';
  let number = 1;
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    number += lines.length;
    if (rest.length > MAX_RECORD_CHARACTERS) throw recordTooLong(number, prose('Break this line into several.'));
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

/** Counts the lines that are not blank. */
export async function countLines(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const lines of readLines(texts)) {
    for (const line of lines) if (!isBlank(line)) count += 1;
  }
  return count;
}

/**
 * Counts the lines that are not blank, each of which is a JSON value.
 *
 * @throws {RecordsError} if one is not
 */
export async function countJsonLines(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  let number = 0;
  for await (const lines of readLines(texts)) {
    for (const line of lines) {
      number += 1;
      if (isBlank(line)) continue;
      if (!isJson(line)) throw notJson(number);
      count += 1;
    }
  }
  return count;
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notJson(line: number): RecordsError {
  return new RecordsError({
    line,
    expected: prose('a JSON value'),
    found: prose('text that is not JSON'),
    help: prose('Write each record as JSON on one line of its own.'),
  });
}
