import { posix } from 'node:path';
import pLimit from 'p-limit';
import type { Diagnostic, Explanation } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { type Glob, isGitFolder, type PlanPatterns } from './plan-patterns.ts';
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
  const search = new Search(source, patterns, ifMissing, signal);
  for (const path of patterns.paths) await search.lookUp(path);
  if (patterns.globs.length > 0) await search.searchFolder('');
  return search.result();
}

class Search {
  readonly #source: FileSource;
  readonly #patterns: PlanPatterns;
  readonly #ifMissing: Message;
  readonly #signal: AbortSignal | undefined;
  readonly #limit = pLimit(CONCURRENCY);
  readonly #found = new Set<string>();
  readonly #checkouts = new Set<string>();
  readonly #refused = new Map<string, RefusedPath>();
  /** The patterns that match something. */
  readonly #matched = new Set<Glob>();
  #links = 0;

  constructor(source: FileSource, patterns: PlanPatterns, ifMissing: Message, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#patterns = patterns;
    this.#ifMissing = ifMissing;
    this.#signal = signal;
  }

  result(): FoundPlanFiles {
    const checkouts = [...this.#checkouts].sort();
    return {
      files: [...this.#found].sort().map((path) => ({ path, checkout: nearestCheckout(path, checkouts) })),
      checkouts,
      unmatched: this.#patterns.globs.filter((glob) => !this.#matched.has(glob)).map(({ text }) => text),
      refused: [...this.#refused.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  }

  /** Looks for the file at a path that is named without a pattern. */
  async lookUp(path: string): Promise<void> {
    if (this.#patterns.isExcluded(path)) return;
    try {
      const located = await locate(this.#source, path, (folder, entries) => this.#noteCheckout(folder, entries));
      const refusal = refusalOf(PLAN_FILE, path, located, this.#ifMissing);
      if (refusal === undefined) this.#found.add(path);
      else this.#refuse(path, located.kind === 'missing' || located.kind === 'folder' ? 'missing' : 'match', refusal);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      this.#refuse(path, 'unreadable', { message: error.said, help: error.help });
    }
  }

  /** Looks for what the patterns match in a folder and below it. */
  async searchFolder(folder: string): Promise<void> {
    const entries = await this.#limit(() => this.#list(folder));
    this.#noteCheckout(folder, entries);
    await Promise.all(entries.map((entry) => this.#visit(posix.join(folder, entry.name), entry)));
  }

  async #list(folder: string): Promise<readonly FolderEntry[]> {
    this.#signal?.throwIfAborted();
    try {
      const entries = await this.#source.list(folder, true);
      if (entries !== undefined) return entries;
      const message = say`The folder ${folder || '.'} of ${this.#source.name} does not exist.`;
      this.#refuse(folder, 'unreadable', { message, help: prose('Run the gate again.') });
    } catch (error) {
      // Without its root, nothing is known of a source.
      if (!(error instanceof UnreadableError) || folder === '') throw error;
      this.#refuse(folder, 'unreadable', { message: error.said, help: orExclude(error.help, `${folder}/**`) });
    }
    return [];
  }

  async #visit(path: string, { name, kind }: FolderEntry): Promise<void> {
    const { globs, isEverywhere, isExcluded, isFolderExcluded } = this.#patterns;
    if (isGitFolder(name) || (name === 'node_modules' && isEverywhere !== true)) return;
    const spellings = spellingsOf(path);
    const matching = globs.filter((glob) => spellings.some(glob.matches));
    if (kind === 'file' || kind === 'link') for (const glob of matching) this.#matched.add(glob);
    const isMatch = kind !== 'folder' && kind !== 'submodule' && matching.length > 0 && !isExcluded(path);
    const mayHoldPlans =
      kind !== 'file' &&
      kind !== 'other' &&
      globs.some((glob) => spellings.some(glob.mayMatchBelow)) &&
      !isFolderExcluded(path);
    if (!isMatch && !mayHoldPlans) return;
    if (name.includes('\ufffd')) {
      this.#refuse(path, 'match', notUtf8(path, kind));
      return;
    }
    switch (kind) {
      case 'file':
        this.#found.add(path);
        break;
      case 'other':
        this.#refuseMatch(path, kind);
        break;
      case 'link':
        if (isMatch) this.#refuseMatch(path, kind);
        else await this.#checkLink(path);
        break;
      case 'submodule':
        this.#refuse(path, 'holder', submodule(path));
        break;
      case 'folder':
        if (path.split('/').length > MAX_DEPTH) this.#refuse(path, 'holder', tooDeep(path));
        else await this.searchFolder(path);
    }
  }

  #refuseMatch(path: string, kind: 'link' | 'other'): void {
    const refusal = refusalOf(PLAN_FILE, path, { kind, at: path }, this.#ifMissing);
    if (refusal !== undefined) this.#refuse(path, 'match', { ...refusal, help: orExclude(refusal.help, path) });
  }

  /** Refuses a link that may lead to a folder with plans. */
  async #checkLink(path: string): Promise<void> {
    this.#links += 1;
    if (this.#links > MAX_LINKS || !(await this.#source.isLinkToFile(path)))
      this.#refuse(path, 'holder', linkToFolder(path));
  }

  #refuse(path: string, reason: RefusedPath['reason'], explanation: Explanation): void {
    this.#refused.set(path, { path, reason, diagnostic: { severity: 'error', ...explanation } });
  }

  #noteCheckout(folder: string, entries: readonly FolderEntry[]): void {
    if (entries.some(({ name }) => isGitFolder(name))) this.#checkouts.add(folder === '' ? '' : `${folder}/`);
  }
}

function nearestCheckout(path: string, checkouts: readonly string[]): string {
  return checkouts.filter((folder) => path.startsWith(folder)).reduce((a, b) => (b.length > a.length ? b : a), '');
}

function orExclude(help: Message, path: string): Message {
  return say`${help} Or exclude it with a line ${`!${path}`}.`;
}

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
    help: orExclude(prose('Replace it by the folder itself.'), `${path}/**`),
  };
}

function tooDeep(path: string): Explanation {
  return {
    message: say`The folder ${path} is more than ${MAX_DEPTH} levels deep, and the gate does not search it.`,
    help: orExclude(prose('Move it up.'), `${path}/**`),
  };
}

function submodule(path: string): Explanation {
  return {
    message: say`${path} is a submodule, which may hold plans and cannot be read here.`,
    help: say`Exclude it with a line ${`!${path}/**`}, or name plan files by patterns that do not lead into it.`,
  };
}
