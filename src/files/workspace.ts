import { constants, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../shared/errors.ts';
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
