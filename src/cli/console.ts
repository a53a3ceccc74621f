import { basename, relative, sep } from 'node:path';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { progressLog, waitLog } from '../pricing/progress.ts';
import { reportDiagnostic } from '../report/build.ts';
import { diagnosticLines } from '../report/terminal.ts';
import type { Medium } from '../report/terminal-layout.ts';
import { truncateMiddle } from '../report/terminal-layout.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Redact, redactor } from '../shared/redact.ts';
import { KEY_VARIABLE } from './options.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the command line needs of the process that it runs in. Secrets are hidden in all that is written. */
export interface Shell {
  readonly env: Env;
  /** Where it was called. */
  readonly folder: string;
  /** By what it was called: `budget-gate`, or `node` and the file. For commands that people are to type. */
  readonly command: string;
  readonly redact: Redact;
  /** What was asked for. */
  readonly out: Stream;
  /** What happens meanwhile, and what is wrong with the call. */
  readonly err: Stream;
}

export interface Stream {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Its width now; `Infinity` where it is no terminal. */
  readonly columns: () => number;
  readonly colours: boolean;
}

export function createShell(process: NodeJS.Process): Shell {
  const { env } = process;
  const key = env[KEY_VARIABLE]?.trim() ?? '';
  // The sandbox's own key is published, and `sandbox` has to tell it.
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
  return { env, folder, command, redact, out: streamOf(process.stdout), err: streamOf(process.stderr) };
}

/** @param script the file that Node runs; under the name `budget-gate`, it was npm that put it on the path */
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

/** A stream as a view sees it. */
export function mediumOf(stream: Stream, pathOf: (file: string) => string): Medium {
  return { columns: stream.columns(), colours: stream.colours, pathOf };
}

/** Tells what is wrong with a call, all at once. */
export function printDiagnostics({ err }: Shell, problems: readonly Diagnostic[]): void {
  const medium = mediumOf(err, (file) => file);
  const lines = problems.flatMap((problem) => diagnosticLines(reportDiagnostic(problem), medium));
  err.write(`${lines.join('\n')}\n`);
}

/** Tells how far the prices are: on one line that is written over in a terminal, else now and then. */
export interface Progress {
  readonly onProgress: (done: number, wanted: number) => void;
  readonly onWait: ReturnType<typeof waitLog>;
  /** Takes the line away. */
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
