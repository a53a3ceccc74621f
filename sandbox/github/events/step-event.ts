/** What GitHub tells a workflow about the event that started it: the payload, and the `GITHUB_*` variables. */
import type { GitHubSandbox } from '../sandbox.ts';
import { repoShape, userShape } from '../shapes.ts';
import type { Actor, Pull, Repo } from '../state.ts';

/** What a step is started by, in the terms of `runStep`. */
export interface StepEvent {
  readonly eventName: string;
  readonly event: object;
  readonly env: Readonly<Record<string, string>>;
}

/** Who did it, where nobody is named. */
export const someone: Actor = { login: 'mona', type: 'User' };

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
    GITHUB_ACTOR: someone.login,
    GITHUB_TRIGGERING_ACTOR: someone.login,
    GITHUB_WORKFLOW: 'Budget',
    GITHUB_WORKFLOW_REF: `${fullName}/.github/workflows/budget.yml@refs/heads/${repo.defaultBranch}`,
    GITHUB_JOB: 'budget',
    GITHUB_RUN_ID: '20260105001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    // Only the events of pull requests have them; to the others the runner gives empty ones.
    GITHUB_HEAD_REF: '',
    GITHUB_BASE_REF: '',
  };
}

/** The variables of a run on a branch: by default on the tip of the default branch, as most events have it. */
export function onBranch(
  github: GitHubSandbox,
  fullName: string,
  { branch, sha, actor = someone }: { readonly branch?: string; readonly sha?: string; readonly actor?: Actor } = {},
) {
  const repo = github.repo(fullName);
  const name = branch ?? repo.defaultBranch;
  return {
    ...workflowEnvironment(github, fullName),
    GITHUB_ACTOR: actor.login,
    GITHUB_TRIGGERING_ACTOR: actor.login,
    GITHUB_SHA: sha ?? tipOf(repo, name),
    GITHUB_REF: `refs/heads/${name}`,
    GITHUB_REF_NAME: name,
    GITHUB_REF_TYPE: 'branch',
  };
}

/** What every payload has. */
export function commonPayload(github: GitHubSandbox, fullName: string, sender: Actor = someone) {
  return { repository: repoShape(github.repo(fullName), github.links), sender: userShape(sender, github.links) };
}

/** The last commit of a branch. Throws where the sandbox has no such branch. */
export function tipOf(repo: Repo, branch: string): string {
  const sha = Object.hasOwn(repo.branches, branch) ? repo.branches[branch] : undefined;
  if (sha === undefined) throw new Error(`${repo.owner}/${repo.name} has no branch ${branch} in the sandbox.`);
  return sha;
}

/** Throws where the sandbox has no such pull request. */
export function pullOf(repo: Repo, number: number): Pull {
  const pull = repo.pulls.find((candidate) => candidate.number === number);
  if (pull === undefined) {
    throw new Error(`${repo.owner}/${repo.name} has no pull request ${number} in the sandbox.`);
  }
  return pull;
}
