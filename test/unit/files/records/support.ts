import fc from 'fast-check';
import { countIn, decodeText, piecesOf, type RecordFormat } from '../../../../src/files/records/count-records.ts';
import { RecordsError } from '../../../../src/files/records/errors.ts';

/** The number of records, or what is wrong: `Line 2: expected …, found ….` */
export async function count(format: RecordFormat, content: string | Uint8Array): Promise<number | string> {
  return countChunks(format, cut(content, []));
}

/** As {@link count}, of a file whose text comes in chunks. */
export async function countChunks(format: RecordFormat, { bytes, places }: CutFile): Promise<number | string> {
  try {
    const text = decodeText(bytes);
    const edges = [0, ...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length];
    const counted = await countIn(format, each(edges.slice(1).map((end, index) => text.slice(edges[index], end))));
    return counted.count;
  } catch (error) {
    if (error instanceof RecordsError) return error.message;
    throw error;
  }
}

interface CutFile {
  readonly bytes: Uint8Array;
  readonly places: readonly number[];
}

/** A file whose text is cut into chunks anywhere, also inside of a character or of a line break. */
export function cut(content: string | Uint8Array, places: readonly number[]): CutFile {
  return { bytes: Buffer.from(content), places };
}

/** Where to {@link cut}. */
export const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 12 });

/** Text with what formats stumble over: quotes, separators, line breaks, marks, characters of several bytes. */
export const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "'", ',', '\t', '\n', '\r\n', ' ', '\\', '[', ']', '{', '}', '-', '- ', '#', ':', ': ', '...'),
    fc.constantFrom(
      'a',
      'é',
      '€',
      '😀',
      '\ufeff',
      '\u2028',
      '\u00a0',
      '---',
      '|',
      '>',
      '&',
      '*',
      '!',
      '%',
      '0',
      'null',
    ),
  ),
  maxLength: 12,
});

async function* each(chunks: readonly string[]): AsyncGenerator<string> {
  for (const chunk of chunks) yield* piecesOf(chunk);
}
