import type { RecordFormat } from './format.ts';
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
 * Counts the records of a data file as its bytes come, holding one record at most: rows below the header (`csv`, `tsv`),
 * lines that are not blank (`txt`, `jsonl`), elements of an array (`json`), items of a list (`yaml`).
 *
 * @throws {RecordsError} where the bytes are not what the format says.
 */
export function countRecords(format: RecordFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  return COUNTERS[format](readText(chunks));
}
