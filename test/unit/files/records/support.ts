import fc from 'fast-check';
import { countIn } from '../../../../src/files/records/count-records.ts';
import { RecordsError } from '../../../../src/files/records/error.ts';
import type { RecordFormat } from '../../../../src/files/records/format.ts';

/** The number of records, or what is wrong: `Line 2: expected …, found ….` */
export async function count(format: RecordFormat, content: string | Uint8Array): Promise<number | string> {
  return countChunks(format, [Buffer.from(content)]);
}

/** As {@link count}, of a file that comes in chunks. */
export async function countChunks(format: RecordFormat, chunks: readonly Uint8Array[]): Promise<number | string> {
  try {
    return await countIn(format, each(chunks));
  } catch (error) {
    if (error instanceof RecordsError) return error.message;
    throw error;
  }
}

/** A file cut into chunks anywhere, also inside of a character or of a line break. */
export function cut(content: string | Uint8Array, places: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(content);
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
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

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
