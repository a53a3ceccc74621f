import { describe, expect, test } from 'vitest';
import { addPull, defaultToken, pushEvent, workflowDispatchEvent, workflowToken } from '../../sandbox/github/index.ts';
import { asDelivered, eventNamed } from '../support/events.ts';
import { headline, PLAN, type Scene } from '../support/in-process.ts';
import { ALONE, arrangeSides, facts, failsBy, planOf, REPOSITORY, SIDES } from '../support/sides.ts';

/** A push of the commit that is the head of pull request 7. */
function pushed(scene: Scene) {
  const { ref, sha } = scene.pull.head;
  return asDelivered(pushEvent(scene.github, REPOSITORY, ref, sha), REPOSITORY);
}

const alone = { ...ALONE, verdict: 'pass', cost: SIDES.workspace.cost, comments: [] };

describe('`merge_group`', () => {
  test('judges the workspace by the commit that the queue puts it on, comments on the pull request, sets no status', async () => {
    const scene = await arrangeSides();
    scene.repo.files[scene.repo.branches['main'] ?? ''] = { [PLAN]: SIDES.base.plan };
    delete scene.repo.files['main'];
    const step = await scene.run({ on: 'merge_group' });
    expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7] });
    expect(scene.github.requestsTo('get-tree')[0]?.path).toContain(scene.repo.branches['main'] ?? 'none');
  });

  test('on top of another of the queue is compared with that, not with the base branch', async () => {
    const scene = await arrangeSides();
    // What stands before it in the queue is not on `main` yet.
    const before = 'd'.repeat(40);
    scene.repo.branches['main'] = before;
    scene.repo.files['main'] = { [PLAN]: planOf(9, '1') };
    const on = eventNamed('merge_group', scene.github, REPOSITORY, scene.pull);
    scene.repo.branches['main'] = 'c'.repeat(40);
    scene.repo.files = { [before]: { [PLAN]: planOf(9, '1') }, main: { [PLAN]: SIDES.base.plan } };
    const step = await scene.run({ on });
    expect(facts(step, scene)).toMatchObject({ verdict: 'pass', baseline: '0.468', violations: [], comments: [7] });
  });
});

describe('`push`', () => {
  test('to the branch of an open pull request: judges the workspace by the base branch, comments there', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: pushed(scene) });
    expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7] });
  });

  test('of a commit with two pull requests into the same branch: comments on both', async () => {
    const scene = await arrangeSides();
    addPull(scene.repo, { number: 9, head: { ...scene.pull.head, ref: 'same-again' } });
    const step = await scene.run({ on: pushed(scene) });
    expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7, 9] });
    expect(step.messages('notice')).toEqual([]);
  });

  test('of a commit with two pull requests into different branches: judges by the older one’s, and says so', async () => {
    const scene = await arrangeSides();
    addPull(scene.repo, { number: 9, head: scene.pull.head, base: { ref: 'release' } });
    const step = await scene.run({ on: pushed(scene) });
    expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7] });
    expect(step.messages('notice')).toEqual([expect.stringMatching(/`#9` has the same head commit.*limits of `main`/)]);
  });

  test.each([
    ['closed', { state: 'closed' }],
    ['at a newer commit', { head: { sha: 'b'.repeat(40), ref: 'change-7', repo: REPOSITORY } }],
  ] as const)('where the pull request is %s: no comment, and no complaint', async (_, change) => {
    const scene = await arrangeSides();
    const on = pushed(scene);
    scene.pull.commits.push(scene.pull.head.sha);
    Object.assign(scene.pull, change);
    const step = await scene.run({ on });
    expect(facts(step, scene)).toEqual(alone);
    expect(step.annotations).toEqual([]);
  });

  test('to the default branch: no comment, no complaint, and its own limits judge', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'push' });
    expect(facts(step, scene)).toEqual(alone);
    expect(step.annotations).toEqual([]);
    expect(headline(step.summary)).toContain('$0.520');
  });

  test('with a token that may not read pull requests: a notice, and the verdict stands', async () => {
    const tokens = { [defaultToken]: { ...workflowToken, permissions: { contents: 'read' } } } as const;
    const scene = await arrangeSides({ github: { tokens } });
    const step = await scene.run({ on: 'push' });
    expect(facts(step, scene)).toEqual(alone);
    expect(step.messages('notice')).toEqual([expect.stringMatching(/HTTP 403.*`permissions: pull-requests: read`/)]);
    expect(step.messages('warning')).toEqual([]);
  });
});

describe('`workflow_dispatch`', () => {
  test('with the input `pull-request`: judges its head by its base branch, comments there, sets a status', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'workflow_dispatch', inputs: { 'pull-request': '7' } });
    const statuses = [{ sha: scene.pull.head.sha, state: 'failure', context: 'budget-gate' }];
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7], statuses });
  });

  test('on the branch of a pull request: judges the workspace by the base branch, comments there', async () => {
    const scene = await arrangeSides();
    const { ref, sha } = scene.pull.head;
    scene.repo.branches[ref] = sha;
    const started = workflowDispatchEvent(scene.github, REPOSITORY, { branch: ref });
    const step = await scene.run({ on: asDelivered(started, REPOSITORY) });
    // The check of the job stands on that commit itself.
    expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7] });
  });

  test('on a branch without one: no comment, and its own limits judge', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'workflow_dispatch' });
    expect(facts(step, scene)).toEqual(alone);
    expect(step.annotations).toEqual([]);
  });

  test('with the number of none: is an error, since what is to be judged is not known', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'workflow_dispatch', inputs: { 'pull-request': '404' } });
    expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '', comments: [], statuses: [] });
    expect(step.messages('error')).toEqual([expect.stringMatching(/could not be read: GitHub answered HTTP 404/)]);
  });
});

describe('`schedule`', () => {
  test('judges the workspace against today’s balance: summary and outputs, no comment, GitHub is not asked', async () => {
    const scene = await arrangeSides({ balance: '0.500' });
    const step = await scene.run({ on: 'schedule' });
    expect(facts(step, scene)).toEqual({ ...alone, verdict: 'fail', violations: expect.arrayContaining(['balance']) });
    expect(step.outputs).toMatchObject({ shortfall: '0.020', balance: '0.500' });
    expect(headline(step.summary)).toContain('$0.020 missing');
    expect(scene.github.requests).toEqual([]);
  });
});
