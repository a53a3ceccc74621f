import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';

/**
 * Writes a file into the workspace or one of the other folders, making the folders on the way; a warning where that
 * cannot be done. A link is never written through.
 *
 * @param input the input that names the file, for messages
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
    const [standingFolder, ...roots] = await Promise.all([
      nearestFolder(dirname(full)),
      ...folders.map((folder) => realpath(folder)),
    ]);
    if (!roots.some((root) => isInside(root, standingFolder))) return refused(path, input);
    await mkdir(dirname(full), { recursive: true });
    const standing = await lstat(full).catch(() => undefined);
    if (standing?.isFile() === false) return refused(path, input);
    await writeFile(full, text);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return {
      severity: 'warning',
      message: say`The ${prose(input)} ${path} could not be written (${reason}).`,
      help: prose('The verdict stands; check the path and its permissions.'),
    };
  }
}

/** Where a folder really is, or the nearest above it that is there: folders that are made lie in that one. */
async function nearestFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return nearestFolder(dirname(folder));
  }
}

function refused(path: string, input: string): Diagnostic {
  return {
    severity: 'warning',
    message: say`The ${prose(input)} ${path} was not written: it lies outside of the workspace and the runner’s temporary folder, or is no plain file.`,
    help: say`Give ${input} a path inside of the workspace.`,
  };
}

/** Whether a path is a folder or lies in it; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
