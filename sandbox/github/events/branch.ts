/** The events of a branch: a push to it, and runs on it that a person or the clock starts. */
import type { GitHubSandbox } from '../sandbox.ts';
import { commonPayload, onBranch, type StepEvent } from './step-event.ts';

const NO_COMMIT = '0'.repeat(40);

/**
 * The event of a push.
 * @param branch the default branch where left out
 * @param sha the commit that was pushed (default: the tip of the branch, which the sandbox must know then)
 */
export function pushEvent(github: GitHubSandbox, fullName: string, branch?: string, sha?: string): StepEvent {
  const env = onBranch(github, fullName, {
    ...(branch !== undefined && { branch }),
    ...(sha !== undefined && { sha }),
  });
  return {
    eventName: 'push',
    event: {
      ref: env.GITHUB_REF,
      before: NO_COMMIT,
      after: env.GITHUB_SHA,
      ...commonPayload(github, fullName),
      commits: [],
      head_commit: { id: env.GITHUB_SHA },
    },
    env,
  };
}

/** The event of a workflow that somebody started by hand, on a branch of their choice (default: the default one). */
export function workflowDispatchEvent(
  github: GitHubSandbox,
  fullName: string,
  { branch, inputs = {} }: { readonly branch?: string; readonly inputs?: Readonly<Record<string, string>> } = {},
): StepEvent {
  const env = onBranch(github, fullName, branch === undefined ? {} : { branch });
  return {
    eventName: 'workflow_dispatch',
    event: {
      inputs,
      ref: env.GITHUB_REF,
      workflow: '.github/workflows/budget.yml',
      ...commonPayload(github, fullName),
    },
    env,
  };
}

/** The event of the clock. Its payload is GitHub's smallest. */
export function scheduleEvent(github: GitHubSandbox, fullName: string, schedule = '0 6 * * 1'): StepEvent {
  const { repository } = commonPayload(github, fullName);
  return {
    eventName: 'schedule',
    event: { schedule, repository, workflow: '.github/workflows/budget.yml' },
    env: onBranch(github, fullName),
  };
}
