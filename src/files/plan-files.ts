import type { RecordCount } from '../plan/record-counts.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Message } from '../shared/message.ts';
import { findFiles } from '../workspace/find.ts';
import { type FileText, readPlanFile } from '../workspace/read.ts';
import { countRecordsInFile } from '../workspace/records.ts';

/** Where plan files and the data files that they count are read: the workspace, or a commit. */
export interface PlanFiles {
  /**
   * The files that paths and patterns mean, sorted, each once; `missing` are the patterns that find nothing. Or why that
   * cannot be told.
   */
  find(patterns: readonly string[]): Promise<{ files: string[]; missing: string[] } | { problem: Diagnostic }>;
  read(path: string): Promise<FileText>;
  countRecords(path: string): Promise<RecordCount>;
}

/**
 * @param signal ends the counting of records when the time for everything is up
 * @param ifMissing what to do where there is no such plan file; else what helps in a workflow
 */
export function inWorkspace(workspace: string, signal?: AbortSignal, ifMissing?: Message): PlanFiles {
  return {
    find: (patterns) => findFiles(workspace, patterns),
    read: (path) => readPlanFile(workspace, path, ifMissing),
    countRecords: (path) => countRecordsInFile(workspace, path, signal),
  };
}
