/**
 * The arrangement of a step test: both stand-ins, a workspace with plan files, and the built bundle as a process, run as
 * a runner would on a pull request. Everything is cleaned up after the test, and two things are looked at in every one:
 * that each request to GitHub is one that GitHub would take, and that the step has manners (see {@link expectManners}).
 */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { type BabySeaOptions, defaultKey } from '../../sandbox/babysea/index.ts';
import {
  addPull,
  type Comment,
  defaultToken,
  type GitHubOptions,
  type Pull,
  type PullSeed,
  type Repo,
  type StepEvent,
} from '../../sandbox/github/index.ts';
import { type Annotation, runStep, type StartStep, type StepResult } from '../../sandbox/runner.ts';
import { type EventName, eventNamed } from './events.ts';
import { problemsOf } from './openapi.ts';
import { type BabySeaSandbox, type GitHubSandbox, startBabySea, startGitHub } from './sandbox.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'dist/index.js');
const REPOSITORY = 'sample-studio/catalogue';
const PULL_REQUEST = 7;

/** The plan file that the step looks for unless told otherwise. */
export const PLAN = 'generation-plan.yml';

export interface Arrangement {
  /** What stands in `generation-plan.yml`; nothing where left out. */
  readonly plan?: string;
  /** Further files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** The files of the base branch, by their paths; none where left out. */
  readonly base?: Readonly<Record<string, string>>;
  /** USD that the account has. */
  readonly balance?: string;
  /** What else is special about BabySea. */
  readonly babysea?: BabySeaOptions;
  /** What is special about GitHub. */
  readonly github?: GitHubOptions;
  /** What is special about the pull request. */
  readonly pull?: Partial<PullSeed>;
}

export interface RunOptions {
  /** What stands under `with:`, besides the key and where the sandbox listens. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Default: `pull_request`. A name stands for the event of the scene's pull request, or of the default branch. */
  readonly on?: EventName | StepEvent;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The Node that runs it, where it is not the one that runs the tests. */
  readonly node?: string;
  /** Kills the step after so many milliseconds (default 25,000). */
  readonly killAfterMs?: number;
}

/** A step that has run, and what a person then looks at. */
export interface Step extends StepResult {
  /** The messages of all annotations of a level. */
  messages(level: Annotation['level']): string[];
  /** The lines of the log that are no commands. */
  readonly text: string;
}

/** Both sides of a step, and the step itself, to be run as often as a test likes. */
export interface Scene {
  readonly babysea: BabySeaSandbox;
  readonly github: GitHubSandbox;
  readonly repo: Repo;
  readonly pull: Pull;
  readonly workspace: string;
  run(options?: RunOptions): Promise<Step>;
  /** The one comment of the pull request; the test fails where there is none or more. */
  comment(): Comment;
  /** Writes a file of the workspace and of the head of the pull request. */
  write(file: string, text: string): Promise<void>;
  /** Deletes one there. */
  remove(file: string): Promise<void>;
  /** The JSON of a file. */
  readJson(file: string): Promise<unknown>;
}

/** Takes what is to be done once a test has finished. */
export type OnFinished = (done: () => Promise<void>) => void;

/**
 * Sets everything up for one test; it is taken down after it.
 *
 * @param onFinished that of the test's own context, where several tests run at the same time
 * @param start how the step is started (default: the built bundle as a process)
 */
export async function arrange(
  arrangement: Arrangement = {},
  onFinished: OnFinished = onTestFinished,
  start?: StartStep,
): Promise<Scene> {
  if (!existsSync(ENTRY)) throw new Error(`There is no ${ENTRY}: run npm run build.`);
  const { plan, files = {}, base = {}, balance, pull: pullSeed } = arrangement;
  const workspace = await temporaryFolder(onFinished);
  const babysea = await startBabySea({ ...(balance !== undefined && { balance }), ...arrangement.babysea });
  const github = await startGitHub(arrangement.github);
  onFinished(async () => {
    await Promise.all([babysea.close(), github.close()]);
    expectGitHubWouldTake(github);
  });
  const repo = github.addRepo(REPOSITORY, { files: { main: { ...base } } });
  const pull = addPull(repo, { number: PULL_REQUEST, ...pullSeed });
  // The workspace is a checkout of the head, whatever commit that is by the time of a run.
  const head: Record<string, string> = {};

  async function write(file: string, text: string): Promise<void> {
    head[file] = text;
    await mkdir(dirname(join(workspace, file)), { recursive: true });
    await writeFile(join(workspace, file), text);
  }
  for (const [file, text] of Object.entries(files)) await write(file, text);
  if (plan !== undefined) await write(PLAN, plan);

  return {
    babysea,
    github,
    repo,
    pull,
    workspace,
    run: async ({ inputs: given = {}, on = 'pull_request', env = {}, node, killAfterMs = 25_000 } = {}) => {
      const inputs: Record<string, string> = { 'api-key': defaultKey, 'base-url': babysea.url, ...given };
      repo.files[pull.head.sha] ??= head;
      const started = typeof on === 'string' ? eventNamed(on, github, REPOSITORY, pull) : on;
      const result = await runStep(
        {
          entry: ENTRY,
          ...(node !== undefined && { node }),
          inputs,
          actionDefaults,
          workspace,
          ...started,
          env: { ...started.env, ...env },
          killAfterMs,
        },
        start,
      );
      const secrets = [inputs['api-key'] ?? '', inputs['github-token'] ?? defaultToken];
      expectManners(result, repo.comments, secrets);
      const messages = (level: Annotation['level']) =>
        result.annotations.filter((annotation) => annotation.level === level).map(({ message }) => message);
      const text = result.log.flatMap((line) => ('text' in line ? [line.text] : [])).join('\n');
      return { ...result, messages, text };
    },
    comment: () => {
      const [comment, ...others] = repo.comments;
      if (comment === undefined || others.length > 0) throw new Error(`There are ${repo.comments.length} comments.`);
      return comment;
    },
    write,
    remove: async (file) => {
      delete head[file];
      await rm(join(workspace, file));
    },
    readJson: async (file) => JSON.parse(await readFile(resolve(workspace, file), 'utf8')),
  };
}

