import type { GitHubSandbox } from '../sandbox.ts';
import { labelShape, pullShape } from '../shapes.ts';
import type { Actor } from '../state.ts';
import { commonPayload, pullOf, type StepEvent, workflowEnvironment } from './step-event.ts';

/** What may be told otherwise about a pull request's event. */
export interface PullRequestEventOptions {
  /** Default `synchronize`. */
  readonly action?: string;
  /** `pull_request` unless told otherwise. */
  readonly eventName?: 'pull_request' | 'pull_request_target';
  /** The label that was put on or taken off, for the actions that speak of one. */
  readonly label?: string;
  /** Who did it (default: the author of the pull request). */
  readonly sender?: Actor;
}

/** The event of a pull request as it stands in the sandbox now. */
export function pullRequestEvent(
  github: GitHubSandbox,
  fullName: string,
  number: number,
  options: PullRequestEventOptions = {},
): StepEvent {
  const repo = github.repo(fullName);
  const pull = pullOf(repo, number);
  const { action = 'synchronize', eventName = 'pull_request', label, sender = pull.user } = options;
  const onTarget = eventName === 'pull_request_target';
  const baseSha = repo.branches[pull.base.ref] ?? pull.base.sha;
  return {
    eventName,
    event: {
      action,
      number,
      pull_request: pullShape(repo, pull, github.links),
      ...commonPayload(github, fullName, sender),
      ...(label === undefined ? {} : { label: labelShape(repo, label, github.links) }),
    },
    env: {
      ...workflowEnvironment(github, fullName),
      GITHUB_ACTOR: sender.login,
      GITHUB_HEAD_REF: pull.head.ref,
      GITHUB_BASE_REF: pull.base.ref,
      // pull_request checks out a merge of both sides; pull_request_target runs on the base branch.
      GITHUB_SHA: onTarget ? baseSha : pull.mergeCommitSha,
      GITHUB_REF: onTarget ? `refs/heads/${pull.base.ref}` : `refs/pull/${number}/merge`,
      GITHUB_REF_NAME: onTarget ? pull.base.ref : `${number}/merge`,
      GITHUB_REF_TYPE: 'branch',
    },
  };
}
