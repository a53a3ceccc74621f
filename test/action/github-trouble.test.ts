import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultToken, type SandboxToken } from '../../sandbox/github/index.ts';
import { HTML_502 } from '../support/faults.ts';
import { arrange, headline, type Scene, type Step } from '../support/in-process.ts';

const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';
const READ_ONLY: SandboxToken = {
  login: 'github-actions[bot]',
  type: 'Bot',
  permissions: { contents: 'read', pull_requests: 'read' },
};

function arranged(): Promise<Scene> {
  return arrange({ plan: PLAN, balance: '12.480' });
}

/** The verdict stands; what could not be told in a comment stands in a warning and in the summary. */
function expectJudged(step: Step, warning: RegExp): void {
  expect(step.exitCode).toBe(0);
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.520', 'comment-id': '', 'comment-url': '' });
  expect(step.messages('warning')).toEqual([expect.stringMatching(warning)]);
  expect(step.messages('error')).toEqual([]);
  expect(headline(step.summary)).toBe('Pass: $0.520 planned (all new), $12.480 available');
  expect(step.summary).toContain('The comment could not be written');
}

describe('GitHub refuses the comment: the verdict stands, with a warning that says what to do', () => {
  test('the token may only read', async () => {
    const scene = await arrange({
      plan: PLAN,
      balance: '12.480',
      github: { tokens: { [defaultToken]: READ_ONLY } },
    });
    expectJudged(await scene.run(), /HTTP 403.*not accessible.*`permissions: pull-requests: write`/);
  });

  test('5xx while it is created: not tried again, since it may stand already', async () => {
    const scene = await arranged();
    scene.github.faults.add({ endpoint: 'create-comment', times: 'always', ...HTML_502, carriedOut: true });
    expectJudged(await scene.run(), /HTTP 502/);
    expect(scene.repo.comments).toHaveLength(1);
    // The next run finds the one that stands.
    scene.github.faults.clear();
    const again = await scene.run();
    expect(again.outputs).toMatchObject({ verdict: 'pass', 'comment-id': String(scene.comment().id) });
  });
});

describe('without a token that GitHub takes, the limits of the base branch are unknown, so that it is an error', () => {
  test('the token is wrong', async () => {
    const scene = await arranged();
    const step = await scene.run({ inputs: { 'github-token': 'ghs_wrong' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '0.520', 'comment-id': '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^The limits of `main` could not be read.*HTTP 401.*Check the input `github-token`/),
    ]);
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(/comment could not be written.*HTTP 401.*Check the input `github-token`/),
    ]);
  });

  test('there is no token', async () => {
    const scene = await arranged();
    const step = await scene.run({ inputs: { 'github-token': '' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '0.520', 'comment-id': '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^The limits of `main` could not be read, since there is no token/),
    ]);
    expect(step.messages('warning')).toEqual([expect.stringMatching(/there is no token/)]);
    expect(scene.github.requests).toEqual([]);
  });

  test('on a push, too: whether a pull request sets limits for it is unknown', async () => {
    const scene = await arranged();
    const step = await scene.run({ on: 'push', inputs: { 'github-token': 'ghs_wrong' } });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.messages('error')).toEqual([expect.stringMatching(/The pull request could not be read.*HTTP 401/)]);
  });
});

describe('GitHub has trouble', () => {
  test('that passes: the comment is written after another attempt', async () => {
    const scene = await arranged();
    scene.github.faults.add({ endpoint: 'list-comments', times: 1, ...HTML_502 });
    const step = await scene.run();
    expect(step.annotations).toEqual([]);
    expect(step.outputs).toMatchObject({ 'comment-id': String(scene.comment().id) });
    expect(scene.github.requestsTo('list-comments')).toHaveLength(2);
  });

  test('that stays: a warning after three attempts at the start and three at the end, and no comment', async () => {
    const scene = await arranged();
    scene.github.faults.add({ endpoint: 'list-comments', times: 'always', kind: 'reset' });
    expectJudged(await scene.run(), /GitHub did not answer \(`.*ECONNRESET`\)/);
    expect(scene.github.requestsTo('list-comments')).toHaveLength(6);
    expect(scene.repo.comments).toEqual([]);
  });

  test('and does not answer: the verdict stands when the time is up, and no more is tried', async () => {
    const scene = await arranged();
    scene.github.faults.add({ endpoint: 'list-comments', times: 'always', kind: 'hang' });
    // Long enough for the prices to arrive on a slow machine, too.
    expectJudged(await scene.run({ inputs: { timeout: '15' } }), /GitHub did not answer.*raise the input `timeout`/);
    // One in the time that there is, and one in the little that is left for the comment.
    expect(scene.github.requestsTo('list-comments')).toHaveLength(2);
  });
});

describe('a pull request that gets no secrets', () => {
  const fork = { user: { login: 'forker', type: 'User' }, head: { repo: 'forker/catalogue' } } as const;
  const readOnly = { tokens: { [defaultToken]: READ_ONLY } };
  const withoutKey = { inputs: { 'api-key': '' } };

  test.each([
    ['a fork', fork],
    ['a fork that is gone', { ...fork, head: { repo: null } }],
  ])('from %s: says that forks get none and which set-up serves them', async (_, pull) => {
    const scene = await arrange({ plan: PLAN, pull, github: readOnly });
    const step = await scene.run(withoutKey);
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '', balance: '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/no BabySea key.*comes from a fork.*gives no secrets to forks.*`pull_request_target`/),
    ]);
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(/GitHub gives a pull request from a fork, or of Dependabot, a token that can only read\.$/),
    ]);
    expect(step.stderr).toBe('');
    expect(step.summary).toContain('This pull request comes from a fork');
    expect(scene.babysea.requests).toEqual([]);
  });

  test('of Dependabot’s: says that it has secrets of its own', async () => {
    const pull = { user: { login: 'dependabot[bot]', type: 'Bot' } } as const;
    const step = await (await arrange({ plan: PLAN, pull, github: readOnly })).run(withoutKey);
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/Dependabot’s.*`Settings > Secrets and variables > Dependabot`/),
    ]);
  });

  test('on `pull_request_target` a fork is judged like any other, and a missing key is a missing key', async () => {
    const scene = await arrange({ plan: PLAN, balance: '12.480', pull: fork });
    // It runs on the base branch: what is judged is the head, as GitHub has it.
    await writeFile(join(scene.workspace, 'generation-plan.yml'), 'generations: []');
    const step = await scene.run({ on: 'pull_request_target' });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.520' });
    expect(step.outputs).toMatchObject({ 'comment-id': String(scene.comment().id) });
    const missing = await scene.run({ on: 'pull_request_target', ...withoutKey });
    expect(missing.messages('error')).toEqual([expect.stringContaining('Store a key with the preset `Read Only`')]);
  });
});
