import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { type GitHub, parseResponse, shaSchema } from '../github/client.ts';
import { contentNotRead } from '../github/error-messages.ts';
import { type Message, prose, say } from '../shared/message.ts';
import {
  type CommitFiles,
  commitFiles,
  type GitObjects,
  kindOfMode,
  type PathEntry,
  type TreeEntry,
} from './commit-source.ts';
import { gitBlobId } from './read-file.ts';
import { UnreadableError } from './source.ts';

/** The files of a commit on GitHub. */
export interface GitHubFiles extends CommitFiles {
  /**
   * Requests everything at once that a file is read with, although each depends on the answer before: the commit, its list
   * of files, and the content at these paths. What comes too late, fails, or is of another commit or file is requested again
   * when it is needed.
   *
   * @param isSearched whether the folders are going to be searched
   */
  prefetch(paths: readonly string[], isSearched: boolean): void;
}

/** Files that are requested before it is known whether the commit has them. */
const MAX_PREFETCHED = 8;
/** Milliseconds that a prefetched answer may take longer than the one that it depends on. */
const MAX_PREFETCH_DELAY_MS = 1_000;

const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const sizeSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const treeSchema = v.object({
  sha: v.optional(shaSchema),
  truncated: v.boolean(),
  tree: v.array(
    v.object({
      path: v.pipe(v.string(), v.minLength(1)),
      mode: v.pipe(v.string(), v.regex(/^\d{6}$/)),
      sha: shaSchema,
      size: v.optional(sizeSchema),
    }),
  ),
});

const commitSchema = v.object({
  sha: shaSchema,
  commit: v.optional(v.object({ tree: v.object({ sha: shaSchema }) })),
});

const contentSchema = v.object({ encoding: v.literal('base64'), content: v.string() });

const blobSchema = v.object({
  size: sizeSchema,
  encoding: v.literal('base64'),
  content: v.string(),
});

/**
 * The files of a commit through GitHub's API, without a checkout. The Git data API distinguishes links and submodules from
 * files. The contents API follows links, so what it says counts only if it is the file of the list.
 *
 * @param ref a SHA, a branch, a tag, or in full `refs/heads/main`, which is never a tag of the same name
 *
 * @see https://docs.github.com/en/rest/git/trees
 * @see https://docs.github.com/en/rest/git/blobs
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 */
export function filesFromGitHub(github: GitHub, ref: string): GitHubFiles {
  const objects = new GitHubObjects(github, ref);
  return { ...commitFiles(objects), prefetch: (paths, isSearched) => objects.prefetch(paths, isSearched) };
}

class GitHubObjects implements GitObjects {
  readonly name: Message;
  readonly #github: GitHub;
  readonly #ref: string;
  /** The API names a branch `heads/main` here. */
  readonly #shortRef: string;
  #commit: Promise<Commit> | undefined;
  #prefetchedTree: Promise<Tree | undefined> | undefined;
  #isWholeTree = false;
  readonly #prefetchedFiles = new Map<string, Promise<Uint8Array | undefined>>();

  constructor(github: GitHub, ref: string) {
    this.name = say`the commit ${ref}`;
    this.#github = github;
    this.#ref = ref;
    this.#shortRef = ref.replace(/^refs\//, '');
  }

  prefetch(paths: readonly string[], isSearched: boolean): void {
    this.#findCommit().catch(() => undefined);
    this.#isWholeTree = isSearched;
    this.#prefetchedTree = this.#fetchTree(this.#shortRef, isSearched, ONCE).catch(() => undefined);
    for (const path of paths.slice(0, MAX_PREFETCHED)) {
      const content = this.#fetchContent(path).catch(() => undefined);
      this.#prefetchedFiles.set(path, content);
    }
  }

