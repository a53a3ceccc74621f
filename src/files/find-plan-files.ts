import { posix } from 'node:path';
import type { Diagnostic, Explanation } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isGitFolder, type PlanPatterns } from './plan-patterns.ts';
import { locate, PLAN_FILE, refusalOf } from './read-file.ts';
import { type FileSource, type FolderEntry, UnreadableError } from './source.ts';

export interface PlanFile {
  /** Relative to the root of the source. */
  readonly path: string;
  /** The nearest folder above it with a `.git`, with `/` at its end; empty for the root of the source. */
  readonly checkout: string;
  /** The ids of its Git blob, once it has been read: with its line ends as they are, and as Git may have stored them. */
  readonly blobs?: readonly string[];
}

export interface FoundPlanFiles {
  /** Each once, sorted by path. */
  readonly files: readonly PlanFile[];
  /** Every folder with a `.git` that was seen, as in {@link PlanFile.checkout}. */
  readonly checkouts: readonly string[];
  readonly unmatched: readonly string[];
  /** Paths that are or may be plans but cannot be used: an error for each, since its cost is unknown. */
  readonly refused: readonly RefusedPath[];
}

export interface RefusedPath {
  readonly path: string;
  /** `missing`: there is no file; `match`: it matches but cannot be used; `holder`: there may be plans below it; `unreadable`: unknown. */
  readonly reason: 'missing' | 'match' | 'holder' | 'unreadable';
  readonly diagnostic: Diagnostic;
}

/** Folders are searched to this depth; matching `**` takes time that grows with a power of it. */
const MAX_DEPTH = 64;
/** Links that are followed to see whether they lead to a file: in a commit on GitHub, each is a request. */
const MAX_LINKS = 100;
const CONCURRENCY = 32;

/**
 * Finds the plan files that paths and patterns name, in the same way in every source. A plan is a regular file that is
 * reached without a symbolic link, at a path that is valid UTF-8. Whatever else could be a plan, or could hold one, is
 * refused and never skipped. `node_modules` and `.git` are not searched.
 *
 * @param ifMissing what to do about a path at which there is no file
 * @throws UnreadableError if the source cannot be read at all
 */
