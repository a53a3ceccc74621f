import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { prose, say, type Text } from '../text.ts';
import { isInside } from './inside.ts';

/** What a file is read as: how to name it, how large it may be, and what to do where it is not as it should be. */
export interface FileKind {
  /** `The plan file` */
  readonly name: string;
  /** In MiB. */
  readonly largest: number;
  readonly ifTooLarge: Text;
  readonly ifMissing: Text;
}

/** Why a file cannot be had or used, and what to do about it. */
export interface Refusal {
  readonly message: Text;
  readonly help: Text;
}

/**
 * Opens a file of the workspace for as long as `use` takes: a regular file up to a size, which does not lie outside, be it
 * by `..` or through a link.
 */
export async function useInside<Result>(
  workspace: string,
  path: string,
  kind: FileKind,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result | Refusal> {
  const name = say`${prose(kind.name)} ${path}`;
  let file: FileHandle | undefined;
  try {
    const root = await realpath(workspace);
    const real = await realpath(resolve(workspace, path));
    if (!isInside(root, real)) {
      return { message: say`${name} lies outside of the workspace.`, help: prose('Name a file of the repository.') };
    }
    // Git keeps credentials there, and a plan that cannot be read is quoted.
    if (relative(root, real).split(sep).includes('.git')) {
      return { message: say`${name} is Git’s own.`, help: prose('Name a file of the repository.') };
    }
    // Anything but a regular file may have no end: a pipe, a device. To open a pipe would wait for its other end.
    const stats = await stat(real);
    if (!stats.isFile()) return { message: say`${name} is no file.`, help: prose('Name the file itself.') };
    if (stats.size > kind.largest * 1024 * 1024) {
      const message = say`${name} has ${stats.size} bytes; ${kind.largest} MiB is the most.`;
      return { message, help: kind.ifTooLarge };
    }
    file = await open(real);
    return await use(file);
  } catch (error) {
    return unreadable(name, kind, error);
  } finally {
    await file?.close();
  }
}

function unreadable(name: Text, kind: FileKind, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { message: say`${name} does not exist.`, help: kind.ifMissing };
  return { message: say`${name} cannot be read (${code}).`, help: prose('Check its permissions.') };
}
