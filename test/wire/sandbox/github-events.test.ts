import { describe, expect, test } from 'vitest';
import {
  type GitHubSandbox,
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
  workflowDispatchEvent,
  workflowRunEvent,
} from '../../../sandbox/github/index.ts';
import { asDelivered, type EventName, eventNamed } from '../../support/events.ts';
import { askGitHub, gitHub } from './support.ts';

const repository = 'octo/shop';
const mainTip = '1'.repeat(40);
const onMain = { GITHUB_SHA: mainTip, GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main', GITHUB_BASE_REF: '' };

function start(): Promise<GitHubSandbox> {
  return gitHub({
    repos: {
      [repository]: {
        branches: { main: mainTip, next: '2'.repeat(40) },
        pulls: [{ number: 1, head: { repo: 'mona/shop' }, labels: ['money'] }, { number: 7 }],
      },
    },
  });
}

describe('the event of a workflow', () => {
  test('of a pull request speaks of the merge of both sides', async () => {
    const github = await start();
    const { event, env, eventName } = pullRequestEvent(github, repository, 1, { action: 'opened' });
    const pull = github.repo(repository).pulls[0];
    expect(eventName).toBe('pull_request');
    expect(event).toMatchObject({
      action: 'opened',
      number: 1,
      pull_request: { number: 1, head: { sha: pull?.head.sha, repo: { full_name: 'mona/shop' } } },
      repository: { full_name: repository },
    });
    expect(env).toMatchObject({
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: repository,
      GITHUB_SHA: pull?.mergeCommitSha,
      GITHUB_REF: 'refs/pull/1/merge',
      GITHUB_BASE_REF: 'main',
    });
  });

  test('of pull_request_target speaks of the base branch', async () => {
    const { env } = pullRequestEvent(await start(), repository, 1, { eventName: 'pull_request_target' });
    expect(env).toMatchObject({ GITHUB_SHA: mainTip, GITHUB_REF: 'refs/heads/main' });
  });

  test('of a push speaks of the branch', async () => {
    expect(pushEvent(await start(), repository)).toMatchObject({
      eventName: 'push',
      event: { ref: 'refs/heads/main', after: mainTip },
      env: onMain,
    });
  });

  test('of a push may speak of a commit that is the tip no more', async () => {
    const sha = '3'.repeat(40);
    expect(pushEvent(await start(), repository, 'next', sha)).toMatchObject({
      event: { ref: 'refs/heads/next', after: sha },
      env: { GITHUB_SHA: sha, GITHUB_REF_NAME: 'next' },
    });
  });

  test('of a merge group speaks of the queue’s own branch, which is there', async () => {
    const github = await start();
    const { event, env } = mergeGroupEvent(github, repository, 7);
    const ref = `refs/heads/gh-readonly-queue/main/pr-7-${mainTip}`;
    const headSha = github.repo(repository).branches[ref.slice(11)];
    expect(event).toMatchObject({
      action: 'checks_requested',
      merge_group: { head_ref: ref, head_sha: headSha, base_ref: 'refs/heads/main', base_sha: mainTip },
    });
    expect(env).toMatchObject({ GITHUB_SHA: headSha, GITHUB_REF: ref, GITHUB_REF_NAME: ref.slice(11) });
    const { body } = await askGitHub(github, `/repos/${repository}/commits/${encodeURIComponent(ref)}`);
    expect(body).toMatchObject({ sha: headSha });
  });

  test('that was started by hand speaks of the branch that was chosen', async () => {
    const github = await start();
    expect(workflowDispatchEvent(github, repository, { branch: 'next', inputs: { plan: 'a.yml' } })).toMatchObject({
      event: { ref: 'refs/heads/next', inputs: { plan: 'a.yml' } },
      env: { GITHUB_SHA: '2'.repeat(40), GITHUB_REF: 'refs/heads/next' },
    });
    expect(workflowDispatchEvent(github, repository).env).toMatchObject(onMain);
  });

  test('of the clock has its schedule, and is on the default branch', async () => {
    const { event, env } = scheduleEvent(await start(), repository);
    expect(event).toMatchObject({ schedule: '0 6 * * 1', repository: { full_name: repository } });
    expect(env).toMatchObject(onMain);
  });

  test('of another workflow’s run is on the default branch, and speaks of the other’s commit', async () => {
    const github = await start();
    const pull = github.repo(repository).pulls[1];
    const { event, env } = workflowRunEvent(github, repository, { pull: 7 });
    expect(event).toMatchObject({
      workflow_run: {
        event: 'pull_request',
        head_sha: pull?.head.sha,
        head_branch: 'change-7',
        head_repository: { full_name: repository },
        pull_requests: [{ number: 7, head: { sha: pull?.head.sha }, base: { ref: 'main', sha: mainTip } }],
      },
    });
    expect(env).toMatchObject(onMain);
  });

  test('of a run for a fork names no pull request', async () => {
    expect(workflowRunEvent(await start(), repository, { pull: 1 }).event).toMatchObject({
      workflow_run: { event: 'pull_request', pull_requests: [], head_repository: { full_name: 'mona/shop' } },
    });
  });

  test('of a run after a push names none either', async () => {
    expect(workflowRunEvent(await start(), repository).event).toMatchObject({
      workflow_run: { event: 'push', head_sha: mainTip, head_branch: 'main', pull_requests: [] },
    });
  });

  test('of a comment tells a pull request from an issue', async () => {
    const github = await start();
    const sender = { login: 'lisa', type: 'User' } as const;
    const onPull = issueCommentEvent(github, repository, 1, { body: '/price', sender });
    expect(onPull).toMatchObject({
      event: {
        action: 'created',
        issue: {
          number: 1,
          pull_request: { url: `${github.url}/repos/octo/shop/pulls/1` },
        },
        comment: { body: '/price', user: { login: 'lisa' } },
      },
      env: { ...onMain, GITHUB_ACTOR: 'lisa' },
    });
    const onIssue = issueCommentEvent(github, repository, 5).event;
    expect(onIssue).toMatchObject({ issue: { number: 5 } });
    expect(onIssue).not.toHaveProperty('issue.pull_request');
  });
});

describe('an event as a step test has it', () => {
  const names: EventName[] = [
    'pull_request',
    'pull_request_target',
    'push',
    'merge_group',
    'workflow_dispatch',
    'workflow_run',
    'schedule',
    'issue_comment',
  ];

  test.each(names)('%s is of the sandbox’s repository and on a commit that it knows', async (name) => {
    const github = await start();
    const [, pull] = github.repo(repository).pulls;
    if (pull === undefined) throw new Error('There is no pull request.');
    const { eventName, event, env } = eventNamed(name, github, repository, pull);
    expect(eventName).toBe(name);
    expect(event).toHaveProperty('repository.full_name', repository);
    for (const ref of [env['GITHUB_SHA'] ?? '', env['GITHUB_REF'] ?? '']) {
      const { body } = await askGitHub(github, `/repos/${repository}/commits/${encodeURIComponent(ref)}`);
      expect(body).toMatchObject({ sha: env['GITHUB_SHA'] });
    }
    expect(env['GITHUB_REF']?.endsWith(`/${env['GITHUB_REF_NAME']}`)).toBe(true);
  });

  test('has what GitHub sends beside what the sandbox says', async () => {
    const github = await start();
    const { event } = asDelivered(workflowRunEvent(github, repository, { pull: 1 }), repository);
    expect(event).toMatchObject({
      workflow_run: { head_branch: 'change-1', pull_requests: [], check_suite_id: expect.any(Number) },
    });
  });
});
