/** How a data file writes its records. */
const RECORD_FORMATS = ['csv', 'tsv', 'txt', 'jsonl', 'json', 'yaml'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

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

/** The endings of file names whose records can be counted. */
export const KNOWN_ENDINGS: readonly string[] = [...FORMATS.keys()];

/** The format of a data file by the ending of its name, whatever its case. */
export function formatOf(path: string): RecordFormat | undefined {
  const ending = /\.[^./\\]*$/.exec(path)?.[0] ?? '';
  return FORMATS.get(ending.toLowerCase());
}
