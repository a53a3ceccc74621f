import { array, literal, object, safeParse, string } from 'valibot';
import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { UnreadableCommit } from './unreadable.ts';

const NOT_FOUND = object({
  status: literal(404),
  response: object({ data: object({ message: literal('Not Found') }) }),
});

/**
 * GitHub says that there is no such file; it says the same where the token may not read the repository. What a proxy
 * says, or GitHub of a ref that is gone, is something else.
 */
export function isNotFound(error: unknown): boolean {
  return safeParse(NOT_FOUND, error).success;
}

const TOO_LARGE = object({
  status: literal(403),
  response: object({ data: object({ errors: array(object({ code: string() })) }) }),
});

/** The file is larger than the 100 MB that GitHub hands out. */
export function isTooLargeForApi(error: unknown): boolean {
  const { success, output } = safeParse(TOO_LARGE, error);
  return success && output.response.data.errors.some(({ code }) => code === 'too_large');
}

/**
 * Puts an error of GitHub's into words.
 *
 * @param what that could not be read, as the beginning of a sentence
 */
export function apiTrouble(error: unknown, what: Message, redact: Redact): UnreadableCommit {
  const said = redact(error instanceof Error ? error.message : String(error));
  const answered = error instanceof Error && 'response' in error && error.response !== undefined;
  // Octokit says 500 where no answer came at all.
  if (!answered || !('status' in error)) {
    return new UnreadableCommit(say`${what} could not be read: GitHub did not answer (${said}).`, AGAIN);
  }
  const status = Number(error.status);
  const message = say`${what} could not be read: GitHub answered ${prose(`HTTP ${status}`)}, ${said}.`;
  return new UnreadableCommit(message, helpFor(status, said));
}

/** Octokit tries again what fails; an answer that breaks off after it has begun is not tried again. */
export function brokeOff(error: unknown, what: Message, redact: Redact): UnreadableCommit {
  const said = redact(error instanceof Error ? error.message : String(error));
  return new UnreadableCommit(say`${what} could not be read: GitHub’s answer broke off (${said}).`, AGAIN);
}

const AGAIN = say`Run the step again; where time ran out, raise the input ${'timeout'}.`;

function helpFor(status: number, said: string): Message {
  if (status === 401) return say`Check the input ${'github-token'}.`;
  if (status === 429 || /rate limit/i.test(said))
    return prose('Run the step again once GitHub answers this token again.');
  if (status === 403) return say`Give the job ${'permissions: contents: read'}.`;
  if (status === 404) return say`Give the job ${'permissions: contents: read'}, and check that the commit is there.`;
  if (status === 409 || status === 422) return prose('Check that there is such a branch or commit.');
  return prose('Run the step again.');
}
