import type { Verdict } from '../budget/rules.ts';
import { type CommitStatus, setStatus } from '../github/status.ts';
import { statusTrouble } from '../github/trouble.ts';
import type { Report, RunContext } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Redact } from '../shared/redact.ts';
import type { PullRequestRun } from './pull-request-run.ts';

const STATES: Readonly<Record<Verdict, CommitStatus['state']>> = {
  pass: 'success',
  warn: 'success',
  fail: 'failure',
  error: 'error',
};

/**
 * Sets a commit status on the head of the pull request, so that branch protection sees the verdict. Never rejects: if the
 * status cannot be set and is required, the pull request cannot be merged.
 *
 * @param key the input `comment-key`, which tells several gates apart
 */
export async function writeStatus(
  { verdict, headline }: Report,
  pullRequestRun: PullRequestRun,
  { commit, runUrl }: RunContext,
  key: string,
  redact: Redact,
): Promise<Diagnostic | undefined> {
  const { pull } = await pullRequestRun.target;
  if (pull === undefined || commit === undefined || pullRequestRun.github === undefined) return undefined;
  const { github, repository } = pullRequestRun.github;
  const status: CommitStatus = {
    sha: commit,
    state: STATES[verdict],
    context: key === '' ? 'budget-gate' : `budget-gate/${key}`,
    description: redact(String(headline)).replaceAll('`', ''),
    targetUrl: runUrl,
  };
  try {
    await setStatus(github, repository, status);
    return undefined;
  } catch (error) {
    return statusTrouble(error, redact);
  }
}
