import { describe, expect, test } from 'vitest';
import { addComment, workflowToken } from '../../sandbox/github/index.ts';
import { arrange, headline, type Scene } from '../support/in-process.ts';

const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';
const MARKER = '<!-- babysea-budget-gate: -->';

function arranged(balance = '12.480'): Promise<Scene> {
  return arrange({ plan: PLAN, balance });
}

/** The comments that stand, as a reader of the pull request sees them: hidden ones in brackets. */
function standing({ repo }: Scene): string[] {
  return repo.comments.map(({ id, minimized }) => (minimized === null ? `${id}` : `[${id} ${minimized}]`));
}

function firstIds({ repo }: Scene): number[] {
  return repo.comments.map(({ id }) => id);
}

describe('comment-mode', () => {
  test('recreate: a new comment takes the place of the old one', async () => {
    const scene = await arranged();
    await scene.run({ inputs: { 'comment-mode': 'recreate' } });
    const [first] = firstIds(scene);
    scene.babysea.account.balance = '0.100';
    const step = await scene.run({ inputs: { 'comment-mode': 'recreate' } });
    expect(standing(scene)).toEqual([step.outputs['comment-id']]);
    expect(step.outputs['comment-id']).not.toBe(String(first));
  });

  test('hide-and-recreate: the old one is hidden as outdated, once', async () => {
    const scene = await arranged();
    for (const balance of ['12.480', '0.100', '0.200']) {
      scene.babysea.account.balance = balance;
      await scene.run({ inputs: { 'comment-mode': 'hide-and-recreate' } });
    }
    const [first, second, third] = firstIds(scene);
    expect(standing(scene)).toEqual([`[${first} outdated]`, `[${second} outdated]`, `${third}`]);
    const hidden = scene.github.requestsTo('graphql').filter(({ body }) => JSON.stringify(body).includes('minimize'));
    expect(hidden).toHaveLength(2);
  });

  test('new: each result has a comment of its own', async () => {
    const scene = await arranged();
    await scene.run({ inputs: { 'comment-mode': 'new' } });
    scene.babysea.account.balance = '0.100';
    await scene.run({ inputs: { 'comment-mode': 'new' } });
    expect(scene.repo.comments).toHaveLength(2);
  });

  test.each(['update', 'recreate', 'hide-and-recreate', 'new'])(
    '%s: the same result on the same commit is not written again',
    async (mode) => {
      const scene = await arranged();
      await scene.run({ inputs: { 'comment-mode': mode } });
      await scene.run({ inputs: { 'comment-mode': mode } });
      expect(scene.repo.comments).toHaveLength(1);
      expect(scene.github.requestsTo('create-comment')).toHaveLength(1);
      expect(scene.github.requestsTo('update-comment')).toHaveLength(0);
    },
  );

  test('update: of several that two runs at the same time left, one is left', async () => {
    const scene = await arranged();
    const { login, type } = workflowToken;
    for (const text of ['one', 'two', 'three']) {
      addComment(scene.repo, { issue: 7, body: `${MARKER}\n${text}`, user: { login, type } }, scene.github.ticker);
    }
    const last = firstIds(scene).at(-1);
    const step = await scene.run();
    expect(standing(scene)).toEqual([String(last)]);
    expect(step.outputs['comment-id']).toBe(String(last));
  });

  test('recreate: an old comment that somebody else has deleted is no trouble', async () => {
    const scene = await arranged();
    await scene.run();
    scene.babysea.account.balance = '12.300';
    const body = { message: 'Not Found' };
    scene.github.faults.add({ endpoint: 'delete-comment', times: 'always', kind: 'answer', status: 404, body });
    const step = await scene.run({ inputs: { 'comment-mode': 'recreate' } });
    expect(step.messages('warning')).toEqual([]);
  });

  test('says so where an earlier comment cannot be deleted, and the new one stands', async () => {
    const scene = await arranged();
    await scene.run();
    scene.babysea.account.balance = '0.100';
    scene.github.faults.add({
      endpoint: 'delete-comment',
      times: 'always',
      kind: 'answer',
      status: 403,
      body: { message: 'Forbidden' },
    });
    const step = await scene.run({ inputs: { 'comment-mode': 'recreate' } });
    expect(step.outputs['verdict']).toBe('fail');
    expect(scene.repo.comments).toHaveLength(2);
    expect(step.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('The comment was written, but earlier ones could not be deleted or hidden'),
    );
  });
});

