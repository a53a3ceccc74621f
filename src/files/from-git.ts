import { say } from '../shared/message.ts';
import { type CommitFiles, commitFiles, kindOfMode, type PathEntry } from './commit-source.ts';
import { GitError, runGit, wholeOutput } from './git.ts';
import { UnreadableError } from './source.ts';

const COMMIT_LINE = /^(?<sha>[0-9a-f]{40,64}) commit \d+\n$/;
const TREE_ENTRY = /^(?<mode>\d{6}) \w+ (?<id>[0-9a-f]{40,64})\t(?<path>.+)$/s;
/** The header that `cat-file --batch` puts before an object. */
const BLOB_HEADER = /^[0-9a-f]{40,64} blob (?<size>\d+)\n/;
const MAX_HEADER_BYTES = 100;

/**
 * The files of a commit out of the Git objects of a checkout: no checkout of that commit, no network.
 *
 * @param checkout the folder with the `.git`; absolute
 * @param revision a commit as Git names it: a SHA, `main`, `v1.0~2`
 * @param signal ends the reading when the time for everything is up
 */
export function filesFromGit(checkout: string, revision: string, signal?: AbortSignal): CommitFiles {
  const place = { checkout, signal };
  let asked: Promise<string> | undefined;
  const sha = () => {
    asked ??= findCommit();
    return asked;
  };
  return commitFiles({
    name: say`the commit ${revision}`,
    sha,
    tree: async (id) => (await lsTree('-z', id)).map(([, entry]) => entry),
    wholeTree: async () => lsTree('-rtz', await sha()),
    blob,
  });

  async function findCommit(): Promise<string> {
    if (/[\n\0]/.test(revision)) throw noCommit();
    // On standard input, nothing is an option.
    const line = await output(['cat-file', '--batch-check'], `${revision}^{commit}\n`);
    const found = COMMIT_LINE.exec(line.toString())?.groups?.['sha'];
    if (found === undefined) throw noCommit();
    return found;
  }

  async function lsTree(flags: string, id: string): Promise<PathEntry[]> {
    const entries: PathEntry[] = [];
    for (const line of (await output(['ls-tree', flags, '--full-tree', id])).toString().split('\0')) {
      if (line === '') continue;
      const { mode = '', id: object = '', path = '' } = TREE_ENTRY.exec(line)?.groups ?? {};
      if (path === '') throw unreadable(`ls-tree: ${line}`);
      entries.push([path, { name: path.slice(path.lastIndexOf('/') + 1), kind: kindOfMode(mode), id: object }]);
    }
    return entries;
  }

  async function blob(id: string, maxBytes: number): Promise<Uint8Array | 'too-large'> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of runGit(place, ['cat-file', '--batch'], `${id}\n`)) {
        chunks.push(chunk);
        length += chunk.length;
        // Leaving the loop ends the command.
        if (length > maxBytes + MAX_HEADER_BYTES) return 'too-large';
      }
    } catch (error) {
      throw error instanceof GitError ? unreadable(error.message) : error;
    }
    const bytes = Buffer.concat(chunks);
    const header = BLOB_HEADER.exec(bytes.subarray(0, MAX_HEADER_BYTES).toString('latin1'));
    const size = Number(header?.groups?.['size']);
    const start = header?.[0].length ?? 0;
    if (header === null || bytes.length !== start + size + 1) throw unreadable(`cat-file: ${bytes.subarray(0, 80)}`);
    return size > maxBytes ? 'too-large' : bytes.subarray(start, start + size);
  }

  async function output(args: readonly string[], input?: string): Promise<Buffer> {
    try {
      return await wholeOutput(place, args, input);
    } catch (error) {
      throw error instanceof GitError ? unreadable(error.message) : error;
    }
  }

  function noCommit(): UnreadableError {
    return new UnreadableError(say`Git has no commit ${revision} in the workspace.`, FETCH);
  }

  function unreadable(said: string): UnreadableError {
    if (signal?.aborted) {
      const message = say`Time ran out while Git read the commit ${revision}.`;
      return new UnreadableError(message, say`Run the gate again, or raise ${'timeout'}.`);
    }
    return new UnreadableError(say`Git could not read the commit ${revision} (${said}).`, FETCH);
  }
}

const FETCH = say`Fetch all branches with all of their files before the gate runs: with ${'actions/checkout'}, set ${'fetch-depth: 0'} and no ${'filter'}.`;
