import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorMessage } from '../shared/errors.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { isRateLimit, statusOf } from './responses.ts';

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

const CHECK_TOKEN = say`Check the input ${'github-token'}.`;
const LATER = prose('Run the step again once GitHub answers this token again.');

/** What to do if a permission may be missing: GitHub answers 404, too, for what a token may not see. */
function grant(permission: string, { status, isRateLimit }: Failure, otherwise: string): Message {
  if (isRateLimit) return LATER;
  return status === 403 || status === 404 ? say`Give the job ${`permissions: ${permission}`}.` : prose(otherwise);
}

/** The comment could not be written; the verdict does not depend on it. */
export function commentNotWritten(error: unknown, withoutSecrets: 'fork' | 'dependabot' | undefined): Diagnostic {
  const failure = failureOf(error);
  return {
    severity: 'warning',
    message: say`The comment could not be written: ${failure.summary}. The verdict stands, and the job summary has it all.`,
    help: commentHelp(failure, withoutSecrets),
  };
}

function commentHelp(
  { status, said, isAnswered, isRateLimit }: Failure,
  withoutSecrets: 'fork' | 'dependabot' | undefined,
): Message {
  if (!isAnswered) return say`Run the step again to have it written; where time ran out, raise the input ${'timeout'}.`;
  if (isRateLimit) return LATER;
  if (status === 401) return CHECK_TOKEN;
  if (status === 404)
    return say`Check the number of the pull request, and that the job has ${'permissions: pull-requests: write'}.`;
  if (status !== 403) return prose('Run the step again to have it written.');
  // GitHub has no code for this.
  if (/locked/i.test(said)) return prose('The conversation is locked: unlock it to have the comment.');
  return withoutSecrets === undefined
    ? say`Give the job ${'permissions: pull-requests: write'}.`
    : prose('The token of such a pull request may only read.');
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
  return {
    severity: 'warning',
    message: say`The override label does not count, since the gate could not find out who put it on, and what they saw: ${failure.summary}.`,
    help: labelHelp(failure),
  };
}

function labelHelp({ status, isRateLimit }: Failure): Message {
  // One of the two is enough: to GitHub, a pull request is an issue, too.
  const permission = say`${'permissions: pull-requests: read'} (or ${'issues: read'})`;
  if (isRateLimit) return LATER;
  if (status === 403) return say`Give the job ${permission}.`;
  if (status === 404) return say`Check the number of the pull request, and that the job has ${permission}.`;
  return status === 401 ? CHECK_TOKEN : prose('Run the step again to have the label count.');
}

/** The pull request that is meant is unknown, or its current state. */
export function pullRequestNotRead(error: unknown, severity: Diagnostic['severity']): Diagnostic {
  const { status, summary, isRateLimit } = failureOf(error);
  const message = say`The pull request could not be read: ${summary}.`;
  if (isRateLimit) return { severity, message, help: LATER };
  const isRefused = status === 403 || status === 404;
  const help = isRefused
    ? say`Check its number, and give the job ${'permissions: pull-requests: read'}.`
    : prose('Run the step again.');
  return { severity, message, help };
}

/** The files that the pull request deletes are unknown, so a new plan could be a moved one. */
export function changedFilesNotRead(error: unknown): ErrorDescription {
  const failure = failureOf(error);
  return {
    message: say`The files that the pull request changes could not be read: ${failure.summary}.`,
    help: grant('pull-requests: read', failure, 'Run the step again.'),
  };
}

/** Branch protection does not see the verdict. */
export function statusNotSet(error: unknown): Diagnostic {
  const failure = failureOf(error);
  return {
    severity: 'warning',
    message: say`The commit status could not be set: ${failure.summary}. The verdict of this step stands, but branch protection does not see it.`,
    help: grant('statuses: write', failure, 'Run the step again to have it set.'),
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

function contentHelp({ status, isAnswered, isRateLimit }: Failure): Message {
  if (!isAnswered) return say`Run the step again; if time ran out, raise the input ${'timeout'}.`;
  if (isRateLimit) return prose('Run the step again when the rate limit is over.');
  if (status === 401) return CHECK_TOKEN;
  if (status === 403) return say`Give the job ${'permissions: contents: read'}.`;
  if (status === 404) return say`Give the job ${'permissions: contents: read'}, and check that the commit exists.`;
  if (status === 409 || status === 422) return prose('Check that there is such a branch or commit.');
  return prose('Run the step again.');
}
