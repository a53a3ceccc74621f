import { constants, type Dirent } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode } from '../shared/helpers.ts';
import { prose, say } from '../shared/message.ts';
import { type EntryKind, type FileSource, type FolderEntry, UnreadableError } from './source.ts';

/**
 * The files of a folder on this machine. Opening a file never follows a link and never waits for the other end of a pipe.
 *
 * @param root absolute
 */
export function workspaceFiles(root: string): FileSource {
  return { name: prose('the workspace'), list, isLinkToFile, read };

  async function list(folder: string): Promise<FolderEntry[] | undefined> {
    try {
      // As bytes: Node would silently replace what is not UTF-8 in a name.
      const entries = await readdir(join(root, folder), { withFileTypes: true, encoding: 'buffer' });
      return entries.map((entry) => ({ name: entry.name.toString(), kind: kindOf(entry) }));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
      const what = folder === '' ? prose('The workspace') : say`The folder ${folder}`;
      throw new UnreadableError(say`${what} cannot be read (${errorCode(error)}).`, prose('Check its permissions.'));
    }
  }

  /** Tools make links to files outside the workspace, too, such as `.venv/bin/python`. */
  async function isLinkToFile(path: string): Promise<boolean> {
    return stat(join(root, path)).then(
      (stats) => stats.isFile(),
      () => false,
    );
  }

  async function read(path: string, maxBytes: number): Promise<Uint8Array | 'too-large'> {
    try {
      const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
      await using file = await open(join(root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      const stats = await file.stat();
      if (!stats.isFile())
        throw new UnreadableError(say`${path} is not a regular file.`, prose('Name a regular file.'));
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of file.createReadStream({ autoClose: false, end: maxBytes })) {
        chunks.push(chunk);
        size += chunk.length;
      }
      return size > maxBytes ? 'too-large' : Buffer.concat(chunks);
    } catch (error) {
      throw error instanceof UnreadableError ? error : unreadable(path, error);
    }
  }
}

function kindOf(entry: Dirent<Buffer>): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function unreadable(path: string, error: unknown): UnreadableError {
  return new UnreadableError(say`${path} cannot be read (${errorCode(error)}).`, prose('Check its permissions.'));
}

/**
 * Writes a file into the workspace or one of the other folders, and makes missing folders. Never writes through a link.
 *
 * @param input the input that names the file, for messages
 * @returns a warning if it cannot be written
 */
export async function writeInside(
  workspace: string,
  otherFolders: readonly string[],
  path: string,
  text: string,
  input: 'report' | 'settlement' = 'report',
): Promise<Diagnostic | undefined> {
  const full = resolve(workspace, path);
  const folders = [workspace, ...otherFolders];
  try {
    if (!folders.some((folder) => isInside(folder, full))) return refused(path, input);
    const [existingFolder, ...roots] = await Promise.all([
      nearestFolder(dirname(full)),
      ...folders.map((folder) => realpath(folder)),
    ]);
    if (!roots.some((root) => isInside(root, existingFolder))) return refused(path, input);
    await mkdir(dirname(full), { recursive: true });
    const existing = await lstat(full).catch(() => undefined);
    if (existing?.isFile() === false) return refused(path, input);
    await writeFile(full, text);
    return undefined;
  } catch (error) {
    const reason = errorCode(error);
    return {
      severity: 'warning',
      message: say`The ${prose(input)} ${path} could not be written (${reason}).`,
      help: prose('This does not change the verdict. Check the path and its permissions.'),
    };
  }
}

/** The real path of a folder, or of the nearest existing folder above it. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return nearestFolder(dirname(folder));
  }
}

function refused(path: string, input: string): Diagnostic {
  return {
    severity: 'warning',
    message: say`The ${prose(input)} ${path} was not written: it is outside the workspace and the runner’s temporary folder, or is not a regular file.`,
    help: say`Give ${input} a path inside the workspace.`,
  };
}

/** Whether a path is a folder or inside of it; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

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
