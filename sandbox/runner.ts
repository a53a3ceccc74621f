/** Runs a built action as one step of a job, like a GitHub runner. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { type Annotation, annotationsOf, type LogLine, masksOf, readLog } from './runner/log.ts';

export interface StepOptions {
  /** The action's entry, such as `dist/index.js`. */
  readonly entry: string;
  /** Default: the Node of this process. */
  readonly node?: string;
  /** The step's `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The defaults of `action.yml`, for inputs that are not given. */
  readonly actionDefaults?: Readonly<Record<string, string>>;
  /** `GITHUB_WORKSPACE`, and the working directory. */
  readonly workspace: string;
  readonly eventName: string;
  /** The payload at `GITHUB_EVENT_PATH`. */
  readonly event: object;
  /** More variables; undefined removes one of the runner's. The step inherits only `PATH`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kills a step that hangs (default 120,000). */
  readonly killAfterMs?: number;
}

export interface StepResult {
  /** Null if the step was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, then of stderr, with parsed commands; for `showLog`. */
  readonly log: readonly LogLine[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** The values that the step asked to hide. */
  readonly masks: readonly string[];
  readonly durationMs: number;
}

/**
 * Runs one step. The runner's own directory is made for it and removed after it; a test that wants to look into
 * `RUNNER_TEMP` afterwards gives its own in `env`.
 */
export async function runStep(options: StepOptions, start: StartStep = startProcess): Promise<StepResult> {
  const home = await mkdtemp(join(tmpdir(), 'runner-'));
  try {
    await writeFile(join(home, 'event.json'), JSON.stringify(options.event));
    // Like the runner: @actions/core refuses files that do not exist.
    for (const file of ['output', 'summary']) await writeFile(join(home, file), '');
    await mkdir(join(home, 'temp'));
    const env = stepEnvironment(options, home);
    const started = performance.now();
    const { exitCode, stdout, stderr } = await start(options, env);
    const durationMs = performance.now() - started;
    const log = readLog([...linesOf(stdout), ...linesOf(stderr)]);
    return {
      exitCode,
      stdout,
      stderr,
      log,
      outputs: parseOutputs(await readFile(join(home, 'output'), 'utf8')),
      summary: await readFile(join(home, 'summary'), 'utf8'),
      annotations: annotationsOf(log),
      masks: masksOf(log),
      durationMs,
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function stepEnvironment(options: StepOptions, home: string): Record<string, string> {
  const variables: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    SystemRoot: process.env['SystemRoot'],
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: options.workspace,
    GITHUB_EVENT_NAME: options.eventName,
    GITHUB_EVENT_PATH: join(home, 'event.json'),
    GITHUB_OUTPUT: join(home, 'output'),
    GITHUB_STEP_SUMMARY: join(home, 'summary'),
    RUNNER_TEMP: join(home, 'temp'),
    ...options.env,
  };
  // `api-key` becomes `INPUT_API-KEY`: the runner replaces spaces, and keeps hyphens.
  for (const [name, value] of Object.entries({ ...options.actionDefaults, ...options.inputs })) {
    variables[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ??= value;
  }
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) set[name] = value;
  return set;
}

/** Starts the entry with exactly these variables, and waits for its end. */
export type StartStep = (
  options: StepOptions,
  env: Readonly<Record<string, string>>,
) => Promise<Pick<StepResult, 'exitCode' | 'stdout' | 'stderr'>>;

const startProcess: StartStep = async (options, env) => {
  const child = spawn(options.node ?? process.execPath, [options.entry], {
    cwd: options.workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.killAfterMs ?? 120_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, stdout, stderr };
};

function linesOf(stream: string): string[] {
  return stream === '' ? [] : stream.replace(/\r?\n$/, '').split(/\r?\n/);
}

export type { Annotation } from './runner/log.ts';
export { showLog } from './runner/log.ts';

/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * Throws on anything else, where the runner would fail the step.
 */
function parseOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = file.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    // The first of them decides the form: a value may contain both.
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc > 0) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (end < 0) throw new Error(`GITHUB_OUTPUT: the delimiter ${delimiter} never comes.`);
      outputs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else {
      throw new Error(`GITHUB_OUTPUT: the line ${JSON.stringify(line)} has no form that the runner knows.`);
    }
  }
  return outputs;
}
