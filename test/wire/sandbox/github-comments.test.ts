import { describe, expect, test } from 'vitest';
import { addComment, type GitHubSandbox, type PullSeed } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { ask, askGitHub, gitHub } from './support.ts';

const path = '/repos/octo/shop/issues/1/comments';
const mona = { login: 'mona', type: 'User' } as const;

function withPull(pull: Partial<PullSeed> = {}): Promise<GitHubSandbox> {
  return gitHub({ repos: { 'octo/shop': { pulls: [{ number: 1, ...pull }] } } });
}

describe('a comment', () => {
  test('is written in the name of the token', async () => {
    const server = await withPull();
    const answer = await askGitHub(server, path, { method: 'POST', body: { body: 'Hello' } });
    const [comment] = server.repo('octo/shop').comments;
    expect(comment).toMatchObject({ issue: 1, body: 'Hello', user: { login: 'github-actions[bot]', type: 'Bot' } });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        id: comment?.id,
        node_id: comment?.nodeId,
        body: 'Hello',
        user: { login: 'github-actions[bot]', type: 'Bot' },
        html_url: `${server.serverUrl}/octo/shop/pull/1#issuecomment-${comment?.id}`,
      },
    });
  });

  test('can be changed and deleted', async () => {
    const server = await withPull();
    const comment = addComment(server.repo('octo/shop'), { issue: 1, body: 'First', user: mona }, server.ticker);
    const one = `/repos/octo/shop/issues/comments/${comment.id}`;

    const changed = await askGitHub(server, one, { method: 'PATCH', body: { body: 'Second' } });
    expect(changed).toMatchObject({ status: 200, body: { id: comment.id, body: 'Second' } });
    expect(comment.updatedAt > comment.createdAt).toBe(true);

    expect(await askGitHub(server, one, { method: 'DELETE' })).toMatchObject({ status: 204, body: '' });
    expect(server.repo('octo/shop').comments).toEqual([]);
    expect((await askGitHub(server, one, { method: 'DELETE' })).status).toBe(404);
  });

  test('may be 65,536 characters long and not one longer, whatever their bytes', async () => {
    const server = await withPull();
    const write = (body: string) => askGitHub(server, path, { method: 'POST', body: { body } });
    expect((await write('🦭'.repeat(65_536))).status).toBe(201);
    expect(await write('a'.repeat(65_537))).toMatchObject({
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ resource: 'IssueComment', message: 'Body is too long (maximum is 65536 characters)' }],
      },
    });
  });

  test.each([{ body: '  ' }, { body: 3 }, {}])('is refused without a text (%j)', async (body) => {
    expect((await askGitHub(await withPull(), path, { method: 'POST', body })).status).toBe(422);
  });

  test('cannot be written where the conversation is locked', async () => {
    const server = await withPull({ locked: true });
    expect(await askGitHub(server, path, { method: 'POST', body: { body: 'Hello' } })).toMatchObject({
      status: 403,
      body: { message: 'Unable to create comment because issue is locked.' },
    });
  });
});

describe('the list of comments', () => {
  async function withComments(count: number): Promise<GitHubSandbox> {
    const server = await withPull();
    for (let i = 1; i <= count; i += 1) {
      addComment(server.repo('octo/shop'), { issue: 1, body: `Comment ${i}`, user: mona }, server.ticker);
    }
    return server;
  }

  test('has the oldest first, those of this pull request only', async () => {
    const server = await withComments(2);
    addComment(server.repo('octo/shop'), { issue: 2, body: 'Elsewhere', user: mona }, server.ticker);
    expect((await askGitHub(server, path)).body).toMatchObject([{ body: 'Comment 1' }, { body: 'Comment 2' }]);
  });

  test('has no Link header where one page holds it', async () => {
    const answer = await askGitHub(await withComments(30), path);
    expect(answer.headers.has('link')).toBe(false);
    expect(answer.body).toHaveLength(30);
  });

  test('leads from page to page', async () => {
    const server = await withComments(5);
    const first = await askGitHub(server, `${path}?per_page=2`);
    expect(first.headers.get('link')).toBe(
      `<${server.url}${path}?per_page=2&page=2>; rel="next", <${server.url}${path}?per_page=2&page=3>; rel="last"`,
    );
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await ask(next, { authorization: 'token ghs_sandbox_token' });
    expect(second.body).toMatchObject([{ body: 'Comment 3' }, { body: 'Comment 4' }]);
    const last = await askGitHub(server, `${path}?per_page=2&page=3`);
    expect(last.body).toMatchObject([{ body: 'Comment 5' }]);
    expect(last.headers.get('link')).not.toContain('rel="next"');
  });

  test('gives at most a hundred at once', async () => {
    const answer = await askGitHub(await withComments(101), `${path}?per_page=500`);
    expect(answer.body).toHaveLength(100);
    expect(answer.headers.get('link')).toContain('page=2');
  });
});

describe('GraphQL', () => {
  const mutation =
    'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { clientMutationId } }';

  function graphql(server: GitHubSandbox, query: string, variables: object = {}) {
    const authorization = 'token ghs_sandbox_token';
    return ask(server.graphqlUrl, { method: 'POST', authorization, body: { query, variables } });
  }

  test('tells whose token it is, also where REST does not', async () => {
    const answer = await graphql(await withPull(), 'query { viewer { login } }');
    expect(answer).toMatchObject({ status: 200, body: { data: { viewer: { login: 'github-actions[bot]' } } } });
  });

  test('hides a comment', async () => {
    const server = await withPull();
    const comment = addComment(server.repo('octo/shop'), { issue: 1, body: 'Old', user: mona }, server.ticker);
    const answer = await graphql(server, mutation, { id: comment.nodeId });
    expect(answer.body).toMatchObject({ data: { minimizeComment: { minimizedComment: { isMinimized: true } } } });
    const { body } = await askGitHub(server, path);
    expect(body).toMatchObject([{ minimized: { reason: 'outdated' } }]);
    for (const one of [body].flat()) expect(problemsOfAnswer('issue-comment', one)).toEqual([]);
  });

  test('hides nothing that it does not find, and says so with status 200', async () => {
    const answer = await graphql(await withPull(), mutation, { id: 'IC_nothing' });
    expect(answer).toMatchObject({
      status: 200,
      body: { data: { minimizeComment: null }, errors: [{ type: 'NOT_FOUND', path: ['minimizeComment'] }] },
    });
  });

  test('hides nothing without the permission', async () => {
    const token = { login: 'github-actions[bot]', type: 'Bot', permissions: { pull_requests: 'read' } } as const;
    const server = await gitHub({ repos: { 'octo/shop': {} }, tokens: { ghs_sandbox_token: token } });
    const comment = addComment(server.repo('octo/shop'), { issue: 1, body: 'Old', user: mona }, server.ticker);
    const answer = await graphql(server, mutation, { id: comment.nodeId });
    expect(answer.body).toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    });
    expect(comment.minimized).toBeNull();
  });

  test.each(['query { rateLimit { cost } }', mutation.replace('OUTDATED', 'OLD')])('refuses %s', async (query) => {
    expect((await graphql(await withPull(), query, { id: '' })).body).toHaveProperty('errors');
  });

  test('needs a token', async () => {
    const server = await withPull();
    expect(
      (await ask(server.graphqlUrl, { method: 'POST', body: { query: 'query { viewer { login } }' } })).status,
    ).toBe(401);
  });

  test('can be missing', async () => {
    const server = await gitHub({ graphql: false });
    expect((await graphql(server, 'query { viewer { login } }')).status).toBe(404);
  });
});
