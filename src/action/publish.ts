import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import { writeInside } from '../files/write-file.ts';
import type { GateResult } from '../gate.ts';
import { withProblems } from '../report/build.ts';
import { renderSummary } from '../report/comment.ts';
import { matrixOutput } from '../report/job-matrix.ts';
import { reportJson } from '../report/json.ts';
import type { Report } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { setOutputs } from './outputs.ts';
import { type CommentOptions, OVERRULED, writeComments } from './publish-comment.ts';
import { writeStatus } from './publish-status.ts';

interface Publishing extends CommentOptions {
  readonly workspace: string;
}

/**
 * Publishes the result: the comment, the commit status, the JSON report, the summary, the outputs. What cannot be published
 * is a warning, and the verdict stays; but an approval that the comment could not keep does not count, and outputs that
 * cannot be written are an error.
 *
 * @returns the report with those problems
 */
export async function publish(result: GateResult, publishing: Publishing): Promise<Report> {
  const { inputs, context, pullRequestRun, run, workspace, redact } = publishing;
  const { comment, problems, isKept } = await writeComments(result, publishing);
  const report =
    isKept || result.unapproved === undefined
      ? result.report
      : withProblems(result.unapproved, [comment === undefined ? NOT_KEPT : OVERRULED]);
  const unsetStatus = context.needsStatus
    ? await writeStatus(report, pullRequestRun, run, inputs.commentKey, redact)
    : undefined;
  const temporary = process.env['RUNNER_TEMP'];
  const jsonOf = (reported: Report) => redact(reportJson(reported));
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, temporary ? [temporary] : [], inputs.report, jsonOf(report));
  const { matrix, problem: noMatrix } = matrixOutput(result.plans, report.verdict, {
    // Without a run there is nothing that a later attempt could repeat.
    runUrl: context.runUrl ?? randomUUID(),
    job: process.env['GITHUB_JOB'] ?? '',
    key: inputs.commentKey,
  });
  const told = withProblems(report, [...problems, unsetStatus, unwritten, noMatrix]);
  const unsummarised = inputs.summary ? await summarise(redact(renderSummary(told, run))) : undefined;
  const reportPath = unwritten === undefined ? inputs.report : undefined;
  const unsetOutputs = setOutputs(report, { reportPath, matrix, comment, redact });
  return withProblems(told, [unsummarised, unsetOutputs]);
}

/** An approval that no comment remembers could be used for any cost later. */
const NOT_KEPT: Diagnostic = {
  severity: 'warning',
  message: prose(
    'The override label does not count in this run, since the cost that it approves could not be kept in the comment.',
  ),
  help: prose('See to it that the comment can be written.'),
};

async function summarise(markdown: string): Promise<Diagnostic | undefined> {
  try {
    await core.summary.addRaw(markdown).write();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { severity: 'warning', message: say`The job summary could not be written: ${reason}` };
  }
}