/** A folder that is removed after the test. */
export async function temporaryFolder(onFinished: OnFinished = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gate-'));
  onFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The first sentence of a comment or a summary: its heading. */
export function headline(markdown: string): string {
  return /^### \S+ (.*)$/m.exec(markdown)?.[1] ?? '';
}

/** Changes the `data` of a real answer, for the fault `rewrite`; a field that is `undefined` goes away. */
export function withData(fields: Readonly<Record<string, unknown>>) {
  return (real: unknown): unknown => {
    if (typeof real !== 'object' || real === null || !('data' in real)) throw new Error('There is no data to change.');
    return { ...real, data: Object.assign({}, real.data, fields) };
  };
}

/** BabySea's error envelope, for the fault `answer`. */
export function refusal(status: number, error: Readonly<Record<string, unknown>>) {
  return {
    kind: 'answer',
    status,
    body: { status: 'error', request_id: 'req_0001', error: { code: 'BSE9999', type: 'sample', ...error } },
  } as const;
}

/** The defaults of `action.yml`, as the runner fills them in. */
const actionDefaults = readActionDefaults();

function readActionDefaults(): Record<string, string> {
  const action: { inputs: Record<string, { default?: string }> } = parse(
    readFileSync(join(ROOT, 'action.yml'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: text = '' }]) => [
      name,
      text === `\${{ github.token }}` ? defaultToken : text,
    ]),
  );
}

/** Each request to GitHub, held against GitHub's own description of its API. GraphQL is not part of that. */
function expectGitHubWouldTake(github: GitHubSandbox): void {
  const prefix = new URL(github.url).pathname.replace(/\/$/, '');
  const rest = github.requests.filter(({ path }) => !path.endsWith('/graphql'));
  expect(rest.flatMap((request) => problemsOf({ ...request, path: request.path.replace(prefix, '') }))).toEqual([]);
}

/** The only workflow commands that the gate has a use for. */
const COMMANDS = new Set(['add-mask', 'error', 'warning', 'notice', 'group', 'endgroup', 'debug']);

/**
 * What holds for every step, whatever happened to it: no secret in anything that it writes, no command of somebody
 * else's, no stack trace, an exit code that goes with the verdict.
 */
function expectManners(step: StepResult, comments: readonly Comment[], secrets: readonly string[]): void {
  const { exitCode, stdout, stderr, outputs, summary, log, annotations, masks } = step;
  const given = secrets.filter((secret) => secret !== '');
  const texts = [...writtenBy(step), ...comments.map(({ body }) => body)];
  for (const secret of given) for (const text of texts) expect(text).not.toContain(secret);
  const commands = log.flatMap(({ command }) => command?.name ?? []);
  expect(commands.filter((name) => !COMMANDS.has(name))).toEqual([]);
  expect(annotations.filter(({ title }) => !title?.startsWith('Budget gate'))).toEqual([]);
  expect(masks).toEqual(given);
  expect(`${stdout}\n${stderr}\n${summary}`).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  const failed = ['fail', 'error'].includes(outputs['verdict'] ?? '');
  expect({ verdict: outputs['verdict'], exitCode }).toEqual({ verdict: expect.any(String), exitCode: failed ? 1 : 0 });
}

/**
 * All that a step has written for people and later steps. What is to be hidden stands in the command that asks for it,
 * and the runner never shows that one.
 */
export function writtenBy({ stdout, stderr, outputs, summary }: StepResult): string[] {
  return [stdout.replace(/^::add-mask::.*$/gm, ''), stderr, JSON.stringify(outputs), summary];
}
