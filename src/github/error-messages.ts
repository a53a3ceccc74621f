import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorMessage } from '../shared/helpers.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isRateLimit, statusOf } from './client.ts';
import type { GitHubContext } from './context.ts';

/** What happened, and what to do about it. */
interface ErrorDescription {
  readonly message: Message;
  readonly help: Message;
}

/** An error of Octokit's, as far as the messages need it. */
interface Failure {
  readonly status: number | undefined;
  /** GitHub's own words, or those of whatever failed before it answered. */
  readonly said: string;
  readonly isAnswered: boolean;
  readonly isRateLimit: boolean;
  /** `GitHub answered HTTP 403, …` */
  readonly summary: Message;
}

function failureOf(error: unknown): Failure {
  const status = statusOf(error);
  const said = errorMessage(error);
  // Octokit says 500 if no answer came at all.
  const isAnswered = error instanceof Error && 'response' in error && error.response !== undefined;
  const statusText = status === undefined ? undefined : prose(`HTTP ${status}, `);
  const summary = isAnswered ? say`GitHub answered ${statusText}${said}` : say`GitHub did not answer (${said})`;
  return { status, said, isAnswered, isRateLimit: isRateLimit(error), summary };
}

interface Remedy {
  /** The permission that may be missing. */
  readonly permission: Message;
  /** What to do after 404, which GitHub also answers for what a token may not see. Default: as after 403. */
  readonly notFound?: Message;
  readonly otherwise: Message;
}

function helpFor({ status, isRateLimit }: Failure, { permission, notFound, otherwise }: Remedy): Message {
  const grant = say`Give the job ${permission}.`;
  if (isRateLimit) return prose('GitHub’s rate limit for this token is used up. Run the step again later.');
  if (status === 401) return say`Check the input ${'github-token'}.`;
  if (status === 403) return grant;
  return status === 404 ? (notFound ?? grant) : otherwise;
}

function checkNumber(permission: Message): Message {
  return say`Check the number of the pull request, and that the job has ${permission}.`;
}

/** The comment could not be written; the verdict does not depend on it. */
export function commentNotWritten(error: unknown, withoutSecrets: GitHubContext['withoutSecrets']): Diagnostic {
  const failure = failureOf(error);
  return {
    severity: 'warning',
    message: say`The comment could not be written: ${failure.summary}. The verdict stays the same, and the job summary shows everything.`,
    help: commentHelp(failure, withoutSecrets),
  };
}

function commentHelp(failure: Failure, withoutSecrets: GitHubContext['withoutSecrets']): Message {
  if (!failure.isAnswered) return say`Run the step again to write it; if time ran out, raise the input ${'timeout'}.`;
  if (failure.status === 403 && !failure.isRateLimit) {
    // GitHub has no code for this.
    if (/locked/i.test(failure.said)) return prose('The conversation is locked: unlock it to get the comment.');
    if (withoutSecrets !== undefined)
      return prose('GitHub gives a pull request from a fork, or of Dependabot, a token that can only read.');
  }
  const permission = say`${'permissions: pull-requests: write'}`;
  const otherwise = prose('Run the step again to write it.');
  return helpFor(failure, { permission, notFound: checkNumber(permission), otherwise });
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
  const failure = failureOf(error);
  // One of the two is enough: to GitHub, a pull request is an issue, too.
  const permission = say`${'permissions: pull-requests: read'} (or ${'issues: read'})`;
  const otherwise = prose('Run the step again to make the label count.');
  return {
    severity: 'warning',
    message: say`The override label does not count, since the gate could not find out who added it, or which cost they saw: ${failure.summary}.`,
    help: helpFor(failure, { permission, notFound: checkNumber(permission), otherwise }),
  };
}

/** The pull request that is meant is unknown, or its current state. */
export function pullRequestNotRead(error: unknown, severity: Diagnostic['severity']): Diagnostic {
  const failure = failureOf(error);
  const permission = say`${'permissions: pull-requests: read'}`;
  const notFound = say`Check its number, and give the job ${permission}.`;
  return {
    severity,
    message: say`The pull request could not be read: ${failure.summary}.`,
    help: helpFor(failure, { permission, notFound, otherwise: prose('Run the step again.') }),
  };
}

/** The files that the pull request deletes are unknown, so a new plan could be a moved one. */
export function changedFilesNotRead(error: unknown): ErrorDescription {
  const failure = failureOf(error);
  const permission = say`${'permissions: pull-requests: read'}`;
  return {
    message: say`The files that the pull request changes could not be read: ${failure.summary}.`,
    help: helpFor(failure, { permission, otherwise: prose('Run the step again.') }),
  };
}

/** Branch protection does not see the verdict. */
export function statusNotSet(error: unknown): Diagnostic {
  const failure = failureOf(error);
  const permission = say`${'permissions: statuses: write'}`;
  return {
    severity: 'warning',
    message: say`The commit status could not be set: ${failure.summary}. The verdict of this step stays the same, but branch protection does not see it.`,
    help: helpFor(failure, { permission, otherwise: prose('Run the step again to set it.') }),
  };
}

/**
 * Some content of a repository could not be read.
 *
 * @param what as the beginning of a sentence: `The commit …`
 */
export function contentNotRead(error: unknown, what: Message): ErrorDescription {
  const failure = failureOf(error);
  return { message: say`${what} could not be read: ${failure.summary}.`, help: contentHelp(failure) };
}

function contentHelp(failure: Failure): Message {
  const { status, isAnswered } = failure;
  if (!isAnswered) return say`Run the step again; if time ran out, raise the input ${'timeout'}.`;
  if (status === 409 || status === 422) return prose('Check that there is such a branch or commit.');
  const permission = say`${'permissions: contents: read'}`;
  const notFound = say`Give the job ${permission}, and check that the commit exists.`;
  return helpFor(failure, { permission, notFound, otherwise: prose('Run the step again.') });
}
