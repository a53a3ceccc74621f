import { describe, expect, test } from 'vitest';
import { addComment, addPull, defaultToken, workflowToken } from '../../sandbox/github/index.ts';
import { arrange, headline, type Scene } from '../support/in-process.ts';

const PLAN = 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]';
const MARKER = '<!-- babysea-budget-gate: -->';
const mona = { login: 'mona', type: 'User' } as const;

function arranged(): Promise<Scene> {
  return arrange({ plan: PLAN, balance: '12.480' });
}

function written(scene: Scene): string[] {
  return scene.github.requests
    .filter(({ method, endpoint }) => method !== 'GET' && endpoint !== 'graphql')
    .map(({ method, endpoint }) => `${method} ${endpoint}`);
}

describe('the comment', () => {
  test('is created, and the outputs name it', async () => {
    const scene = await arranged();
    const step = await scene.run();
    expect(scene.comment()).toMatchObject({ issue: 7, user: { login: 'github-actions[bot]' } });
    expect(scene.comment().body).toMatch(
      new RegExp(`^${MARKER}\n<!-- .* -->\n<!-- .* -->\n### ✅ Pass: \\$0\\.520 planned`),
    );
    expect(step.outputs).toMatchObject({
      'comment-id': String(scene.comment().id),
      'comment-url': `${scene.github.serverUrl}/sample-studio/catalogue/pull/7#issuecomment-${scene.comment().id}`,
    });
  });

  test('is found again and updated in place', async () => {
    const scene = await arranged();
    const first = await scene.run();
    scene.babysea.account.balance = '0.100';
    const second = await scene.run();
    expect(headline(scene.comment().body)).toContain('$0.420 missing');
    expect(second.outputs['comment-id']).toBe(first.outputs['comment-id']);
    expect(written(scene)).toEqual(['POST create-comment', 'PATCH update-comment']);
  });

  test('is not written again by a re-run that says the same', async () => {
    const scene = await arranged();
    await scene.run({ env: { GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1' } });
    const { body, updatedAt } = scene.comment();
    const again = await scene.run({ env: { GITHUB_RUN_ID: '2', GITHUB_RUN_ATTEMPT: '2' } });
    expect(written(scene)).toEqual(['POST create-comment']);
    expect(scene.comment()).toMatchObject({ body, updatedAt });
    expect(again.outputs['comment-id']).toBe(String(scene.comment().id));
  });

  test('is written again for a new commit, so that a reviewer sees what it speaks of', async () => {
    const scene = await arranged();
    await scene.run();
    scene.pull.head.sha = 'c0ffee0'.padEnd(40, '0');
    await scene.run();
    expect(scene.comment().body).toContain('c0ffee0');
    expect(written(scene)).toEqual(['POST create-comment', 'PATCH update-comment']);
  });

  test('of somebody else that carries the gate’s marker is left alone', async () => {
    const scene = await arranged();
    const spoofed = addComment(
      scene.repo,
      { issue: 7, body: `${MARKER}\nAll is well.`, user: mona },
      scene.github.ticker,
    );
    await scene.run();
    scene.babysea.account.balance = '0.100';
    const second = await scene.run();
    expect(spoofed).toMatchObject({ body: `${MARKER}\nAll is well.`, updatedAt: spoofed.createdAt });
    expect(scene.repo.comments).toHaveLength(2);
    expect(second.outputs['comment-id']).toBe(String(scene.repo.comments[1]?.id));
    expect(written(scene)).toEqual(['POST create-comment', 'PATCH update-comment']);
  });

  test('of its own identity that only quotes the marker is left alone', async () => {
    const scene = await arranged();
    const { login, type } = workflowToken;
    addComment(scene.repo, { issue: 7, body: `Look: ${MARKER}`, user: { login, type } }, scene.github.ticker);
    await scene.run();
    expect(written(scene)).toEqual(['POST create-comment']);
  });

  test('is found on the third page of a long conversation', async () => {
    const scene = await arranged();
    const first = await scene.run();
    const [ours] = scene.repo.comments.splice(0);
    if (ours === undefined) throw new Error('There is no comment.');
    for (let number = 1; number <= 250; number++) {
      addComment(scene.repo, { issue: 7, body: `Comment ${number}`, user: mona }, scene.github.ticker);
    }
    scene.repo.comments.push(ours);
    scene.babysea.account.balance = '0.100';
    const second = await scene.run();
    expect(second.outputs['comment-id']).toBe(first.outputs['comment-id']);
    expect(scene.repo.comments).toHaveLength(251);
    const pages = scene.github.requestsTo('list-comments').map(({ query }) => query['page'] ?? '1');
    expect(pages).toEqual(['1', '1', '2', '3']);
  });

  test('of another gate for the same commit is not replaced in silence', async () => {
    const scene = await arrange({});
    const first = await scene.run({ env: { GITHUB_JOB: 'images' } });
    const again = await scene.run({ env: { GITHUB_JOB: 'images' } });
    const second = await scene.run({ env: { GITHUB_JOB: 'videos' } });
    expect([first, again].flatMap((step) => step.messages('warning'))).toEqual([]);
    expect(second.messages('warning')).toEqual([
      expect.stringMatching(/^The comment of another gate for the same commit was replaced.*`comment-key`/),
    ]);
  });

  test('belongs to one gate: `comment-key` distinguishes several', async () => {
    const scene = await arranged();
    const ids: (string | undefined)[] = [];
    for (const key of ['images', 'videos', 'images', 'videos']) {
      ids.push((await scene.run({ inputs: { 'comment-key': key } })).outputs['comment-id']);
    }
    const [images, videos] = scene.repo.comments.map(({ id }) => String(id));
    expect(ids).toEqual([images, videos, images, videos]);
    expect(scene.repo.comments).toHaveLength(2);
    expect(written(scene)).toEqual(['POST create-comment', 'POST create-comment']);
  });

  test('of a personal token is found again too', async () => {
    const tokens = { [defaultToken]: { ...workflowToken, ...mona } };
    const scene = await arrange({ plan: PLAN, github: { tokens } });
    await scene.run();
    scene.babysea.account.balance = '0.100';
    await scene.run();
    expect(scene.comment().user).toEqual(mona);
  });

  test('tells of what is wrong, and later that it passes', async () => {
    const scene = await arrange({ plan: 'generations: many' });
    await scene.run();
    expect(headline(scene.comment().body)).toBe('Error: the cost is unknown (1 error)');
    expect(scene.comment().body).toContain('generation-plan.yml:1:14');
    await scene.write('generation-plan.yml', PLAN);
    await scene.run();
    expect(headline(scene.comment().body)).toMatch(/^Pass: /);
  });

  test('never exceeds what GitHub takes: lines are left out from the cheapest up, and counted', async () => {
    const line = (index: number) =>
      `  - { id: '${'x'.repeat(90)} ${index}', model: bfl/flux-schnell, count: ${index} }`;
    const lines = Array.from({ length: 1_000 }, (_, index) => line(index + 1));
    const scene = await arrange({ plan: `generations:\n${lines.join('\n')}`, balance: '100000' });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'generation-count': '500500', 'total-cost': '2502.500' });
    const { body } = scene.comment();
    expect([...body].length).toBeLessThanOrEqual(65_536);
    const left = Number(/… and (\d+) cheaper lines/.exec(body)?.[1]);
    expect(body.match(/<td align="right">\$0\.005<\/td>/g)).toHaveLength(1_000 - left);
    expect(body).toContain('x 1000</code>');
    // The summary has room for all.
    expect(step.summary).toContain('x 1</code>');
  });
});

describe('where there is no pull request', () => {
  test('GitHub is asked whether a pushed commit has one, and for nothing else', async () => {
    const scene = await arranged();
    const step = await scene.run({ on: 'push' });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-id': '', 'comment-url': '' });
    expect(step.outputs).toMatchObject({ 'baseline-cost': '', 'cost-change': '' });
    expect(scene.github.requests.map(({ endpoint }) => endpoint)).toEqual(['commit-pulls']);
    expect(step.annotations).toEqual([]);
    expect(headline(step.summary)).toBe('Pass: $0.520 planned, $12.480 available');
  });

  test('a commit that GitHub has never seen is the head of none', async () => {
    const scene = await arranged();
    const step = await scene.run({ on: 'push', env: { GITHUB_SHA: 'b87c5dfc87d5c463a50f27e24cdd016e609086af' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-id': '' });
    expect(scene.github.requestsTo('commit-pulls').map(({ status }) => status)).toEqual([422]);
    expect(step.annotations).toEqual([]);
  });

  test('the input `pull-request` names one', async () => {
    const scene = await arranged();
    addPull(scene.repo, { number: 12 });
    const step = await scene.run({ on: 'push', inputs: { 'pull-request': '12' } });
    expect(scene.comment()).toMatchObject({ issue: 12 });
    expect(step.outputs).toMatchObject({ 'comment-id': String(scene.comment().id) });
  });

  test('of the number that is named, that is an error, since its limits are unknown', async () => {
    const scene = await arranged();
    const step = await scene.run({ on: 'push', inputs: { 'pull-request': '404' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '0.520', 'comment-id': '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/The pull request could not be read: .*HTTP 404.*check the number of the pull request/),
    ]);
    expect(step.messages('warning')).toEqual([expect.stringMatching(/comment could not be written: .*HTTP 404/)]);
  });

  test('and no event either, as on a developer’s machine, the step runs all the same', async () => {
    const scene = await arranged();
    const step = await scene.run({
      on: 'push',
      env: {
        GITHUB_EVENT_PATH: undefined,
        GITHUB_REPOSITORY: undefined,
        GITHUB_RUN_ID: undefined,
        GITHUB_SHA: undefined,
      },
    });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.520' });
  });
});
