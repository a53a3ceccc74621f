import type { PlanFiles } from '../files/plan-files.ts';
import type { CommitFiles } from '../repository/files.ts';
import { UnreadableCommit } from '../repository/unreadable.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { matcherOf } from '../workspace/matcher.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import type { FileText } from '../workspace/read.ts';

/**
 * The plan files of a commit.
 *
 * @param list every file of the commit; asked only where there are patterns, rejects with UnreadableCommit
 */
export function inCommit(files: CommitFiles, list: () => Promise<readonly string[]>): PlanFiles {
  return {
    find: async (patterns) => {
      const included = patterns.filter((pattern) => !pattern.startsWith('!'));
      const excluded = patterns.filter((pattern) => pattern.startsWith('!'));
      if (excluded.length === 0 && !included.some(hasWildcard)) {
        return { files: [...new Set(included.map((path) => path.replace(/^(?:\.\/)+/, '')))].sort(), missing: [] };
      }
      const all = await list().catch(unreadable);
      if ('problem' in all) return all;
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
    return unreadable(error);
  }
}

function unreadable(error: unknown): { problem: Diagnostic } {
  if (!(error instanceof UnreadableCommit)) throw error;
  return { problem: { severity: 'error', message: error.said, help: error.help } };
}
