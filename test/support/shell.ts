/** The command line within the tests' own process. */
import { Readable } from 'node:stream';
import { findWorkspace, readStream, type Shell } from '../../src/cli/console.ts';

export interface FakeShell extends Shell {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** A shell that keeps what is written. Its streams are terminals of so many `columns`, if given. */
export function fakeShell(options: {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** What standard input has. */
  readonly input?: string | Uint8Array;
}): FakeShell {
  const { folder, env = {}, columns, input = '' } = options;
  const workspace = findWorkspace(folder);
  const [out, err]: [string[], string[]] = [[], []];
  const streamTo = (written: string[]) => ({
    write: (text: string) => written.push(text),
    columns: columns ?? Number.POSITIVE_INFINITY,
    colours: false,
    pathOf: workspace.pathOf,
  });
  return {
    ...workspace,
    env,
    folder,
    command: 'budget-gate',
    redact: (text) => text,
    readInput: (maxBytes, signal) => readStream(Readable.from([Buffer.from(input)]), maxBytes, signal),
    interrupted: () => Promise.resolve(),
    out: streamTo(out),
    err: streamTo(err),
    stdout: () => out.join(''),
    stderr: () => err.join(''),
  };
}
