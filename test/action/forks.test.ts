/** The set-ups for forks as `docs/events.md` has them: their inputs, and a token with their permissions and no more. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addPull, defaultToken, workflowToken } from '../../sandbox/github/index.ts';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { asDelivered, workflowRunEvent } from '../support/events.ts';
import { PLAN, type Scene } from '../support/in-process.ts';
import { arrangeSides, facts, failsBy, planOf, REPOSITORY } from '../support/sides.ts';

type Level = 'none' | 'read' | 'write';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Partial<Record<'contents' | 'issues' | 'pull-requests' | 'statuses', Level>>>;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { uses?: string; run?: string; with?: Record<string, string> }[] }>
  >;
}

const page = await readFile('docs/events.md', 'utf8');
const workflows: Workflow[] = blocksOf(page)
  .filter(({ mark }) => mark === 'a workflow')
  .map(({ text }) => parse(text));
const ON_A_FORK = { user: { login: 'forker', type: 'User' }, head: { repo: 'forker/catalogue' } } as const;

/** The documented workflow that runs on this event. */
function workflowOn(event: string): Workflow {
  const found = workflows.find(({ on }) => event in on);
  if (found === undefined) throw new Error(`There is no workflow on ${event}.`);
  return found;
}

function stepsOf({ jobs }: Workflow) {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

/** A pull request from a fork, and a token that may do what the workflow says. */
function arranged({ permissions }: Workflow): Promise<Scene> {
  const {
    contents = 'none',
    issues = 'none',
    statuses = 'none',
    'pull-requests': pull_requests = 'none',
  } = permissions;
  const token = { ...workflowToken, permissions: { contents, issues, statuses, pull_requests } };
  // What the workspace holds would be an error, were it read.
  return arrangeSides({ plan: 'generations: none', pull: ON_A_FORK, github: { tokens: { [defaultToken]: token } } });
}

/** The inputs of the gate in a workflow, with what the sandbox has in place of expressions. */
function inputsOf(workflow: Workflow, values: Readonly<Record<string, string>>): Record<string, string> {
  const gate = stepsOf(workflow).find(({ uses }) => uses?.includes('babysea-budget-gate'));
  const given = Object.entries(gate?.with ?? {}).filter(([name]) => name !== 'api-key');
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      value.replace(/\$\{\{ (.+?) \}\}/g, (_, expression) => values[expression] ?? ''),
    ]),
  );
}

describe('`pull_request_target`', () => {
  const workflow = workflowOn('pull_request_target');

  test('checks nothing out and runs nothing', () => {
    expect(stepsOf(workflow).map(({ uses }) => uses)).toEqual([expect.stringContaining('babysea-budget-gate')]);
  });

  test('judges the head of the fork by the limits of the base branch, and comments', async () => {
    const scene = await arranged(workflow);
    const step = await scene.run({ on: 'pull_request_target', inputs: inputsOf(workflow, {}) });
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7] });
    expect(step.messages('warning')).toEqual([]);
  });
});

describe('two workflows', () => {
  const workflow = workflowOn('workflow_run');

  /** The second one, after the first has handed this number over. */
  function judge(scene: Scene, number: string) {
    const on = asDelivered(workflowRunEvent(scene.github, REPOSITORY, { pull: 7 }), REPOSITORY);
    return scene.run({ on, inputs: inputsOf(workflow, { 'steps.pull-request.outputs.number': number }) });
  }

  test('of which the first has no permission and no secret', () => {
    const first = workflowOn('pull_request');
    expect(first.permissions).toEqual({});
    expect(JSON.stringify(first)).not.toMatch(/secrets|checkout/);
    expect(JSON.stringify(stepsOf(workflow))).not.toContain('checkout');
  });

  test('judge the head of the fork by the limits of the base branch, comment, and set a status on it', async () => {
    const scene = await arranged(workflow);
    const step = await judge(scene, '7');
    const statuses = [{ sha: scene.pull.head.sha, state: 'failure', context: 'budget-gate' }];
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7], statuses });
    expect(step.messages('warning')).toEqual([]);
  });

  test('find the pull request by themselves where no number came', async () => {
    const scene = await arranged(workflow);
    const step = await judge(scene, '');
    const statuses = [{ sha: scene.pull.head.sha, state: 'failure', context: 'budget-gate' }];
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7], statuses });
  });

  test('are not led to pass a fork’s commit by the number of somebody else’s pull request', async () => {
    const scene = await arranged(workflow);
    const other = addPull(scene.repo, { number: 9 });
    scene.repo.files[other.head.sha] = { [PLAN]: planOf(6, '100') };
    const step = await judge(scene, '9');
    const statuses = [{ sha: other.head.sha, state: 'success', context: 'budget-gate' }];
    expect(facts(step, scene)).toMatchObject({ verdict: 'pass', cost: '0.312', comments: [9], statuses });
  });

  test.each(['9; echo', '-1', '99999999999999999999', '404'])('make %j an error, and set no status', async (number) => {
    const scene = await arranged(workflow);
    const step = await judge(scene, number);
    expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '' });
    expect(scene.repo.statuses.filter(({ state }) => state === 'success')).toEqual([]);
  });
});
