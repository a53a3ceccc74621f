import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { isRateLimit, statusOf } from './rate-limit.ts';

/** Puts an error of GitHub's into words: the verdict stands, only the comment is lost. */
export function commentTrouble(
  error: unknown,
  withoutSecrets: 'fork' | 'dependabot' | undefined,
  redact: Redact,
): Diagnostic {
  const { status, said, answered, what, limited } = troubleOf(error, redact);
  if (!answered) {
    return {
      severity: 'warning',
      message: say`The comment could not be written: ${what}. The verdict stands, and the job summary has it all.`,
      help: say`Run the step again to have it written; where time ran out, raise the input ${'timeout'}.`,
    };
  }
  return {
    severity: 'warning',
    message: say`The comment could not be written: ${what}. The verdict stands, and the job summary has it all.`,
    help: limited ? LATER : helpFor(status, said, withoutSecrets),
  };
}

/** What GitHub said, as far as it said anything. */
function troubleOf(error: unknown, redact: Redact) {
  const status = statusOf(error);
  const said = redact(error instanceof Error ? error.message : String(error));
  // Octokit says 500 where no answer came at all.
  const answered =
    status === undefined || (error instanceof Error && 'response' in error && error.response !== undefined);
  const what = answered ? say`GitHub answered ${statusText(status)}${said}` : say`GitHub did not answer (${said})`;
  return { status, said, answered, what, limited: isRateLimit(error) };
}

const LATER = prose('Run the step again once GitHub answers this token again.');

function statusText(status: number | undefined): Message | undefined {
  return status === undefined ? undefined : prose(`HTTP ${status}, `);
}

function helpFor(status: number | undefined, said: string, withoutSecrets: 'fork' | 'dependabot' | undefined): Message {
  if (status === 403 && /locked/i.test(said))
    return prose('The conversation is locked: unlock it to have the comment.');
  if (status === 404) {
    return say`Check the number of the pull request, and that the job has ${'permissions: pull-requests: write'}.`;
  }
  if (status === 403) {
    return withoutSecrets === undefined
      ? say`Give the job ${'permissions: pull-requests: write'}.`
      : prose('The token of such a pull request may only read.');
  }
  if (status === 401) return say`Check the input ${'github-token'}.`;
  return prose('Run the step again to have it written.');
}

/** The comment stands, but earlier ones could not be deleted or hidden. */
export function untidyTrouble(error: unknown, redact: Redact): Diagnostic {
  const said = redact(error instanceof Error ? error.message : String(error));
  return {
    severity: 'warning',
    message: say`The comment stands, but earlier ones could not be deleted or hidden: ${said}.`,
    help: prose('The next run tries again.'),
  };
}

/** It is not known who put the override label on, and after which comment: the verdict is judged without it. */
export function labelTrouble(error: unknown, redact: Redact): Diagnostic {
  const { status, what, limited } = troubleOf(error, redact);
  return {
    severity: 'warning',
    message: say`The override label does not count, since the gate could not find out who put it on, and what they saw: ${what}.`,
    help: limited ? LATER : labelHelp(status),
  };
}

function labelHelp(status: number | undefined): Message {
  // One of the two is enough: to GitHub, a pull request is an issue too.
  const permission = say`${'permissions: pull-requests: read'} (or ${'issues: read'})`;
  if (status === 403) return say`Give the job ${permission}.`;
  if (status === 404) return say`Check the number of the pull request, and that the job has ${permission}.`;
  if (status === 401) return say`Check the input ${'github-token'}.`;
  return prose('Run the step again to have the label count.');
}

/** It is not known which pull request is meant, or how it stands. */
export function pullTrouble(error: unknown, severity: Diagnostic['severity'], redact: Redact): Diagnostic {
  const { status, what, limited } = troubleOf(error, redact);
  return {
    severity,
    message: say`The pull request could not be read: ${what}.`,
    help: limited
      ? LATER
      : status === 403 || status === 404
        ? say`Check its number, and give the job ${'permissions: pull-requests: read'}.`
        : prose('Run the step again.'),
  };
}

/** What the pull request takes away is not known, and so not whose place a new plan takes. */
export function goneFilesTrouble(error: unknown, redact: Redact): { message: Message; help: Message } {
  const { status, what, limited } = troubleOf(error, redact);
  return {
    message: say`Which files the pull request takes away could not be read: ${what}.`,
    help: limited
      ? LATER
      : status === 403 || status === 404
        ? say`Give the job ${'permissions: pull-requests: read'}.`
        : prose('Run the step again.'),
  };
}

/** Branch protection does not see the verdict. */
export function statusTrouble(error: unknown, redact: Redact): Diagnostic {
  const { status, what, limited } = troubleOf(error, redact);
  return {
    severity: 'warning',
    message: say`The commit status could not be set: ${what}. The verdict of this step stands, but branch protection does not see it.`,
    help: limited
      ? LATER
      : status === 403 || status === 404
        ? say`Give the job ${'permissions: statuses: write'}.`
        : prose('Run the step again to have it set.'),
  };
}
