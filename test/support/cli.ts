/** The built command line as a process, in a folder of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';

const ENTRY = resolve(import.meta.dirname, '../../dist/cli/index.js');

export interface CliOptions {
  /** Where it is called. */
  readonly folder: string;
  /** Variables beside `PATH`; the sandbox's key where left out, `undefined` for none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The Node that runs it, where it is not the one that runs the tests. */
  readonly node?: string;
}

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls it, and looks at what holds for every call. */
export async function cli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = startCli(args, options);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<[number | null]>((done) => child.once('close', (code) => done([code]))),
  ]);
  const result = { exitCode, stdout, stderr };
  expectCliManners(args, result, options.env);
  return result;
}

/** What holds for every call: it never shows a key, nor a stack trace. */
export function expectCliManners(
  args: readonly string[],
  { stdout, stderr }: CliResult,
  env: CliOptions['env'] = {},
): void {
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  if (args[0] !== 'sandbox') expect(`${stdout}${stderr}`).not.toContain(env['BABYSEA_API_KEY'] ?? defaultKey);
}

/** Starts it, for a test that speaks with it while it runs; it does not outlive the test. */
export function startCli(args: readonly string[], { folder, env = {}, node = process.execPath }: CliOptions) {
  if (!existsSync(ENTRY)) throw new Error(`There is no ${ENTRY}: run npm run build.`);
  const child = spawn(node, [ENTRY, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], BABYSEA_API_KEY: defaultKey, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 25_000,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Runs Git as a person would. */
export function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Mona', '-c', 'user.email=mona@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** Puts all files of a folder into a commit on the branch `main`. */
export function commitAll(folder: string): void {
  if (!existsSync(join(folder, '.git'))) git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=As it stands');
}
