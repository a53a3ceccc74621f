import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { defaultKey, startBabySea } from '../babysea/index.ts';
import { type Comment, defaultToken, pullRequestEvent, startGitHub } from '../github/index.ts';
import { runStep, type StepResult } from '../runner.ts';
import type { Scenario } from './scenarios.ts';

const REPOSITORY = 'sample-studio/catalogue';

export interface Played {
  /** The step's `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly step: StepResult;
  readonly comments: readonly Comment[];
  /** Secrets to mask in the log. */
  readonly secrets: readonly string[];
}

/** Runs the built action on a pull request with the scenario's plan, against both stand-ins. */
export async function play(scenario: Scenario, entry: string, root: string): Promise<Played> {
  const { number } = scenario.pullRequest;
  const { change } = scenario;
  const babysea = await startBabySea({ balance: scenario.balance });
  const github = await startGitHub();
  try {
    const workspace = join(root, scenario.folder);
    const repository = repositoryOf(workspace) ?? REPOSITORY;
    github.addRepo(repository, {
      files: { main: { 'README.md': '# Catalogue\n', ...(await planBefore(scenario, workspace)) } },
      pulls: [{ number, ...(change === undefined && { files: [{ filename: scenario.plan, status: 'added' }] }) }],
    });
    const inputs = {
      'api-key': defaultKey,
      plan: scenario.plan,
      region: 'us',
      'base-url': babysea.url,
      'github-token': defaultToken,
      ...scenario.inputs,
    };
    const event = pullRequestEvent(github, repository, number, { action: 'opened' });
    const step = await runStep({ entry, inputs, workspace, ...event });
    return { inputs, step, comments: github.repo(repository).comments, secrets: [defaultKey, defaultToken] };
  } finally {
    await Promise.all([babysea.close(), github.close()]);
  }
}

/** The plan on the base branch, if the pull request changes it. */
async function planBefore({ plan, change }: Scenario, workspace: string): Promise<Record<string, string>> {
  if (change === undefined) return {};
  const text = await readFile(join(workspace, plan), 'utf8');
  if (!text.includes(change.to)) throw new Error(`${plan} has no ${change.to}, which the demo says that it has.`);
  return { [plan]: text.replace(change.to, change.from) };
}

/**
 * Where somebody's own plan stands. The workspace is the folder that they stand in; where the plan lies outside of it,
 * the root of the plan's own repository, as in a workflow, or the plan's folder where it is in none.
 *
 * @param folder where paths begin; absolute
 * @param plan as it was given, absolute or not
 */
export function placeOfPlan(folder: string, plan: string) {
  const full = resolve(folder, plan);
  const workspace = isWithin(folder, full) ? folder : (repositoryAbove(dirname(full)) ?? dirname(full));
  return { workspace, plan: relative(workspace, full).split(sep).join('/') };
}

function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  // On Windows, the way to another drive is absolute.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function repositoryAbove(folder: string): string | undefined {
  // A file in a worktree.
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryAbove(above);
}

/** The `owner/name` of the remote `origin`. */
export function repositoryOf(workspace: string): string | undefined {
  try {
    const url = execFileSync('git', ['-C', workspace, 'config', '--get', 'remote.origin.url'], { encoding: 'utf8' });
    return /[/:]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(url.trim())?.[1];
  } catch {
    return undefined;
  }
}
