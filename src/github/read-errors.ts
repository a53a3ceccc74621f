import { type Message, prose, say } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { isRateLimit } from './rate-limit.ts';

const AGAIN = say`Run the step again; if time ran out, raise the input ${'timeout'}.`;

/**
 * Why something of a repository could not be read through the API, and what to do.
 *
 * @param what as the beginning of a sentence: `The commit …`
 */
export function describeReadError(error: unknown, what: Message, redact: Redact): { message: Message; help: Message } {
  const said = redact(error instanceof Error ? error.message : String(error));
  const answered = error instanceof Error && 'response' in error && error.response !== undefined;
  // Octokit says 500 if no answer came at all.
  if (!answered || !('status' in error)) {
    return { message: say`${what} could not be read: GitHub did not answer (${said}).`, help: AGAIN };
  }
  const status = Number(error.status);
  const message = say`${what} could not be read: GitHub answered ${prose(`HTTP ${status}`)}, ${said}.`;
  return { message, help: isRateLimit(error) ? LATER : helpFor(status) };
}

const LATER = prose('Run the step again when the rate limit is over.');

function helpFor(status: number): Message {
  if (status === 401) return say`Check the input ${'github-token'}.`;
  if (status === 403) return say`Give the job ${'permissions: contents: read'}.`;
  if (status === 404) return say`Give the job ${'permissions: contents: read'}, and check that the commit exists.`;
  if (status === 409 || status === 422) return prose('Check that there is such a branch or commit.');
  return prose('Run the step again.');
}
