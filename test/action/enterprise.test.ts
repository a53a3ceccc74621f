/** GitHub Enterprise Server: another address, under a path, perhaps without GraphQL. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultToken, startGitHub, workflowToken } from '../../sandbox/github/index.ts';
import type { Scene } from '../support/in-process.ts';
import { arrangeSides, facts, failsBy } from '../support/sides.ts';

const enterprise = { prefix: '/api/v3' };

function endpointsOf(scene: Scene): (string | undefined)[] {
  return scene.github.requests.map(({ endpoint }) => endpoint);
}

describe('on GitHub Enterprise Server', () => {
  test('only its own addresses are asked, and links lead to it', async () => {
    const scene = await arrangeSides({ github: enterprise });
    // Whoever asks GitHub itself gets no answer from this proxy, which is then seen in a verdict of `error`.
    const env = { https_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };
    const first = await scene.run({ on: 'issue_comment', env });
    await scene.run({ on: 'issue_comment', env, inputs: { 'comment-mode': 'hide-and-recreate', reserve: '1' } });
    expect(facts(first, scene)).toMatchObject({ ...failsBy('head'), comments: [7, 7], statuses: [{}, {}] });
    expect(scene.repo.comments.map(({ minimized }) => minimized)).toEqual(['outdated', null]);
    expect(first.messages('warning')).toEqual([]);
    const paths = scene.github.requests.map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('/api/v3/') && path !== '/api/graphql')).toEqual([]);
    const links = [...(scene.repo.comments[1]?.body ?? '').matchAll(/https?:\/\/[^"`/\s)]+/g)].map(([link]) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => link !== scene.github.serverUrl && link !== scene.babysea.url)).toEqual([]);
  });

  test('GraphQL is spoken where `GITHUB_GRAPHQL_URL` says', async () => {
    const scene = await arrangeSides({ github: enterprise });
    const elsewhere = await startGitHub();
    onTestFinished(() => elsewhere.close());
    const env = { GITHUB_GRAPHQL_URL: elsewhere.graphqlUrl };
    for (let runs = 0; runs < 2; runs++) await scene.run({ env });
    expect(elsewhere.requestsTo('graphql')).toHaveLength(2);
    expect(endpointsOf(scene)).not.toContain('graphql');
    expect(scene.repo.comments).toHaveLength(1);
  });
});

describe('without GraphQL', () => {
  const mona = { ...workflowToken, login: 'mona', type: 'User' } as const;

  test.each([
    ['the workflow’s own token', workflowToken],
    ['a personal token', mona],
  ])('the comment of %s is found again, and not doubled', async (_, token) => {
    const scene = await arrangeSides({ github: { ...enterprise, graphql: false, tokens: { [defaultToken]: token } } });
    const first = await scene.run();
    const second = await scene.run({ inputs: { reserve: '1' } });
    expect(second.outputs['comment-id']).toBe(first.outputs['comment-id']);
    expect(scene.comment()).toMatchObject({
      user: { login: token.login },
      updatedAt: expect.not.stringMatching(scene.comment().createdAt),
    });
    expect(endpointsOf(scene)).toContain('get-user');
    expect(second.messages('warning')).toEqual([]);
  });

  test('`hide-and-recreate` warns that it cannot hide', async () => {
    const scene = await arrangeSides({ github: { ...enterprise, graphql: false } });
    const inputs = { 'comment-mode': 'hide-and-recreate' };
    await scene.run({ inputs });
    const step = await scene.run({ inputs: { ...inputs, reserve: '1' } });
    expect(scene.repo.comments.map(({ minimized }) => minimized)).toEqual([null, null]);
    expect(step.outputs['comment-id']).toBe(String(scene.repo.comments[1]?.id));
    expect(step.messages('warning')).toEqual([expect.stringMatching(/earlier ones could not be deleted or hidden/)]);
  });

  test('a rate limit is not taken for a token that may not ask who it is', async () => {
    const scene = await arrangeSides({ github: { ...enterprise, graphql: false } });
    await scene.run();
    const body = { message: 'You have exceeded a secondary rate limit.' };
    scene.github.faults.add({ endpoint: 'get-user', times: 'always', kind: 'answer', status: 403, body });
    const step = await scene.run({ inputs: { reserve: '1' } });
    expect(scene.repo.comments).toHaveLength(1);
    expect(step.messages('warning')).toEqual([expect.stringMatching(/HTTP 403.*rate limit for this token is used up/)]);
  });
});
