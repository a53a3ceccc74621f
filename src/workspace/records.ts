import { countDataFile } from '../files/content.ts';
import { DATA_FILE } from '../files/kind.ts';
import type { RecordCount } from '../plan/record-counts.ts';
import { say } from '../shared/message.ts';
import { useInside } from './open.ts';

const IF_MISSING = say`A ${'count_from'} is relative to the plan that names it. Check the path, and that whatever checks the file out or makes it runs before the gate.`;

/** Counts the records of a data file of the workspace, up to 50 MiB, as a stream, until the signal aborts. */
export function countRecordsInFile(workspace: string, path: string, signal?: AbortSignal): Promise<RecordCount> {
  return countDataFile(path, signal, (count) =>
    useInside(workspace, path, DATA_FILE, IF_MISSING, (file) => count(file.createReadStream({ autoClose: false }))),
  );
}
