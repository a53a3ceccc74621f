import { describe, expect, test } from 'vitest';
import {
  type Actor,
  addLabel,
  defaultToken,
  type Role,
  removeLabel,
  workflowToken,
} from '../../sandbox/github/index.ts';
import { findLabelling } from '../../src/action/override-label.ts';
import { createGitHub } from '../../src/github/client.ts';
import { labelNotRead } from '../../src/github/error-messages.ts';
import { rewriteJson } from '../support/faults.ts';
import { problemsOf } from '../support/openapi.ts';
import type { GitHubSandbox } from '../support/sandbox.ts';
import { gitHub } from './sandbox/support.ts';

const REPOSITORY = { owner: 'octo', repo: 'shop' };
const LABEL = 'budget-approved';
const mona: Actor = { login: 'mona', type: 'User' };
const author: Actor = { login: 'author', type: 'User' };
const labeler: Actor = { login: 'labeler[bot]', type: 'Bot' };

/** A private repository with a pull request, where mona may triage unless told otherwise. */
async function repository(role: Role = 'triage', permissions = workflowToken.permissions) {
  const server = await gitHub({
    tokens: { [defaultToken]: { ...workflowToken, permissions } },
    repos: { 'octo/shop': { pulls: [{ number: 7, user: author }], collaborators: { mona: role, author: 'read' } } },
  });
  const repo = server.repo('octo/shop');
  return {
    server,
    put: (by: Actor, label = LABEL) => addLabel(repo, 7, label, by, server.ticker),
    takeOff: (by: Actor, label = LABEL) => removeLabel(repo, 7, label, by, server.ticker),
    labels: () => repo.pulls[0]?.labels ?? [],
    lastEvent: () => repo.events.at(-1),
    find: async (labelsNow = repo.pulls[0]?.labels ?? [], label = LABEL) => {
      const signal = () => AbortSignal.timeout(60_000);
      const github = await createGitHub(defaultToken, REPOSITORY, signal, { apiUrl: server.url });
      return findLabelling(github, { number: 7, labels: labelsNow }, label);
    },
  };
}

/** Makes GitHub answer just that about what anybody may do. */
function permissionIs(server: GitHubSandbox, body: object, status = 200): void {
  server.faults.add({ endpoint: 'permission', times: 'always', kind: 'answer', status, body });
}

describe('an override label', () => {
  test('that is not on the pull request is absent, and nothing more is asked', async () => {
    const { server, find, put, takeOff } = await repository();
    put(mona);
    takeOff(mona);
    expect(await find()).toEqual({ kind: 'absent' });
    expect(server.requests).toEqual([]);
  });

  test('that was taken off since the labels were asked for is absent', async () => {
    const { find, put, takeOff } = await repository();
    put(mona);
    takeOff(mona);
    expect(await find([LABEL])).toEqual({ kind: 'absent' });
  });

  test('counts from somebody who may triage, with who put it on and when', async () => {
    const { find, put, lastEvent, server } = await repository('triage');
    put(mona);
    const event = { id: lastEvent()?.id, by: 'mona', at: lastEvent()?.createdAt };
    expect(await find()).toEqual({ kind: 'counts', event });
    expect(server.requests.flatMap(problemsOf)).toEqual([]);
  });

  test.each(['write', 'maintain', 'admin'] as const)('counts from somebody with the role %s', async (role) => {
    const { find, put } = await repository(role);
    put(mona);
    expect(await find()).toMatchObject({ kind: 'counts' });
  });

  test('does not count from the author of the pull request without permission', async () => {
    const { find, put } = await repository();
    put(author);
    const event = expect.objectContaining({ by: 'author' });
    expect(await find()).toEqual({ kind: 'does-not-count', event, why: 'permission' });
  });

  test('is found whatever its case', async () => {
    const { find, put } = await repository();
    put(mona, 'Budget-Approved');
    expect(await find(['Budget-Approved'], 'BUDGET-approved')).toMatchObject({ kind: 'counts' });
  });

  test('is not another label that somebody who may put on last', async () => {
    const { find, put } = await repository();
    put(author);
    put(mona, 'budget-approved-2');
    expect(await find()).toMatchObject({ kind: 'does-not-count', event: { by: 'author' } });
  });

  test.each([
    ['the newest counts', author, mona, 'counts'],
    ['an earlier one does not', mona, author, 'does-not-count'],
  ])('that was taken off and put on again: %s', async (_, first, second, kind) => {
    const { find, put, takeOff, lastEvent } = await repository();
    put(first);
    takeOff(mona);
    put(second);
    expect(await find()).toMatchObject({ kind, event: { id: lastEvent()?.id, by: second.login } });
  });

  test('is found at the end of 300 events, in three requests', async () => {
    const { server, find, put, takeOff, lastEvent } = await repository();
    put(author);
    for (let count = 0; count < 149; count += 1) {
      put(mona, 'noise');
      takeOff(mona, 'noise');
    }
    put(mona);
    expect(await find()).toMatchObject({ kind: 'counts', event: { id: lastEvent()?.id } });
    expect(server.requestsTo('list-events').map(({ query }) => [query['page'] ?? '1', query['per_page']])).toEqual([
      ['1', '100'],
      ['2', '100'],
      ['3', '100'],
    ]);
    expect(server.requestsTo('permission')).toHaveLength(1);
  });

  test('that no event tells of does not count', async () => {
    const { find } = await repository();
    expect(await find([LABEL])).toEqual({ kind: 'does-not-count', event: undefined, why: 'unknown' });
  });

  test('of an account that is gone does not count', async () => {
    const { server, find, put } = await repository();
    put(mona);
    const change = (events: unknown) =>
      Array.isArray(events) ? events.map((event) => ({ ...event, actor: null })) : events;
    server.faults.add({ endpoint: 'list-events', times: 1, ...rewriteJson(change) });
    expect(await find()).toEqual({ kind: 'does-not-count', event: undefined, why: 'unknown' });
  });

  test.each([
    ['a bot', labeler],
    ['a bot by its name alone', { login: 'labeler[bot]', type: 'User' }],
    ['a bot by its type alone', { login: 'Copilot', type: 'Bot' }],
  ] as const)('does not count from %s, and what it may do is not asked', async (_, bot) => {
    const { server, find, put } = await repository();
    put(bot);
    expect(await find()).toMatchObject({ kind: 'does-not-count', event: { by: bot.login }, why: 'bot' });
    expect(server.requestsTo('permission')).toEqual([]);
  });
});

