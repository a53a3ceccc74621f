import type { RecordCount } from '../plan/counts.ts';
import type { CommitFiles } from '../repository/files.ts';
import { UnreadableCommit } from '../repository/unreadable.ts';
import { say } from '../text.ts';
import { findFiles } from '../workspace/find.ts';
import { hasWildcard, matcherOf } from '../workspace/patterns.ts';
import { type FileText, readPlanFile } from '../workspace/read.ts';
import { countRecordsInFile } from '../workspace/records.ts';

/** Where plan files and the data files that they count are read: the workspace, or a commit. */
export interface PlanFiles {
  /** The files that paths and patterns mean, sorted, each once; `missing` are the patterns that find nothing. */
  find(patterns: readonly string[]): Promise<{ files: string[]; missing: string[] }>;
  read(path: string): Promise<FileText>;
  countRecords(path: string): Promise<RecordCount>;
}

/** @param signal ends the counting of records when the time for everything is up */
export function inWorkspace(workspace: string, signal?: AbortSignal): PlanFiles {
  return {
    find: (patterns) => findFiles(workspace, patterns),
    read: (path) => readPlanFile(workspace, path),
    countRecords: (path) => countRecordsInFile(workspace, path, signal),
  };
}

/** @param list every file of the commit; asked only where there are patterns, rejects with UnreadableCommit */
export function inCommit(files: CommitFiles, list: () => Promise<readonly string[]>): PlanFiles {
  return {
    find: async (patterns) => {
      const included = patterns.filter((pattern) => !pattern.startsWith('!'));
      const excluded = patterns.filter((pattern) => pattern.startsWith('!'));
      if (excluded.length === 0 && !included.some(hasWildcard)) {
        return { files: [...new Set(included.map((path) => path.replace(/^(?:\.\/)+/, '')))].sort(), missing: [] };
      }
      const all = await list();
      const found = included.map((pattern) => ({ pattern, files: all.filter(matcherOf([pattern])) }));
      const isLeft = matcherOf([...included, ...excluded]);
      return {
        files: [...new Set(found.flatMap((match) => match.files))].filter(isLeft).sort(),
        missing: found.filter((match) => match.files.length === 0).map(({ pattern }) => pattern),
      };
    },
    read: (path) => readAt(files, path),
    countRecords: (path) => files.countRecords(path),
  };
}

async function readAt(files: CommitFiles, path: string): Promise<FileText> {
  try {
    const read = await files.readPlan(path);
    if (read === undefined) {
      const message = say`The plan file ${path} does not exist in the pull request.`;
      return { problem: { severity: 'error', message, help: say`Check the input ${'plan'}.` } };
    }
    return 'text' in read ? read : { problem: { severity: 'error', ...read } };
  } catch (error) {
    if (!(error instanceof UnreadableCommit)) throw error;
    return { problem: { severity: 'error', message: error.said, help: error.help } };
  }
}
