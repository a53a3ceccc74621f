import type { Diagnostic, Explanation } from '../shared/diagnostic.ts';
import { errorMessage } from '../shared/helpers.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isRateLimit, statusOf } from './client.ts';
import type { GitHubContext } from './context.ts';

/**
 * What an error of Octokit's means, and what to do about it.
 *
 * @param message gets `GitHub answered HTTP 403, …`
 * @param permission that may be missing
 * @param check what else may be wrong after 404, which GitHub also answers for what a token may not see
 */
function explain(
  error: unknown,
  message: (summary: Message) => Message,
  permission: Message,
  check?: Message,
): Explanation {
  const said = errorMessage(error);
  // Octokit says 500 if no answer came at all.
  if (!(error instanceof Error && 'response' in error && error.response !== undefined)) {
    const help = say`Run the step again; if time ran out, raise the input ${'timeout'}.`;
    return { message: message(say`GitHub did not answer (${said})`), help };
  }
  const status = statusOf(error);
  const http = status === undefined ? undefined : prose(`HTTP ${status}, `);
  return { message: message(say`GitHub answered ${http}${said}`), help: helpAfter(error, permission, check) };
}

function helpAfter(answer: unknown, permission: Message, check: Message | undefined): Message {
  const status = statusOf(answer);
  if (isRateLimit(answer)) return prose('GitHub’s rate limit for this token is used up. Run the step again later.');
  if (status === 401) return say`Check the input ${'github-token'}.`;
  if (status === 404 && check !== undefined) return say`Give the job ${permission}, and check ${check}.`;
  return status === 403 || status === 404 ? say`Give the job ${permission}.` : prose('Run the step again.');
}

const PULL_REQUESTS_READ = say`${'permissions: pull-requests: read'}`;
const PULL_REQUESTS_WRITE = say`${'permissions: pull-requests: write'}`;
const NUMBER = prose('the number of the pull request');

/** The comment could not be written; the verdict does not depend on it. */
export function commentNotWritten(error: unknown, withoutSecrets: GitHubContext['withoutSecrets']): Diagnostic {
  const { message, help } = explain(
    error,
    (summary) => say`The comment could not be written: ${summary}. The job summary shows everything.`,
    PULL_REQUESTS_WRITE,
    NUMBER,
  );
  return { severity: 'warning', message, help: whyForbidden(error, withoutSecrets) ?? help };
}

/** Why GitHub lets this run write no comment, if no permission would help. */
function whyForbidden(error: unknown, withoutSecrets: GitHubContext['withoutSecrets']): Message | undefined {
  if (statusOf(error) !== 403 || isRateLimit(error)) return undefined;
  // GitHub has no code for this.
  if (/locked/i.test(errorMessage(error))) return prose('The conversation is locked: unlock it to get the comment.');
  if (withoutSecrets === undefined) return undefined;
  return prose('GitHub gives a pull request from a fork, or of Dependabot, a token that can only read.');
}

/** The comment was written, but earlier ones could not be deleted or hidden. */
export function staleCommentsKept(error: unknown): Diagnostic {
  return {
    severity: 'warning',
    message: say`The comment was written, but earlier ones could not be deleted or hidden: ${errorMessage(error)}.`,
    help: prose('The next run tries again.'),
  };
}

/** The gate does not know who put the override label on, or after which comment: the label does not count. */
export function labelNotRead(error: unknown): Diagnostic {
  const message = (summary: Message) =>
    say`The override label does not count, since the gate could not find out who added it, or which cost they saw: ${summary}.`;
  // One of the two is enough: to GitHub, a pull request is an issue, too.
  const permission = say`${PULL_REQUESTS_READ} (or ${'issues: read'})`;
  return { severity: 'warning', ...explain(error, message, permission, NUMBER) };
}

/** The pull request that is meant is unknown, or its current state. */
export function pullRequestNotRead(error: unknown, severity: Diagnostic['severity']): Diagnostic {
  const message = (summary: Message) => say`The pull request could not be read: ${summary}.`;
  return { severity, ...explain(error, message, PULL_REQUESTS_READ, NUMBER) };
}

/** Which files the pull request deletes is unknown, so a plan that looks new may be a moved one. */
export function changedFilesNotRead(error: unknown): Explanation {
  const message = (summary: Message) => say`The files that the pull request changes could not be read: ${summary}.`;
  return explain(error, message, PULL_REQUESTS_READ);
}

/** Branch protection does not see the verdict. */
export function statusNotSet(error: unknown): Diagnostic {
  const message = (summary: Message) =>
    say`The commit status could not be set: ${summary}. The verdict of this step stays the same, but branch protection does not see it.`;
  return { severity: 'warning', ...explain(error, message, say`${'permissions: statuses: write'}`) };
}

/**
 * Some content of a repository could not be read.
 *
 * @param what as the beginning of a sentence: `The commit …`
 */
export function contentNotRead(error: unknown, what: Message): Explanation {
  const { message, help } = explain(
    error,
    (summary) => say`${what} could not be read: ${summary}.`,
    say`${'permissions: contents: read'}`,
    prose('that the commit exists'),
  );
  const status = statusOf(error);
  const isUnknownRef = status === 409 || status === 422;
  return { message, help: isUnknownRef ? prose('Check that there is such a branch or commit.') : help };
}