describe('what somebody may do', () => {
  const custom = (triage: boolean) => ({
    permission: 'read',
    role_name: 'accountant',
    user: { login: 'mona', permissions: { pull: true, triage, push: false, maintain: false, admin: false } },
  });

  test.each([
    ['a custom role that may triage', custom(true), 'counts'],
    ['a custom role that may not', custom(false), 'does-not-count'],
    ['a custom role of which nothing more is told', { ...custom(true), user: { login: 'mona' } }, 'does-not-count'],
    ['a custom role over write', { permission: 'write', role_name: 'accountant', user: null }, 'counts'],
    ['the role of triage by its name alone', { permission: 'read', role_name: 'triage', user: null }, 'counts'],
    ['nothing', { permission: 'none', role_name: '', user: null }, 'does-not-count'],
  ])('is told by %s', async (_, body, kind) => {
    const { server, find, put } = await repository();
    put(mona);
    permissionIs(server, body);
    expect(await find()).toMatchObject({ kind, event: { by: 'mona' } });
  });

  test('is nothing for a user whom GitHub does not know', async () => {
    const { server, find, put } = await repository();
    put(mona);
    permissionIs(server, { message: 'Not Found', status: '404' }, 404);
    expect(await find()).toMatchObject({ kind: 'does-not-count', why: 'permission' });
  });
});

describe('what GitHub does not say', () => {
  const trouble = async (found: Promise<unknown>) => {
    const error = await found.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const { severity, message, help } = labelNotRead(error);
    return { severity, message: String(message), help: String(help) };
  };

  test('for want of a permission is told with the permission', async () => {
    const { find } = await repository('triage', { contents: 'read' });
    expect(await trouble(find([LABEL]))).toEqual({
      severity: 'warning',
      message: expect.stringMatching(
        /^The override label does not count, since the gate could not find out who added it, or which cost they saw: GitHub answered HTTP 403, `Resource not accessible by integration/,
      ),
      help: 'Give the job `permissions: pull-requests: read` (or `issues: read`).',
    });
  });

  test.each([
    ['list-events', 404, '(or `issues: read`), and check the number of the pull request.'],
    ['list-events', 401, 'Check the input `github-token`.'],
    ['permission', 403, 'Give the job `permissions: pull-requests: read`'],
    ['permission', 401, 'Check the input `github-token`.'],
  ] as const)('rejects, from %s with %i', async (endpoint, status, help) => {
    const { server, find, put } = await repository();
    put(mona);
    server.faults.add({ endpoint, times: 'always', kind: 'answer', status, body: { message: `No, ${defaultToken}` } });
    const told = await trouble(find());
    expect(told.help).toContain(help);
    expect(told.message).toContain(`HTTP ${status}, \`No, ***`);
  });

  test('on one page of several rejects: an older label must not stand in for a newer one', async () => {
    const { server, find, put } = await repository();
    put(mona);
    for (let count = 0; count < 150; count += 1) put(mona, 'noise');
    server.faults.add({ endpoint: 'list-events', times: 'always', after: 1, kind: 'answer', status: 403, body: {} });
    expect((await trouble(find())).message).toContain('HTTP 403');
  });

  test('within the time is told as no answer', async () => {
    const github = await createGitHub(defaultToken, REPOSITORY, () => AbortSignal.abort(new Error('time is up')));
    const error = await github.rest.issues
      .listEvents({ ...REPOSITORY, issue_number: 7 })
      .catch((reason: unknown) => reason);
    const { message, help } = labelNotRead(error);
    expect(String(message)).toContain('GitHub did not answer (`time is up`).');
    expect(String(help)).toBe('Run the step again; if time ran out, raise the input `timeout`.');
  });
});
