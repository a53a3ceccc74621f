import { describe, expect, test } from 'vitest';
import type { SandboxToken } from '../../../sandbox/github/index.ts';
import { ask, askGitHub, gitHub } from './support.ts';

const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
const tokens: Readonly<Record<string, SandboxToken>> = {
  nothing: { ...bot, permissions: {} },
  reader: { ...bot, permissions: { contents: 'read', pull_requests: 'read', statuses: 'read' } },
  issuer: { ...bot, permissions: { issues: 'write' } },
  person: { login: 'mona', type: 'User', permissions: { pull_requests: 'read' } },
};
const repos = { 'octo/shop': { pulls: [{ number: 1 }] } };
const comments = '/repos/octo/shop/issues/1/comments';

describe('a token', () => {
  test('is required', async () => {
    const server = await gitHub({ repos });
    const answer = await askGitHub(server, comments, { authorization: null });
    expect(answer).toMatchObject({ status: 401, body: { message: 'Requires authentication', status: '401' } });
  });

  test('must be a good one', async () => {
    const server = await gitHub({ repos });
    const answer = await askGitHub(server, comments, { authorization: 'token ghs_wrong' });
    expect(answer).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });

  test.each(['token', 'Bearer', 'bearer'])('may be sent as "%s"', async (scheme) => {
    const server = await gitHub({ repos, tokens });
    expect((await askGitHub(server, comments, { authorization: `${scheme} reader` })).status).toBe(200);
  });

  test.each([
    ['reader', 'GET', comments, undefined, 200],
    ['reader', 'POST', comments, { body: 'Hello' }, 403],
    ['issuer', 'POST', comments, { body: 'Hello' }, 201],
    ['reader', 'POST', '/repos/octo/shop/statuses/abc', { state: 'success' }, 403],
    ['nothing', 'GET', '/repos/octo/shop/collaborators/mona/permission', undefined, 200],
    ['nothing', 'GET', '/repos/octo/shop/pulls/1', undefined, 403],
    ['nothing', 'GET', '/repos/octo/shop/git/trees/main', undefined, 403],
  ])('with the permissions of %s gets, for %s %s, what they allow', async (token, method, path, body, status) => {
    const server = await gitHub({ repos, tokens });
    const answer = await askGitHub(server, path, { authorization: `token ${token}`, method, body });
    expect(answer.status).toBe(status);
    if (status === 403) {
      expect(answer.body).toEqual({
        message: 'Resource not accessible by integration',
        documentation_url: expect.any(String),
        status: '403',
      });
    }
  });

  test('of a person is refused in other words', async () => {
    const server = await gitHub({ repos, tokens });
    const answer = await askGitHub(server, comments, { authorization: 'token person', method: 'POST', body: {} });
    expect(answer).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
    });
  });

  test('tells who it is only where a person is behind it', async () => {
    const server = await gitHub({ repos, tokens });
    expect(await askGitHub(server, '/user', { authorization: 'token reader' })).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    });
    expect(await askGitHub(server, '/user', { authorization: 'token person' })).toMatchObject({
      status: 200,
      body: { login: 'mona', type: 'User', id: expect.any(Number) },
    });
  });
});

describe('an unknown place', () => {
  test.each([
    '/nothing',
    '/repos/octo/nothing/pulls',
    '/repos/octo/shop/pulls/9',
    '/repos/octo/shop/issues/9/comments',
  ])('%s is a 404', async (path) => {
    const server = await gitHub({ repos });
    expect(await askGitHub(server, path)).toMatchObject({
      status: 404,
      body: { message: 'Not Found', status: '404' },
    });
  });
});

describe('on GitHub Enterprise Server', () => {
  test('REST and GraphQL stand under their own paths', async () => {
    const server = await gitHub({ repos, prefix: '/api/v3' });
    expect(server.url).toBe(`${server.serverUrl}/api/v3`);
    expect(server.graphqlUrl).toBe(`${server.serverUrl}/api/graphql`);
    expect((await askGitHub(server, comments)).status).toBe(200);
    expect((await ask(`${server.serverUrl}${comments}`, { authorization: 'token ghs_sandbox_token' })).status).toBe(
      404,
    );
  });
});
