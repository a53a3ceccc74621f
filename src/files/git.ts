import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** Git could not be run or failed; the message is what it said. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

const MAX_COMPLAINT_CHARACTERS = 2000;

/** Where Git runs, and until when. */
export interface GitPlace {
  /** The folder with the `.git`; absolute. */
  readonly checkout: string;
  /** Ends a command when the time for everything is up. */
  readonly signal: AbortSignal | undefined;
}

/** The output of a Git command that only reads objects, as it comes. Reading less than all of it ends the command. */
export async function* runGit(
  { checkout, signal }: GitPlace,
  args: readonly string[],
  input = '',
): AsyncGenerator<Uint8Array> {
  // Git's folder by name: no search for one further up, and no check of who owns it, which fails in containers.
  const gitFolder = resolve(checkout, '.git');
  const child = spawn('git', ['--no-replace-objects', '--literal-pathspecs', `--git-dir=${gitFolder}`, ...args], {
    // Windows looks for programs in the current folder, too: that must not be the workspace.
    cwd: dirname(process.execPath),
    env: environment(),
    windowsHide: true,
    signal,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, MAX_COMPLAINT_CHARACTERS);
  });
  // If it ends before it has read its input, its exit code says why.
  child.stdin.on('error', () => undefined).end(input);
  const ended = once(child, 'close').then(
    ([code]) => (code === 0 ? undefined : complaint || `exit code ${code}`),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  let whole = false;
  try {
    yield* child.stdout;
    whole = true;
  } catch {
    // A command that could not be started; the reason is thrown below.
  } finally {
    if (!whole) child.kill();
  }
  const trouble = await ended;
  if (trouble !== undefined) throw new GitError(trouble);
}

/** All that a Git command prints. Rejects with GitError. */
export function wholeOutput(place: GitPlace, args: readonly string[], input = ''): Promise<Buffer> {
  return buffer(runGit(place, args, input));
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
