/** The events that a step test runs on, made from real deliveries of GitHub's and fitted to the sandbox. */
import { onBranch, repositoryOf } from '../../sandbox/github/events.ts';
import {
  type GitHubSandbox,
  type Pull,
  pushEvent,
  type StepEvent,
  workflowDispatchEvent,
  workflowEnvironment,
} from '../../sandbox/github/index.ts';
import { pullShape, repoShape } from '../../sandbox/github/pulls.ts';
import { pullOf, sampleSha } from '../../sandbox/github/state.ts';
import { pullRequestPayload, pullRequestVariables } from './pull-request-event.ts';
import { webhookExample } from './webhook-example.ts';

/** An event by its name; what is bound to a pull request speaks of the scene's. */
export type EventName =
  | 'pull_request'
  | 'pull_request_target'
  | 'push'
  | 'merge_group'
  | 'workflow_dispatch'
  | 'workflow_run'
  | 'schedule'
  | 'issue_comment';

/** The event of this name, in the repository `fullName`, as GitHub would deliver it. */
export function eventNamed(name: EventName, github: GitHubSandbox, fullName: string, pull: Pull): StepEvent {
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return {
        eventName: name,
        event: pullRequestPayload(fullName, pull),
        env: { ...workflowEnvironment(github, fullName), ...pullRequestVariables(github, pull, name) },
      };
    case 'push':
      return asDelivered(pushEvent(github, fullName), fullName);
    case 'merge_group':
      return asDelivered(mergeGroupEvent(github, fullName, pull.number), fullName);
    case 'workflow_dispatch':
      return asDelivered(workflowDispatchEvent(github, fullName), fullName);
    case 'workflow_run':
      return asDelivered(workflowRunEvent(github, fullName, { pull: pull.number }), fullName);
    case 'schedule':
      return scheduleEvent(github, fullName); // no webhook, so no example
    case 'issue_comment':
      return asDelivered(issueCommentEvent(github, fullName, pull.number), fullName);
  }
}

/** The event of a schedule. */
function scheduleEvent(github: GitHubSandbox, fullName: string): StepEvent {
  const repository = repositoryOf(github.repo(fullName));
  return { eventName: 'schedule', event: { schedule: '0 6 * * 1', repository }, env: onBranch(github, fullName) };
}

/**
 * The event of a comment on a pull request or, where the sandbox has none of that number, on a plain issue. The comment
 * itself is not put into the repository.
 */
export function issueCommentEvent(github: GitHubSandbox, fullName: string, number: number): StepEvent {
  const repo = github.repo(fullName);
  const isPull = repo.pulls.some((pull) => pull.number === number);
  const url = `${github.url}/repos/${fullName}/pulls/${number}`;
  return {
    eventName: 'issue_comment',
    event: {
      action: 'created',
      // Only these links tell a pull request from an issue.
      issue: { number, ...(isPull && { pull_request: { url } }) },
      comment: { body: '/budget', user: { login: 'mona', type: 'User' } },
      repository: repositoryOf(repo),
    },
    env: onBranch(github, fullName),
  };
}

/**
 * The event of another workflow that has ended. This run is on the default branch, whatever the other was on.
 *
 * @param options.pull the pull request that the other workflow ran on; where left out, it ran on a push
 */
export function workflowRunEvent(
  github: GitHubSandbox,
  fullName: string,
  { pull: number }: { readonly pull?: number } = {},
): StepEvent {
  const repo = github.repo(fullName);
  const pull = number === undefined ? undefined : pullOf(repo, number);
  const repository = repositoryOf(repo);
  const env = onBranch(github, fullName);
  const head = pull?.head ?? { sha: env.GITHUB_SHA, ref: repo.defaultBranch, repo: fullName };
  return {
    eventName: 'workflow_run',
    event: {
      action: 'completed',
      workflow_run: {
        event: pull === undefined ? 'push' : 'pull_request',
        head_branch: head.ref,
        head_sha: head.sha,
        head_repository: head.repo === null ? null : repoShape(head.repo),
        // GitHub does not list pull requests from forks here.
        pull_requests: pull === undefined || head.repo !== fullName ? [] : [pullShape(repo, pull)],
        repository,
      },
      repository,
    },
    env,
  };
}

/**
 * The event that asks for the checks of a pull request in the merge queue: of the base branch with the pull request merged
 * into it, on a branch of the queue's own, which is then in the sandbox. Its files are those of `repo.files[head_sha]`.
 */
function mergeGroupEvent(github: GitHubSandbox, fullName: string, number: number): StepEvent {
  const repo = github.repo(fullName);
  const { base } = pullOf(repo, number);
  const baseSha = repo.branches[base.ref] ?? base.sha;
  const branch = `gh-readonly-queue/${base.ref}/pr-${number}-${baseSha}`;
  const headSha = sampleSha(`${fullName}@${branch}`);
  repo.branches[branch] = headSha;
  return {
    eventName: 'merge_group',
    event: {
      action: 'checks_requested',
      merge_group: {
        head_sha: headSha,
        head_ref: `refs/heads/${branch}`,
        base_sha: baseSha,
        base_ref: `refs/heads/${base.ref}`,
      },
      repository: repositoryOf(repo),
    },
    env: onBranch(github, fullName, branch),
  };
}

/** The sandbox's event laid over GitHub's example of it, so that the payload has all that GitHub sends. */
export function asDelivered(started: StepEvent, fullName: string): StepEvent {
  // Some of the pushes are of tags; the sandbox's is of a branch.
  const isOfBranch = ({ ref }: { ref?: string }) => ref === undefined || ref.startsWith('refs/heads/');
  // The payloads of the two are the same.
  const name = started.eventName === 'pull_request_target' ? 'pull_request' : started.eventName;
  const example: object = JSON.parse(webhookExample(name, fullName, isOfBranch));
  return { ...started, event: laidOver(example, started.event) };
}

/** Objects are laid over each other key by key; any other value takes the place of the example's. */
function laidOver(under: object, over: object): object {
  const below = new Map<string, unknown>(Object.entries(under));
  const fitted = Object.entries(over).map(([key, value]) => {
    const example = below.get(key);
    return [key, isObject(example) && isObject(value) ? laidOver(example, value) : value];
  });
  return { ...under, ...Object.fromEntries(fitted) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
