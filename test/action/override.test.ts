import { describe, expect, test } from 'vitest';
import {
  type Actor,
  addComment,
  addLabel,
  deleteComment,
  removeLabel,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { eventNamed } from '../support/events.ts';
import { TRUNCATED } from '../support/faults.ts';
import { arrange, PLAN, type RunOptions, type Scene, type Step } from '../support/in-process.ts';

const LABEL = 'budget-ok';
const lena: Actor = { login: 'lena', type: 'User' };
const mona: Actor = { login: 'mona', type: 'User' };

/** So many images at 0.005: 5200 of them cost 26.000, and 10.000 are allowed. */
function images(count: number): string {
  return `budget: { max_total: 10 }\ngenerations: [{ id: images, model: bfl/flux-schnell, count: ${count} }]\n`;
}

/** A pull request of Mona's that costs 26.000; Lena may triage. */
async function arranged(balance = '100'): Promise<Scene> {
  const scene = await arrange({ plan: images(5200), base: { [PLAN]: images(100) }, balance });
  Object.assign(scene.repo.collaborators, { mona: 'read', lena: 'triage' });
  return scene;
}

function label({ repo, github }: Scene, by = lena): void {
  addLabel(repo, 7, LABEL, by, github.ticker);
}

function unlabel({ repo, github }: Scene): void {
  removeLabel(repo, 7, LABEL, lena, github.ticker);
}

/** Pushes a commit with so many images. */
async function push(scene: Scene, count: number): Promise<void> {
  await scene.write(PLAN, images(count));
  scene.pull.head.sha = String(count).padEnd(40, '0');
}

function run(scene: Scene, inputs: Record<string, string> = {}, on?: RunOptions['on']): Promise<Step> {
  return scene.run({ inputs: { 'override-label': LABEL, ...inputs }, ...(on && { on }) });
}

/** The verdict, and what the comment says of the label. */
function outcome(scene: Scene, { outputs }: Step): string {
  const said = /^[✅❌] (.*label.*)$/mu.exec(scene.comment().body)?.[1] ?? 'nothing of the label';
  return `${outputs['verdict']}: ${said}`;
}

describe('the override label', () => {
  test('by somebody with triage permission lets it through', async () => {
    const scene = await arranged();
    scene.repo.collaborators['lena'] = 'triage';
    label(scene);
    const step = await run(scene, { report: 'report.json' });
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({ verdict: 'warn', violations: '["max_total"]' });
    expect(outcome(scene, step)).toMatch(
      /^warn: Let through by `lena` with the label `budget-ok` on 2026-01-05, 09:00 UTC: approved for \$26\.000\.$/,
    );
    expect(await scene.readJson('report.json')).toMatchObject({
      approval: { label: LABEL, by: 'lena', cost: '26.000', covers: true },
    });
  });

  test('by its author, who may only read, does not count, and a warning says why', async () => {
    const why = 'they need at least triage permission in the repository';
    const scene = await arranged();
    label(scene, mona);
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(new RegExp(`^The label \`budget-ok\`, put on by \`.*\` on .*, does not count: ${why}`)),
    ]);
  });

  test('counts for nothing where no input names it', async () => {
    const scene = await arranged();
    label(scene);
    expect((await scene.run()).outputs).toMatchObject({ verdict: 'fail' });
    expect(scene.github.requestsTo('list-events')).toEqual([]);
  });

  test('that was on when the event happened and is off by now lets nothing through', async () => {
    const scene = await arranged();
    const { github, repo, pull } = scene;
    label(scene);
    const started = eventNamed('pull_request', github, `${repo.owner}/${repo.name}`, pull);
    unlabel(scene);
    const step = await run(
      scene,
      {},
      { ...started, event: { ...started.event, action: 'labeled', label: { name: LABEL } } },
    );
    expect(outcome(scene, step)).toBe('fail: nothing of the label');
  });

  test('approves the cost that it was put on for, and no dearer one', async () => {
    const scene = await arranged();
    label(scene);
    expect(outcome(scene, await run(scene))).toMatch(/^warn: .*approved for \$26\.000\.$/);
    await push(scene, 8000);
    expect(outcome(scene, await run(scene))).toMatch(
      /^fail: .*put on by `lena`.*does not let this through: approved for \$26\.000, now \$40\.000\. Take the label off/,
    );
  });

  test('approves what the comment showed, not what is pushed right after it', async () => {
    const scene = await arranged();
    await run(scene);
    label(scene);
    await push(scene, 8000);
    expect(outcome(scene, await run(scene))).toMatch(/^fail: .*approved for \$26\.000, now \$40\.000/);
  });

  test('put on while the plan cannot be read approves nothing, until it is put on again', async () => {
    const scene = await arranged();
    await scene.write(PLAN, 'generations: many');
    label(scene);
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'error' });
    const said = 'was put on while the cost was unknown, so it approves nothing. Remove the label, and add it again.';
    expect(scene.comment().body).toContain(said);
    for (const [count, verdict] of [
      [100, 'pass'],
      [20_000, 'fail'],
    ] as const) {
      await push(scene, count);
      expect((await run(scene)).outputs).toMatchObject({ verdict });
      expect(scene.comment().body).toContain(said);
    }
    unlabel(scene);
    label(scene);
    expect(outcome(scene, await run(scene))).toMatch(/^warn: .*approved for \$100\.000\.$/);
  });

  test('put on while the comment tells of an error approves nothing of the next commit', async () => {
    const scene = await arranged();
    await scene.write(PLAN, 'generations: many');
    await run(scene);
    label(scene);
    await push(scene, 20_000);
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'fail' });
    expect(scene.comment().body).toContain('was put on while the cost was unknown');
  });

  test('is not written about again by a run that says the same', async () => {
    const scene = await arranged();
    label(scene);
    await run(scene);
    const { body } = scene.comment();
    await run(scene);
    expect(scene.comment().body).toBe(body);
    expect(scene.github.requestsTo('create-comment')).toHaveLength(1);
    expect(scene.github.requestsTo('update-comment')).toHaveLength(0);
  });
});

