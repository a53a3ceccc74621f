import { isUtf8 } from 'node:buffer';
import type { RecordCount } from '../../plan/read.ts';
import type { Explanation } from '../../shared/diagnostic.ts';
import { list, prose, say } from '../../shared/message.ts';
import { DATA_FILE, readDataFile } from '../read-file.ts';
import type { FileSource } from '../source.ts';
import { countRows, type RowCount } from './csv.ts';
import { countElements, countJsonLines } from './json.ts';
import { countLines, RecordsError } from './lines.ts';
import { countItems } from './yaml.ts';

/** Counts the records in the text of a data file; throws RecordsError if the text does not have the format. */
type Counter = (text: string, signal?: AbortSignal) => Promise<number | RowCount>;

/** By the extension of the file's name. */
export const COUNTERS: ReadonlyMap<string, Counter> = new Map<string, Counter>([
  ['.csv', (text, signal) => countRows(text, 'csv', signal)],
  ['.tsv', (text, signal) => countRows(text, 'tsv', signal)],
  ['.txt', countLines],
  ['.jsonl', countJsonLines],
  ['.ndjson', countJsonLines],
  ['.json', countElements],
  ['.yml', countItems],
  ['.yaml', countItems],
]);

/**
 * Counts the records of a data file: rows below the header (`csv`, `tsv`), lines that are not blank (`txt`, `jsonl`),
 * elements of an array (`json`), items of a list (`yaml`).
 *
 * @param root the folder of the repository that its plan belongs to, as in {@link readDataFile}
 * @param signal ends the counting when the time for everything is up
 */
export async function countRecords(
  source: FileSource,
  path: string,
  root: string,
  signal?: AbortSignal,
): Promise<RecordCount> {
  const counter = COUNTERS.get(/\.[^./\\]*$/.exec(path)?.[0].toLowerCase() ?? '');
  if (counter === undefined) {
    return {
      message: say`The records of the data file ${path} cannot be counted, since the ending of its name is unknown.`,
      help: /\.(?:xlsx?|xlsm|ods|numbers)$/i.test(path)
        ? say`Export the spreadsheet as ${'.csv'}.`
        : say`Known endings: ${list([...COUNTERS.keys()])}.`,
    };
  }
  const file = await readDataFile(source, path, root);
  if (!('bytes' in file)) return file;
  try {
    const counted = await counter(decodeText(file.bytes), signal);
    if (typeof counted === 'number') return { count: counted };
    const notice = noticeFor(path, counted.header);
    return { count: counted.count, ...(notice && { notice }) };
  } catch (error) {
    if (signal?.aborted) return outOfTime(path);
    if (error instanceof RecordsError) return invalidRecords(path, error);
    throw error;
  }
}

/** What a person may not expect: a first row that counts as the header although it looks like a record. */
function noticeFor(path: string, header: readonly string[] | undefined): Explanation | undefined {
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
  const said = prose('expected UTF-8 text, found other bytes');
  throw new RecordsError(firstInvalidLine(bytes), said, prose('Save the file as UTF-8.'));
}

/** The line of the first bytes that are not UTF-8. Decoded and encoded again, those are the first that differ. */
function firstInvalidLine(bytes: Uint8Array): number {
  const valid = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const end = bytes.findIndex((byte, index) => byte !== valid[index]);
  return valid.toString('latin1', 0, end).split(/\r\n?|\n/).length;
}

function outOfTime(path: string): Explanation {
  return {
    message: say`Time ran out while the records of the data file ${path} were counted.`,
    help: say`Raise ${'timeout'}, or write the ${'count'} itself.`,
  };
}

function invalidRecords(path: string, { line, said, help }: RecordsError): Explanation {
  return { message: say`${DATA_FILE.name} ${path} has a mistake in ${prose(`line ${line}`)}: ${said}.`, help };
}
