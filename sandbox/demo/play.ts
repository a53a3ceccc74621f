import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultKey, startBabySea } from '../babysea/index.ts';
import { type Comment, defaultToken, pullRequestEvent, startGitHub } from '../github/index.ts';
import { runStep, type StepResult } from '../runner.ts';
import type { Scenario } from './scenarios.ts';

const REPOSITORY = 'sample-studio/catalogue';
const PLAN = 'generation-plan.yml';

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

/** Runs the built action over a scenario's example, on a pull request that brings the plan, with both stand-ins. */
export async function play(scenario: Scenario, entry: string, examples: string): Promise<Played> {
  const { number, title } = scenario.pullRequest;
  // A copy, so that nothing that the action may write ends up among the examples.
  const workspace = await mkdtemp(join(tmpdir(), 'budget-gate-demo-'));
  await cp(join(examples, scenario.example), workspace, { recursive: true });
  const plan = await readFile(join(workspace, PLAN), 'utf8');

  const babysea = await startBabySea({ balance: scenario.balance });
  const github = await startGitHub();
  try {
    const repo = github.addRepo(REPOSITORY, {
      files: { main: { 'README.md': '# Catalogue\n' } },
      pulls: [{ number, title }],
    });
    const head = repo.pulls[0]?.head.sha ?? '';
    repo.files[head] = { 'README.md': '# Catalogue\n', [PLAN]: plan };

    const inputs = {
      'api-key': defaultKey,
      plan: PLAN,
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
    const event = pullRequestEvent(github, REPOSITORY, number, { action: 'opened' });
    const step = await runStep({ entry, inputs, workspace, ...event });
    return { inputs, step, comments: repo.comments, secrets: [defaultKey, defaultToken] };
  } finally {
    await Promise.all([babysea.close(), github.close(), rm(workspace, { recursive: true, force: true })]);
  }
}
