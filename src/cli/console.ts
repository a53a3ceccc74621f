import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { isPlanFile } from '../plan/plan.ts';
import { reportDiagnostic } from '../report/build.ts';
import { type StepLog, writeLog } from '../report/log.ts';
import { diagnosticLines, type Medium } from '../report/terminal.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Redact, redactor } from '../shared/redact.ts';
import { EXIT, KEY_VARIABLE } from './options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The process that the command line runs in. The streams redact secrets. */
export interface Shell extends Workspace {
  readonly env: Env;
  /** The current folder. */
  readonly folder: string;
  /** How it was called, for commands to copy: `budget-gate`, or `node` and the file. */
  readonly command: string;
  readonly redact: Redact;
  /** Reads standard input to its end; `too-large` if it has more than `maxBytes`. Rejects when the signal aborts. */
  readonly readInput: (maxBytes: number, signal: AbortSignal) => Promise<Uint8Array | 'too-large'>;
  /** Settles when a command that keeps running must end. */
  readonly interrupted: () => Promise<unknown>;
  /** Results. */
  readonly out: Stream;
  /** Progress, and errors of the call. */
  readonly err: Stream;
}

export interface Stream extends Medium {
  readonly write: (text: string) => void;
}

export function createShell(process: NodeJS.Process): Shell {
  const { env } = process;
  const key = env[KEY_VARIABLE]?.trim() ?? '';
  // The sandbox's own key is public, and `sandbox` prints it.
  const redact = redactor(key === defaultKey ? [] : [key]);
  const folder = process.cwd();
  const workspace = findWorkspace(folder);
  const streamOf = (stream: NodeJS.WriteStream): Stream => ({
    write: (text) => {
      stream.write(redact(text));
    },
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY;
    },
    colours: hasColours(env, stream.isTTY === true),
    pathOf: workspace.pathOf,
  });
  const command = commandOf(process.argv[1], folder);
  const err = streamOf(process.stderr);
  const readInput = (maxBytes: number, signal: AbortSignal) => {
    if (process.stdin.isTTY) err.write('Type or paste a plan, and end it with Ctrl-D on a line of its own.\n');
    return readStream(process.stdin, maxBytes, signal);
  };
  const interrupted = () => Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  return { ...workspace, env, folder, command, redact, readInput, interrupted, out: streamOf(process.stdout), err };
}

export interface Workspace {
  /** The root of the repository; outside a repository, the current folder. */
  readonly workspace: string;
  /** Makes a path or pattern relative to the workspace; `!` stays in front. */
  readonly patternOf: (given: string) => string;
  /** Makes a path of the workspace relative to the current folder. */
  readonly pathOf: (file: string) => string;
}

/** @param folder the current folder, absolute */
export function findWorkspace(folder: string): Workspace {
  const workspace = rootAbove(folder) ?? folder;
  return {
    workspace,
    patternOf: (given) => {
      const mark = given.startsWith('!') ? '!' : '';
      const path = given.slice(mark.length);
      // Not the name of a file in this folder, but a comment, which is an error of its own.
      if (path.startsWith('#')) return given;
      const fromRoot = isAbsolute(path) ? relative(workspace, path) : join(relative(workspace, folder), path);
      return mark + fromRoot.split(sep).join('/');
    },
    pathOf: (file) =>
      isPlanFile(file) ? relative(folder, resolve(workspace, file)).split(sep).join('/') || '.' : file,
  };
}

function rootAbove(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootAbove(above);
}

/** The bytes of a stream; `too-large` if there are more than `maxBytes`, of which the rest is not read. */
export async function readStream(
  stream: Readable,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | 'too-large'> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(signal, stream)) {
    size += chunk.length;
    if (size > maxBytes) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @param script the file that Node runs; npm installs it as `budget-gate` */
export function commandOf(script: string | undefined, folder: string): string {
  if (script === undefined || basename(script) !== 'index.js') return 'budget-gate';
  const path = relative(folder, script).split(sep).join('/');
  return `node ${/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`}`;
}

/** no-color.org, force-color.org */
export function hasColours(env: Env, isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (env['NO_COLOR'] || forced === '0' || forced === 'false') return false;
  return forced !== undefined && forced !== '' ? true : isTerminal && env['TERM'] !== 'dumb';
}

/** Prints errors of the call. Returns the exit code. */
export function refuse({ err }: Shell, diagnostics: readonly Diagnostic[]): number {
  const lines = diagnostics.flatMap((diagnostic) => diagnosticLines(reportDiagnostic(diagnostic), err));
  err.write(`${lines.join('\n')}\n`);
  return EXIT.error;
}

/** Prints a result: a text, or the log of a step. */
export function print(result: string | StepLog, { out, redact }: Shell): void {
  if (typeof result === 'string') out.write(result);
  else writeLog(result, redact);
}
