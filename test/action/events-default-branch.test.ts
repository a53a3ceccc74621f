/** Events whose run is on the default branch, whatever they are about. */

import { describe, expect, test } from 'vitest';
import { addPull } from '../../sandbox/github/index.ts';
import { asDelivered, issueCommentEvent, workflowRunEvent } from '../support/events.ts';
import { HTML_502 } from '../support/faults.ts';
import { PLAN, type Scene } from '../support/in-process.ts';
import { ALONE, arrangeSides, facts, failsBy, planOf, REPOSITORY, SIDES } from '../support/sides.ts';

const fork = { user: { login: 'forker', type: 'User' }, head: { repo: 'forker/catalogue' } } as const;

function judgedAtHead(scene: Scene) {
  const statuses = [{ sha: scene.pull.head.sha, state: 'failure', context: 'budget-gate' }];
  return { ...failsBy('head'), comments: [7], statuses };
}

function afterRunOn(scene: Scene, pull?: number) {
  const started = workflowRunEvent(scene.github, REPOSITORY, pull === undefined ? {} : { pull });
  return asDelivered(started, REPOSITORY);
}

describe('`workflow_run`', () => {
  test('after a run on a branch of the repository: judges the head, comments there, sets a status on it', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'workflow_run' });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
  });

  test('after a run on a fork, which the event does not name: finds the pull request by its branch', async () => {
    const scene = await arrangeSides({ pull: fork });
    const on = afterRunOn(scene, 7);
    expect(on.event).toMatchObject({ workflow_run: { pull_requests: [] } });
    const step = await scene.run({ on });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
    expect(scene.github.requestsTo('list-pulls')[0]?.query).toMatchObject({ head: 'forker:change-7', state: 'open' });
    // GitHub does not find those of forks so.
    expect(scene.github.requestsTo('commit-pulls')).toEqual([]);
  });

  test('is not led astray by another pull request of the same branch', async () => {
    const scene = await arrangeSides({ pull: fork });
    addPull(scene.repo, { number: 3, head: { ...scene.pull.head, sha: 'a'.repeat(40) } });
    const step = await scene.run({ on: afterRunOn(scene, 7) });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
  });

  test('with the input `pull-request`: judges that one', async () => {
    const scene = await arrangeSides({ pull: fork });
    const step = await scene.run({ on: afterRunOn(scene), inputs: { 'pull-request': '7' } });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
  });

  test('where the head has moved on since: judges nothing of the pull request, and says so', async () => {
    const scene = await arrangeSides({ pull: fork });
    const on = afterRunOn(scene, 7);
    const old = scene.pull.head.sha.slice(0, 7);
    scene.pull.commits.push(scene.pull.head.sha);
    scene.pull.head.sha = 'b'.repeat(40);
    const step = await scene.run({ on });
    expect(facts(step, scene)).toEqual({ ...ALONE, verdict: 'pass', cost: SIDES.workspace.cost, comments: [] });
    expect(step.messages('notice')).toEqual([
      `No open pull request has the commit \`${old}\` as its head, so the plans of the workspace are checked.`,
    ]);
    // The workspace holds the run's own commit.
    expect(step.summary).toContain(`commit \`${scene.repo.branches['main']?.slice(0, 7)}\``);
  });

  test('after a push to the default branch: judges the workspace by its own limits', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: afterRunOn(scene) });
    expect(facts(step, scene)).toEqual({ ...ALONE, verdict: 'pass', cost: SIDES.workspace.cost, comments: [] });
    expect(step.messages('warning')).toEqual([]);
  });

  test('where GitHub does not say which pull request: is an error', async () => {
    const scene = await arrangeSides();
    scene.github.faults.add({ endpoint: 'list-pulls', times: 'always', ...HTML_502 });
    const step = await scene.run({ on: 'workflow_run' });
    expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '', comments: [], statuses: [] });
    expect(step.messages('error')).toEqual([expect.stringMatching(/The pull request could not be read.*HTTP 502/)]);
  });
});

describe('`issue_comment`', () => {
  test('on a pull request: judges its head, comments there, sets a status on it', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'issue_comment' });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
  });

  test('on a pull request from a fork: as on any', async () => {
    const scene = await arrangeSides({ pull: fork });
    const step = await scene.run({ on: 'issue_comment' });
    expect(facts(step, scene)).toEqual(judgedAtHead(scene));
  });

  test('on a plain issue: judges the workspace, and no comment is made there', async () => {
    const scene = await arrangeSides();
    const on = asDelivered(issueCommentEvent(scene.github, REPOSITORY, 12), REPOSITORY);
    expect(on.event).toMatchObject({ issue: expect.not.objectContaining({ pull_request: expect.anything() }) });
    const step = await scene.run({ on });
    expect(facts(step, scene)).toEqual({ ...ALONE, verdict: 'pass', cost: SIDES.workspace.cost, comments: [] });
    expect(step.annotations).toEqual([]);
  });

  test('on a pull request that GitHub does not tell of: is an error', async () => {
    const scene = await arrangeSides();
    scene.github.faults.add({ endpoint: 'get-pull', times: 'always', ...HTML_502 });
    const step = await scene.run({ on: 'issue_comment' });
    expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '', statuses: [] });
    expect(step.messages('error')).toEqual([expect.stringMatching(/The pull request could not be read/)]);
  });
});

test('a plan that is taken away on the head is an error, though it stands in the workspace', async () => {
  const scene = await arrangeSides();
  scene.repo.files[scene.pull.head.sha] = { 'other.yml': planOf(1, '1') };
  const step = await scene.run({ on: 'issue_comment' });
  const statuses = [{ sha: scene.pull.head.sha, state: 'error', context: 'budget-gate' }];
  expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '', statuses });
  expect(step.messages('error')).toEqual([
    `The plan file \`${PLAN}\` does not exist. Check the input \`plan\`: the gate reads the head of the pull request, not the workspace.`,
  ]);
});
