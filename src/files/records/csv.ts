import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import { type Message, plural, prose, say } from '../../shared/message.ts';
import { MAX_RECORD_CHARACTERS, RecordsError, recordTooLong } from './errors.ts';
import { isBlank } from './lines.ts';

const QUOTE_HELP = prose(
  'Put a field that holds a quote, a delimiter or a line break between double quotes, and double the quotes in it.',
);

/** What separates fields: a comma or a tab, or what the first line of a CSV file says (`sep=;`, as Excel writes it). */
type Delimiter = ',' | '\t' | ';' | '|';

/**
 * Counts the rows of a table below its header, in the format of RFC 4180; blank lines and rows of empty fields do not count.
 * In a TSV file, quotes are text (iana.org: text/tab-separated-values).
 *
 * Every row must have as many fields as the header, and quotes only around whole fields: otherwise two rows may have
 * become one or one two, and a count would be a guess. (GitHub does not show such a file as a table, either.)
 *
 * @throws {RecordsError} if a row does not
 */
export async function countRows(texts: AsyncIterable<string>, format: 'csv' | 'tsv'): Promise<RowCount> {
  const { rest, declared } = await withoutSeparatorLine(texts, format);
  const delimiter: Delimiter = declared ?? (format === 'csv' ? ',' : '\t');
  let header: readonly string[] | undefined;
  let count = 0;
  let unfinished = 0;
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
      unfinished = 0;
      if (isEmptyRow(fields)) return null;
      if (header === undefined) header = fields;
      else if (fields.length !== header.length) throw raggedRow(line, header, fields.length, delimiter);
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
  return { count, ...(header !== undefined && { header }) };

  async function* measured(): AsyncGenerator<string> {
    let blank = 0;
    for await (const text of rest) {
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
      help: (header && otherDelimiter(header, delimiter)) ?? QUOTE_HELP,
    });
  }
}

/** Empty fields, or a line of only spaces, which the parser takes for a row with one field. */
function isEmptyRow(fields: readonly string[]): boolean {
  return fields.every((field) => field === '') || (fields.length === 1 && fields.every(isBlank));
}

/** How many rows a table has, and its header if it has one. */
export interface RowCount {
  readonly count: number;
  readonly header?: readonly string[];
}

/** Takes the line `sep=;` from the beginning of a CSV file; a blank line is left in its place. */
async function withoutSeparatorLine(
  texts: AsyncIterable<string>,
  format: 'csv' | 'tsv',
): Promise<{ rest: AsyncIterable<string>; declared?: Delimiter }> {
  const pieces = texts[Symbol.asyncIterator]();
  let start = '';
  let isDone = false;
  while (format === 'csv' && !isDone && start.length < 6 && !start.includes('\n')) {
    const { value, done = false } = await pieces.next();
    isDone = done;
    start += value ?? '';
  }
  const [line, separator] = /^sep=([,;|\t])(?=\n|$)/i.exec(start) ?? [];
  const declared =
    separator === ',' || separator === ';' || separator === '|' || separator === '\t' ? separator : undefined;
  async function* rest(): AsyncGenerator<string> {
    yield line === undefined ? start : start.slice(line.length);
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { rest: rest(), ...(declared && { declared }) };
}

function raggedRow(line: number, header: readonly string[], found: number, delimiter: Delimiter): RecordsError {
  const expected: Message = say`${plural(header.length, 'field')}, as in the header`;
  const help = otherDelimiter(header, delimiter) ?? QUOTE_HELP;
  return new RecordsError({ line, expected, found: plural(found, 'field'), help });
}

const NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '|': 'vertical bars',
  '\t': 'tabs',
};

/** What to do if the header looks as if its fields are separated by another character. */
function otherDelimiter(header: readonly string[], delimiter: Delimiter): Message | undefined {
  const other = ([';', '\t', '|', ','] as const).find(
    (character) => character !== delimiter && header.join('').split(character).length > header.length,
  );
  if (other === undefined) return undefined;
  const words = prose(
    `The header has ${NAMES[other]} in it. Save the file with ${NAMES[delimiter]} between its fields`,
  );
  return delimiter === ',' ? say`${words}, or add ${`sep=${other}`} as its first line.` : say`${words}.`;
}
