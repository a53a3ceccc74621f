/** A repository with a change on a branch, as a CI checks it out, and its scripts run as that CI's shell does. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type BabySeaSandbox, defaultKey, startBabySea } from '../../sandbox/babysea/index.ts';
import { commitAll, git } from './cli.ts';
import { temporaryFolder } from './step.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** What the examples name as the program, which stands in this very work tree. */
const RELEASE = /^https:\/\/github\.com\/OWNER\/babysea-budget-gate\/archive\/refs\/tags\/v\d+\.\d+\.\d+\.tar\.gz$/;

export interface Checkout {
  /** Where the CI has checked out the branch: no branch, but its commit. */
  readonly folder: string;
  readonly babysea: BabySeaSandbox;
  /** Puts another plan on the branch, and checks that out. */
  change(plan: string): Promise<void>;
  /** Runs a script, with nothing of this environment but the path. */
  run(script: string, options: RunOptions): Promise<{ exitCode: unknown; stdout: string; stderr: string }>;
}

export interface RunOptions {
  /** The shell and its options, before the script. */
  readonly shell: readonly [string, ...string[]];
  /** The sandbox's key where left out. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Arrangement {
  /** On the branch `main`, and on the branch that is merged into it. */
  readonly plans: { readonly main: string; readonly branch: string };
  /** Files of `examples/` beside the plan, by their names there. */
  readonly examples?: readonly string[];
  readonly balance?: string;
}

export async function checkOut({ plans, examples = [], balance = '50' }: Arrangement): Promise<Checkout> {
  const folder = await temporaryFolder();
  const babysea = await startBabySea({ balance });
  onTestFinished(() => babysea.close());
  const origin = join(folder, 'origin');
  const work = join(folder, 'work');
  const bin = join(folder, 'bin');
  await mkdir(origin);
  const write = (plan: string) => writeFile(join(origin, 'generation-plan.yml'), plan);
  for (const example of examples) {
    const [, ...way] = example.split('/');
    await mkdir(dirname(join(origin, ...way)), { recursive: true });
    await copyFile(join(ROOT, 'examples', example), join(origin, ...way));
  }
  await write(plans.main);
  commitAll(origin);
  git(origin, 'checkout', '--quiet', '-b', 'spring');
  await write(`${plans.branch}\n`);
  commitAll(origin);
  git(folder, 'clone', '--quiet', '--no-local', origin, work);
  // What the CI fetches itself is the branch alone.
  git(work, 'update-ref', '-d', 'refs/remotes/origin/main');
  git(work, 'checkout', '--quiet', '--detach', 'origin/spring');
  await npxIn(bin, babysea.url);

  return {
    folder: work,
    babysea,
    change: async (plan) => {
      await write(plan);
      commitAll(origin);
      git(work, 'fetch', '--quiet', 'origin', 'spring');
      git(work, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
    },
    run: (script, { shell: [shell, ...options], env }) =>
      new Promise((done) => {
        const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
        const all = { CI: 'true', PATH: path, HOME: folder, BABYSEA_API_KEY: defaultKey, ...env };
        execFile(shell, [...options, '-c', script], { cwd: work, env: all, timeout: 25_000 }, (error, stdout, stderr) =>
          done({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
        );
      }),
  };
}

/** Puts an `npx` into a folder that runs this work tree's program where the released one is asked for, and asks the sandbox. */
export async function npxIn(bin: string, origin: string): Promise<void> {
  await mkdir(bin, { recursive: true });
  const program = join(bin, 'npx');
  await writeFile(
    program,
    `#!${process.execPath}
const { spawnSync } = require('node:child_process');
const [yes, release, command, ...args] = process.argv.slice(2);
if (yes !== '--yes' || !${RELEASE}.test(release)) throw new Error(process.argv.join(' '));
const call = [${JSON.stringify(join(ROOT, 'dist/cli/index.js'))}, command, '--base-url', ${JSON.stringify(origin)}, ...args];
process.exitCode = spawnSync(process.execPath, call, { stdio: 'inherit' }).status;
`,
  );
  await chmod(program, 0o755);
}
