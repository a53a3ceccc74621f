import { setImmediate } from 'node:timers/promises';
import type { RecordCount } from '../../plan/record-counts.ts';
import { list, prose, say } from '../../shared/message.ts';
import { DATA_FILE, type Refusal } from '../read-file.ts';
import { RecordsError } from './error.ts';
import { formatOf, KNOWN_ENDINGS, type RecordFormat } from './format.ts';
import { countElements } from './json.ts';
import { countJsonLines, countLines } from './lines.ts';
import { countRows } from './rows.ts';
import { readText } from './utf8.ts';
import { countItems } from './yaml.ts';

const COUNTERS: Readonly<Record<RecordFormat, (texts: AsyncIterable<string>) => Promise<number>>> = {
  csv: (texts) => countRows(texts, ','),
  tsv: (texts) => countRows(texts, '\t'),
  txt: countLines,
  jsonl: countJsonLines,
  json: countElements,
  yaml: countItems,
};

/**
 * Counts the records in the bytes of a data file, holding one record at most.
 *
 * @throws {RecordsError} if the bytes are not what the format says
 */
export function countIn(format: RecordFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  return COUNTERS[format](readText(chunks));
}

/** Bytes that are counted before timers get their turn. */
const SLICE_BYTES = 256 * 1024;

/**
 * Counts the records of a data file: rows below the header (`csv`, `tsv`), lines that are not blank (`txt`, `jsonl`),
 * elements of an array (`json`), items of a list (`yaml`). The ending of its name tells the format.
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
      help: say`Known endings: ${list(KNOWN_ENDINGS)}.`,
    };
  }
  const file = await read();
  if (!('bytes' in file)) return file;
  try {
    return { count: await countIn(format, slicesOf(file.bytes, signal)) };
  } catch (error) {
    if (signal?.aborted) return outOfTime(path);
    if (error instanceof RecordsError) return mistakeIn(path, error);
    throw error;
  }
}

async function* slicesOf(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    if (start > 0) await setImmediate();
    signal?.throwIfAborted();
    yield bytes.subarray(start, start + SLICE_BYTES);
  }
}

function outOfTime(path: string): Refusal {
  return {
    message: say`Time ran out while the records of the data file ${path} were counted.`,
    help: say`Raise ${'timeout'}, or write the ${'count'} itself.`,
  };
}

function mistakeIn(path: string, { line, expected, found, help }: RecordsError): Refusal {
  const where = prose(`line ${line}`);
  return {
    message: say`${DATA_FILE.name} ${path} has a mistake in ${where}: expected ${expected}, found ${found}.`,
    help,
  };
}
