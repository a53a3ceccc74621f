import type { ChangedFiles } from '../baseline/load.ts';
import type { GitHub } from '../github/client.ts';
import { findGoneFiles, type GoneFile, type Repository } from '../github/pull-request.ts';
import { goneFilesTrouble } from '../github/trouble.ts';
import { UnreadableCommit } from '../repository/unreadable.ts';
import { prose } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import type { Target } from './find-pull-requests.ts';

/**
 * Asks once, when it is first wanted. Rejects with UnreadableCommit where GitHub does not say.
 *
 * @param folder that the repository is checked out to, with a `/` at its end; empty for the workspace itself
 */
export function changedFilesOf(
  github: GitHub | undefined,
  repository: Repository | undefined,
  target: Promise<Target>,
  folder: string,
  redact: Redact,
): () => Promise<ChangedFiles> {
  let asked: Promise<ChangedFiles> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };

  async function ask(): Promise<ChangedFiles> {
    const [number] = (await target).numbers;
    // Without a pull request there is nothing that takes a plan away.
    if (number === undefined) return { gone: [], changed: 0 };
    if (github === undefined || repository === undefined) {
      throw new UnreadableCommit(
        prose('Which files the pull request takes away cannot be read without a token.'),
        prose('Leave the input `github-token` at its default.'),
      );
    }
    try {
      const { gone, changed } = await findGoneFiles(github, repository, number);
      return { gone: gone.map((file) => inFolder(folder, file)), changed };
    } catch (error) {
      const { message, help } = goneFilesTrouble(error, redact);
      throw new UnreadableCommit(message, help);
    }
  }
}

function inFolder(folder: string, { path, renamedTo }: GoneFile): GoneFile {
  return { path: folder + path, renamedTo: renamedTo === undefined ? undefined : folder + renamedTo };
}
