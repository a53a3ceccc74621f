import { literal, object, safeParse, string, variant } from 'valibot';
import type { GitHub } from '../github/client.ts';
import type { Redact } from '../secrets.ts';
import { prose, say, type Text } from '../text.ts';
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

/** What GitHub tells of what is no file: a folder is a list. */
const NO_FILE = variant('type', [
  object({ type: literal('symlink'), target: string() }),
  object({ type: literal('submodule') }),
]);

/** The most that is read of such an answer, in bytes: only a list may be longer. */
const LONGEST_DESCRIPTION = 64 * 1024;

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
      const { data, headers } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
        owner,
        repo,
        path,
        ref: known,
        mediaType: { format: 'raw' },
        request: { parseSuccessResponseBody: false },
      });
      const body = bodyOf(data, what);
      const bytes = bytesOf(body, what);
      const type = headers['content-type'] ?? '';
      const leave = () => body.cancel().catch(() => undefined);
      if (/^application\/vnd\.github\.([\w-]+\.)?raw\b/.test(type))
        return { kind: 'file', size: undefined, bytes, leave };
      if (!/^application\/json\b/.test(type)) {
        await leave();
        throw notGitHubs(what);
      }
      return described(await readStart(bytes, LONGEST_DESCRIPTION), what);
    } catch (error) {
      if (isNotFound(error)) return { kind: 'missing' };
      if (isTooLargeForApi(error)) return { kind: 'too-large' };
      throw inWords(error, what);
    }
  }

  /** The body as it comes; a break in it is put into words. */
  async function* bytesOf(body: AsyncIterable<Uint8Array>, what: Text): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw brokeOff(error, what, redact);
    }
  }

  function inWords(error: unknown, what: Text): UnreadableCommit {
    return error instanceof UnreadableCommit ? error : apiTrouble(error, what, redact);
  }

  return filesOf({ commit, at });
}

/** The body of an answer that Octokit was told not to parse. */
function bodyOf(data: unknown, what: Text): ReadableStream<Uint8Array> {
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

function described(text: string, what: Text): Entry {
  if (text.startsWith('[')) return { kind: 'folder' };
  const { success, output } = safeParse(NO_FILE, parsed(text));
  if (!success) throw notGitHubs(what);
  return output.type === 'symlink' ? { kind: 'link', target: output.target } : { kind: 'submodule' };
}

function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function notGitHubs(what: Text): UnreadableCommit {
  return new UnreadableCommit(
    say`${what} could not be read: what came is no answer of GitHub’s.`,
    prose('Check that no proxy answers in its place, and run the step again.'),
  );
}
