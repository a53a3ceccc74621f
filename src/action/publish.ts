import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { writeInside } from '../files/workspace.ts';
import type { GateResult } from '../gate.ts';
import { statusNotSet } from '../github/error-messages.ts';
import { parseResponse } from '../github/responses.ts';
import { withDiagnostics } from '../report/build.ts';
import { renderSummary } from '../report/comment.ts';
import { matrixOutput, stepOutputs } from '../report/outputs.ts';
import { type Report, type RunContext, reportJson } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose } from '../shared/message.ts';
import { type CommentOptions, OVERRULED, writeComments } from './publish-comment.ts';
import type { PullRequestRun } from './pull-request-run.ts';
import { setOutputs, summarise } from './step.ts';

/** The outputs after an internal error. */
export const ERROR_OUTPUTS = { ...stepOutputs(), report: '', matrix: '', 'comment-id': '', 'comment-url': '' };

/**
 * Publishes the result: the comment, the commit status, the JSON report, the summary, the outputs. What cannot be published
 * is a warning, and the verdict stays; but an approval that the comment could not keep does not count, and outputs that
 * cannot be written are an error.
 *
 * @returns the report with those diagnostics
 */
export async function publish(result: GateResult, options: CommentOptions): Promise<Report> {
  const { pullRequestRun, run } = options;
  const { inputs, context, workspace, folders, redact } = pullRequestRun.options;
  const { comment, diagnostics, isKept } = await writeComments(result, options);
  const report =
    isKept || result.unapproved === undefined
      ? result.report
      : withDiagnostics(result.unapproved, [comment === undefined ? NOT_KEPT : OVERRULED]);
  const unsetStatus = context.needsStatus ? await writeStatus(report, pullRequestRun, run) : undefined;
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, folders, inputs.report, redact(reportJson(report)));
  const { matrix, diagnostic: noMatrix } = matrixOutput(result.plans, report.verdict, {
    // Without a run there is nothing that a later attempt could repeat.
    runUrl: context.runUrl ?? randomUUID(),
    job: process.env['GITHUB_JOB'] ?? '',
    key: inputs.commentKey,
  });
  const told = withDiagnostics(report, [...diagnostics, unsetStatus, unwritten, noMatrix]);
  const unsummarised = inputs.summary ? await summarise(renderSummary(told, run), redact) : undefined;
  const outputs: typeof ERROR_OUTPUTS = {
    ...stepOutputs(report),
    report: unwritten === undefined ? (inputs.report ?? '') : '',
    matrix,
    'comment-id': String(comment?.id ?? ''),
    'comment-url': comment?.url ?? '',
  };
  const unsetOutputs = setOutputs(outputs, redact);
  return withDiagnostics(told, [unsummarised, unsetOutputs]);
}

/** An approval that no comment remembers could be used for any cost later. */
const NOT_KEPT: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The override label does not count in this run, since the cost that it approves could not be kept in the comment.',
  ),
  help: prose('Give the job `permissions: pull-requests: write`, and run the step again.'),
};

const STATES = { pass: 'success', warn: 'success', fail: 'failure', error: 'error' } as const;

/** GitHub takes no longer ones (docs.github.com: rest/commits/statuses). */
const MAX_DESCRIPTION_CHARACTERS = 140;

/**
 * Sets a commit status on the head of the pull request, so that branch protection sees the verdict. Needs `statuses: write`.
 * Never rejects: if the status cannot be set and is required, the pull request cannot be merged.
 */
async function writeStatus(
  { verdict, headline }: Report,
  { target, options }: PullRequestRun,
  run: RunContext,
): Promise<Diagnostic | undefined> {
  const { github, redact } = options;
  const { commentKey } = options.inputs;
  const { pull } = await target;
  if (pull === undefined || run.commit === undefined || github === undefined) return undefined;
  const state = STATES[verdict];
  // Several gates have a status each.
  const context = commentKey === '' ? 'budget-gate' : `budget-gate/${commentKey}`;
  const text = [...redact(String(headline)).replaceAll('`', '')];
  const isTooLong = text.length > MAX_DESCRIPTION_CHARACTERS;
  try {
    const { data } = await github.rest.repos.createCommitStatus({
      ...github.repository,
      sha: run.commit,
      state,
      context,
      description: isTooLong ? `${text.slice(0, MAX_DESCRIPTION_CHARACTERS - 1).join('')}…` : text.join(''),
      ...(run.runUrl !== undefined && { target_url: run.runUrl }),
    });
    parseResponse(v.object({ state: v.literal(state), context: v.literal(context) }), data);
    return undefined;
  } catch (error) {
    return statusNotSet(error);
  }
}
