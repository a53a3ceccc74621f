import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode } from '../shared/errors.ts';
import { prose, say } from '../shared/message.ts';

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
