import { describe, expect, test } from 'vitest';
import { defaultToken, workflowToken } from '../../sandbox/github/index.ts';
import { eventNamed } from '../support/events.ts';
import { HTML_502 } from '../support/faults.ts';
import { type Arrangement, arrange, headline, PLAN, type Scene } from '../support/in-process.ts';
import { git } from '../wire/files/support.ts';

const SHA = 'c0ffee0'.padEnd(40, '0');

/** So many images at 0.005: 1000 of them cost 5.000. */
function images(count: number, maxTotal?: number | string): string {
  const limits = maxTotal === undefined ? '' : `budget: { max_total: ${maxTotal} }\n`;
  return `${limits}generations: [{ id: images, model: bfl/flux-schnell, count: ${count} }]\n`;
}

/** What the base branch forbids: it allows 4.000, and the plan costs 5.000, whatever the head allows itself. */
function forbidden(arrangement: Arrangement = {}): Promise<Scene> {
  return arrange({ plan: images(1000, 100), base: { [PLAN]: images(100, 4) }, ...arrangement });
}

describe('a pull request is judged by the limits of the base branch', () => {
  test('which it cannot raise: what it proposes is shown', async () => {
    const scene = await forbidden();
    const step = await scene.run({ inputs: { report: 'report.json' } });
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    const { body } = scene.comment();
    expect(headline(body)).toMatch(/^Over `max_total`: \$5\.000 planned, \$4\.000 allowed, \$1\.000 too much/);
    expect(body).toMatch(
      /\*\*Proposed limits\*\* \(they count after the merge.*\n\n- `max_total`: \$4\.000 → \$100\.000/,
    );
    expect(await scene.readJson('report.json')).toMatchObject({
      proposals: [{ plan: PLAN, key: 'max_total', from: '$4.000', to: '$100.000' }],
    });
  });

  const winter = 'name: Spring\nbudget: { max_total: 4 }\ngenerations: [{ id: old, model: bfl/flux-schnell }]\n';
  const taken = [
    { filename: 'spring.yml', status: 'added' },
    { filename: 'winter.yml', status: 'removed' },
  ] as const;
  const renamed = [{ filename: 'spring.yml', status: 'renamed', previousFilename: 'winter.yml' }] as const;

  test.each([
    ['the same ids', images(1000).replace('images', 'old'), taken],
    ['a rename, as Git sees it,', images(1000), renamed],
  ])('which follow the plan to another file: %s tells', async (_, spring, files) => {
    const scene = await arrange({ files: { 'spring.yml': spring }, base: { 'winter.yml': winter }, pull: { files } });
    const step = await scene.run({ inputs: { plan: 'spring.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.messages('error')).toEqual([expect.stringMatching(/^`spring\.yml` costs \$5\.000/)]);
  });

  test('as they are now, not as they were when the event happened', async () => {
    const scene = await arrange({ plan: images(1000, 6), base: { [PLAN]: images(1000, 4) } });
    scene.repo.files[scene.pull.base.sha] = { [PLAN]: images(1000, 6) };
    scene.repo.branches['main'] = SHA;
    expect((await scene.run()).outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
  });

  test('of the branch that it goes to now, not of the one that it went to when the event happened', async () => {
    const scene = await arrange({ plan: images(1000, 6), base: { [PLAN]: images(1000, 6) } });
    const { github, repo, pull } = scene;
    const on = eventNamed('pull_request', github, `${repo.owner}/${repo.name}`, pull);
    repo.branches['release'] = SHA;
    repo.files['release'] = { [PLAN]: images(100, 4) };
    pull.base = { ref: 'release', sha: SHA };
    const step = await scene.run({ on });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]', 'baseline-cost': '0.500' });
    expect(scene.comment().body).toContain('compared with `release`');
  });
});

describe('the plan of the base branch is broken', () => {
  test('in a line: its limits judge, and a warning says that the change is unknown', async () => {
    const scene = await forbidden({ base: { [PLAN]: images(100, 4).replace('model:', 'modell:') } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]', 'baseline-cost': '' });
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(
        /^The cost of `generation-plan\.yml` on `main` is unknown, since the plan is invalid there/,
      ),
    ]);
  });

  test('in a limit: the one of the head counts in its place, with a warning', async () => {
    const scene = await arrange({ plan: images(1000, 4), base: { [PLAN]: images(100, 'lots') } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.messages('warning')).toContainEqual(
      expect.stringMatching(/^The limits of `generation-plan\.yml` cannot all be read on `main` \(`max_total`\)/),
    );
  });
});

describe('where the base branch cannot be read, the limits are unknown: an error', () => {
  const answer = (status: number, message: string) => ({ kind: 'answer', status, body: { message } }) as const;
  const permission = /Give the job `permissions: contents: read`/;

  test.each([
    ['403', answer(403, 'Resource not accessible by integration'), permission],
    ['404', answer(404, 'Not Found'), permission],
    ['500', answer(500, 'Server Error'), /HTTP 500.*Run the step again/],
    ['a reset', { kind: 'reset' } as const, /GitHub did not answer.*Run the step again/],
  ])('%s', async (_, fault, said) => {
    const scene = await forbidden();
    for (const endpoint of ['get-commit', 'get-tree'] as const) {
      scene.github.faults.add({ endpoint, times: 'always', ...fault });
    }
    const step = await scene.run();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '5.000', 'baseline-cost': '', matrix: '' });
    expect(step.messages('error')).toEqual([expect.stringMatching(/^The limits of `main` could not be read\./)]);
    expect(step.messages('error')).toEqual([expect.stringMatching(said)]);
    expect(scene.comment().body).toContain('could not be read');
  });

  test('in a private repository whose token may not read contents', async () => {
    const permissions = { pull_requests: 'write' } as const;
    const scene = await forbidden({ github: { tokens: { [defaultToken]: { ...workflowToken, permissions } } } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '5.000' });
    expect(step.messages('error')).toEqual([expect.stringMatching(permission)]);
  });

  test('where it cannot be told whose place a new plan takes', async () => {
    const scene = await arrange({ files: { 'new.yml': images(1000, 100) }, base: { [PLAN]: images(100, 4) } });
    scene.github.faults.add({ endpoint: 'pull-files', times: 'always', ...HTML_502 });
    const step = await scene.run({ inputs: { plan: 'new.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '5.000' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(
        /could not be read\. The files that the pull request changes could not be read: .*HTTP 502/,
      ),
    ]);
  });
});

describe('what cannot be told in time or at all', () => {
  test('an answer that does not come by the time is an error', async () => {
    const scene = await forbidden();
    for (const endpoint of ['get-contents', 'get-blob'] as const) {
      scene.github.faults.add({ endpoint, times: 'always', kind: 'hang' });
    }
    const step = await scene.run({ inputs: { timeout: '3' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '5.000' });
    expect(step.messages('error')).toContainEqual(
      expect.stringMatching(/^The limits of `main` could not be read\. .*raise the input `timeout`/),
    );
  });

  test('a new plan is an error where more files are gone than are looked into', async () => {
    const gone = Array.from({ length: 100 }, (_, index) => `old/${index}.yml`);
    const others = Object.fromEntries(gone.map((file) => [file, 'kind: Service']));
    const base = { ...others, 'plans/old.yml': images(100, 4) };
    const scene = await arrange({ files: { 'plans/new.yml': images(1000, 100) }, base });
    const step = await scene.run({ inputs: { plan: 'plans/*.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '5.000' });
    expect(step.messages('error')).toEqual([expect.stringMatching(/This pull request deletes 101 YAML files/)]);
  });

  test('files that are gone, however many, do not matter to plans that stand on the base branch', async () => {
    const gone = Array.from({ length: 101 }, (_, index) => `old/${index}.yml`);
    const others = Object.fromEntries(gone.map((file) => [file, images(100, 4)]));
    const base = { ...others, 'plans/a.yml': images(100, 4) };
    const scene = await arrange({ files: { 'plans/a.yml': images(1000, 100) }, base });
    const step = await scene.run({ inputs: { plan: 'plans/*.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]', 'baseline-cost': '0.500' });
    expect(scene.github.requestsTo('get-contents')).toHaveLength(1);
    expect(scene.github.requestsTo('get-blob')).toEqual([]);
  });
});

describe('the workspace’s own copy of the base branch is never read instead', () => {
  /** A checkout with all branches, as `fetch-depth: 0` makes it, whose copy of the base branch allows more. */
  async function checkedOut(): Promise<Scene> {
    const scene = await forbidden();
    const { workspace } = scene;
    await scene.write(PLAN, images(100, 40));
    git(workspace, 'init', '-q');
    git(workspace, 'add', '.');
    git(workspace, 'commit', '-q', '-m', 'As it was on main');
    git(workspace, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    await scene.write(PLAN, images(1000, 100));
    return scene;
  }

  test('if the token may not read the base branch', async () => {
    const scene = await checkedOut();
    const fault = { times: 'always', kind: 'answer', status: 403, body: { message: 'Not accessible' } } as const;
    scene.github.faults.add({ endpoint: 'get-commit', ...fault }, { endpoint: 'get-tree', ...fault });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'error', violations: '[]', 'baseline-cost': '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^The limits of `main` could not be read\. .*Give the job `permissions: contents: read`/),
    ]);
  });

  test('if there is no token', async () => {
    const step = await (await checkedOut()).run({ inputs: { 'github-token': '' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', violations: '[]', 'baseline-cost': '' });
    expect(step.messages('error')).toEqual([
      'The limits of `main` could not be read, since there is no token. Leave the input `github-token` at its default.',
    ]);
  });
});
