import fc from 'fast-check';
import { COUNTERS, countRecords, decodeText } from '../../../../src/files/records/count-records.ts';
import { RecordsError } from '../../../../src/files/records/lines.ts';
import { memorySource } from '../../../support/memory-source.ts';
import { file } from '../../../support/tree.ts';

/** The number of records, or what is wrong: `Line 2: expected …, found ….` */
export async function count(format: string, content: string | Uint8Array): Promise<number | string> {
  try {
    const counted = await COUNTERS.get(`.${format}`)?.(decodeText(Buffer.from(content)));
    return typeof counted === 'object' ? counted.count : (counted ?? `no format ${format}`);
  } catch (error) {
    if (error instanceof RecordsError) return error.message;
    throw error;
  }
}

/** The records of a file in the workspace. */
export function countFile(path: string, text: string) {
  return countRecords(memorySource('the workspace', { [path]: file(text) }), path, '');
}

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