export async function findPlanFiles(
  source: FileSource,
  patterns: PlanPatterns,
  ifMissing: Message,
  signal?: AbortSignal,
): Promise<FoundPlanFiles> {
  const found = new Set<string>();
  const checkouts = new Set<string>();
  const refused = new Map<string, RefusedPath>();
  const matched = new Set<string>();
  let links = 0;

  function refuse(path: string, reason: RefusedPath['reason'], { message, help }: Explanation): void {
    refused.set(path, { path, reason, diagnostic: { severity: 'error', message, help } });
  }

  function noteCheckout(folder: string, entries: readonly FolderEntry[]): void {
    if (entries.some(({ name }) => isGitFolder(name))) checkouts.add(folder === '' ? '' : `${folder}/`);
  }

  for (const path of patterns.paths) {
    if (patterns.isExcluded(path)) continue;
    try {
      const located = await locate(source, path, noteCheckout);
      const refusal = refusalOf(PLAN_FILE, path, located, ifMissing);
      if (refusal === undefined) found.add(path);
      else refuse(path, located.kind === 'missing' || located.kind === 'folder' ? 'missing' : 'match', refusal);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      refuse(path, 'unreadable', { message: error.said, help: error.help });
    }
  }

  const globs = patterns.globs;
  const matches = (path: string) => globs.filter((glob) => glob.matches(path));
  const mayMatchBelow = (path: string) => globs.some((glob) => glob.mayMatchBelow(path));

  async function searchFolder(folder: string): Promise<string[]> {
    signal?.throwIfAborted();
    let entries: readonly FolderEntry[] | undefined;
    try {
      entries = await source.list(folder, true);
    } catch (error) {
      // Without its root, nothing is known of a source.
      if (!(error instanceof UnreadableError) || folder === '') throw error;
      refuse(folder, 'unreadable', { message: error.said, help: say`${error.help} ${EXCLUDE} ${`!${folder}/**`}.` });
      return [];
    }
    if (entries === undefined) {
      const message = say`The folder ${folder || '.'} of ${source.name} does not exist.`;
      refuse(folder, 'unreadable', { message, help: prose('Run the gate again.') });
      return [];
    }
    noteCheckout(folder, entries);
    const below = await Promise.all(entries.map((entry) => visit(posix.join(folder, entry.name), entry)));
    return below.filter((path) => path !== undefined);
  }

  /** Notes what an entry is; gives the path of a folder that has to be searched. */
  async function visit(path: string, { name, kind }: FolderEntry): Promise<string | undefined> {
    if (isGitFolder(name) || (name === 'node_modules' && patterns.isEverywhere !== true)) return undefined;
    const matching = spellingsOf(path).flatMap(matches);
    if (kind === 'file' || kind === 'link') for (const glob of matching) matched.add(glob.text);
    const isMatch = matching.length > 0 && !patterns.isExcluded(path);
    const isHolder =
      kind !== 'file' && kind !== 'other' && spellingsOf(path).some(mayMatchBelow) && !patterns.isFolderExcluded(path);
    if (name.includes('\ufffd')) {
      if (isHolder || (isMatch && kind !== 'folder')) refuse(path, 'match', notUtf8(path, kind));
      return undefined;
    }
    switch (kind) {
      case 'file':
        if (isMatch) found.add(path);
        return undefined;
      case 'folder':
        if (!isHolder || path.split('/').length <= MAX_DEPTH) return isHolder ? path : undefined;
        refuse(path, 'holder', tooDeep(path));
        return undefined;
      case 'link':
        if (isMatch) refuseLocated(path, { kind: 'link', at: path });
        else if (isHolder && !(await leadsToFile(path))) refuse(path, 'holder', linkToFolder(path));
        return undefined;
      case 'submodule':
        if (isHolder) refuse(path, 'holder', submodule(path));
        return undefined;
      case 'other':
        if (isMatch) refuseLocated(path, { kind: 'other', at: path });
        return undefined;
    }
  }

  async function leadsToFile(path: string): Promise<boolean> {
    links += 1;
    return links <= MAX_LINKS && source.isLinkToFile(path);
  }

  function refuseLocated(path: string, located: { readonly kind: 'link' | 'other'; readonly at: string }): void {
    const refusal = refusalOf(PLAN_FILE, path, located, ifMissing);
    if (refusal === undefined) return;
    refuse(path, 'match', { ...refusal, help: say`${refusal.help} ${EXCLUDE} ${`!${path}`}.` });
  }

  if (globs.length > 0) {
    let level = [''];
    while (level.length > 0) {
      const next: string[] = [];
      for (let start = 0; start < level.length; start += CONCURRENCY) {
        const folders = await Promise.all(level.slice(start, start + CONCURRENCY).map(searchFolder));
        for (const folder of folders) next.push(...folder);
      }
      level = next;
    }
  }

  const folders = [...checkouts];
  return {
    files: [...found].sort().map((path) => ({ path, checkout: nearestCheckout(path, folders) })),
    checkouts: folders.sort(),
    unmatched: globs.filter(({ text }) => !matched.has(text)).map(({ text }) => text),
    refused: [...refused.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function nearestCheckout(path: string, checkouts: readonly string[]): string {
  return checkouts.filter((folder) => path.startsWith(folder)).reduce((a, b) => (b.length > a.length ? b : a), '');
}

const EXCLUDE = prose('Or exclude it with a line');

/** Bytes that are not UTF-8 may be one character of a name, or one each. */
function spellingsOf(path: string): string[] {
  return path.includes('\ufffd') ? [path, path.replace(/\ufffd+/g, '\ufffd')] : [path];
}

function notUtf8(path: string, kind: FolderEntry['kind']): Explanation {
  const what = prose(kind === 'folder' ? 'The folder' : 'The file');
  const message = say`${what} ${path} has a name that is not UTF-8, so the gate cannot read it.`;
  return { message, help: prose('Rename it.') };
}

function linkToFolder(path: string): Explanation {
  return {
    message: say`${path} is a symbolic link that may lead to a folder with plans. The gate does not follow links.`,
    help: say`Replace it by the folder itself. ${EXCLUDE} ${`!${path}/**`}.`,
  };
}

function tooDeep(path: string): Explanation {
  return {
    message: say`The folder ${path} is more than ${MAX_DEPTH} levels deep, and the gate does not search it.`,
    help: say`Move it up. ${EXCLUDE} ${`!${path}/**`}.`,
  };
}

function submodule(path: string): Explanation {
  return {
    message: say`${path} is a submodule, which may hold plans and cannot be read here.`,
    help: say`Exclude it with a line ${`!${path}/**`}, or name plan files by patterns that do not lead into it.`,
  };
}
