import { describe, expect, test } from 'vitest';
import { PLAN } from '../support/in-process.ts';
import { activity, arrangeSides, facts, failsBy, planOf } from '../support/sides.ts';

const ACTIVITIES = [
  'opened',
  'synchronize',
  'reopened',
  'edited',
  'labeled',
  'unlabeled',
  'ready_for_review',
  'closed',
];

describe('`pull_request`', () => {
  test.each(ACTIVITIES)(
    '%s: judges the workspace by the base branch, comments there, sets no status',
    async (action) => {
      const scene = await arrangeSides();
      const step = await scene.run({ on: activity(scene, action) });
      expect(facts(step, scene)).toEqual({ ...failsBy('workspace'), comments: [7] });
      expect(scene.comment().body).toContain(scene.pull.head.sha.slice(0, 7));
    },
  );

  test('judges by the base branch that the pull request has now, where the event tells of another', async () => {
    const scene = await arrangeSides();
    scene.repo.branches['release'] = 'e'.repeat(40);
    scene.repo.files['release'] = { [PLAN]: planOf(9, '1') };
    const on = activity(scene, 'opened');
    scene.pull.base.ref = 'release';
    const step = await scene.run({ on });
    expect(facts(step, scene)).toMatchObject({ verdict: 'pass', cost: '0.520', baseline: '0.468', violations: [] });
  });
});

describe('`pull_request_target`', () => {
  test.each(['opened', 'synchronize', 'labeled'])(
    '%s: judges the head by the base branch, comments there, sets no status',
    async (action) => {
      const scene = await arrangeSides();
      const step = await scene.run({ on: activity(scene, action, 'pull_request_target') });
      expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7] });
    },
  );

  test('judges the head of the event, though there is a newer one', async () => {
    const scene = await arrangeSides();
    const on = activity(scene, 'synchronize', 'pull_request_target');
    scene.pull.commits.push(scene.pull.head.sha);
    scene.pull.head.sha = 'f'.repeat(40);
    scene.repo.files[scene.pull.head.sha] = { [PLAN]: planOf(1, '100') };
    const step = await scene.run({ on });
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [] });
  });

  test('finds plans by patterns in the head, and their data files there', async () => {
    const scene = await arrangeSides({ files: { 'plans/mine.yml': planOf(1, '1'), 'plans/rows.csv': 'a\n1\n' } });
    scene.repo.files[scene.pull.head.sha] = {
      'plans/theirs.yml': 'generations: [{ model: bfl/flux-1.1-pro, count_from: rows.csv }]',
      'plans/rows.csv': 'sku\n1\n2\n3\n',
    };
    const step = await scene.run({ on: 'pull_request_target', inputs: { plan: 'plans/*.yml' } });
    expect(facts(step, scene)).toMatchObject({ verdict: 'pass', cost: '0.156' });
    expect(scene.comment().body).toContain('plans/theirs.yml');
    expect(scene.comment().body).not.toContain('mine.yml');
  });

  test('needs no workspace: no checkout was made', async () => {
    const scene = await arrangeSides();
    const step = await scene.run({ on: 'pull_request_target', env: { GITHUB_WORKSPACE: '/nonexistent/workspace' } });
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7] });
  });
});

describe('`pull_request_target` with a hostile head', () => {
  const fork = { user: { login: 'forker', type: 'User' }, head: { repo: 'forker/catalogue' } } as const;
  const bomb = Array.from({ length: 30 }, (_, n) => `x${n + 1}: &x${n + 1} [${`*x${n}, `.repeat(9)}*x${n}]`);
  const counting = (file: string) => `generations: [{ model: bfl/flux-1.1-pro, count_from: ${file} }]`;

  test.each([
    ['a link out of the repository', { [PLAN]: { symlink: '../../etc/passwd' } }, /is a symbolic link/],
    ['a link to a file of the runner', { [PLAN]: { symlink: '/etc/passwd' } }, /is a symbolic link/],
    ['a directory', { [`${PLAN}/inner.yml`]: 'generations: []' }, /is a folder, not a file/],
    ['2 MiB', { [PLAN]: `# ${'x'.repeat(2 * 1024 * 1024)}\ngenerations: []` }, /1 MiB/],
    ['nothing', {}, /does not exist\. Check the input `plan`: the gate reads the head/],
    ['a count of git’s configuration', { [PLAN]: counting('../../.git/config') }, /the ending of its name is unknown/],
    ['a count of a file outside', { [PLAN]: counting('../../secret.csv') }, /outside/],
    ['a count of a file of the workspace', { [PLAN]: counting('secret.csv') }, /does not exist/],
    ['a YAML bomb', { [PLAN]: `x0: &x0 [1]\n${bomb.join('\n')}\ngenerations: *x30` }, /alias|unknown|expected/i],
  ] as const)('as %s: is an error, and nothing of the workspace is read', async (_, files, message) => {
    const scene = await arrangeSides({ pull: fork, files: { 'secret.csv': 'a\n1\n', '.git/config': 'a\n1\n' } });
    scene.repo.files[scene.pull.head.sha] = files;
    const step = await scene.run({ on: 'pull_request_target' });
    expect(facts(step, scene)).toMatchObject({ verdict: 'error', cost: '', comments: [7], statuses: [] });
    expect(step.messages('error').join('\n')).toMatch(message);
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
    expect(`${step.stdout}${scene.comment().body}`).not.toContain('root:');
  });

  test('with limits of its own: is judged by those of the base branch', async () => {
    const scene = await arrangeSides({ pull: fork });
    const step = await scene.run({ on: 'pull_request_target' });
    expect(facts(step, scene)).toEqual({ ...failsBy('head'), comments: [7] });
    expect(scene.comment().body).toContain('`max_total`: $0.500 → $100.000');
  });
});
