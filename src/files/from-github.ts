import * as v from 'valibot';
import type { GitHub } from '../github/client.ts';
import { contentNotRead } from '../github/error-messages.ts';
import { parseResponse, shaSchema } from '../github/responses.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { type CommitFiles, commitFiles, kindOfMode, type PathEntry, type TreeEntry } from './commit-source.ts';
import { gitBlobId } from './read-file.ts';
import { UnreadableError } from './source.ts';

export interface CommitOnGitHub {
  readonly owner: string;
  readonly repo: string;
  /** A SHA, a branch, a tag, or in full `refs/heads/main`, which is never a tag of the same name. */
  readonly ref: string;
}

const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const sizeSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const treeSchema = v.object({
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

const blobSchema = v.object({
  size: sizeSchema,
  encoding: v.literal('base64'),
  content: v.string(),
});

/**
 * The files of a commit through GitHub's API, without a checkout. The Git data API distinguishes links and submodules from
 * files; the contents API follows links.
 *
 * @see https://docs.github.com/en/rest/git/trees
 * @see https://docs.github.com/en/rest/git/blobs
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 */
export function filesFromGitHub(github: GitHub, { owner, repo, ref }: CommitOnGitHub, redact: Redact): CommitFiles {
  const name = say`the commit ${ref}`;
  let commit: Promise<string> | undefined;

  function sha(): Promise<string> {
    commit ??= FULL_SHA.test(ref) ? Promise.resolve(ref) : findCommit();
    return commit;
  }

  async function findCommit(): Promise<string> {
    const found = await ask(say`The commit ${ref}`, v.object({ sha: shaSchema }), () =>
      github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        owner,
        repo,
        // The API names a branch `heads/main` here.
        ref: ref.replace(/^refs\//, ''),
        // One file is listed at most: only the SHA is read.
        per_page: 1,
      }),
    );
    return found.sha;
  }

  function fetchTree(id: string, isRecursive: boolean) {
    return ask(say`The list of files of ${name}`, treeSchema, () =>
      github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        owner,
        repo,
        tree_sha: id,
        ...(isRecursive && { recursive: '1' }),
      }),
    );
  }

  async function tree(id: string): Promise<TreeEntry[]> {
    const { truncated, tree: entries } = await fetchTree(id, false);
    if (truncated) {
      throw new UnreadableError(
        say`A folder of ${name} has more files than GitHub lists at once.`,
        prose('Move the plans to a folder with fewer files.'),
      );
    }
    return entries.map(entryOf);
  }

  async function wholeTree(): Promise<PathEntry[] | undefined> {
    const { truncated, tree: entries } = await fetchTree(await sha(), true);
    return truncated ? undefined : entries.map((entry): PathEntry => [entry.path, entryOf(entry)]);
  }

  async function blob(id: string, maxBytes: number): Promise<Uint8Array | 'too-large'> {
    const what = say`A file of ${name}`;
    const { size, content } = await ask(what, blobSchema, () =>
      github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { owner, repo, file_sha: id }),
    );
    if (size > maxBytes) return 'too-large';
    const bytes = Buffer.from(content, 'base64');
    // A server or proxy may send a part and say that it is all.
    if (gitBlobId(bytes, id.length === 64 ? 'sha256' : 'sha1') === id) return bytes;
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
      const { message, help } = contentNotRead(error, what, redact);
      throw new UnreadableError(message, help);
    }
  }

  return commitFiles({ name, sha, tree, wholeTree, blob });
}

const AGAIN = prose('Run the gate again.');

type ListedEntry = v.InferOutput<typeof treeSchema>['tree'][number];

function entryOf({ path, mode, sha, size }: ListedEntry): TreeEntry {
  return { name: path.slice(path.lastIndexOf('/') + 1), kind: kindOfMode(mode), id: sha, size };
}
