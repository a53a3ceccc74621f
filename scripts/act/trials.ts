/** The workflows that we hand out, what each is tried on, and what must come of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../bundle.ts';
import { GENERATE_KEY, type Outcome, type Scene } from './play.ts';
import { exampleWorkflow, pageWorkflow } from './workflows.ts';

export interface Trial extends Scene {
  /** A sentence that says what must come of it. */
  readonly title: string;
  /** Throws where it did not. */
  readonly check: (outcome: Outcome) => void;
}

const onPullRequest = await pageWorkflow('README.md', 'pull_request');
const onPullRequestOfFork = await pageWorkflow('README.md', 'pull_request_target');
const fanOut = await exampleWorkflow('fan-out');
const balanceWatch = await exampleWorkflow('balance-watch');
const wholeLoop = await pageWorkflow('docs/settle.md', 'workflow_dispatch');

/** 6.860 USD, of a balance of 12.480. */
const affordable = await examplePlan('passes');
/** 26.000 USD. */
const tooDear = await examplePlan('short-of-balance');
/** A line whose text would leave a mark wherever it came to be part of a script. */
const wouldRun = `
generations:
  - model: google/veo-2
    params:
      generation_prompt: |
        '"; touch "$TRY_SEEN/run" #$(touch "$TRY_SEEN/run")
      generation_duration: 8
`;

export const trials: readonly Trial[] = [
  {
    title: 'README: a pull request that the balance covers passes',
    workflow: onPullRequest,
    event: 'pull_request',
    plan: affordable,
    check: (outcome) => {
      expectExit(outcome, 0);
      expectOutputs(outcome, { verdict: 'pass', 'total-cost': '6.860', balance: '12.480', shortfall: '0.000' });
      expectComment(outcome, '$6.860');
    },
  },
  {
    title: 'README: a pull request that is short of balance fails',
    workflow: onPullRequest,
    event: 'pull_request',
    plan: tooDear,
    check: (outcome) => {
      expectExit(outcome, 1);
      expectOutputs(outcome, { verdict: 'fail', 'total-cost': '26.000', shortfall: '13.520', matrix: '' });
      expectComment(outcome, '$13.520 missing');
    },
  },
  {
    title: 'README: a pull request of a fork, without secrets, fails closed',
    workflow: onPullRequest,
    event: 'pull_request',
    fromFork: true,
    plan: affordable,
    check: (outcome) => {
      expectExit(outcome, 1);
      expectOutputs(outcome, { verdict: 'error', 'total-cost': '' });
      assert.deepEqual(outcome.comments, []);
      assert.match(outcome.summary, /fork/);
    },
  },
  {
    title: 'README: a pull request of a fork is judged on pull_request_target, by its plan alone',
    workflow: onPullRequestOfFork,
    event: 'pull_request_target',
    fromFork: true,
    plan: affordable,
    check: (outcome) => {
      expectExit(outcome, 0);
      expectOutputs(outcome, { verdict: 'pass', 'total-cost': '6.860' });
      expectComment(outcome, '$6.860');
    },
  },
  {
    title: 'examples/fan-out: after a pass, each job sees a line that was judged',
    workflow: fanOut,
    event: 'workflow_dispatch',
    plan: affordable,
    check: (outcome) => {
      expectExit(outcome, 0);
      assert.deepEqual(
        outcome.jobs.map(({ id, result }) => `${id}: ${result}`),
        ['gate: success', ...Array.from({ length: 4 }, () => 'generate: success')],
      );
      const prompt = 'A baby seal plays in the Arctic';
      assert.deepEqual(outcome.generated, [
        `${GENERATE_KEY} bfl/flux-1.1-pro 40 {}`,
        `${GENERATE_KEY} bfl/flux-schnell 50 {"generation_output_number":4}`,
        `${GENERATE_KEY} google/veo-2 1 {"generation_duration":8,"generation_prompt":"${prompt}"}`,
        `${GENERATE_KEY} kling/v1.5-pro 2 {"generation_duration":10,"generation_resolution":"720p"}`,
      ]);
    },
  },
  {
    title: 'examples/fan-out: a prompt that looks like a command is given on as it is',
    workflow: fanOut,
    event: 'workflow_dispatch',
    plan: wouldRun,
    check: (outcome) => {
      expectExit(outcome, 0);
      const body = {
        generation_duration: 8,
        generation_prompt: `'"; touch "$TRY_SEEN/run" #$(touch "$TRY_SEEN/run")\n`,
      };
      assert.deepEqual(outcome.generated, [`${GENERATE_KEY} google/veo-2 1 ${JSON.stringify(body)}`]);
    },
  },
  {
    title: 'examples/fan-out: after a failure, nothing is generated',
    workflow: fanOut,
    event: 'workflow_dispatch',
    plan: tooDear,
    check: (outcome) => {
      expectExit(outcome, 1);
      expectOutputs(outcome, { verdict: 'fail', matrix: '' });
      assert.deepEqual(
        outcome.jobs.map(({ id, result }) => `${id}: ${result}`),
        ['gate: failure'],
      );
      assert.deepEqual(outcome.generated, []);
    },
  },
  {
    title: 'docs/settle.md: gate, generate in two jobs, settle: one image fails, one video is longer than planned',
    workflow: wholeLoop,
    event: 'workflow_dispatch',
    plan: await examplePlan('settle'),
    endings: (model, key) => {
      if (model.startsWith('bfl/') && key.endsWith(':2')) return { status: 'failed' };
      return model.startsWith('kling/') && key.endsWith(':1') ? { params: { generation_duration: 10 } } : {};
    },
    check: (outcome) => {
      assert.deepEqual(
        outcome.jobs.map(({ id, result }) => `${id}: ${result}`),
        ['gate: success', 'generate: success', 'generate: success', 'settle: failure'],
      );
      // 3 of 4 images at 0.052 each, a video of 5 s as planned, and one of 10 s.
      expectOutputs(outcome, {
        verdict: 'fail',
        'planned-cost': '0.698',
        'settled-cost': '0.891',
        difference: '-0.193',
        'unexplained-cost': '0.000',
        succeeded: '5',
        failed: '1',
        unplanned: '0',
      });
    },
  },
  {
    title: 'examples/balance-watch: a balance below one limit and above the other warns',
    workflow: balanceWatch,
    event: 'schedule',
    plan: tooDear,
    check: (outcome) => {
      expectExit(outcome, 0);
      expectOutputs(outcome, { verdict: 'warn', 'total-cost': '0.000', violations: '["low_balance"]' });
      assert.deepEqual(outcome.comments, []);
    },
  },
];

function examplePlan(name: string): Promise<string> {
  return readFile(path.join(ROOT, 'examples', name, 'generation-plan.yml'), 'utf8');
}

function expectExit({ exitCode }: Outcome, expected: number): void {
  assert.equal(exitCode, expected, `The exit code is ${exitCode}, and should be ${expected}.`);
}

function expectOutputs({ outputs }: Outcome, expected: Readonly<Record<string, string>>): void {
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, outputs[name]])), expected);
}

/** One comment, by the workflow's own token, that the outputs name; and the same money in the summary. */
function expectComment({ comments, outputs, summary }: Outcome, money: string): void {
  assert.deepEqual(
    comments.map(({ id, user }) => `${id} by ${user.login}`),
    [`${outputs['comment-id']} by github-actions[bot]`],
  );
  for (const text of [...comments.map(({ body }) => body), summary]) assert.ok(text.includes(money), text);
}
