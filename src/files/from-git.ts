import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, errorMessage } from '../shared/helpers.ts';
import { say } from '../shared/message.ts';
import { type CommitFiles, commitFiles, kindOfMode, type PathEntry } from './commit-source.ts';
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
  let commit: Promise<string> | undefined;
  const sha = () => {
    commit ??= findCommit();
    return commit;
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
    const bytes = await output(['cat-file', '--batch'], `${id}\n`, maxBytes + MAX_HEADER_BYTES);
    if (bytes === 'too-large') return bytes;
    const header = BLOB_HEADER.exec(bytes.subarray(0, MAX_HEADER_BYTES).toString('latin1'));
    const size = Number(header?.groups?.['size']);
    const start = header?.[0].length ?? 0;
    if (header === null || bytes.length !== start + size + 1) throw unreadable(`cat-file: ${bytes.subarray(0, 80)}`);
    return size > maxBytes ? 'too-large' : bytes.subarray(start, start + size);
  }

  async function output(args: readonly string[], input?: string, maxBytes?: number): Promise<Buffer | 'too-large'> {
    try {
      return await runGit({ checkout, signal }, args, input, maxBytes);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (error.isTooLarge) return 'too-large';
      throw unreadable(error.message);
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

export class GitError extends Error {
  override readonly name = 'GitError';
  /** Git would have printed more than it may. */
  readonly isTooLarge: boolean;

  constructor(error: unknown) {
    const stderr =
      error instanceof Error && 'stderr' in error ? String(error.stderr).slice(0, MAX_STDERR_CHARACTERS) : '';
    super(stderr || errorMessage(error));
    this.isTooLarge = errorCode(error) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
  }
}

const MAX_STDERR_CHARACTERS = 2000;

/**
 * What a Git command prints that only reads objects.
 *
 * @param checkout the folder with the `.git`; absolute
 * @throws GitError
 */
export async function runGit(
  { checkout, signal }: { readonly checkout: string; readonly signal: AbortSignal | undefined },
  args: readonly string[],
  input = '',
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  // Git's folder by name: no search for one further up, and no check of who owns it, which fails in containers.
  const gitFolder = resolve(checkout, '.git');
  const all = ['--no-replace-objects', '--literal-pathspecs', `--git-dir=${gitFolder}`, ...args];
  const running = promisify(execFile)('git', all, {
    // Windows looks for programs in the current folder, too: that must not be the workspace.
    cwd: dirname(process.execPath),
    env: environment(),
    encoding: 'buffer',
    maxBuffer: maxBytes,
    windowsHide: true,
    signal,
  });
  // If it ends before it has read its input, its exit code says why.
  running.child.stdin?.on('error', () => undefined).end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    throw new GitError(error);
  }
}

/** No secrets, no settings of Git, no network, no prompts. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A missing object of a partial clone is an error, not a fetch; older versions know only the second variable.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}
