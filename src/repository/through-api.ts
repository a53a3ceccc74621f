import { literal, minValue, number, object, picklist, pipe, safeInteger, string, variant } from 'valibot';
import { parseResponse } from '../github/believed.ts';
import type { GitHub } from '../github/client.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { apiTrouble, brokeOff, isNotFound, isTooLargeForApi } from './api-trouble.ts';
import { type CommitFiles, filesOf } from './files.ts';
import type { Entry } from './tree.ts';
import { UnreadableCommit } from './unreadable.ts';

/** A commit of a repository on GitHub. */
export interface CommitOnGitHub {
  readonly owner: string;
  readonly repo: string;
  /** A SHA, a branch, a tag, or in full `refs/heads/main`, which no tag of the same name can stand in for. */
  readonly ref: string;
}

/**
 * What GitHub tells of a path, in its `object` form. A link to a file is told as that file, with its size and its content,
 * though under the `sha` of the link itself. The content of a file of more than 1 MB is left out: its encoding is `none`.
 */
const ENTRY = variant('type', [
  object({
    type: literal('file'),
    size: pipe(number(), safeInteger(), minValue(0)),
    encoding: picklist(['base64', 'none']),
    content: string(),
  }),
  object({ type: literal('symlink'), target: string() }),
  object({ type: literal('submodule') }),
  object({ type: literal('dir') }),
]);

/**
 * The files of a commit by GitHub's API, without a checkout.
 *
 * @see https://docs.github.com/en/rest/repos/contents#get-repository-content
 * @see https://docs.github.com/en/rest/commits/commits#get-a-commit
 */
export function filesThroughApi(github: GitHub, { owner, repo, ref }: CommitOnGitHub, redact: Redact): CommitFiles {
  let asked: Promise<string> | undefined;
  // A branch may move on while it is read: once its commit is known, that is what is asked for.
  let known = ref;

  function commit(): Promise<string> {
    asked ??= askCommit();
    return asked;
  }

  async function askCommit(): Promise<string> {
    const what = say`The commit ${ref}`;
    try {
      const { data } = await github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
        owner,
        repo,
        // The contents take a ref in full; a commit is asked for by `heads/main`.
        ref: ref.replace(/^refs\//, ''),
        headers: { accept: 'application/vnd.github.sha' },
        request: { parseSuccessResponseBody: false },
      });
      const sha = await readStart(bytesOf(bodyOf(data, what), what), 100);
      if (!/^[0-9a-f]{40,64}$/.test(sha)) throw notGitHubs(what);
      known = sha;
      return sha;
    } catch (error) {
      throw inWords(error, what);
    }
  }

  async function at(path: string): Promise<Entry> {
    const what = say`The file ${path} of the commit ${ref}`;
    try {
      const { data } = await ask(path, 'object', true);
      const entry = parseResponse(ENTRY, data);
      if (entry.type === 'dir') return { kind: 'folder' };
      if (entry.type === 'submodule') return { kind: 'submodule' };
      if (entry.type === 'symlink') return { kind: 'link', target: entry.target };
      const { size, encoding, content } = entry;
      const bytes = encoding === 'base64' ? once(Buffer.from(content, 'base64')) : raw(path, what);
      return { kind: 'file', size, bytes: wholeOnly(bytes, size, what) };
    } catch (error) {
      if (isNotFound(error)) return { kind: 'missing' };
      if (isTooLargeForApi(error)) return { kind: 'too-large' };
      throw inWords(error, what);
    }
  }

  function ask(path: string, format: 'object' | 'raw', parseSuccessResponseBody: boolean) {
    return github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path,
      ref: known,
      headers: { accept: `application/vnd.github.${format}+json` },
      request: { parseSuccessResponseBody },
    });
  }

  /** The bytes of a file whose content is left out where it is described. */
  async function* raw(path: string, what: Message): AsyncGenerator<Uint8Array> {
    try {
      const { data } = await ask(path, 'raw', false);
      yield* bytesOf(bodyOf(data, what), what);
    } catch (error) {
      throw inWords(error, what);
    }
  }

  /** The body as it comes; a break in it is put into words. */
  async function* bytesOf(body: AsyncIterable<Uint8Array>, what: Message): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw brokeOff(error, what, redact);
    }
  }

  function inWords(error: unknown, what: Message): UnreadableCommit {
    return error instanceof UnreadableCommit ? error : apiTrouble(error, what, redact);
  }

  return filesOf({ commit, at });
}

/** The body of an answer that Octokit was told not to parse. */
function bodyOf(data: unknown, what: Message): ReadableStream<Uint8Array> {
  if (data instanceof ReadableStream) return data;
  throw notGitHubs(what);
}

async function readStart(bytes: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks).toString();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The bytes, as long as there are just so many: a server may send a part and say that it is all. */
async function* wholeOnly(chunks: AsyncIterable<Uint8Array>, size: number, what: Message): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left === 0) return;
  const message = say`${what} could not be read: what came is not the ${plural(size, 'byte')} that GitHub says it has.`;
  throw new UnreadableCommit(message, prose('Run the step again.'));
}

function notGitHubs(what: Message): UnreadableCommit {
  return new UnreadableCommit(
    say`${what} could not be read: what came is no answer of GitHub’s.`,
    prose('Check that no proxy answers in its place, and run the step again.'),
  );
}
