import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultKey, startBabySea } from '../babysea/index.ts';
import { type Comment, defaultToken, pullRequestEvent, startGitHub } from '../github/index.ts';
import { runStep, type StepResult } from '../runner.ts';
import { repositoryOf } from './own.ts';
import type { Scenario } from './scenarios.ts';

const REPOSITORY = 'sample-studio/catalogue';

/** What a scenario led to. */
export interface Played {
  /** What stood under `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly step: StepResult;
  /** The comments of the pull request, after the step. */
  readonly comments: readonly Comment[];
  /** What the log must not show. */
  readonly secrets: readonly string[];
}

/** Runs the built action over a scenario's plan, on a pull request that brings it, with both stand-ins. */
export async function play(scenario: Scenario, entry: string, root: string): Promise<Played> {
  const { number, title } = scenario.pullRequest;
  const { change } = scenario;
  const babysea = await startBabySea({ balance: scenario.balance });
  const github = await startGitHub();
  try {
    const workspace = join(root, scenario.folder);
    const repository = repositoryOf(workspace) ?? REPOSITORY;
    github.addRepo(repository, {
      files: { main: { 'README.md': '# Catalogue\n', ...(await planBefore(scenario, workspace)) } },
      pulls: [
        { number, title, ...(change === undefined && { files: [{ filename: scenario.plan, status: 'added' }] }) },
      ],
    });
    const inputs = {
      'api-key': defaultKey,
      plan: scenario.plan,
      region: 'us',
      'base-url': babysea.url,
      reserve: '0',
      'low-balance': '1',
      'warn-only': 'false',
      summary: 'true',
      'github-token': defaultToken,
      concurrency: '8',
      timeout: '120',
      ...scenario.inputs,
    };
    const event = pullRequestEvent(github, repository, number, { action: 'opened' });
    const step = await runStep({ entry, inputs, workspace, ...event });
    return { inputs, step, comments: github.repo(repository).comments, secrets: [defaultKey, defaultToken] };
  } finally {
    await Promise.all([babysea.close(), github.close()]);
  }
}

/** The plan as it stands on the base branch, where the pull request changes one. */
async function planBefore({ plan, change }: Scenario, workspace: string): Promise<Record<string, string>> {
  if (change === undefined) return {};
  const text = await readFile(join(workspace, plan), 'utf8');
  if (!text.includes(change.to)) throw new Error(`${plan} has no ${change.to}, which the demo says that it has.`);
  return { [plan]: text.replace(change.to, change.from) };
}
