/** Runs a built action as one step of a job, like a GitHub runner. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
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
  /** The lines of both streams in order, with parsed commands; for `showLog`. */
  readonly log: readonly LogLine[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** The values that the step asked to hide. */
  readonly masks: readonly string[];
  /** Milliseconds since 1970, with decimals. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * Runs one step. The runner's own directory is made for it and removed after it; a test that wants to look into
 * `RUNNER_TEMP` afterwards gives its own in `env`.
 */
export async function runStep(options: StepOptions, start: StartStep = startProcess): Promise<StepResult> {
  const home = await mkdtemp(join(tmpdir(), 'runner-'));
  try {
    const files = await prepareFiles(home, options.event);
    const env = stepEnvironment(options, home, files);
    const started = performance.now();
    const { exitCode, stdout, stderr, lines } = await start(options, env);
    const durationMs = performance.now() - started;
    const log = readLog(lines);
    return {
      exitCode,
      stdout,
      stderr,
      log,
      outputs: parseOutputs(await readFile(files.output, 'utf8')),
      summary: await readFile(files.summary, 'utf8'),
      annotations: annotationsOf(log),
      masks: masksOf(log),
      startedAt: performance.timeOrigin + started,
      durationMs,
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

interface RunnerFiles {
  readonly event: string;
  readonly output: string;
  readonly summary: string;
  readonly state: string;
  readonly env: string;
  readonly path: string;
  readonly temp: string;
}

async function prepareFiles(home: string, event: object): Promise<RunnerFiles> {
  const files = {
    event: join(home, 'event.json'),
    output: join(home, 'output'),
    summary: join(home, 'summary'),
    state: join(home, 'state'),
    env: join(home, 'env'),
    path: join(home, 'path'),
    temp: join(home, 'temp'),
  };
  await writeFile(files.event, JSON.stringify(event));
  // Like the runner: @actions/core refuses files that do not exist.
  for (const file of [files.output, files.summary, files.state, files.env, files.path]) await writeFile(file, '');
  await mkdir(files.temp);
  return files;
}

function stepEnvironment(options: StepOptions, home: string, files: RunnerFiles): Record<string, string> {
  const variables: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    SystemRoot: process.env['SystemRoot'],
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_WORKSPACE: options.workspace,
    GITHUB_EVENT_NAME: options.eventName,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_STATE: files.state,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    RUNNER_TEMP: files.temp,
    RUNNER_TOOL_CACHE: files.temp,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'Sandbox runner',
    ...inputVariables({ ...options.actionDefaults, ...options.inputs }),
    ...options.env,
  };
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) set[name] = value;
  return set;
}

/** `api-key` becomes `INPUT_API-KEY`: the runner replaces spaces, and keeps hyphens. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  return Object.fromEntries(named);
}

/** What a started step has left behind; `lines` are those of both streams, in order. */
export interface EndedStep extends Pick<StepResult, 'exitCode' | 'stdout' | 'stderr'> {
  readonly lines: readonly string[];
}

/** Starts the entry with exactly these variables, and waits for its end. */
export type StartStep = (options: StepOptions, env: Readonly<Record<string, string>>) => Promise<EndedStep>;

function startProcess(options: StepOptions, env: Readonly<Record<string, string>>): Promise<EndedStep> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.node ?? process.execPath, [options.entry], {
      cwd: options.workspace,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.killAfterMs ?? 120_000,
      killSignal: 'SIGKILL',
    });
    const lines: string[] = [];
    const stdout = collect(child.stdout, lines);
    const stderr = collect(child.stderr, lines);
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout: stdout(), stderr: stderr(), lines }));
  });
}

/** Collects a stream's text, and adds its complete lines to the log of both streams. */
function collect(stream: NodeJS.ReadableStream, lines: string[]): () => string {
  let all = '';
  let unfinished = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    all += chunk;
    const parts = (unfinished + chunk).split(/\r?\n/);
    unfinished = parts.pop() ?? '';
    lines.push(...parts);
  });
  stream.on('end', () => {
    if (unfinished !== '') lines.push(unfinished);
  });
  return () => all;
}

export type { Annotation, Command, LogLine } from './runner/log.ts';
export { type ShowLogOptions, showLog } from './runner/log.ts';

/**
 * Reads the file behind `GITHUB_OUTPUT` as the runner does: `name=value`, or `name<<DELIMITER`, lines, `DELIMITER`.
 * Throws on anything else, where the runner would fail the step.
 */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
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
