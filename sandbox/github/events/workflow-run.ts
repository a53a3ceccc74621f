import type { GitHubSandbox } from '../sandbox.ts';
import { pullShape, repoShape } from '../shapes.ts';
import type { Pull, Repo } from '../state.ts';
import { commonPayload, onBranch, pullOf, type StepEvent, tipOf } from './step-event.ts';

export interface WorkflowRunEventOptions {
  /** The pull request that the other workflow ran on; where left out, it ran on a push to the default branch. */
  readonly pull?: number;
  /** Default `success`. */
  readonly conclusion?: string;
}

/** The event of another workflow that has ended. This run is on the default branch, whatever the other was on. */
export function workflowRunEvent(
  github: GitHubSandbox,
  fullName: string,
  { pull: number, conclusion = 'success' }: WorkflowRunEventOptions = {},
): StepEvent {
  const repo = github.repo(fullName);
  const pull = number === undefined ? undefined : pullOf(repo, number);
  const { repository, sender } = commonPayload(github, fullName, pull?.user);
  const headSha = pull?.head.sha ?? tipOf(repo, repo.defaultBranch);
  return {
    eventName: 'workflow_run',
    event: {
      action: 'completed',
      workflow: { name: 'Build', path: '.github/workflows/build.yml' },
      workflow_run: {
        id: 20260104001,
        name: 'Build',
        event: pull === undefined ? 'push' : 'pull_request',
        status: 'completed',
        conclusion,
        head_branch: pull?.head.ref ?? repo.defaultBranch,
        head_sha: headSha,
        head_commit: { id: headSha },
        pull_requests: pull === undefined || pull.head.repo !== fullName ? [] : [small(github, repo, pull)],
        repository,
        head_repository: headRepository(github, repo, pull),
        actor: sender,
        triggering_actor: sender,
      },
      repository,
      sender,
    },
    env: onBranch(github, fullName, pull === undefined ? {} : { actor: pull.user }),
  };
}

function headRepository(github: GitHubSandbox, repo: Repo, pull: Pull | undefined) {
  return pull === undefined ? repoShape(repo, github.links) : pullShape(repo, pull, github.links).head.repo;
}

/** GitHub lists a pull request here only where its head is in the same repository: never one from a fork. */
function small(github: GitHubSandbox, repo: Repo, pull: Pull) {
  const { id, number, url, head, base } = pullShape(repo, pull, github.links);
  const side = ({ ref, sha, repo: of }: typeof head | typeof base) => ({
    ref,
    sha,
    repo: of === null ? null : { id: of.id, name: of.name, url: of.url },
  });
  return { id, number, url, head: side(head), base: side(base) };
}
