import { JSONParser, TokenType } from '@streamparser/json';
import { prose, say } from '../../shared/message.ts';
import { isBlank, linesOf, notAList, RecordsError } from './lines.ts';

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
export async function countElements(text: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let line = 0;
  let depth = 0;
  let isOpened = false;

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
  };

  for await (const lines of linesOf(text, signal)) {
    for (const content of lines) {
      line += 1;
      parse(() => parser.write(`${content}\n`), 'text that is not JSON');
    }
  }
  if (!isOpened) throw notAList(Math.max(1, line), 'nothing', EXAMPLE);
  if (!parser.isEnded) parse(() => parser.end(), 'the end of the file in the middle of it');
  return count;

  function parse(step: () => void, found: string): void {
    try {
      step();
    } catch (error) {
      throw error instanceof RecordsError ? error : notJson(line, found);
    }
  }
}

/**
 * Counts the lines that are not blank, each of which is a JSON value.
 *
 * @throws {RecordsError} if one is not
 */
export async function countJsonLines(text: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let number = 0;
  for await (const lines of linesOf(text, signal)) {
    for (const line of lines) {
      number += 1;
      if (isBlank(line)) continue;
      if (!isJson(line)) throw notJsonLine(number);
      count += 1;
    }
  }
  return count;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function notJson(line: number, found: string): RecordsError {
  const help = prose('Check the file with a JSON formatter; comments and trailing commas are not allowed in JSON.');
  return new RecordsError(line, prose(`expected JSON, found ${found}`), help);
}

function notJsonLine(line: number): RecordsError {
  const said = prose('expected a JSON value, found text that is not JSON');
  return new RecordsError(line, said, prose('Write each record as JSON on one line of its own.'));
}

function tooDeep(line: number): RecordsError {
  const said = say`expected values of up to ${MAX_LEVELS} levels, found deeper ones`;
  return new RecordsError(line, said, prose('Make the records flatter.'));
}
