import { describe, expect, test } from 'vitest';
import { type CommitStatus, defaultToken, workflowToken } from '../../sandbox/github/index.ts';
import { headline, PLAN, type Scene } from '../support/in-process.ts';
import { arrangeSides, planOf } from '../support/sides.ts';

/** The one status that was set; the test fails where there is none or more. */
function statusOf(scene: Scene): CommitStatus {
  const [status, ...others] = scene.repo.statuses;
  if (status === undefined || others.length > 0) throw new Error(`There are ${scene.repo.statuses.length} statuses.`);
  return status;
}

describe('the commit status', () => {
  test.each([
    ['pass', 'success', planOf(5, '1'), {}],
    ['warn', 'success', planOf(11, '1'), { 'warn-only': 'true' }],
    ['fail', 'failure', planOf(11, '1'), {}],
    ['error', 'error', 'generations: many', {}],
  ] as const)(
    'of the verdict `%s` is `%s`, says its sentence and links to the run',
    async (verdict, state, plan, inputs) => {
      const scene = await arrangeSides();
      scene.repo.files[scene.pull.head.sha] = { [PLAN]: plan };
      const step = await scene.run({ on: 'issue_comment', inputs });
      expect(step.outputs).toMatchObject({ verdict });
      expect(statusOf(scene)).toMatchObject({
        sha: scene.pull.head.sha,
        state,
        context: 'budget-gate',
        description: headline(step.summary).replaceAll('`', ''),
        targetUrl: `${scene.github.serverUrl}/sample-studio/catalogue/actions/runs/20260105001`,
      });
    },
  );

  test('of a gate with a `comment-key` carries it', async () => {
    const scene = await arrangeSides();
    await scene.run({ on: 'issue_comment', inputs: { 'comment-key': 'videos' } });
    expect(statusOf(scene)).toMatchObject({ context: 'budget-gate/videos' });
  });

  test('is cut to what GitHub takes', async () => {
    const scene = await arrangeSides();
    const file = `plans/${'a-long-name-'.repeat(10)}.yml`;
    scene.repo.files[scene.pull.head.sha] = { [file]: planOf(11, '0.500'), 'b.yml': planOf(1, '0.500') };
    scene.repo.files['main'] = scene.repo.files[scene.pull.head.sha] ?? {};
    const step = await scene.run({ on: 'issue_comment', inputs: { plan: `${file}\nb.yml` } });
    const sentence = headline(step.summary).replaceAll('`', '');
    expect(sentence.length).toBeGreaterThan(140);
    expect(statusOf(scene).description).toBe(`${sentence.slice(0, 139)}…`);
  });

  test('is set though the comment is not wanted', async () => {
    const scene = await arrangeSides();
    await scene.run({ on: 'issue_comment', inputs: { comment: 'never' } });
    expect(scene.repo.comments).toEqual([]);
    expect(statusOf(scene)).toMatchObject({ state: 'failure' });
  });

  test('that may not be set is a warning that names the permission, and the verdict stands', async () => {
    const permissions = { contents: 'read', pull_requests: 'write' } as const;
    const scene = await arrangeSides({ github: { tokens: { [defaultToken]: { ...workflowToken, permissions } } } });
    scene.repo.files[scene.pull.head.sha] = { [PLAN]: planOf(5, '1') };
    const step = await scene.run({ on: 'issue_comment' });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-id': String(scene.comment().id) });
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(/status could not be set: GitHub answered HTTP 403.*`permissions: statuses: write`/),
    ]);
    expect(step.summary).toContain('permissions: statuses: write');
  });
});
