import * as core from '@actions/core';
import type { GateResult } from '../gate.ts';
import { withProblems } from '../report/build.ts';
import { renderSummary } from '../report/comment.ts';
import { matrixOutput } from '../report/job-matrix.ts';
import { reportJson } from '../report/json.ts';
import { outputsOf } from '../report/outputs.ts';
import type { Report } from '../report/schema.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { writeInside } from '../workspace/write.ts';
import { type CommentOptions, OVERRULED, writeComments } from './publish-comment.ts';
import { writeStatus } from './publish-status.ts';

interface Publishing extends CommentOptions {
  readonly workspace: string;
}

/**
 * Tells the result where it is to be told: the comment, the commit status, the JSON report, the summary, the outputs. What
 * cannot be told there is a warning, and the verdict stands; but an approval that the comment could not keep does not
 * count.
 *
 * @returns the report with those warnings
 */
export async function publish(result: GateResult, publishing: Publishing): Promise<Report> {
  const { inputs, context, session, run, workspace, redact } = publishing;
  const { comment, problems, isKept } = await writeComments(result, publishing);
  const report =
    isKept || result.unapproved === undefined
      ? result.report
      : withProblems(result.unapproved, [comment === undefined ? NOT_KEPT : OVERRULED]);
  const unset = context.needsStatus ? await writeStatus(report, session, run, inputs.commentKey, redact) : undefined;
  const temporary = process.env['RUNNER_TEMP'];
  const jsonOf = (reported: Report) => redact(reportJson(reported));
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, temporary ? [temporary] : [], inputs.report, jsonOf(report));
  const { matrix, problem: noMatrix } = matrixOutput(result.plans, report.verdict);
  const told = withProblems(report, [...problems, unset, unwritten, noMatrix]);
  const unsummarised = inputs.summary ? await summarise(redact(renderSummary(told, run))) : undefined;

  const outputs = {
    ...outputsOf(report),
    report: inputs.report !== undefined && unwritten === undefined ? inputs.report : '',
    matrix,
    'comment-id': String(comment?.id ?? ''),
    'comment-url': comment?.url ?? '',
  };
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, redact(value));
  return withProblems(told, [unsummarised]);
}

/** What nothing remembers could be used for any cost later. */
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
