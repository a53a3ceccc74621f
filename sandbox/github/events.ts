/** Makes the events that start a workflow (docs.github.com: actions/reference/events). */
import type { GitHubSandbox } from './sandbox.ts';
import { pullShape, repoShape, userShape } from './shapes.ts';
import { type Actor, type Pull, type Repo, sampleSha } from './state.ts';

/** The event of a step, as options of `runStep`. */
export interface StepEvent {
  readonly eventName: string;
  readonly event: object;
  readonly env: Readonly<Record<string, string>>;
}

const someone: Actor = { login: 'mona', type: 'User' };

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
      GITHUB_REF_NAME: onTarget ? pull.base.ref : `${number}/merge`,
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
  { branch, inputs = {} }: { readonly branch?: string; readonly inputs?: Readonly<Record<string, string>> } = {},
): StepEvent {
  const env = onBranch(github, fullName, branch);
  const repository = repositoryOf(github.repo(fullName));
  return { eventName: 'workflow_dispatch', event: { inputs, ref: env.GITHUB_REF, repository }, env };
}

/** The event of a schedule. */
export function scheduleEvent(github: GitHubSandbox, fullName: string, schedule = '0 6 * * 1'): StepEvent {
  const repository = repositoryOf(github.repo(fullName));
  return { eventName: 'schedule', event: { schedule, repository }, env: onBranch(github, fullName) };
}

/**
 * The event of a comment on a pull request or, where the sandbox has none of that number, on a plain issue. The comment
 * itself is not put into the repository.
 */
export function issueCommentEvent(
  github: GitHubSandbox,
  fullName: string,
  number: number,
  { body = '/budget', sender = someone }: { readonly body?: string; readonly sender?: Actor } = {},
): StepEvent {
  const repo = github.repo(fullName);
  const isPull = repo.pulls.some((pull) => pull.number === number);
  const url = `${github.url}/repos/${fullName}/pulls/${number}`;
  return {
    eventName: 'issue_comment',
    event: {
      action: 'created',
      // Only these links tell a pull request from an issue.
      issue: { number, ...(isPull && { pull_request: { url } }) },
      comment: { body, user: userShape(sender) },
      repository: repositoryOf(repo),
    },
    env: { ...onBranch(github, fullName), GITHUB_ACTOR: sender.login },
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
export function mergeGroupEvent(github: GitHubSandbox, fullName: string, number: number): StepEvent {
  const repo = github.repo(fullName);
  const { base } = pullOf(repo, number);
  const baseSha = tipOf(repo, base.ref);
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

/** The `GITHUB_*` variables that are the same for every event of a repository. */
export function workflowEnvironment(github: GitHubSandbox, fullName: string) {
  return {
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: fullName,
    GITHUB_ACTOR: someone.login,
    GITHUB_RUN_ID: '20260105001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_REF_TYPE: 'branch',
    // Empty for events other than those of pull requests.
    GITHUB_HEAD_REF: '',
    GITHUB_BASE_REF: '',
  };
}

/** The variables of a run on a branch (default: the tip of the default branch). */
function onBranch(
  github: GitHubSandbox,
  fullName: string,
  branch = github.repo(fullName).defaultBranch,
  sha = tipOf(github.repo(fullName), branch),
) {
  return {
    ...workflowEnvironment(github, fullName),
    GITHUB_SHA: sha,
    GITHUB_REF: `refs/heads/${branch}`,
    GITHUB_REF_NAME: branch,
  };
}

function repositoryOf({ owner, name, defaultBranch }: Repo) {
  return { ...repoShape(`${owner}/${name}`), default_branch: defaultBranch };
}

function tipOf(repo: Repo, branch: string): string {
  const sha = Object.hasOwn(repo.branches, branch) ? repo.branches[branch] : undefined;
  if (sha === undefined) throw new Error(`${repo.owner}/${repo.name} has no branch ${branch} in the sandbox.`);
  return sha;
}

function pullOf(repo: Repo, number: number): Pull {
  const pull = repo.pulls.find((candidate) => candidate.number === number);
  if (pull === undefined) throw new Error(`${repo.owner}/${repo.name} has no pull request ${number} in the sandbox.`);
  return pull;
}
