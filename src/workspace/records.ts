import type { RecordCount } from '../plan/counts.ts';
import { countRecords } from '../records/count.ts';
import { RecordsError } from '../records/error.ts';
import { formatOf, KNOWN_ENDINGS } from '../records/format.ts';
import { list, prose, say } from '../text.ts';
import { type FileKind, type Refusal, useInside } from './open.ts';

/** The size is the contract's limit. */
const DATA_FILE: FileKind = {
  name: 'The data file',
  largest: 50,
  ifTooLarge: prose('Split it into several files, and the line into several lines.'),
  ifMissing: say`A ${'count_from'} is relative to the plan that names it. Check the path, and that ${'actions/checkout'} and whatever makes the file run before this step.`,
};

/**
 * Counts the records of a data file of the workspace, up to 50 MiB, as a stream. Its format is told by the ending of its
 * name.
 */
export async function countRecordsInFile(workspace: string, path: string): Promise<RecordCount> {
  const format = formatOf(path);
  if (format === undefined) {
    return {
      message: say`The records of the data file ${path} cannot be counted: its name ends in none that is known.`,
      help: say`Known are ${list(KNOWN_ENDINGS)}.`,
    };
  }
  return useInside(workspace, path, DATA_FILE, async (file): Promise<RecordCount> => {
    try {
      return { count: await countRecords(format, file.createReadStream({ autoClose: false })) };
    } catch (error) {
      if (error instanceof RecordsError) return mistakeIn(path, error);
      throw error;
    }
  });
}

function mistakeIn(path: string, { line, expected, found, help }: RecordsError): Refusal {
  const where = prose(`line ${line}`);
  return { message: say`The data file ${path} has a mistake in ${where}: expected ${expected}, found ${found}.`, help };
}
