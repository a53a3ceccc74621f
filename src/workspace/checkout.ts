import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';

/**
 * The folder of the workspace that the repository of a file is checked out to, with a `/` at its end; empty for the
 * workspace itself. `actions/checkout` takes a `path`, and what is there has other paths in the repository.
 *
 * @param file relative to the workspace
 */
export async function checkoutFolder(workspace: string, file: string): Promise<string> {
  if (await isThere(join(workspace, '.git'))) return '';
  for (let folder = posix.dirname(file); folder !== '.' && folder !== '/'; folder = posix.dirname(folder)) {
    if (await isThere(join(workspace, folder, '.git'))) return `${folder}/`;
  }
  return '';
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
