/** nektos/act, the runner that people try their workflows with before they push them. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import type { StepEvent } from '../../sandbox/github/index.ts';
import { ROOT } from '../bundle.ts';

export interface ActOptions {
  /** The workflow, as text. */
  readonly workflow: string;
  /** The folder that is checked out: act copies it to where the job runs. */
  readonly workspace: string;
  readonly started: StepEvent;
  readonly secrets: Readonly<Record<string, string>>;
  /** Actions by `owner/name@ref`, and the folder that each is taken from instead of GitHub. */
  readonly actions: Readonly<Record<string, string>>;
  /** Further variables of every step. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of a workflow. */
export interface ActRun {
  readonly exitCode: number | null;
  /** Every job that ran to its end, and how it ended; a job that was skipped is not there. */
  readonly jobs: readonly { readonly id: string; readonly name: string; readonly result: string }[];
  /** The outputs of all steps together. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the steps wrote to the job summary. */
  readonly summary: string;
  /** For people. */
  readonly log: string;
}

/** The hosted runners that our workflows name. act then runs the jobs right here, without containers. */
const RUNNERS = ['ubuntu-latest', 'ubuntu-24.04'];
const KILL_AFTER_MS = 60_000;

/** Runs a workflow by act on this machine, with nothing of its environment but a path that this very Node is first on. */
export async function runAct(options: ActOptions): Promise<ActRun> {
  const home = await mkdtemp(path.join(tmpdir(), 'act-'));
  try {
    const workflow = path.join(home, 'workflow.yml');
    const event = path.join(home, 'event.json');
    await writeFile(workflow, options.workflow);
    await writeFile(event, JSON.stringify(options.started.event));
    const named = (flag: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
    const { exitCode, stdout, stderr } = await run(
      [
        options.started.eventName,
        ...['--json', '--action-offline-mode', '--no-cache-server', '--no-recurse'],
        ...['--directory', options.workspace, '--workflows', workflow, '--eventpath', event],
        ...RUNNERS.flatMap((runner) => ['--platform', `${runner}=-self-hosted`]),
        ...named('--local-repository', options.actions),
        ...named('--env', { ...options.started.env, ...options.env }),
        ...named('--secret', options.secrets),
      ],
      home,
    );
    return { exitCode, ...read(stdout), log: [...told(stdout), stderr].join('\n') };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Where act is, as `.ci/requirements.txt` installs it or as the machine has it. */
function findAct(): string {
  const local = path.join(ROOT, '.venv', 'bin', 'act');
  return existsSync(local) ? local : 'act';
}

function run(args: string[], home: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const act = spawn(findAct(), args, {
      // A proxy that is not there: what act would fetch from elsewhere fails at once.
      env: {
        PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
        HOME: home,
        HTTPS_PROXY: 'http://127.0.0.1:9',
        HTTP_PROXY: 'http://127.0.0.1:9',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: KILL_AFTER_MS,
    });
    const all = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      act[stream].setEncoding('utf8').on('data', (chunk: string) => {
        all[stream] += chunk;
      });
    }
    act.once('error', (error) => {
      const install =
        'python3 -m venv .venv && .venv/bin/pip install --require-hashes --requirement .ci/requirements.txt';
      reject(new Error(`act cannot be run (${error.message}). Install it with:\n  ${install}`));
    });
    act.once('close', (exitCode) => resolve({ exitCode, ...all }));
  });
}

const text = v.optional(v.string(), '');
/** A line of act's log, as far as we look at it. */
const entry = v.object({
  job: text,
  jobID: text,
  jobResult: text,
  msg: text,
  command: text,
  name: text,
  arg: text,
  content: text,
});

function entriesOf(stdout: string) {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => v.parse(entry, JSON.parse(line)));
}

function read(stdout: string): Pick<ActRun, 'jobs' | 'outputs' | 'summary'> {
  const entries = entriesOf(stdout);
  const ended = entries.filter(({ jobResult }) => jobResult !== '');
  const outputs = entries.filter(({ command }) => command === 'set-output');
  return {
    jobs: ended.map(({ job, jobID, jobResult }) => ({ id: jobID, name: job, result: jobResult })),
    outputs: Object.fromEntries(outputs.map(({ name, arg }) => [name, arg])),
    summary: entries.map(({ command, content }) => (command === 'summary' ? content : '')).join(''),
  };
}

function told(stdout: string): string[] {
  return entriesOf(stdout).map(({ job, msg }) => `  [${job}] ${msg.trimEnd()}`);
}
