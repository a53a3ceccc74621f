import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether a path is a folder or lies in it; links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path as reports name it: relative to the workspace, with `/`, and the same for the same file. */
export function workspacePath(workspace: string, path: string): string {
  return relative(workspace, resolve(workspace, path)).split(sep).join('/');
}
