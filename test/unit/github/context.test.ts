import webhooks from '@octokit/webhooks-examples';
import { describe, expect, test } from 'vitest';
import { readContext } from '../../../src/github/context.ts';

/** A runner's variables. */
const ENV = {
  GITHUB_REPOSITORY: 'Codertocat/Hello-World',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '7001',
  GITHUB_SHA: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_ACTOR: 'Codertocat',
};

type Payload = Record<string, unknown>;

/** GitHub's own example of an event. */
function example(name: string, action?: string): Payload {
  const events: readonly { name: string; examples: readonly object[] }[] = webhooks;
  const examples = events.find((event) => event.name === name)?.examples ?? [];
  const found = examples.find((payload) => action === undefined || ('action' in payload && payload.action === action));
  if (found === undefined) throw new Error(`no example of ${name} ${action}`);
  return { ...found };
}

/** A pull request whose head lies in another repository, or in none. */
function fromRepository(repo: object | null): Payload {
  const payload = example('pull_request', 'opened');
  const pull = payload['pull_request'];
  if (typeof pull !== 'object' || pull === null || !('head' in pull) || typeof pull.head !== 'object') {
    throw new Error('no pull request');
  }
  return { ...payload, pull_request: { ...pull, head: { ...pull.head, repo } } };
}

describe('a pull request', () => {
  test.each(['opened', 'synchronize', 'reopened'])('that is %s is commented on, at its head commit', (action) => {
    expect(readContext(ENV, example('pull_request', action))).toEqual({
      repository: { owner: 'Codertocat', repo: 'Hello-World' },
      repositoryUrl: 'https://github.com/Codertocat/Hello-World',
      runUrl: 'https://github.com/Codertocat/Hello-World/actions/runs/7001',
      commit: expect.stringMatching(/^(?!a{40})[\da-f]{40}$/),
      pull: {
        number: 2,
        headSha: expect.stringMatching(/^(?!a{40})[\da-f]{40}$/),
        baseRef: 'master',
        baseSha: undefined,
        headRepository: 'Codertocat/Hello-World',
      },
      pullsOf: undefined,
      plansFrom: 'workspace',
      needsStatus: false,
      step: '\n\n',
      withoutSecrets: undefined,
      diagnostic: undefined,
    });
  });

  test('from a fork gets no secrets', () => {
    expect(readContext(ENV, fromRepository({ full_name: 'octocat/Hello-World' })).withoutSecrets).toBe('fork');
  });

  test('from a fork that is gone gets no secrets', () => {
    expect(readContext(ENV, fromRepository(null)).withoutSecrets).toBe('fork');
  });

  test('from a fork has secrets on pull_request_target', () => {
    const env = { ...ENV, GITHUB_EVENT_NAME: 'pull_request_target' };
    expect(readContext(env, fromRepository({ full_name: 'octocat/Hello-World' }))).toMatchObject({
      pull: { number: 2 },
      plansFrom: 'head',
      needsStatus: false,
      step: '\n\n',
      withoutSecrets: undefined,
    });
  });

  test('by Dependabot gets no secrets of Actions', () => {
    const env = { ...ENV, GITHUB_ACTOR: 'dependabot[bot]' };
    expect(readContext(env, example('pull_request', 'opened')).withoutSecrets).toBe('dependabot');
  });

  test('under review is known by its number too', () => {
    const env = { ...ENV, GITHUB_EVENT_NAME: 'pull_request_review' };
    expect(readContext(env, example('pull_request_review')).pull?.number).toBe(2);
  });
});

