import { randomUUID } from 'node:crypto';
import type { Verdict } from '../budget/rules.ts';
import { writeInside } from '../files/workspace.ts';
import type { GateResult } from '../gate.ts';
import { statusNotSet } from '../github/error-messages.ts';
import { type CommitStatus, setStatus } from '../github/status.ts';
import { withDiagnostics } from '../report/build.ts';
import { renderSummary } from '../report/comment.ts';
import { matrixOutput } from '../report/outputs.ts';
import type { Report, RunContext } from '../report/schema.ts';
import { reportJson } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose } from '../shared/message.ts';
import type { Redact } from '../shared/redact.ts';
import { outputsOf } from './outputs.ts';
import { type CommentOptions, OVERRULED, writeComments } from './publish-comment.ts';
import type { PullRequestRun } from './pull-request-run.ts';
import { setOutputs, summarise } from './step.ts';

interface Publishing extends CommentOptions {
  readonly workspace: string;
}

/**
 * Publishes the result: the comment, the commit status, the JSON report, the summary, the outputs. What cannot be published
 * is a warning, and the verdict stays; but an approval that the comment could not keep does not count, and outputs that
 * cannot be written are an error.
 *
 * @returns the report with those diagnostics
 */
export async function publish(result: GateResult, publishing: Publishing): Promise<Report> {
  const { inputs, context, pullRequestRun, run, workspace, redact } = publishing;
  const { comment, diagnostics, isKept } = await writeComments(result, publishing);
  const report =
    isKept || result.unapproved === undefined
      ? result.report
      : withDiagnostics(result.unapproved, [comment === undefined ? NOT_KEPT : OVERRULED]);
  const unsetStatus = context.needsStatus
    ? await writeStatus(report, pullRequestRun, run, inputs.commentKey, redact)
    : undefined;
  const temporary = process.env['RUNNER_TEMP'];
  const jsonOf = (reported: Report) => redact(reportJson(reported));
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, temporary ? [temporary] : [], inputs.report, jsonOf(report));
  const { matrix, diagnostic: noMatrix } = matrixOutput(result.plans, report.verdict, {
    // Without a run there is nothing that a later attempt could repeat.
    runUrl: context.runUrl ?? randomUUID(),
    job: process.env['GITHUB_JOB'] ?? '',
    key: inputs.commentKey,
  });
  const told = withDiagnostics(report, [...diagnostics, unsetStatus, unwritten, noMatrix]);
  const unsummarised = inputs.summary ? await summarise(renderSummary(told, run), redact) : undefined;
  const reportPath = unwritten === undefined ? inputs.report : undefined;
  const unsetOutputs = setOutputs(outputsOf(report, { reportPath, matrix, comment }), redact);
  return withDiagnostics(told, [unsummarised, unsetOutputs]);
}

/** An approval that no comment remembers could be used for any cost later. */
const NOT_KEPT: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The override label does not count in this run, since the cost that it approves could not be kept in the comment.',
  ),
  help: prose('See to it that the comment can be written.'),
};

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
 * @param key the input `comment-key`, which distinguishes several gates
 */
async function writeStatus(
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
    return statusNotSet(error, redact);
  }
}
