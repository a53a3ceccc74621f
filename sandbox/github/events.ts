/** Makes the events that start a workflow (docs.github.com: actions/reference/events). */
import type { GitHubSandbox } from './index.ts';
import { pullShape, repoShape } from './pulls.ts';
import { pullOf, type Repo } from './state.ts';

/** The event of a step, as options of `runStep`. */
export interface StepEvent {
  readonly eventName: string;
  readonly event: object;
  readonly env: Readonly<Record<string, string>>;
}

interface PullRequestEventOptions {
  readonly action?: string;
  readonly eventName?: 'pull_request' | 'pull_request_target';
  /** The label that was added or removed, for `labeled` and `unlabeled`. */
  readonly label?: string;
}

/** The event of a pull request, with its present state. */
export function pullRequestEvent(
  github: GitHubSandbox,
  fullName: string,
  number: number,
  { action = 'synchronize', eventName = 'pull_request', label }: PullRequestEventOptions = {},
): StepEvent {
  const repo = github.repo(fullName);
  const pull = pullOf(repo, number);
  const onTarget = eventName === 'pull_request_target';
  const baseSha = repo.branches[pull.base.ref] ?? pull.base.sha;
  return {
    eventName,
    event: {
      action,
      number,
      pull_request: pullShape(repo, pull),
      repository: repositoryOf(repo),
      ...(label !== undefined && { label: { name: label } }),
    },
    env: {
      ...workflowEnvironment(github, fullName),
      GITHUB_ACTOR: pull.user.login,
      GITHUB_HEAD_REF: pull.head.ref,
      GITHUB_BASE_REF: pull.base.ref,
      // pull_request checks out a merge of both sides; pull_request_target runs on the base branch.
      GITHUB_SHA: onTarget ? baseSha : pull.mergeCommitSha,
      GITHUB_REF: onTarget ? `refs/heads/${pull.base.ref}` : `refs/pull/${number}/merge`,
    },
  };
}

/**
 * The event of a push.
 * @param branch the default branch where left out
 * @param sha the commit that was pushed (default: the tip of the branch, which the sandbox must know then)
 */
export function pushEvent(github: GitHubSandbox, fullName: string, branch?: string, sha?: string): StepEvent {
  const env = onBranch(github, fullName, branch, sha);
  const repository = repositoryOf(github.repo(fullName));
  return { eventName: 'push', event: { ref: env.GITHUB_REF, after: env.GITHUB_SHA, repository }, env };
}

/** The event of a workflow started by hand, on a branch (default: the default one). */
export function workflowDispatchEvent(
  github: GitHubSandbox,
  fullName: string,
  { branch }: { readonly branch?: string } = {},
): StepEvent {
  const env = onBranch(github, fullName, branch);
  const repository = repositoryOf(github.repo(fullName));
  return { eventName: 'workflow_dispatch', event: { inputs: {}, ref: env.GITHUB_REF, repository }, env };
}

/** The `GITHUB_*` variables that are the same for every event of a repository. */
export function workflowEnvironment(github: GitHubSandbox, fullName: string) {
  return {
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: fullName,
    GITHUB_ACTOR: 'mona',
    GITHUB_RUN_ID: '20260105001',
    GITHUB_RUN_ATTEMPT: '1',
    // Empty for events other than those of pull requests.
    GITHUB_HEAD_REF: '',
    GITHUB_BASE_REF: '',
  };
}

/** The variables of a run on a branch (default: the tip of the default branch). */
export function onBranch(
  github: GitHubSandbox,
  fullName: string,
  branch = github.repo(fullName).defaultBranch,
  sha = tipOf(github.repo(fullName), branch),
) {
  return {
    ...workflowEnvironment(github, fullName),
    GITHUB_SHA: sha,
    GITHUB_REF: `refs/heads/${branch}`,
  };
}

export function repositoryOf({ owner, name, defaultBranch }: Repo) {
  return { ...repoShape(`${owner}/${name}`), default_branch: defaultBranch };
}

function tipOf(repo: Repo, branch: string): string {
  const sha = Object.hasOwn(repo.branches, branch) ? repo.branches[branch] : undefined;
  if (sha === undefined) throw new Error(`${repo.owner}/${repo.name} has no branch ${branch} in the sandbox.`);
  return sha;
}
