import { isMap, isNode, isScalar, isSeq, parseDocument, type YAMLError } from 'yaml';
import { prose, say } from '../../shared/message.ts';
import { isBlank, linesOf, notAList, RecordsError } from './lines.ts';

/** A list is parsed in parts of about this length: a parsed document takes many times the memory of its text. */
const MAX_PART_CHARACTERS = 32 * 1024;

/** The longest item, and the longest list that has no line for each item: parsing time may grow with the square of it. */
const MAX_ITEM_CHARACTERS = 64 * 1024;

/** Lines that may precede the first item: a directive, the start of the document, the list's own tag and anchor. */
const PREAMBLE = /^(%.*|(---)?((^|[ \t]+)[!&][^ \t]*)*([ \t]+#.*)?[ \t]*)$/;
const COMMENT = /^[ \t]*#/;
const DOCUMENT_START = /^---(?=[ \t]|$)/;
const DOCUMENT_END = /^\.\.\.(?=[ \t]|$)/;
const FIRST_ITEM = /^( *)-(?=[ \t]|$)/;

/**
 * Counts the items of a YAML document that is a list.
 *
 * A list with a line for each `-` is parsed in parts, to save memory. It can be cut before any line with a `-` in the
 * list's own column, because the lines of an item are indented more. A list in brackets is parsed whole, so it may be no
 * longer than one record.
 *
 * @throws {RecordsError} if the text is something else
 */
export async function countItems(text: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let number = 0;
  const part = { text: '', firstLine: 1 };
  const item = { start: 0, line: 1 };
  /** Matches the lines that begin an item; `undefined` before the first one, `none` for a list in brackets. */
  let beginning: RegExp | 'none' | undefined;
  let hasStart = false;
  let hasEnd = false;

  for await (const lines of linesOf(text, signal)) for (const line of lines) add(line);
  return count + itemsIn(part.text, part.firstLine);

  function add(line: string): void {
    number += 1;
    if (hasEnd) {
      if (!isIdle(line)) throw severalDocuments(number);
      return;
    }
    hasEnd = DOCUMENT_END.test(line);
    if (DOCUMENT_START.test(line)) {
      if (hasStart || beginning !== undefined) throw severalDocuments(number);
      hasStart = true;
    }
    if (beginning === undefined && !hasEnd && !isIdle(line) && !PREAMBLE.test(line)) {
      const indent = FIRST_ITEM.exec(line)?.[1];
      beginning = indent === undefined ? 'none' : new RegExp(`^${indent}-(?=[ \\t]|$)`);
    }
    if (beginning instanceof RegExp && beginning.test(line)) beginItem();
    part.text += `${line}\n`;
    if (part.text.length - item.start > MAX_ITEM_CHARACTERS)
      throw beginning instanceof RegExp ? tooLong(item.line) : notByLines();
  }

  function beginItem(): void {
    if (part.text.length > MAX_PART_CHARACTERS) {
      count += itemsIn(part.text, part.firstLine);
      part.text = '';
      part.firstLine = number;
    }
    item.start = part.text.length;
    item.line = number;
  }
}

/** Whether a line is blank or a comment, outside of a block of text. */
function isIdle(line: string): boolean {
  return isBlank(line) || COMMENT.test(line);
}

function tooLong(line: number): RecordsError {
  const said = prose('expected records of up to 64 KiB, found a longer one');
  return new RecordsError(line, said, prose('Is a quote or a bracket in this item not closed?'));
}

function notByLines(): RecordsError {
  const said = say`expected a list with a line for each ${'-'}, found more than 64 KiB of something else`;
  const help = say`Write each record as an item of its own, beginning with ${'- '}, or the list as a ${'.json'} file.`;
  return new RecordsError(1, said, help);
}

/**
 * Counts the items of a YAML text that is a list; an empty text has none.
 *
 * @param firstLine the line of the file at which the text begins
 * @throws {RecordsError} if the text is something else
 */
function itemsIn(text: string, firstLine: number): number {
  // Repeated keys change no count, and the check takes time that grows with the square of their number.
  const { contents, errors } = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  // Below the depth that the parser can follow, its other errors mean nothing.
  const error = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION') ?? errors[0];
  // A quote or bracket that is not closed takes in all that follows: the error is reported at the end, but its cause is in
  // the last item.
  const last = isSeq(contents) && error?.code === 'MISSING_CHAR' ? contents.items.at(-1) : undefined;
  if (error !== undefined) throw notYaml(error, lineAt(isNode(last) ? (last.range?.[0] ?? 0) : error.pos[0]));
  if (isSeq(contents)) return contents.items.length;
  if (contents === null || (isScalar(contents) && contents.source === '')) return 0;
  throw notAList(lineAt(contents.range?.[0] ?? 0), isMap(contents) ? 'a mapping' : 'a single value', '- id: first');

  function lineAt(position: number): number {
    return firstLine + text.slice(0, position).split('\n').length - 1;
  }
}

function severalDocuments(line: number): RecordsError {
  const said = prose('expected one YAML document, found another one');
  return new RecordsError(line, said, say`Put all records into one list, without ${'---'} between them.`);
}

function notYaml({ code }: YAMLError, line: number): RecordsError {
  if (code === 'MULTIPLE_DOCS') return severalDocuments(line);
  if (code === 'RESOURCE_EXHAUSTION') {
    const said = prose('its records are nested too deeply');
    return new RecordsError(line, said, prose('Make the records flatter.'));
  }
  const said = prose('expected valid YAML, found text that is not');
  const help = prose('Check the indentation, and put texts with special characters between quotes.');
  return new RecordsError(line, said, help);
}
