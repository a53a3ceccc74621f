/** What GitHub tells a workflow about the event that started it: the payload, and the `GITHUB_*` variables. */
import type { GitHubSandbox } from './sandbox.ts';
import { labelShape, pullShape, repoShape, userShape } from './shapes.ts';
import type { Actor } from './state.ts';

/** What a step is started by, in the terms of `runStep`. */
export interface StepEvent {
  readonly eventName: string;
  readonly event: object;
  readonly env: Readonly<Record<string, string>>;
}

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
  const pull = repo.pulls.find((candidate) => candidate.number === number);
  if (pull === undefined) throw new Error(`${fullName} has no pull request ${number} in the sandbox.`);
  const { action = 'synchronize', eventName = 'pull_request', label, sender = pull.user } = options;
  const onTarget = eventName === 'pull_request_target';
  const baseSha = repo.branches[pull.base.ref] ?? pull.base.sha;
  return {
    eventName,
    event: {
      action,
      number,
      pull_request: pullShape(repo, pull, github.links),
      repository: repoShape(repo, github.links),
      sender: userShape(sender, github.links),
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
    },
  };
}

/** The event of a push to a branch that the sandbox knows. */
export function pushEvent(github: GitHubSandbox, fullName: string, branch?: string): StepEvent {
  const repo = github.repo(fullName);
  const name = branch ?? repo.defaultBranch;
  const sha = repo.branches[name];
  if (sha === undefined) throw new Error(`${fullName} has no branch ${name} in the sandbox.`);
  const ref = `refs/heads/${name}`;
  const sender = userShape({ login: 'mona', type: 'User' }, github.links);
  return {
    eventName: 'push',
    event: { ref, before: '0'.repeat(40), after: sha, repository: repoShape(repo, github.links), sender, commits: [] },
    env: {
      ...workflowEnvironment(github, fullName),
      GITHUB_SHA: sha,
      GITHUB_REF: ref,
      GITHUB_REF_NAME: name,
    },
  };
}

/** The `GITHUB_*` variables that are the same for every event of a repository. */
export function workflowEnvironment(github: GitHubSandbox, fullName: string): Readonly<Record<string, string>> {
  const repo = github.repo(fullName);
  return {
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: fullName,
    GITHUB_REPOSITORY_ID: String(repo.id),
    GITHUB_REPOSITORY_OWNER: repo.owner,
    GITHUB_ACTOR: 'mona',
    GITHUB_TRIGGERING_ACTOR: 'mona',
    GITHUB_WORKFLOW: 'Budget',
    GITHUB_WORKFLOW_REF: `${fullName}/.github/workflows/budget.yml@refs/heads/${repo.defaultBranch}`,
    GITHUB_JOB: 'budget',
    GITHUB_RUN_ID: '20260105001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
  };
}