  async sha(): Promise<string> {
    return (await this.#findCommit()).sha;
  }

  async tree(id: string): Promise<TreeEntry[]> {
    const isRoot = id === (await this.sha());
    const { truncated, tree } = isRoot ? await this.#rootTree(false) : await this.#fetchTree(id, false);
    if (truncated) {
      throw new UnreadableError(
        say`A folder of ${this.name} has more files than GitHub lists at once.`,
        prose('Move the plans to a folder with fewer files.'),
      );
    }
    return tree.map(entryOf);
  }

  async wholeTree(): Promise<PathEntry[] | undefined> {
    const { truncated, tree } = await this.#rootTree(true);
    return truncated ? undefined : tree.map((entry): PathEntry => [entry.path, entryOf(entry)]);
  }

  async blob(id: string, maxBytes: number, path: string): Promise<Uint8Array | 'too-large'> {
    const early = await this.#earlyFile(path, id);
    if (early !== undefined) return early.length > maxBytes ? 'too-large' : early;
    const what = say`A file of ${this.name}`;
    const { size, content } = await ask(what, blobSchema, () =>
      this.#github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        ...this.#github.repository,
        file_sha: id,
      }),
    );
    if (size > maxBytes) return 'too-large';
    const bytes = Buffer.from(content, 'base64');
    // A server or proxy may send a part and say that it is all.
    if (hasId(bytes, id)) return bytes;
    throw new UnreadableError(say`${what} could not be read: GitHub sent other bytes than it announced.`, AGAIN);
  }

  #findCommit(): Promise<Commit> {
    this.#commit ??= FULL_SHA.test(this.#ref) ? Promise.resolve({ sha: this.#ref }) : this.#fetchCommit();
    return this.#commit;
  }

  async #rootTree(isRecursive: boolean): Promise<Tree> {
    const commit = await this.#findCommit();
    return (await this.#earlyTree(commit, isRecursive)) ?? this.#fetchTree(commit.sha, isRecursive);
  }

  /** The prefetched tree, if it is of this commit. The branch may have moved in between. */
  async #earlyTree({ sha, tree }: Commit, isRecursive: boolean): Promise<Tree | undefined> {
    if (isRecursive !== this.#isWholeTree) return undefined;
    const early = await inTime(this.#prefetchedTree);
    // GitHub gives a list that was requested by a ref the id of the commit, or that of the tree.
    return early?.sha !== undefined && (early.sha === sha || early.sha === tree) ? early : undefined;
  }

  /** The prefetched content of a path, if it is that of this blob. */
  async #earlyFile(path: string, id: string): Promise<Uint8Array | undefined> {
    const early = await inTime(this.#prefetchedFiles.get(path));
    return early !== undefined && hasId(early, id) ? early : undefined;
  }

  async #fetchCommit(): Promise<Commit> {
    const { sha, commit } = await ask(say`The commit ${this.#ref}`, commitSchema, () =>
      this.#github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ...this.#github.repository,
        ref: this.#shortRef,
        // One file is listed at most: only the SHA is read.
        per_page: 1,
      }),
    );
    return { sha, tree: commit?.tree.sha };
  }

  #fetchTree(id: string, isRecursive: boolean, options: { readonly retries?: number } = {}): Promise<Tree> {
    return ask(say`The list of files of ${this.name}`, treeSchema, () =>
      this.#github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...this.#github.repository,
        tree_sha: id,
        ...(isRecursive && { recursive: '1' }),
        request: options,
      }),
    );
  }

  async #fetchContent(path: string): Promise<Uint8Array> {
    const { data } = await this.#github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...this.#github.repository,
      path,
      ref: this.#ref,
      request: ONCE,
    });
    return Buffer.from(parseResponse(contentSchema, data).content, 'base64');
  }
}

async function ask<const Schema extends v.GenericSchema>(
  what: Message,
  schema: Schema,
  request: () => Promise<{ readonly data: unknown }>,
) {
  try {
    return parseResponse(schema, (await request()).data);
  } catch (error) {
    const { message, help } = contentNotRead(error, what);
    throw new UnreadableError(message, help);
  }
}

interface Commit {
  readonly sha: string;
  /** The id of its root tree, if GitHub says it. */
  readonly tree?: string | undefined;
}

type Tree = v.InferOutput<typeof treeSchema>;

/** For a request that is repeated in another way. */
const ONCE = { retries: 0 };

/** What has been requested, if it comes soon; never rejects if the promise does not. */
async function inTime<T>(pending: Promise<T | undefined> | undefined): Promise<T | undefined> {
  return pending && Promise.race([pending, setTimeout(MAX_PREFETCH_DELAY_MS, undefined, { ref: false })]);
}

function hasId(bytes: Uint8Array, id: string): boolean {
  return gitBlobId(bytes, id.length === 64 ? 'sha256' : 'sha1') === id;
}

const AGAIN = prose('Run the gate again.');

function entryOf({ path, mode, sha, size }: Tree['tree'][number]): TreeEntry {
  return { name: path.slice(path.lastIndexOf('/') + 1), kind: kindOfMode(mode), id: sha, size };
}
