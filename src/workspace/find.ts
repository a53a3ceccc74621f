import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { workspacePath } from './inside.ts';
import { hasWildcard } from './patterns.ts';

/**
 * The files of a workspace that a list of paths and patterns means, sorted, each once; `!` leaves out what it matches.
 * A path without a wildcard is taken as it is, whether there is such a file or not, and so is one whose file has such
 * characters in its name; a file and links to it count once. `missing` are the patterns that find nothing.
 */
export async function findFiles(
  workspace: string,
  patterns: readonly string[],
): Promise<{ files: string[]; missing: string[] }> {
  const [excluded, included] = partition(patterns, (pattern) => pattern.startsWith('!'));
  if (excluded.length === 0 && !included.some(hasWildcard)) {
    const named = new Set(included.map((path) => workspacePath(workspace, path)));
    return { files: await eachOnce(workspace, [...named]), missing: [] };
  }
  const missing: string[] = [];
  const files = new Set<string>();
  for (const pattern of included) {
    const isPattern = hasWildcard(pattern) && !(await isThere(workspace, pattern));
    const found = isPattern ? await matches(workspace, pattern) : [workspacePath(workspace, pattern)];
    if (found.length === 0) missing.push(pattern);
    for (const file of found) files.add(file);
  }
  const { matcherOf } = await import('./matcher.ts');
  const isLeftOut = matcherOf(excluded.map((pattern) => pattern.slice(1)));
  const left = [...files].filter((file) => !isLeftOut(file)).sort();
  return { files: await eachOnce(workspace, left), missing };
}

/** Without links to others of the files: each would count a second time. The first stands where all are links. */
async function eachOnce(workspace: string, files: readonly string[]): Promise<string[]> {
  const root = await realOf(workspace);
  const found = await Promise.all(files.map(async (file) => ({ file, real: await realOf(resolve(workspace, file)) })));
  const kept = new Map<string, string>();
  for (const { file, real } of found) {
    const isItself = workspacePath(root, real) === file;
    if (isItself || !kept.has(real)) kept.set(real, file);
  }
  const once = new Set(kept.values());
  return files.filter((file) => once.has(file));
}

/** The path without links; as it is where there is no such file. */
function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** Links to folders are not followed, and what is Git's own is not looked at. */
async function matches(workspace: string, pattern: string): Promise<string[]> {
  // Most plans are named by their paths, so that this is not loaded at the start.
  const { matcherOf, mayLeadTo } = await import('./matcher.ts');
  const isMatch = matcherOf([pattern]);
  const isOnTheWay = mayLeadTo(pattern);
  const found: string[] = [];
  async function search(folder: string): Promise<void> {
    // A folder that may not be looked into holds nothing that could be read.
    const entries = await readdir(join(workspace, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = posix.join(folder, entry.name);
      if (!entry.isDirectory()) {
        if (isMatch(path)) found.push(path);
      } else if (entry.name !== '.git' && isOnTheWay(path)) {
        await search(path);
      }
    }
  }
  await search('');
  return found;
}

function isThere(workspace: string, path: string): Promise<boolean> {
  return stat(resolve(workspace, path)).then(
    () => true,
    () => false,
  );
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
