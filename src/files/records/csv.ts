import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Message, plural, prose, say } from '../../shared/message.ts';
import { MAX_RECORD_CHARACTERS, RecordsError, recordTooLong } from './errors.ts';
import { isBlank } from './lines.ts';

const QUOTE_HELP = prose(
  'Put a field that holds a quote, a delimiter or a line break between double quotes, and double the quotes in it.',
);

/**
 * Counts the rows of a table below its header, in the format of RFC 4180; blank lines do not count.
 *
 * Every row must have as many fields as the header, and quotes only around whole fields: otherwise two rows may have
 * become one or one two, and a count would be a guess. (GitHub does not show such a file as a table, either.)
 *
 * @throws {RecordsError} if a row does not
 */
export async function countRows(texts: AsyncIterable<string>, delimiter: ',' | '\t'): Promise<number> {
  let header: number | undefined;
  let count = 0;
  let unfinished = 0;
  let last: Pick<Info, 'lines' | 'empty_lines'> = { lines: 0, empty_lines: 0 };

  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    skip_empty_lines: true,
    relax_column_count: true,
    on_record(fields: readonly string[], info) {
      const line = rowStart(info);
      last = info;
      unfinished = 0;
      if (isBlankRow(fields)) return null;
      if (header === undefined) header = fields.length;
      else if (fields.length !== header) throw raggedRow(line, header, fields.length);
      else count += 1;
      // Rows are not kept.
      return null;
    },
  });

  try {
    await pipeline(measured(), parser, async (rows) => {
      for await (const _ of rows);
    });
  } catch (error) {
    throw error instanceof CsvError ? malformedRow(error) : error;
  }
  return count;

  async function* measured(): AsyncGenerator<string> {
    let blank = 0;
    for await (const text of texts) {
      // Blank lines come between rows only.
      if (parser.info.empty_lines !== blank) unfinished = 0;
      blank = parser.info.empty_lines;
      if (unfinished > MAX_RECORD_CHARACTERS)
        throw recordTooLong(rowStart(), prose('Is a quote in this row not closed?'));
      unfinished += text.length;
      yield text;
    }
  }

  /** The line at which the row after the last one and the blank lines below it begins. */
  function rowStart(info = last): number {
    return last.lines + 1 + info.empty_lines - last.empty_lines;
  }

  function malformedRow(error: CsvError): RecordsError {
    const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED';
    return new RecordsError({
      line: isOpen ? rowStart(parser.info) : parser.info.lines,
      expected: isOpen ? prose('a closing quote') : prose('quotes around a whole field only'),
      found: isOpen ? prose('the end of the file') : prose('one inside of a field'),
      help: QUOTE_HELP,
    });
  }
}

/** A line of only spaces, which the parser takes for a row with one field. */
function isBlankRow(fields: readonly string[]): boolean {
  const [only = ''] = fields;
  return fields.length === 1 && only !== '' && isBlank(only);
}

function raggedRow(line: number, header: number, found: number): RecordsError {
  const expected: Message = say`${plural(header, 'field')}, as in the header`;
  return new RecordsError({ line, expected, found: plural(found, 'field'), help: QUOTE_HELP });
}
