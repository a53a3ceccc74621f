import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { type GitHub, parseResponse, shaSchema } from '../github/client.ts';
import { contentNotRead } from '../github/error-messages.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { type CommitFiles, commitFiles, kindOfMode, type PathEntry, type TreeEntry } from './commit-source.ts';
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
  const name = say`the commit ${ref}`;
  // The API names a branch `heads/main` here.
  const shortRef = ref.replace(/^refs\//, '');
  let commit: Promise<Commit> | undefined;
  let prefetchedTree: Promise<Tree | undefined> | undefined;
  let isWholeTree = false;
  const prefetchedFiles = new Map<string, Promise<Uint8Array | undefined>>();

  function prefetch(paths: readonly string[], isSearched: boolean): void {
    findCommit().catch(() => undefined);
    isWholeTree = isSearched;
    prefetchedTree = fetchTree(shortRef, isSearched, ONCE).catch(() => undefined);
    for (const path of paths.slice(0, MAX_PREFETCHED)) {
      prefetchedFiles.set(
        path,
        fetchContent(path).catch(() => undefined),
      );
    }
  }

  async function sha(): Promise<string> {
    return (await findCommit()).sha;
  }

  function findCommit(): Promise<Commit> {
    commit ??= FULL_SHA.test(ref) ? Promise.resolve({ sha: ref }) : fetchCommit();
    return commit;
  }

  async function fetchCommit(): Promise<Commit> {
    const { sha, commit } = await ask(say`The commit ${ref}`, commitSchema, () =>
      github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        ...github.repository,
        ref: shortRef,
        // One file is listed at most: only the SHA is read.
        per_page: 1,
      }),
    );
    return { sha, tree: commit?.tree.sha };
  }

  /** The root tree: the prefetched one, if it is of this commit. The branch may have moved in between. */
  async function fetchRoot(isRecursive: boolean): Promise<Tree> {
    const { sha, tree } = await findCommit();
    const early = isRecursive === isWholeTree ? await inTime(prefetchedTree) : undefined;
    // GitHub gives a list that was requested by a ref the id of the commit, or that of the tree.
    const isOfCommit = early?.sha !== undefined && (early.sha === sha || early.sha === tree);
    return isOfCommit ? early : fetchTree(sha, isRecursive);
  }

  async function fetchContent(path: string): Promise<Uint8Array> {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...github.repository,
      path,
      ref,
      request: ONCE,
    });
    return Buffer.from(parseResponse(contentSchema, data).content, 'base64');
  }

  function fetchTree(id: string, isRecursive: boolean, options: { readonly retries?: number } = {}): Promise<Tree> {
    return ask(say`The list of files of ${name}`, treeSchema, () =>
      github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...github.repository,
        tree_sha: id,
        ...(isRecursive && { recursive: '1' }),
        request: options,
      }),
    );
  }

  async function tree(id: string): Promise<TreeEntry[]> {
    const { truncated, tree: entries } = id === (await sha()) ? await fetchRoot(false) : await fetchTree(id, false);
    if (truncated) {
      throw new UnreadableError(
        say`A folder of ${name} has more files than GitHub lists at once.`,
        prose('Move the plans to a folder with fewer files.'),
      );
    }
    return entries.map(entryOf);
  }

  async function wholeTree(): Promise<PathEntry[] | undefined> {
    const { truncated, tree: entries } = await fetchRoot(true);
    return truncated ? undefined : entries.map((entry): PathEntry => [entry.path, entryOf(entry)]);
  }

  async function blob(id: string, maxBytes: number, path: string): Promise<Uint8Array | 'too-large'> {
    const early = await inTime(prefetchedFiles.get(path));
    if (early !== undefined && hasId(early, id)) return early.length > maxBytes ? 'too-large' : early;
    const what = say`A file of ${name}`;
    const { size, content } = await ask(what, blobSchema, () =>
      github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { ...github.repository, file_sha: id }),
    );
    if (size > maxBytes) return 'too-large';
    const bytes = Buffer.from(content, 'base64');
    // A server or proxy may send a part and say that it is all.
    if (hasId(bytes, id)) return bytes;
    throw new UnreadableError(say`${what} could not be read: GitHub sent other bytes than it announced.`, AGAIN);
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

  return { ...commitFiles({ name, sha, tree, wholeTree, blob }), prefetch };
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
