import { JSONParser, TokenType } from '@streamparser/json';
import { type Message, prose, say } from '../../shared/message.ts';
import { MAX_RECORD_BYTES, notAList, RecordsError, recordTooLong } from './error.ts';

/** How deep the values of a record may nest; what is open has to be remembered. */
const DEEPEST = 1000;

/** How a list looks. */
const FORM = '[{…}, {…}]';

const OTHER_ROOTS = new Map<TokenType, string>([
  [TokenType.LEFT_BRACE, 'an object'],
  [TokenType.STRING, 'a text'],
  [TokenType.NUMBER, 'a number'],
]);

/**
 * Counts the elements of one JSON array.
 *
 * @throws {RecordsError} where the text is something else.
 */
export async function countElements(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  let line = 1;
  let depth = 0;
  let isOpened = false;
  let unfinished = 0;

  const parser = new JSONParser({ paths: ['$.*'], keepStack: false });
  parser.onToken = ({ token }) => {
    if (depth === 0 && token !== TokenType.LEFT_BRACKET) {
      throw notAList(line, OTHER_ROOTS.get(token) ?? 'a single value', FORM);
    }
    isOpened = true;
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > DEEPEST) throw tooDeep(line);
  };
  parser.onValue = () => {
    count += 1;
    unfinished = 0;
  };

  for await (const text of texts) {
    if (unfinished > MAX_RECORD_BYTES) throw recordTooLong(line, prose('Is a quote or a bracket not closed?'));
    unfinished += text.length;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      write(text.slice(start, end + 1));
      start = end + 1;
      line += 1;
    }
    write(text.slice(start));
  }
  // To the library an empty text is complete too, and a single number is seen at its end only.
  if (!parser.isEnded) end();
  if (!isOpened) throw notAList(line, 'nothing', FORM);
  return count;

  /** What fails where the text comes from is no mistake in it. */
  function write(text: string): void {
    try {
      parser.write(text);
    } catch (error) {
      throw error instanceof RecordsError ? error : notJson(line, prose('text that is none'));
    }
  }

  function end(): void {
    try {
      parser.end();
    } catch (error) {
      throw error instanceof RecordsError ? error : notJson(line, prose('the end of the file in the middle of it'));
    }
  }
}

function notJson(line: number, found: Message): RecordsError {
  const help = prose('Check the file with a JSON formatter; comments and trailing commas are not allowed in JSON.');
  return new RecordsError({ line, expected: prose('JSON'), found, help });
}

function tooDeep(line: number): RecordsError {
  return new RecordsError({
    line,
    expected: say`values of up to ${DEEPEST} levels`,
    found: prose('deeper ones'),
    help: prose('Make the records flatter.'),
  });
}
