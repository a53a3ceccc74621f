import type { GitHubSandbox } from '../sandbox.ts';
import { type Repo, sampleSha } from '../state.ts';
import { commonPayload, onBranch, pullOf, type StepEvent, tipOf } from './step-event.ts';

/** What a merge queue tries out: the base branch with a pull request merged into it, on a branch of its own. */
export interface MergeGroup {
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly headSha: string;
  readonly baseSha: string;
}

/**
 * Puts a pull request into the merge queue, once: the queue's branch is then in the sandbox, as it is on GitHub. Its
 * files are those of `repo.files[headSha]`.
 */
export function addToMergeQueue(repo: Repo, number: number): MergeGroup {
  const { base } = pullOf(repo, number);
  const baseSha = tipOf(repo, base.ref);
  const branch = `gh-readonly-queue/${base.ref}/pr-${number}-${baseSha}`;
  const headSha = repo.branches[branch] ?? sampleSha(`${repo.owner}/${repo.name}@${branch}`);
  repo.branches[branch] = headSha;
  return { branch, headSha, baseSha };
}

/** The event that asks for the checks of a pull request in the merge queue, into which this puts it. */
export function mergeGroupEvent(github: GitHubSandbox, fullName: string, number: number): StepEvent {
  const repo = github.repo(fullName);
  const { title, base } = pullOf(repo, number);
  const { branch, headSha, baseSha } = addToMergeQueue(repo, number);
  return {
    eventName: 'merge_group',
    event: {
      action: 'checks_requested',
      merge_group: {
        head_sha: headSha,
        head_ref: `refs/heads/${branch}`,
        base_sha: baseSha,
        base_ref: `refs/heads/${base.ref}`,
        head_commit: { id: headSha, message: `${title} (#${number})` },
      },
      ...commonPayload(github, fullName),
    },
    env: onBranch(github, fullName, { branch, sha: headSha }),
  };
}
