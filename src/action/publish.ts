import * as core from '@actions/core';
import { failsStep } from '../budget/verdict.ts';
import type { GateResult } from '../gate.ts';
import { createGitHub } from '../github/client.ts';
import { keepComment, type StandingComment } from '../github/comment.ts';
import type { GitHubContext } from '../github/context.ts';
import { commentTrouble, untidyTrouble } from '../github/trouble.ts';
import type { Problem } from '../problem.ts';
import { reportProblem } from '../report/build.ts';
import { markerOf, renderComment, renderSummary } from '../report/comment.ts';
import { matrixOutput } from '../report/matrix.ts';
import { outputsOf } from '../report/outputs.ts';
import type { Report } from '../report/schema.ts';
import type { RunContext } from '../report/sections/context.ts';
import { withoutRun } from '../report/sections/footer.ts';
import type { Redact } from '../secrets.ts';
import { prose, say } from '../text.ts';
import { writeInside } from '../workspace/write.ts';
import type { Inputs } from './inputs.ts';

/** What is left for the comment where the time ran out before the verdict stood, in milliseconds. */
const GRACE = 3_000;

interface Publishing {
  readonly inputs: Inputs;
  readonly context: GitHubContext;
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly redact: Redact;
}

/**
 * Tells the result where it is to be told: the comment, the JSON report, the summary, the outputs. What cannot be told
 * there is a warning, and the verdict stands.
 *
 * @returns the report with those warnings
 */
export async function publish({ report, plans }: GateResult, publishing: Publishing): Promise<Report> {
  const { inputs, context, workspace, redact } = publishing;
  const run: RunContext = { ...context, api: inputs.baseUrl ?? inputs.region };
  const { comment, problem } = await comments(report, run, publishing);
  const temporary = process.env['RUNNER_TEMP'];
  const json = redact(`${JSON.stringify(report, null, 2)}\n`);
  const unwritten =
    inputs.report === undefined
      ? undefined
      : await writeInside(workspace, temporary ? [temporary] : [], inputs.report, json);
  const { matrix, problem: noMatrix } = matrixOutput(plans, report.verdict);
  const told = withProblems(report, [problem, unwritten, noMatrix]);
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

function withProblems(report: Report, problems: readonly (Problem | undefined)[]): Report {
  const added = problems.filter((problem) => problem !== undefined).map(reportProblem);
  return { ...report, problems: [...report.problems, ...added] };
}

async function comments(
  report: Report,
  run: RunContext,
  { inputs, context, signal, redact }: Publishing,
): Promise<{ comment?: StandingComment; problem?: Problem }> {
  const pullRequest = inputs.pullRequest ?? context.pullRequest;
  if (inputs.comment === 'never' || context.repository === undefined || pullRequest === undefined) return {};
  if (inputs.githubToken === undefined) {
    const message = prose('The comment could not be written: there is no token. The verdict stands.');
    return { problem: { severity: 'warning', message, help: say`Leave the input ${'github-token'} at its default.` } };
  }
  const github = createGitHub(inputs.githubToken, signal.aborted ? AbortSignal.timeout(GRACE) : signal);
  const target = {
    ...context.repository,
    pullRequest,
    marker: markerOf(inputs.commentKey),
    mode: inputs.commentMode,
    mayCreate: inputs.comment !== 'on-failure' || failsStep(report.verdict),
    saysTheSame: (standing: string, fresh: string) => withoutRun(standing) === withoutRun(fresh),
  };
  try {
    const comment = await keepComment(github, target, redact(renderComment(report, run, inputs.commentKey)));
    if (comment?.untidy === undefined) return comment === undefined ? {} : { comment };
    return { comment, problem: untidyTrouble(comment.untidy, redact) };
  } catch (error) {
    return { problem: commentTrouble(error, context.withoutSecrets, redact) };
  }
}

async function summarise(markdown: string): Promise<Problem | undefined> {
  try {
    await core.summary.addRaw(markdown).write();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { severity: 'warning', message: say`The job summary could not be written: ${reason}` };
  }
}
