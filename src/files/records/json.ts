import { JSONParser, TokenType } from '@streamparser/json';
import { type Message, prose, say } from '../../shared/message.ts';
import { MAX_RECORD_CHARACTERS, notAList, RecordsError, recordTooLong } from './errors.ts';

const MAX_LEVELS = 1000;

const EXAMPLE = '[{…}, {…}]';

const OTHER_ROOTS = new Map<TokenType, string>([
  [TokenType.LEFT_BRACE, 'an object'],
  [TokenType.STRING, 'a text'],
  [TokenType.NUMBER, 'a number'],
]);

/**
 * Counts the elements of one JSON array.
 *
 * @throws {RecordsError} if the text is something else
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
      throw notAList(line, OTHER_ROOTS.get(token) ?? 'a single value', EXAMPLE);
    }
    isOpened = true;
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > MAX_LEVELS) throw tooDeep(line);
  };
  parser.onValue = () => {
    count += 1;
    unfinished = 0;
  };

  for await (const text of texts) {
    if (unfinished > MAX_RECORD_CHARACTERS) throw recordTooLong(line, prose('Is a quote or a bracket not closed?'));
    unfinished += text.length;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      write(text.slice(start, end + 1));
      start = end + 1;
      line += 1;
    }
    write(text.slice(start));
  }
  // To the library, an empty text is complete, too, and a single number is known only at its end.
  if (!parser.isEnded) end();
  if (!isOpened) throw notAList(line, 'nothing', EXAMPLE);
  return count;

  function write(text: string): void {
    try {
      parser.write(text);
    } catch (error) {
      throw error instanceof RecordsError ? error : notJson(line, prose('text that is not JSON'));
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
    expected: say`values of up to ${MAX_LEVELS} levels`,
    found: prose('deeper ones'),
    help: prose('Make the records flatter.'),
  });
}
