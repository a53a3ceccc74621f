import { basename, relative, sep } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { waitLog } from '../babysea/rate-limiter.ts';
import { progressLog } from '../pricing/estimator.ts';
import { reportDiagnostic } from '../report/build.ts';
import { diagnosticLines } from '../report/terminal.ts';
import type { Medium } from '../report/terminal-layout.ts';
import { truncateMiddle } from '../report/terminal-layout.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Redact, redactor } from '../shared/redact.ts';
import { KEY_VARIABLE } from './options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The process that the command line runs in. The streams redact secrets. */
export interface Shell {
  readonly env: Env;
  /** The current folder. */
  readonly folder: string;
  /** How it was called, for commands to copy: `budget-gate`, or `node` and the file. */
  readonly command: string;
  readonly redact: Redact;
  /** Reads standard input to its end; `too-large` if it has more than `maxBytes`. Rejects when the signal aborts. */
  readonly readInput: (maxBytes: number, signal: AbortSignal) => Promise<Uint8Array | 'too-large'>;
  /** Results. */
  readonly out: Stream;
  /** Progress, and errors of the call. */
  readonly err: Stream;
}

export interface Stream {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** The current width; `Infinity` outside a terminal. */
  readonly columns: () => number;
  readonly colours: boolean;
}

export function createShell(process: NodeJS.Process): Shell {
  const { env } = process;
  const key = env[KEY_VARIABLE]?.trim() ?? '';
  // The sandbox's own key is public, and `sandbox` prints it.
  const redact = redactor(key === defaultKey ? [] : [key]);
  const streamOf = (stream: NodeJS.WriteStream): Stream => ({
    write: (text) => {
      stream.write(redact(text));
    },
    isTerminal: stream.isTTY === true,
    columns: () => (stream.isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    colours: hasColours(env, stream.isTTY === true),
  });
  const folder = process.cwd();
  const command = commandOf(process.argv[1], folder);
  const err = streamOf(process.stderr);
  const readInput = (maxBytes: number, signal: AbortSignal) => {
    if (process.stdin.isTTY) err.write('Type or paste a plan, and end it with Ctrl-D on a line of its own.\n');
    return readStream(process.stdin, maxBytes, signal);
  };
  return { env, folder, command, redact, readInput, out: streamOf(process.stdout), err };
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

export function mediumOf(stream: Stream, pathOf: (file: string) => string): Medium {
  return { columns: stream.columns(), colours: stream.colours, pathOf };
}

/** Prints errors of the call. */
export function printDiagnostics({ err }: Shell, diagnostics: readonly Diagnostic[]): void {
  const medium = mediumOf(err, (file) => file);
  const lines = diagnostics.flatMap((diagnostic) => diagnosticLines(reportDiagnostic(diagnostic), medium));
  err.write(`${lines.join('\n')}\n`);
}

/** Progress of the estimates: one line that is overwritten in a terminal, a line now and then elsewhere. */
export interface Progress {
  readonly onProgress: (done: number, wanted: number) => void;
  readonly onWait: ReturnType<typeof waitLog>;
  /** Erases the line. */
  readonly end: () => void;
}

const ERASE = '\r\u001b[2K';

export function progressOn(stream: Stream, now: () => number): Progress {
  if (!stream.isTerminal) {
    const log = (line: string) => stream.write(`${line}\n`);
    return { onProgress: progressLog(log, now), onWait: waitLog(log), end: () => undefined };
  }
  const show = (line: string) => stream.write(ERASE + truncateMiddle(line, stream.columns() - 1));
  show('Asking BabySea for prices …');
  return {
    onProgress: (done, wanted) => show(`Estimated ${done} of ${wanted} prices …`),
    onWait: waitLog(show),
    end: () => stream.write(ERASE),
  };
}
