import type { Problem } from '../problem.ts';
import type { Redact } from '../secrets.ts';
import { prose, say, type Text } from '../text.ts';

/** Puts an error of GitHub's into words: the verdict stands, only the comment is lost. */
export function commentTrouble(
  error: unknown,
  withoutSecrets: 'fork' | 'dependabot' | undefined,
  redact: Redact,
): Problem {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : undefined;
  const said = redact(error instanceof Error ? error.message : String(error));
  // Octokit says 500 where no answer came at all.
  if (status !== undefined && !(error instanceof Error && 'response' in error && error.response !== undefined)) {
    return {
      severity: 'warning',
      message: say`The comment could not be written: GitHub did not answer (${said}). The verdict stands, and the job summary has it all.`,
      help: say`Run the step again to have it written; where time ran out, raise the input ${'timeout'}.`,
    };
  }
  return {
    severity: 'warning',
    message: say`The comment could not be written: GitHub answered ${status === undefined ? undefined : prose(`HTTP ${status}, `)}${said}. The verdict stands, and the job summary has it all.`,
    help: helpFor(status, said, withoutSecrets),
  };
}

function helpFor(status: number | undefined, said: string, withoutSecrets: 'fork' | 'dependabot' | undefined): Text {
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
export function untidyTrouble(error: unknown, redact: Redact): Problem {
  const said = redact(error instanceof Error ? error.message : String(error));
  return {
    severity: 'warning',
    message: say`The comment stands, but earlier ones could not be deleted or hidden: ${said}.`,
    help: prose('The next run tries again.'),
  };
}