describe('an approval is kept in the comment', () => {
  test('so that without one it is a mistake of the workflow', async () => {
    const scene = await arranged();
    label(scene);
    const step = await run(scene, { comment: 'never' });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^The input `override-label` needs the comment.*Set `comment` to `on-failure`/),
    ]);
  });

  test('and does not count where that cannot be written', async () => {
    const scene = await arranged();
    label(scene);
    const body = { message: 'Resource not accessible by integration' };
    scene.github.faults.add({ endpoint: 'create-comment', times: 'always', kind: 'answer', status: 403, body });
    const step = await run(scene, { report: 'report.json' });
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]', matrix: '' });
    expect(step.messages('warning')).toContainEqual(
      expect.stringMatching(
        /^The override label does not count in this run, since .* could not be kept in the comment/,
      ),
    );
    expect(await scene.readJson('report.json')).toMatchObject({ verdict: 'fail', approval: null });
  });

  test('also where `on-failure` would not make one', async () => {
    const scene = await arranged();
    label(scene);
    const inputs = { comment: 'on-failure' };
    expect(outcome(scene, await run(scene, inputs))).toMatch(/^warn: .*approved for \$26\.000\.$/);
    await push(scene, 8000);
    expect(outcome(scene, await run(scene, inputs))).toMatch(/^fail: .*approved for \$26\.000, now \$40\.000/);
  });

  /** Lena has approved 40.000, and the comment shows 26.000 by now. */
  async function approved(): Promise<Scene> {
    const scene = await arranged();
    label(scene);
    await push(scene, 8000);
    await run(scene);
    await push(scene, 5200);
    await run(scene);
    return scene;
  }

  async function expectKept(scene: Scene): Promise<void> {
    scene.babysea.faults.clear();
    scene.github.faults.clear();
    await push(scene, 8000);
    expect(outcome(scene, await run(scene))).toMatch(/^warn: .*approved for \$40\.000\.$/);
  }

  test('through a run that cannot price the plan', async () => {
    const scene = await approved();
    scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', ...TRUNCATED });
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'error' });
    await expectKept(scene);
  });

  test.each([
    ['list-events', 403, /HTTP 403.*Give the job `permissions: pull-requests: read`/],
    ['get-pull', 403, /labels of the pull request could not be read.*`permissions: pull-requests: write`/],
  ] as const)('through a run that cannot look at the label (%s: %d), where it does not count', async (...given) => {
    const [endpoint, status, said] = given;
    const scene = await approved();
    scene.github.faults.add({ endpoint, times: 'always', kind: 'answer', status, body: { message: 'No.' } });
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.messages('warning')).toEqual([expect.stringMatching(said)]);
    await expectKept(scene);
  });
});

describe('what a comment of the gate’s own identity says counts for nothing', () => {
  /** Posts what another workflow with the same token might. */
  function post({ repo, github }: Scene, body: string, issue = 7): void {
    const { login, type } = workflowToken;
    addComment(repo, { issue, body, user: { login, type } }, github.ticker);
  }

  test('where its approval is invented', async () => {
    const scene = await arranged();
    label(scene);
    await run(scene);
    post(scene, scene.comment().body.replaceAll('26.000', '9999.000'));
    await push(scene, 8000);
    const step = await run(scene);
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(outcome(scene, step)).toMatch(/^fail: .*approved for \$26\.000, now \$40\.000/);
  });

  test('where the approval was edited, and the comment says what to do', async () => {
    const scene = await arranged();
    label(scene);
    await run(scene);
    scene.comment().body = scene.comment().body.replaceAll('26.000', '9999.000');
    await push(scene, 8000);
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'fail' });
    expect(scene.comment().body).toMatch(
      /approves nothing: the gate cannot verify .* Remove the label, and add it again\./,
    );
    unlabel(scene);
    label(scene);
    expect(outcome(scene, await run(scene))).toMatch(/^warn: .*approved for \$40\.000\.$/);
  });

  test('where it is a copy from another gate', async () => {
    const scene = await arranged();
    label(scene);
    await push(scene, 8000);
    await run(scene, { 'comment-key': 'videos' });
    const copy = scene.comment().body.replace('gate:videos', 'gate:');
    await push(scene, 5200);
    post(scene, copy);
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
  });

  test('where it was deleted after the label was put on', async () => {
    const scene = await arranged();
    label(scene);
    await run(scene);
    deleteComment(scene.repo, scene.comment(), scene.github.ticker);
    await push(scene, 8000);
    expect((await run(scene)).outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(scene.comment().body).toContain('approves nothing: the gate cannot verify its earlier comment');
  });
});

test('a run without an API key keeps what was approved, and approves nothing itself', async () => {
  const scene = await arranged();
  label(scene);
  await run(scene);
  expect((await run(scene, { 'api-key': '' })).outputs).toMatchObject({ verdict: 'error' });
  expect(outcome(scene, await run(scene))).toMatch(/^warn: .*approved for \$26\.000\.$/);

  const other = await arranged();
  await run(other);
  label(other);
  await run(other, { 'api-key': '' });
  await push(other, 8000);
  expect((await run(other)).outputs).toMatchObject({ verdict: 'fail' });
});
