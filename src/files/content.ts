import { isUtf8 } from 'node:buffer';
import type { RecordCount } from '../plan/record-counts.ts';
import { list, prose, say } from '../shared/message.ts';
import { DATA_FILE, nameOf, PLAN_FILE } from './kind.ts';
import { countRecords } from './records/count.ts';
import { RecordsError } from './records/error.ts';
import { formatOf, KNOWN_ENDINGS } from './records/format.ts';
import { isLfsPointer, type Refusal } from './refusal.ts';

/** How the note begins that Git LFS leaves in place of a file (git-lfs.com: docs/spec.md). */
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

/** The text of a plan file, without its byte order mark. */
export function planText(path: string, bytes: Uint8Array): { readonly text: string } | Refusal {
  if (beginsLikePointer(bytes)) return isLfsPointer(PLAN_FILE, path);
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) };
  return { message: say`${nameOf(PLAN_FILE, path)} is not UTF-8 text.`, help: prose('Save it as UTF-8.') };
}

/** Counts the records in the bytes of a data file; what is no mistake in them is thrown on. */
export type CountBytes = (bytes: AsyncIterable<Uint8Array>) => Promise<RecordCount>;

/**
 * Counts the records of a data file, whose format is told by the ending of its name.
 *
 * @param signal ends the counting when the time for everything is up; the records are then not counted.
 * @param open opens the file and hands its bytes on, unless it refuses; not called where the format is not known.
 */
export async function countDataFile(
  path: string,
  signal: AbortSignal | undefined,
  open: (count: CountBytes) => Promise<RecordCount>,
): Promise<RecordCount> {
  const format = formatOf(path);
  if (format === undefined) {
    return {
      message: say`The records of the data file ${path} cannot be counted: its name ends in none that is known.`,
      help: say`Known are ${list(KNOWN_ENDINGS)}.`,
    };
  }
  return open(async (bytes) => {
    try {
      return { count: await countRecords(format, noPointer(until(signal, bytes))) };
    } catch (error) {
      if (error instanceof LfsPointer) return isLfsPointer(DATA_FILE, path);
      if (signal?.aborted) return outOfTime(path);
      if (error instanceof RecordsError) return mistakeIn(path, error);
      throw error;
    }
  });
}

/** The bytes for as long as there is time. */
async function* until(signal: AbortSignal | undefined, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

/** The file is a pointer of Git LFS. */
class LfsPointer extends Error {}

/** The bytes, unless they begin as a pointer does: what comes first is held back until that is known. */
async function* noPointer(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let beginning: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (beginning === undefined) {
      yield chunk;
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < LFS_POINTER.length) continue;
    if (beginsLikePointer(beginning)) throw new LfsPointer();
    yield beginning;
    beginning = undefined;
  }
  if (beginning !== undefined) yield beginning;
}

function beginsLikePointer(bytes: Uint8Array): boolean {
  return LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length));
}

function outOfTime(path: string): Refusal {
  return {
    message: say`Time ran out while the records of the data file ${path} were counted.`,
    help: say`Raise ${'timeout'}, or write the ${'count'} itself.`,
  };
}

function mistakeIn(path: string, { line, expected, found, help }: RecordsError): Refusal {
  const where = prose(`line ${line}`);
  return {
    message: say`${nameOf(DATA_FILE, path)} has a mistake in ${where}: expected ${expected}, found ${found}.`,
    help,
  };
}
