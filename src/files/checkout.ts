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
    if (await isSubmodule(folder)) return NO_REPOSITORY;
    const config = await readFile(join(await commonGitFolder(folder), 'config'), 'utf8');
    const section = /^\[remote "origin"\][^[]*/m.exec(config)?.[0] ?? '';
    const url = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section)?.[1] ?? '';
    return /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)?.[1]?.toLowerCase();
  } catch {
    return undefined;
  }
}

/** What no repository on GitHub is called. */
export const NO_REPOSITORY = '';

/** A submodule holds another commit than the one that is judged, even if it is of the same repository. */
async function isSubmodule(folder: string): Promise<boolean> {
  const pointer = await readFile(join(folder, '.git'), 'utf8').catch(() => undefined);
  return pointer !== undefined && !/^gitdir: .*[\\/]worktrees[\\/][^\\/]+\s*$/.test(pointer);
}

/** A submodule or a worktree has a `.git` file that points to the folder (git-scm.com: gitrepository-layout). */
async function commonGitFolder(folder: string): Promise<string> {
  const git = join(folder, '.git');
  const pointer = await readFile(git, 'utf8').catch(() => undefined);
  const target = pointer === undefined ? undefined : /^gitdir: (.+?)\s*$/.exec(pointer)?.[1];
  const own = target === undefined ? git : resolve(folder, target);
  const common = await readFile(join(own, 'commondir'), 'utf8').catch(() => undefined);
  return common === undefined ? own : resolve(own, common.trim());
}
