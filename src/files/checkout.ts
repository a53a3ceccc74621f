import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * The repository that a checkout's remote `origin` names, as `owner/name` in lower case; `undefined` if that is unknown.
 * Only Git and what runs before the gate writes there: a commit cannot hold a `.git`.
 *
 * @param folder the folder with the `.git`; absolute
 */
export async function originRepository(folder: string): Promise<string | undefined> {
  try {
    const { path } = await gitFolderOf(folder);
    const config = await readFile(join((await commonFolderOf(path)) ?? path, 'config'), 'utf8');
    const section = /^\[remote "origin"\][^[]*/m.exec(config)?.[0] ?? '';
    const url = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section)?.[1] ?? '';
    return /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)?.[1]?.toLowerCase();
  } catch {
    return undefined;
  }
}

/**
 * Whether a checkout inside of another one is a submodule: it has another commit than the head, even if it is of the same
 * repository. Its `.git` is a file, as in a worktree, but points to a separate Git folder.
 */
export async function isSubmodule(folder: string): Promise<boolean> {
  const git = await gitFolderOf(folder);
  return git.isElsewhere && !(await commonFolderOf(git.path));
}

/** The Git folder of a checkout: `.git`, or where a `.git` file points (git-scm.com: gitrepository-layout). */
async function gitFolderOf(folder: string): Promise<{ readonly path: string; readonly isElsewhere: boolean }> {
  const git = join(folder, '.git');
  const pointer = await readFile(git, 'utf8').catch(() => undefined);
  const target = pointer === undefined ? undefined : /^gitdir: (.+?)\s*$/.exec(pointer)?.[1];
  return { path: target === undefined ? git : resolve(folder, target), isElsewhere: target !== undefined };
}

async function commonFolderOf(gitFolder: string): Promise<string | undefined> {
  const common = await readFile(join(gitFolder, 'commondir'), 'utf8').catch(() => undefined);
  return common === undefined ? undefined : resolve(gitFolder, common.trim());
}