describe('comment', () => {
  test('never: the base branch is read, and no comment is listed or written', async () => {
    const base = { 'generation-plan.yml': `budget: { max_total: 0.5 }\n${PLAN}` };
    const scene = await arrange({ plan: PLAN, balance: '12.480', base });
    const step = await scene.run({ inputs: { comment: 'never' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]', 'comment-id': '' });
    const asked = new Set(scene.github.requests.map(({ endpoint }) => endpoint));
    expect(asked).toEqual(new Set(['get-pull', 'get-commit', 'get-tree', 'get-contents', 'pull-files']));
    expect(step.summary).toContain('$0.520 planned');
  });

  test('on-failure: nothing is said of a plan that passes', async () => {
    const scene = await arranged();
    await scene.run({ inputs: { comment: 'on-failure' } });
    expect(scene.repo.comments).toHaveLength(0);
  });

  test.each(['update', 'recreate'])(
    'on-failure: a comment that told of a failure says that it passes now (%s)',
    async (mode) => {
      const inputs = { comment: 'on-failure', 'comment-mode': mode };
      const scene = await arranged('0.100');
      await scene.run({ inputs });
      const [first] = firstIds(scene);
      expect(headline(scene.comment().body)).toContain('$0.420 missing');
      scene.babysea.account.balance = '12.480';
      const step = await scene.run({ inputs });
      expect(firstIds(scene)).toEqual([first]);
      expect(headline(scene.comment().body)).toContain('Pass: $0.520 planned');
      expect(step.outputs['comment-id']).toBe(String(first));
    },
  );

  describe('on-change', () => {
    const inputs = { comment: 'on-change' };
    const base = { 'generation-plan.yml': PLAN };

    test('nothing is said of a plan that is as on the base branch and passes', async () => {
      const scene = await arrange({ plan: PLAN, base });
      expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'pass', 'comment-id': '' });
      expect(scene.repo.comments).toHaveLength(0);
    });

    test('a line that differs is told of, though it costs the same', async () => {
      const scene = await arrange({ plan: PLAN.replace('{', '{ id: hero,'), base });
      expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'pass', 'cost-change': '0.000' });
      expect(scene.repo.comments).toHaveLength(1);
    });

    test('what does not pass is told of, though nothing differs', async () => {
      const scene = await arrange({ plan: PLAN, base, balance: '0.100' });
      expect((await scene.run({ inputs })).outputs).toMatchObject({ verdict: 'fail' });
      expect(scene.repo.comments).toHaveLength(1);
    });

    test('a comment that stands says so where nothing differs any more', async () => {
      const scene = await arrange({ plan: PLAN.replace('10', '20'), base });
      await scene.run({ inputs });
      await scene.write('generation-plan.yml', PLAN);
      await scene.run({ inputs });
      expect(headline(scene.comment().body)).toContain('as much as on `main`');
    });

    test('without a baseline, always', async () => {
      const scene = await arrange({ plan: PLAN, base });
      await scene.run({ inputs: { ...inputs, baseline: 'none' } });
      expect(scene.repo.comments).toHaveLength(1);
    });
  });

  test('anything else is a mistake that says what there is', async () => {
    const scene = await arranged();
    const step = await scene.run({ inputs: { comment: 'sometimes', 'comment-mode': 'replace' } });
    expect(step.exitCode).toBe(1);
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining('expected `always`, `on-change`, `on-failure` or `never`'),
      expect.stringContaining('expected `update`, `recreate`, `hide-and-recreate` or `new`'),
    ]);
  });
});
