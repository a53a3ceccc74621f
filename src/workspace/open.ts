import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { type FileKind, mostBytes, nameOf } from '../files/kind.ts';
import { isGitsOwn, isNoFile, isTooLarge, liesOutside, type Refusal } from '../files/refusal.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isInside } from './inside.ts';

/**
 * Opens a file of the workspace for as long as `use` takes: a regular file up to a size, which does not lie outside, be it
 * by `..` or through a link.
 *
 * @param ifMissing what to do where there is no such file
 */
export async function useInside<Result>(
  workspace: string,
  path: string,
  kind: FileKind,
  ifMissing: Message,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result | Refusal> {
  let file: FileHandle | undefined;
  try {
    const root = await realpath(workspace);
    const real = await realpath(resolve(workspace, path));
    if (!isInside(root, real)) return liesOutside(kind, path);
    if (relative(root, real).split(sep).includes('.git')) return isGitsOwn(kind, path);
    // Anything but a regular file may have no end: a pipe, a device. To open a pipe would wait for its other end.
    const stats = await stat(real);
    if (!stats.isFile()) return isNoFile(kind, path);
    if (stats.size > mostBytes(kind)) return isTooLarge(kind, path, stats.size);
    file = await open(real);
    return await use(file);
  } catch (error) {
    return unreadable(nameOf(kind, path), ifMissing, error);
  } finally {
    await file?.close();
  }
}

function unreadable(name: Message, ifMissing: Message, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { message: say`${name} does not exist.`, help: ifMissing };
  return { message: say`${name} cannot be read (${code}).`, help: prose('Check its permissions.') };
}
