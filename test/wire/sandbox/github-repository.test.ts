import { describe, expect, test } from 'vitest';
import { addLabel, type GitHubSandbox, removeLabel } from '../../../sandbox/github/index.ts';
import { problemsOfAnswer } from '../../support/openapi.ts';
import { askGitHub, gitHub } from './support.ts';

const mona = { login: 'mona', type: 'User' } as const;

describe('a pull request', () => {
  const server = () =>
    gitHub({
      repos: {
        'octo/shop': {
          branches: { main: 'base0' },
          pulls: [
            { number: 1, labels: ['money'], head: { sha: 'head1', repo: 'mona/shop' }, commits: ['older1'] },
            { number: 2, state: 'closed', head: { repo: null } },
          ],
        },
      },
    });

  test('tells both its sides', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/1');
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      labels: [{ name: 'money' }],
      head: { sha: 'head1', ref: 'change-1', repo: { full_name: 'mona/shop' } },
      base: { sha: 'base0', ref: 'main', repo: { full_name: 'octo/shop' } },
    });
  });

  test('has no head repository where the fork is gone', async () => {
    const { body } = await askGitHub(await server(), '/repos/octo/shop/pulls/2');
    expect(body).toMatchObject({ state: 'closed', head: { repo: null } });
  });

  test.each([
    ['head1', [{ number: 1 }]],
    ['older1', [{ number: 1 }]],
    ['base0', []],
  ])('is found by its commit (%s)', async (sha, pulls) => {
    const { body } = await askGitHub(await server(), `/repos/octo/shop/commits/${sha}/pulls`);
    expect(body).toMatchObject(pulls);
  });

  test('from a fork has its files in the base repository', async () => {
    const github = await server();
    github.repo('octo/shop').files['head1'] = { 'plan.yml': 'version: 3\n' };
    for (const ref of ['head1', 'refs/pull/1/head', 'pull/1/head']) {
      const { body } = await askGitHub(github, `/repos/octo/shop/git/trees/${ref}`);
      expect(body).toMatchObject({ tree: [{ path: 'plan.yml' }] });
    }
    expect((await askGitHub(github, '/repos/octo/shop/git/trees/pull/3/head')).status).toBe(404);
  });

  test('of an unknown commit is a 422', async () => {
    expect((await askGitHub(await server(), '/repos/octo/shop/commits/nowhere/pulls')).status).toBe(422);
  });

  test('remembers who put which label on it', async () => {
    const github = await server();
    const repo = github.repo('octo/shop');
    addLabel(repo, 1, 'over-budget-ok', mona, github.ticker);
    removeLabel(repo, 1, 'money', mona, github.ticker);
    const { body: pull } = await askGitHub(github, '/repos/octo/shop/pulls/1');
    expect(pull).toMatchObject({ labels: [{ name: 'over-budget-ok' }] });
    const events = [
      { event: 'labeled', actor: { login: 'mona' }, label: { name: 'over-budget-ok' } },
      { event: 'unlabeled', actor: { login: 'mona' }, label: { name: 'money' } },
    ];
    const { body } = await askGitHub(github, '/repos/octo/shop/issues/1/events');
    expect(body).toMatchObject(events);
    for (const event of [body].flat()) expect(problemsOfAnswer('issue-event-for-issue', event)).toEqual([]);
    const { body: second } = await askGitHub(github, '/repos/octo/shop/issues/1/events?per_page=1&page=2');
    expect(second).toMatchObject([{ event: 'unlabeled' }]);
  });
});

describe('permissions of people', () => {
  test.each([
    ['boss', 'admin', 'admin', true],
    ['keeper', 'write', 'maintain', true],
    ['sorter', 'read', 'triage', true],
    ['reader', 'read', 'read', false],
    ['stranger', 'none', '', false],
  ])('%s has %s', async (login, permission, role_name, triage) => {
    const collaborators = { boss: 'admin', keeper: 'maintain', sorter: 'triage', reader: 'read' } as const;
    const server = await gitHub({ repos: { 'octo/shop': { collaborators } } });
    const { body } = await askGitHub(server, `/repos/octo/shop/collaborators/${login}/permission`);
    expect(body).toMatchObject({ permission, role_name, user: { login, permissions: { triage } } });
    expect(problemsOfAnswer('repository-collaborator-permission', body)).toEqual([]);
  });
});

describe('a commit status', () => {
  const post = (server: GitHubSandbox, body: object) =>
    askGitHub(server, '/repos/octo/shop/statuses/head1', { method: 'POST', body });

  test('is kept', async () => {
    const server = await gitHub({ repos: { 'octo/shop': {} } });
    const answer = await post(server, { state: 'success', context: 'budget', description: 'Covered' });
    expect(answer).toMatchObject({ status: 201, body: { state: 'success', context: 'budget', target_url: null } });
    expect(problemsOfAnswer('status', answer.body)).toEqual([]);
    expect(server.repo('octo/shop').statuses).toMatchObject([{ sha: 'head1', state: 'success' }]);
  });

  test.each([{ state: 'fine' }, { state: 'success', description: 'x'.repeat(141) }])('is refused: %j', async (body) => {
    expect((await post(await gitHub({ repos: { 'octo/shop': {} } }), body)).status).toBe(422);
  });
});
