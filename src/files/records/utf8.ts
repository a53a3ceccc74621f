import { isUtf8 } from 'node:buffer';
import { prose } from '../../shared/message.ts';
import { RecordsError } from './error.ts';

/** The most that is decoded at once, in bytes. */
const PIECE = 16 * 1024;
/** The longest beginning of a character that can stand at the end of a piece, in bytes. */
const LONGEST_BEGINNING = 3;
const LINE_FEED = 0x0a;

/**
 * The text of a file piece by piece, without its byte order mark and with `\n` for every line break (`\r\n`, `\r`).
 *
 * @throws {RecordsError} where the bytes are not UTF-8.
 */
export async function* readText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  let line = 1;
  let tail: Uint8Array = new Uint8Array();
  for await (const piece of inPieces(chunks)) {
    // A carriage return waits for the line feed that may follow it.
    const text = held + decoded(piece);
    held = text.endsWith('\r') ? '\r' : '';
    const whole = normalised(text.slice(0, text.length - held.length));
    line += count(whole, '\n');
    tail = Buffer.concat([tail, piece.subarray(-LONGEST_BEGINNING)]).subarray(-LONGEST_BEGINNING);
    yield whole;
  }
  yield normalised(held + decoded());

  function decoded(piece?: Uint8Array): string {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw notUtf8(line + breaksBeforeFault(tail, piece ?? new Uint8Array()));
    }
  }
}

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
}

function normalised(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** How many times a character stands in a text. */
function count(text: string, character: string): number {
  let times = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) times += 1;
  return times;
}

/** How many lines end in a piece before the first that is not UTF-8; `tail` is what came right before the piece. */
function breaksBeforeFault(tail: Uint8Array, piece: Uint8Array): number {
  const bytes = Buffer.concat([tail, piece]);
  const isBeginning = (byte: number) => (byte & 0b1100_0000) !== 0b1000_0000;
  const character = tail.findIndex(isBeginning);
  let start = Math.max(character === -1 ? tail.length : character, tail.lastIndexOf(LINE_FEED) + 1);
  let lines = 0;
  for (let end = bytes.indexOf(LINE_FEED, start); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return lines;
    lines += 1;
    start = end + 1;
  }
  return lines;
}

function notUtf8(line: number): RecordsError {
  return new RecordsError({
    line,
    expected: prose('UTF-8 text'),
    found: prose('other bytes'),
    help: prose('Save the file as UTF-8.'),
  });
}
