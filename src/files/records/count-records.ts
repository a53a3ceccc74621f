import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { RecordCount, RecordNotice } from '../../plan/read.ts';
import { list, prose, say } from '../../shared/message.ts';
import { DATA_FILE, type Refusal } from '../read-file.ts';
import { countRows, type RowCount } from './csv.ts';
import { RecordsError } from './errors.ts';
import { countElements } from './json.ts';
import { countJsonLines, countLines } from './lines.ts';
import { countItems } from './yaml.ts';

const COUNTERS = {
  csv: (texts: AsyncIterable<string>) => countRows(texts, 'csv'),
  tsv: (texts: AsyncIterable<string>) => countRows(texts, 'tsv'),
  txt: withoutHeader(countLines),
  jsonl: withoutHeader(countJsonLines),
  json: withoutHeader(countElements),
  yaml: withoutHeader(countItems),
};

function withoutHeader(count: (texts: AsyncIterable<string>) => Promise<number>) {
  return async (texts: AsyncIterable<string>): Promise<RowCount> => ({ count: await count(texts) });
}

/** How a data file writes its records. */
export type RecordFormat = keyof typeof COUNTERS;

const FORMATS = new Map<string, RecordFormat>([
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.txt', 'txt'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'json'],
  ['.yml', 'yaml'],
  ['.yaml', 'yaml'],
]);

/** The format of a data file by the extension of its name, in upper or lower case. */
export function formatOf(path: string): RecordFormat | undefined {
  const extension = /\.[^./\\]*$/.exec(path)?.[0] ?? '';
  return FORMATS.get(extension.toLowerCase());
}

/**
 * Counts the records in the text of a data file, which comes in pieces of any length.
 *
 * @throws {RecordsError} if the text does not have the format
 */
export function countIn(format: RecordFormat, texts: AsyncIterable<string>): Promise<RowCount> {
  return COUNTERS[format](texts);
}

/**
 * Counts the records of a data file: rows below the header (`csv`, `tsv`), lines that are not blank (`txt`, `jsonl`),
 * elements of an array (`json`), items of a list (`yaml`).
 *
 * @param read gives the bytes; it is not called if the format is unknown
 * @param signal ends the counting when the time for everything is up
 */
export async function countRecords(
  path: string,
  read: () => Promise<{ readonly bytes: Uint8Array } | Refusal>,
  signal?: AbortSignal,
): Promise<RecordCount> {
  const format = formatOf(path);
  if (format === undefined) {
    return {
      message: say`The records of the data file ${path} cannot be counted, since the ending of its name is unknown.`,
      help: /\.(?:xlsx?|xlsm|ods|numbers)$/i.test(path)
        ? say`Export the spreadsheet as ${'.csv'}.`
        : say`Known endings: ${list([...FORMATS.keys()])}.`,
    };
  }
  const file = await read();
  if (!('bytes' in file)) return file;
  try {
    const { count, header } = await countIn(format, piecesOf(decodeText(file.bytes), signal));
    const notice = noticeFor(path, header);
    return { count, ...(notice && { notice }) };
  } catch (error) {
    if (signal?.aborted) return outOfTime(path);
    if (error instanceof RecordsError) return invalidRecords(path, error);
    throw error;
  }
}

/** What a person may not expect: a first row that counts as the header although it looks like a record. */
function noticeFor(path: string, header: readonly string[] | undefined): RecordNotice | undefined {
  const value = header?.find((field) =>
    /^\s*(?:[+-]?\d+(?:[.,]\d+)?|https?:\/\/\S+|[^\s/]+\.(?:jpe?g|png|webp|gif|mp4|mov))\s*$/i.test(field),
  );
  if (value === undefined) return undefined;
  return {
    message: say`The first row of the data file ${path} does not count, since it is the header; but it has the value ${value}.`,
    help: prose('If it is a record, add a row with the names of the columns above it.'),
  };
}

/**
 * The text of a file, without its byte order mark and with `\n` for every line break (`\r\n`, `\r`).
 *
 * @throws {RecordsError} if the bytes are not UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  throw new RecordsError({
    line: firstInvalidLine(bytes),
    expected: prose('UTF-8 text'),
    found: prose('other bytes'),
    help: prose('Save the file as UTF-8.'),
  });
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The line of the first bytes that are not UTF-8. Decoded and encoded again, those are the first that differ. */
function firstInvalidLine(bytes: Uint8Array): number {
  const valid = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let line = 1;
  for (const [index, byte] of bytes.entries()) {
    if (byte !== valid[index]) return line;
    if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[index + 1] !== LINE_FEED)) line += 1;
  }
  return line;
}

const PIECE_CHARACTERS = 16 * 1024;

/** Between the pieces, timers get their turn: counting 10 MiB may take many seconds. */
export async function* piecesOf(text: string, signal?: AbortSignal): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += PIECE_CHARACTERS) {
    if (start > 0) await setImmediate();
    signal?.throwIfAborted();
    yield text.slice(start, start + PIECE_CHARACTERS);
  }
}

function outOfTime(path: string): Refusal {
  return {
    message: say`Time ran out while the records of the data file ${path} were counted.`,
    help: say`Raise ${'timeout'}, or write the ${'count'} itself.`,
  };
}

function invalidRecords(path: string, { line, expected, found, help }: RecordsError): Refusal {
  const where = prose(`line ${line}`);
  return {
    message: say`${DATA_FILE.name} ${path} has a mistake in ${where}: expected ${expected}, found ${found}.`,
    help,
  };
}