describe('another event', () => {
  test('has the commit of the run, and no pull request', () => {
    const env = { ...ENV, GITHUB_EVENT_NAME: 'push' };
    expect(readContext(env, example('push'))).toMatchObject({
      commit: ENV.GITHUB_SHA,
      pull: undefined,
      plansFrom: 'workspace',
      needsStatus: false,
      step: '\n\n',
      withoutSecrets: undefined,
    });
  });

  test('of a merge queue is about the pull request that its branch names, on the commit that it is put on', () => {
    const context = readContext({ ...ENV, GITHUB_EVENT_NAME: 'merge_group' }, example('merge_group'));
    expect(context).toMatchObject({
      commit: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
      pull: { number: 104, baseRef: 'main', baseSha: '380387fbc80638b734a49e1be1c4dfec1c01b33c' },
      plansFrom: 'workspace',
    });
  });

  test.each(['issue_comment', 'workflow_dispatch', 'schedule'])('such as %s has none', (name) => {
    const payload = name === 'schedule' ? {} : example(name);
    expect(readContext({ ...ENV, GITHUB_EVENT_NAME: name }, payload)).toMatchObject({
      pull: undefined,
      diagnostic: undefined,
    });
  });

  test.each(['push', 'schedule', 'workflow_dispatch', ''])('%j needs no payload', (name) => {
    for (const payload of [undefined, null, {}]) {
      const context = readContext({ ...ENV, GITHUB_EVENT_NAME: name }, payload);
      expect(context).toMatchObject({ commit: ENV.GITHUB_SHA, plansFrom: 'workspace', diagnostic: undefined });
    }
  });
});

describe('an event that does not say what is judged is an error', () => {
  const names = [
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'merge_group',
    'workflow_run',
    'issue_comment',
  ];

  test.each(names)('%s, whose payload cannot be read', (name) => {
    const other = name === 'merge_group' ? example('pull_request', 'opened') : example('merge_group');
    for (const payload of [undefined, null, 5, 'text', [], {}, other]) {
      const { pull, pullsOf, diagnostic } = readContext({ ...ENV, GITHUB_EVENT_NAME: name }, payload);
      expect({ pull, pullsOf, severity: diagnostic?.severity }).toEqual({ severity: 'error' });
      expect(String(diagnostic?.message)).toContain(`The payload of the event \`${name}\` `);
    }
  });

  /** GitHub's example of an event with another value at a path. */
  function changed(name: string, path: readonly string[], value: unknown): unknown {
    const change = (part: unknown, [key, ...rest]: readonly string[]): unknown =>
      key === undefined ? value : { ...Object(part), [key]: change(Object(part)[key], rest) };
    return change(example(name), path);
  }

  test.each([
    ['pull_request', 'pull_request.base', null],
    ['pull_request', 'pull_request.base.ref', ''],
    ['pull_request', 'pull_request.number', 'two'],
    ['pull_request_target', 'pull_request.head.sha', 'main'],
    ['merge_group', 'merge_group.base_sha', undefined],
    ['merge_group', 'merge_group.base_ref', 'refs/heads/'],
    ['merge_group', 'merge_group.head_ref', 'refs/heads/gh-readonly-queue/main'],
    ['merge_group', 'merge_group.head_ref', 'refs/heads/gh-readonly-queue/main/pr-0-0123'],
    ['merge_group', 'merge_group.head_ref', `refs/heads/gh-readonly-queue/main/pr-${'9'.repeat(20)}-0123`],
    ['workflow_run', 'workflow_run.head_sha', null],
    ['issue_comment', 'issue.number', -1],
  ])('%s with a wrong `%s`: %j', (name, path, value) => {
    const payload = changed(name.replace('_target', ''), path.split('.'), value);
    const { pull, pullsOf, diagnostic } = readContext({ ...ENV, GITHUB_EVENT_NAME: name }, payload);
    expect({ pull, pullsOf, severity: diagnostic?.severity }).toEqual({ severity: 'error' });
    expect(String(diagnostic?.message)).toContain(`has no valid \`${path}\``);
  });

  test('also where the workflow names the pull request', () => {
    expect(readContext(ENV, null, 7).diagnostic?.severity).toBe('error');
  });
});

describe('where the step runs', () => {
  test('may be a server of one’s own', () => {
    const env = { ...ENV, GITHUB_SERVER_URL: 'https://git.example.com' };
    expect(readContext(env, {}).runUrl).toBe('https://git.example.com/Codertocat/Hello-World/actions/runs/7001');
  });

  test('may be no runner at all', () => {
    expect(readContext({}, undefined)).toEqual({
      repository: undefined,
      repositoryUrl: undefined,
      runUrl: undefined,
      commit: undefined,
      pull: undefined,
      pullsOf: undefined,
      plansFrom: 'workspace',
      needsStatus: false,
      step: '\n\n',
      withoutSecrets: undefined,
    });
  });
});
