/** Arranges what a workflow is tried on: a repository, its pull request in the sandbox, and the action as published. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultKey, type Outcome as Ending, fullAccessKey, startBabySea } from '../../sandbox/babysea/index.ts';
import {
  addPull,
  type Comment,
  defaultToken,
  type GitHubSandbox,
  pullRequestEvent,
  pushEvent,
  type SandboxToken,
  type StepEvent,
  startGitHub,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { ROOT } from '../bundle.ts';
import { artifactActions } from './artifacts.ts';
import { type ActRun, runAct } from './run.ts';
import { ACTION, generateScript, withBaseUrl } from './workflows.ts';

const REPOSITORY = 'sample-studio/catalogue';
const FORK = 'a-stranger/catalogue';
const PULL_REQUEST = 7;

/** The second key of examples/fan-out, which only its generating job has. */
export const GENERATE_KEY = 'bye_sandbox_generate_only';

/** A workflow, and what it is run on. */
export interface Scene {
  readonly workflow: string;
  readonly event: 'pull_request' | 'pull_request_target' | 'workflow_dispatch' | 'schedule';
  /** `generation-plan.yml`, as text. */
  readonly plan: string;
  /** How each generation ends, where docs/settle.md's own scripts/generate.sh runs; else the script only notes what it is given. */
  readonly endings?: (model: string, key: string) => Ending;
  /** Whether the pull request comes from a fork: GitHub gives no secrets to it, unless by pull_request_target. */
  readonly fromFork?: boolean;
}

export interface Outcome extends ActRun {
  /** Under the pull request. */
  readonly comments: readonly Comment[];
  /** What scripts/generate.sh was given, a line for each call, sorted: the key, the model, the count, the body. */
  readonly generated: readonly string[];
}

/** Runs a workflow on a balance of 12.480 USD. */
export async function play(scene: Scene): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'try-act-'));
  const { endings } = scene;
  const babysea = await startBabySea({
    balance: '12.480',
    generations: [],
    ...(endings && { outcome: ({ model, key }) => endings(model, key) }),
  });
  const github = await startGitHub({ tokens: { [defaultToken]: hasSecrets(scene) ? workflowToken : readingToken } });
  try {
    const base = await repository(path.join(folder, 'base'), { 'README.md': '# Catalogue\n' });
    const head = await repository(path.join(folder, 'head'), {
      'README.md': '# Catalogue\n',
      'generation-plan.yml': scene.plan,
      'scripts/generate.sh': endings === undefined ? NOTE : await generateScript(),
    });
    const seen = path.join(folder, 'seen');
    await mkdir(seen);
    const run = await runAct({
      workflow: withBaseUrl(scene.workflow, babysea.url),
      workspace: scene.event === 'pull_request_target' ? base : head,
      started: start(github, scene),
      secrets: hasSecrets(scene)
        ? { ...SECRETS, ...(endings && { BABYSEA_GENERATE_KEY: fullAccessKey }) }
        : { GITHUB_TOKEN: defaultToken },
      actions: {
        [ACTION]: await published(path.join(folder, 'action')),
        ...(await artifactActions(path.join(folder, 'artifact-actions'), path.join(folder, 'artifacts'))),
      },
      env: { TRY_SEEN: seen, BABYSEA_API: babysea.url },
    });
    return { ...run, comments: github.repo(REPOSITORY).comments, generated: await callsIn(seen) };
  } finally {
    await Promise.all([babysea.close(), github.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

const SECRETS = {
  BABYSEA_API_KEY: defaultKey,
  BABYSEA_READ_KEY: defaultKey,
  BABYSEA_GENERATE_KEY: GENERATE_KEY,
  GITHUB_TOKEN: defaultToken,
};

/** What GitHub gives the run of a fork's pull request instead of a token that may write. */
const readingToken: SandboxToken = { ...workflowToken, permissions: { contents: 'read', pull_requests: 'read' } };

function hasSecrets({ event, fromFork = false }: Scene): boolean {
  return !fromFork || event === 'pull_request_target';
}

/** The pull request in the sandbox, and what GitHub tells the workflow that it starts. */
function start(github: GitHubSandbox, { event, plan, fromFork = false }: Scene): StepEvent {
  const repo = github.addRepo(REPOSITORY, { files: { main: { 'README.md': '# Catalogue\n' } } });
  const pull = addPull(repo, {
    number: PULL_REQUEST,
    head: { repo: fromFork ? FORK : REPOSITORY },
  });
  repo.files[pull.head.sha] = { 'README.md': '# Catalogue\n', 'generation-plan.yml': plan };
  if (event === 'workflow_dispatch' || event === 'schedule') {
    return { ...pushEvent(github, REPOSITORY), eventName: event };
  }
  return pullRequestEvent(github, REPOSITORY, PULL_REQUEST, { action: 'opened', eventName: event });
}

/** Notes what it is given, each call in a file of its own. */
const NOTE = `#!/bin/sh
printf '%s %s %s %s' "$BABYSEA_API_KEY" "$1" "$2" "$3" > "$TRY_SEEN/$$"
`;

/** What a release consists of, as far as a runner looks at it. */
async function published(folder: string): Promise<string> {
  for (const part of ['action.yml', 'settle', 'dist']) {
    await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  return folder;
}

async function files(folder: string, contents: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o755 });
  }
  return folder;
}

/** act asks Git which commit a work tree is at. */
async function repository(folder: string, contents: Readonly<Record<string, string>>): Promise<string> {
  await files(folder, contents);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Mona', '-c', 'user.email=mona@example.com', 'commit', '--quiet', '--message=Plan');
  return folder;
}

async function callsIn(folder: string): Promise<string[]> {
  const calls = (await readdir(folder)).map((file) => readFile(path.join(folder, file), 'utf8'));
  return (await Promise.all(calls)).sort();
}
