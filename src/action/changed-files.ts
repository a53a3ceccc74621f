import type { ChangedFiles, RemovedFile } from '../baseline/load.ts';
import { UnreadableError } from '../files/source.ts';
import type { GitHub } from '../github/client.ts';
import { changedFilesNotRead } from '../github/error-messages.ts';
import { CHANGED_FILES_PAGE, type ChangedFile, listChangedFiles } from '../github/pull-request.ts';
import { prose } from '../shared/message.ts';

const NO_CHANGES: ChangedFiles = { isAdded: () => false, removed: [], isComplete: true };

/**
 * What the pull request of a run changes.
 *
 * @param pullRequest its number; `undefined` if the run has none
 * @throws UnreadableError if GitHub does not say
 */
export async function readChangedFiles(
  github: GitHub | undefined,
  pullRequest: number | undefined,
): Promise<ChangedFiles> {
  if (pullRequest === undefined) return NO_CHANGES;
  if (github === undefined) {
    throw new UnreadableError(
      prose('The files that the pull request changes cannot be read without a token.'),
      prose('Leave the input `github-token` at its default.'),
    );
  }
  try {
    return changesOf(await listChangedFiles(github, pullRequest));
  } catch (error) {
    const { message, help } = changedFilesNotRead(error);
    throw new UnreadableError(message, help);
  }
}

const ADDED = ['added', 'copied', 'renamed'];

/** @param files as GitHub lists them */
export function changesOf(files: readonly ChangedFile[]): ChangedFiles {
  const added = new Map(files.filter(({ status }) => ADDED.includes(status)).map(({ path, blob }) => [path, blob]));
  return {
    isAdded: (path, blobs) => {
      const blob = added.get(path);
      return added.has(path) && (blob === undefined || blobs.includes(blob));
    },
    removed: files.flatMap(({ path, status, previousPath }): RemovedFile[] => {
      // The kind of the file has changed: where a plan was there may be a link or a submodule now.
      if (status === 'removed' || status === 'changed') return [{ path, renamedTo: undefined }];
      return status === 'renamed' && previousPath !== undefined ? [{ path: previousPath, renamedTo: path }] : [];
    }),
    // After a full page there may be more that GitHub does not list, or that a proxy without `Link` hides.
    isComplete: files.length === 0 || files.length % CHANGED_FILES_PAGE !== 0,
  };
}
