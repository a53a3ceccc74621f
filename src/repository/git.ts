import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** Git could not be run, or failed: what it said. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** The most that is kept of what Git complains about, in characters. */
const LONGEST_COMPLAINT = 2000;

/** Where Git runs, and for how long. */
export interface GitPlace {
  readonly workspace: string;
  /** Ends a command when the time for everything is up. */
  readonly signal: AbortSignal | undefined;
}

/** What a Git command that only reads objects prints, as it comes. Reading less than all of it ends the command. */
export async function* runGit(
  { workspace, signal }: GitPlace,
  args: readonly string[],
  input = '',
): AsyncGenerator<Uint8Array> {
  // Its own folder by name: no search for one above the workspace, and no question of whose it is, as in containers.
  const gitFolder = resolve(workspace, '.git');
  const child = spawn('git', ['--no-replace-objects', '--literal-pathspecs', `--git-dir=${gitFolder}`, ...args], {
    // Windows looks for programs in the current folder, too: that must not be the workspace.
    cwd: dirname(process.execPath),
    env: environment(),
    windowsHide: true,
    signal,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, LONGEST_COMPLAINT);
  });
  // Where it ends before it has read, that is told by its exit.
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
    // The output of a command that could not be started; why is told below.
  } finally {
    if (!whole) child.kill();
  }
  const trouble = await ended;
  if (trouble !== undefined) throw new GitError(trouble);
}

/** The whole of what a Git command prints, where that is short. Rejects with GitError. */
export function readGit(place: GitPlace, args: readonly string[], input = ''): Promise<Buffer> {
  return buffer(runGit(place, args, input));
}

/** Nothing of the step's own (secrets, settings of Git), and no way out to the network or to a person. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // An object that a partial clone has not is an error, not a fetch; older versions know the latter only.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}
