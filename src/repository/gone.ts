import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { say } from '../shared/message.ts';
import { GitError, readGit } from './git.ts';
import { UnreadableCommit } from './unreadable.ts';

/**
 * The files that the work tree has taken away since it left a commit: those of the commit that both go back to, else of
 * the commit itself. Rejects with UnreadableCommit.
 *
 * @param workspace the root of the repository
 * @param isMeant which paths are looked at
 */
export async function filesGoneSince(
  workspace: string,
  commit: string,
  isMeant: (path: string) => boolean,
): Promise<string[]> {
  const paths = await filesIn(workspace, await forkPoint(workspace, commit));
  const meant = paths.filter(isMeant);
  const there = await Promise.all(meant.map((path) => isThere(resolve(workspace, path))));
  return meant.filter((_, index) => !there[index]);
}

/** Where histories that are cut short, or have nothing in common, do not tell, the commit itself. */
async function forkPoint(workspace: string, commit: string): Promise<string> {
  try {
    return String(await readGit({ workspace, signal: undefined }, ['merge-base', commit, 'HEAD'])).trim();
  } catch (error) {
    if (error instanceof GitError) return commit;
    throw error;
  }
}

async function filesIn(workspace: string, commit: string): Promise<string[]> {
  try {
    const names = await readGit({ workspace, signal: undefined }, [
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      commit,
    ]);
    return String(names).split('\0').slice(0, -1);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UnreadableCommit(
      say`Git could not list the files of the commit ${commit} (${error.message}).`,
      say`Fetch it with all of its files: ${'git fetch --refetch'}.`,
    );
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
