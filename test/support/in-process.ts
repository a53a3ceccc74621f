/**
 * The Action and the command line, run from `src` in the process of the test: no build, and no start of Node. A run sets the
 * environment of the process, so two never overlap.
 */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import * as core from '@actions/core';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import type { StartStep } from '../../sandbox/runner.ts';
import { type CliOptions, type CliResult, expectCliManners } from './cli.ts';
import { type Arrangement, arrange as arrangeStep, type OnFinished, type Scene } from './step.ts';

export * from './step.ts';

/** Sets everything up for one test, as that of `step.ts` does. */
export function arrange(arrangement: Arrangement = {}, onFinished?: OnFinished): Promise<Scene> {
  return arrangeStep(arrangement, onFinished, startInProcess('index.ts'));
}

/** For `runStep`. */
export function startInProcess(entry: string): StartStep {
  return ({ workspace }, env) => runInProcess(entry, { env, folder: workspace });
}

/** Calls the command line, as that of `cli.ts` does. */
export async function cli(args: readonly string[], { folder, env: given = {} }: CliOptions): Promise<CliResult> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ PATH: process.env['PATH'], BABYSEA_API_KEY: defaultKey, ...given })) {
    if (value !== undefined) env[name] = value;
  }
  const result = await runInProcess('cli/main.ts', { env, folder, args });
  expectCliManners(args, result, given);
  return result;
}

const ROOT = resolve(import.meta.dirname, '../..');
/** How it is called, which it says in commands to copy. */
const BUILT_CLI = resolve(ROOT, 'dist/cli/index.js');

interface Started {
  readonly env: Readonly<Record<string, string>>;
  /** The current folder. */
  readonly folder: string;
  readonly args?: readonly string[];
}

/** @param entry below `src`; it runs when it is loaded, and sets `process.exitCode` */
async function runInProcess(entry: string, { env, folder, args = [] }: Started): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const take = (stream: 'stdout' | 'stderr') => (chunk: string | Uint8Array) => {
    written[stream] += chunk.toString();
    return true;
  };
  const restore = rememberProcess();
  process.env = { ...env };
  process.argv = [process.execPath, BUILT_CLI, ...args];
  process.chdir(folder);
  process.stdout.write = take('stdout');
  process.stderr.write = take('stderr');
  // The toolkit keeps the path of the first summary of a process, and the text of one that it could not write.
  Reflect.set(core.summary, '_filePath', undefined);
  core.summary.emptyBuffer();
  try {
    // With another query, a module is loaded again.
    await import(/* @vite-ignore */ `../../src/${entry}?${randomUUID()}`);
    return { exitCode: Number(process.exitCode ?? 0), ...written };
  } finally {
    restore();
  }
}

/** Gives a function that puts back what a run changes in this process. */
function rememberProcess(): () => void {
  const { env, argv } = process;
  const writes = [process.stdout.write, process.stderr.write] as const;
  const listeners = new Set(process.listeners('uncaughtException'));
  return () => {
    process.env = env;
    process.argv = argv;
    process.chdir(ROOT);
    [process.stdout.write, process.stderr.write] = writes;
    process.exitCode = undefined;
    for (const listener of process.listeners('uncaughtException')) {
      if (!listeners.has(listener)) process.off('uncaughtException', listener);
    }
    // The command line listens for a closed pipe.
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  };
}
