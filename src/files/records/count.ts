import type { RecordFormat } from './format.ts';
import { countJsonLines, countLines } from './lines.ts';
import { readText } from './utf8.ts';
import { countItems } from './yaml.ts';

/** The parsers that nothing else uses are loaded where there is a file of their kind. */
const COUNTERS: Readonly<Record<RecordFormat, (texts: AsyncIterable<string>) => Promise<number>>> = {
  csv: async (texts) => (await import('./rows.ts')).countRows(texts, ','),
  tsv: async (texts) => (await import('./rows.ts')).countRows(texts, '\t'),
  txt: countLines,
  jsonl: countJsonLines,
  json: async (texts) => (await import('./json.ts')).countElements(texts),
  yaml: countItems,
};

/**
 * Counts the records of a data file as its bytes come, holding one record at most: rows below the header (`csv`, `tsv`),
 * lines that are not blank (`txt`, `jsonl`), elements of an array (`json`), items of a list (`yaml`).
 *
 * @throws {RecordsError} where the bytes are not what the format says.
 */
export function countRecords(format: RecordFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  return COUNTERS[format](readText(chunks));
}
