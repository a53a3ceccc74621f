import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Message, plural, prose, say } from '../../shared/message.ts';
import { isBlank, linesOf, RecordsError } from './lines.ts';

const QUOTE_HELP = prose(
  'Put a field that holds a quote, a delimiter or a line break between double quotes, and double the quotes in it.',
);

const DELIMITER_NAMES = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const;
const DELIMITERS = [';', '\t', '|', ','] as const;
type Delimiter = keyof typeof DELIMITER_NAMES;

export interface RowCount {
  readonly count: number;
  readonly header?: readonly string[];
}

/**
 * Counts the rows of a table below its header, in the format of RFC 4180; blank lines and rows of empty fields do not count.
 * The first line of a CSV file may declare the delimiter (`sep=;`, as Excel writes it). In a TSV file, quotes are text
 * (iana.org: text/tab-separated-values).
 *
 * Every row must have as many fields as the header, and quotes only around whole fields: otherwise two rows may have
 * become one or one two, and a count would be a guess. (GitHub does not show such a file as a table, either.)
 *
 * @throws {RecordsError} if a row does not
 */
export async function countRows(text: string, format: 'csv' | 'tsv', signal?: AbortSignal): Promise<RowCount> {
  const [declaration = '', declared] = (format === 'csv' && /^sep=([,;|\t])(?=\n|$)/i.exec(text)) || [];
  const delimiter = DELIMITERS.find((character) => character === declared) ?? (format === 'csv' ? ',' : '\t');
  let header: readonly string[] | undefined;
  let count = 0;
  let last: Pick<Info, 'lines' | 'empty_lines'> = { lines: 0, empty_lines: 0 };

  const parser = parse({
    delimiter,
    quote: format === 'csv' ? '"' : null,
    record_delimiter: '\n',
    skip_empty_lines: true,
    relax_column_count: true,
    on_record(fields: readonly string[], info) {
      const line = rowStart(info);
      last = info;
      if (isEmptyRow(fields)) return null;
      if (header === undefined) header = fields;
      else if (fields.length !== header.length) throw raggedRow(line, header, fields.length, delimiter);
      else count += 1;
      // Rows are not kept.
      return null;
    },
  });

  // A blank line is left in the place of the declaration.
  const batches = linesOf(text.slice(declaration.length), signal);
  try {
    await pipeline(
      async function* () {
        for await (const lines of batches) yield `${lines.join('\n')}\n`;
      },
      parser,
      async (rows) => {
        for await (const _ of rows);
      },
    );
  } catch (error) {
    throw error instanceof CsvError ? malformedRow(error) : error;
  }
  return { count, ...(header !== undefined && { header }) };

  /** The line at which the row after the last one and the blank lines below it begins. */
  function rowStart(info: Pick<Info, 'empty_lines'>): number {
    return last.lines + 1 + info.empty_lines - last.empty_lines;
  }

  function malformedRow(error: CsvError): RecordsError {
    const help = (header && otherDelimiter(header, delimiter)) ?? QUOTE_HELP;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      const said = prose('expected a closing quote, found the end of the file');
      return new RecordsError(rowStart(parser.info), said, help);
    }
    const said = prose('expected quotes around a whole field only, found one inside of a field');
    return new RecordsError(parser.info.lines, said, help);
  }
}

/** Empty fields, or a line of only spaces, which the parser takes for a row with one field. */
function isEmptyRow(fields: readonly string[]): boolean {
  return fields.every((field) => field === '') || (fields.length === 1 && fields.every(isBlank));
}

function raggedRow(line: number, header: readonly string[], found: number, delimiter: Delimiter): RecordsError {
  const said = say`expected ${plural(header.length, 'field')}, as in the header, found ${plural(found, 'field')}`;
  return new RecordsError(line, said, otherDelimiter(header, delimiter) ?? QUOTE_HELP);
}

/** What to do if the header looks as if its fields are separated by another character. */
function otherDelimiter(header: readonly string[], delimiter: Delimiter): Message | undefined {
  const text = header.join('');
  const other = DELIMITERS.find((character) => character !== delimiter && text.split(character).length > header.length);
  if (other === undefined) return undefined;
  const words = prose(
    `The header has ${DELIMITER_NAMES[other]} in it. Save the file with ${DELIMITER_NAMES[delimiter]} between its fields`,
  );
  return delimiter === ',' ? say`${words}, or add ${`sep=${other}`} as its first line.` : say`${words}.`;
}
