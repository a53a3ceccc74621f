import { prose, say } from '../../shared/message.ts';
import { RecordsError, recordTooLong } from './error.ts';
import { itemsIn, severalDocuments } from './items.ts';
import { isBlank, readLines } from './lines.ts';

/** How much of a list is parsed at once, in characters: a parsed document takes many times the room of its text. */
const PART = 32 * 1024;

/** The longest item, and the longest list that is not written item by item: parsing may take time that grows with its square. */
const MAX_ITEM_CHARACTERS = 64 * 1024;

/** What may stand above the first item: a directive, the beginning of the document, the list's own tag and anchor. */
const PREAMBLE = /^(%.*|(---)?((^|[ \t]+)[!&][^ \t]*)*([ \t]+#.*)?[ \t]*)$/;
const COMMENT = /^[ \t]*#/;
const DOCUMENT_START = /^---(?=[ \t]|$)/;
const DOCUMENT_END = /^\.\.\.(?=[ \t]|$)/;
const FIRST_ITEM = /^( *)-(?=[ \t]|$)/;

/**
 * Counts the items of the list that one YAML document is.
 *
 * A list with a line for each `-` is parsed in parts, for the parser would otherwise hold all of it. It may be cut before
 * any line with a `-` in the list's own column, because whatever belongs to an item stands further in. A list in brackets
 * is parsed as one, and so may be as long as one record.
 *
 * @throws {RecordsError} where the text is something else.
 */
export async function countItems(texts: AsyncIterable<string>): Promise<number> {
  let count = 0;
  let number = 0;
  const part = { text: '', firstLine: 1 };
  const item = { start: 0, line: 1 };
  /** How the lines begin that begin an item, once that is known; `none` where they do not tell. */
  let beginning: RegExp | 'none' | undefined;
  let hasStart = false;
  let hasEnd = false;

  for await (const lines of readLines(texts)) for (const line of lines) add(line);
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
      throw beginning instanceof RegExp ? tooLong() : notByLines();
  }

  function beginItem(): void {
    if (part.text.length > PART) {
      count += itemsIn(part.text, part.firstLine);
      part.text = '';
      part.firstLine = number;
    }
    item.start = part.text.length;
    item.line = number;
  }

  function tooLong(): RecordsError {
    return recordTooLong(item.line, prose('Is a quote or a bracket in this item not closed?'), prose('64 KiB'));
  }
}

/** Whether a line says nothing, outside of a block of text. */
function isIdle(line: string): boolean {
  return isBlank(line) || COMMENT.test(line);
}

function notByLines(): RecordsError {
  return new RecordsError({
    line: 1,
    expected: say`a list with a line for each ${'-'}`,
    found: prose('more than 64 KiB of something else'),
    help: say`Write each record as an item of its own, beginning with ${'- '}, or the list as a ${'.json'} file.`,
  });
}
