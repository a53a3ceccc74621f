import type { GitHubSandbox } from '../sandbox.ts';
import { commentShape, labelShape, userShape } from '../shapes.ts';
import type { Actor, Comment, Pull } from '../state.ts';
import { commonPayload, onBranch, type StepEvent, someone } from './step-event.ts';

export interface IssueCommentEventOptions {
  /** What the comment says; default `/budget`. */
  readonly body?: string;
  /** Default `created`. */
  readonly action?: string;
  /** Who wrote it. */
  readonly sender?: Actor;
}

/**
 * The event of a comment on a pull request or, where the sandbox has none of that number, on a plain issue. The comment
 * itself is not put into the repository.
 */
export function issueCommentEvent(
  github: GitHubSandbox,
  fullName: string,
  number: number,
  { body = '/budget', action = 'created', sender = someone }: IssueCommentEventOptions = {},
): StepEvent {
  const repo = github.repo(fullName);
  const { links } = github;
  const pull = repo.pulls.find((candidate) => candidate.number === number);
  const createdAt = '2026-01-05T08:45:00Z';
  const comment: Comment = {
    id: 2_900_000_001,
    nodeId: 'IC_kwDOcommand',
    issue: number,
    body,
    user: sender,
    createdAt,
    updatedAt: createdAt,
    minimized: null,
  };
  return {
    eventName: 'issue_comment',
    event: {
      action,
      issue: {
        number,
        title: pull?.title ?? `Question number ${number}`,
        state: pull?.state ?? 'open',
        locked: pull?.locked ?? false,
        user: userShape(pull?.user ?? someone, links),
        labels: (pull?.labels ?? []).map((label) => labelShape(repo, label, links)),
        url: `${links.api}/repos/${fullName}/issues/${number}`,
        html_url: `${links.pages}/${fullName}/${pull === undefined ? 'issues' : 'pull'}/${number}`,
        ...(pull !== undefined && { draft: pull.draft, pull_request: pullLinks(github, fullName, pull) }),
      },
      comment: commentShape(repo, comment, links),
      ...commonPayload(github, fullName, sender),
    },
    env: onBranch(github, fullName, { actor: sender }),
  };
}

/** What tells a pull request from an issue in GitHub's payloads: links, and no more. */
function pullLinks({ links }: GitHubSandbox, fullName: string, { number }: Pull) {
  const page = `${links.pages}/${fullName}/pull/${number}`;
  return {
    url: `${links.api}/repos/${fullName}/pulls/${number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: null,
  };
}
