import { DATA_FILE } from '../files/kind.ts';
import { liesOutside } from '../files/refusal.ts';
import type { CommitFiles } from './files.ts';

/**
 * The files of a commit under the paths that they have in a workspace, where the repository is checked out to a folder.
 *
 * @param folder with a `/` at its end; empty for the workspace itself
 */
export function below(folder: string, files: CommitFiles): CommitFiles {
  if (folder === '') return files;
  const pathOf = (path: string) => (path.startsWith(folder) ? path.slice(folder.length) : undefined);
  return {
    commit: () => files.commit(),
    readPlan: async (path) => {
      const inRepository = pathOf(path);
      return inRepository === undefined ? undefined : files.readPlan(inRepository);
    },
    countRecords: async (path) => {
      const inRepository = pathOf(path);
      return inRepository === undefined ? liesOutside(DATA_FILE, path) : files.countRecords(inRepository);
    },
  };
}
