/** The Action `settle`: inputs → planned and generated → comment, summary, outputs, exit code. */
import * as core from '@actions/core';
import { failsStep } from '../budget/rules.ts';
import { ACTION_WORDS, loadPlans } from '../files/load-plans.ts';
import { workspaceFiles, writeInside } from '../files/workspace.ts';
import type { GitHub } from '../github/client.ts';
import type { GitHubContext } from '../github/context.ts';
import { commentNotWritten } from '../github/error-messages.ts';
import { findOwnComments, upsertComment } from '../github/pull-request.ts';
import { escapeWorkflowCommand, writeLog } from '../report/log.ts';
import type { RunContext } from '../report/schema.ts';
import { settleInputs } from '../settle.ts';
import { withDiagnostics } from '../settlement/build.ts';
import { type Settlement, settlementJson, settlementOutputs } from '../settlement/schema.ts';
import { renderSettlement, renderSettlementComment, settlementLog, settlementMarker } from '../settlement/views.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Redact } from '../shared/redact.ts';
import { findTarget } from './pull-requests.ts';
import { readSettleStepInputs, type SettleStepInputs } from './settle-inputs.ts';
import { runStep, setOutputs, startStep, summarise } from './step.ts';

await runStep('Budget gate: settle', { ...settlementOutputs(), settlement: '' }, run);

/** @returns whether the step passes */
async function run(redact: Redact): Promise<boolean> {
  const { inputs, diagnostics: inputDiagnostics } = readSettleStepInputs((name) => core.getInput(name));
  const { environment, api, connectToGitHub, deadline, ...step } = await startStep(
    inputs,
    inputs.timeout + inputs.wait,
  );
  const { context, workspace, folders } = environment;
  const { signal } = deadline;
  const log = (line: string) => core.info(escapeWorkflowCommand(redact(line)));
  const source = workspaceFiles(workspace);

  const settlement = await settleInputs(inputs, {
    api,
    diagnostics: [...inputDiagnostics, ...step.diagnostics],
    folder: workspace,
    roots: [workspace, ...folders],
    loadPlans: (plan) => loadPlans(plan, { source, workspace, words: ACTION_WORDS, redact, signal }),
    signal,
    log,
  });

  // What cannot be published is a warning, and the verdict stays; but outputs that cannot be written are an error.
  const runContext: RunContext = { ...context, api: inputs.baseUrl ?? inputs.region };
  const body = redact(renderSettlementComment(settlement, runContext, inputs.commentKey));
  const uncommented = await comment(settlement, body, inputs, context, connectToGitHub);
  deadline.abort();
  const unwritten =
    inputs.settlement === undefined
      ? undefined
      : await writeInside(workspace, folders, inputs.settlement, redact(settlementJson(settlement)), 'settlement');
  const told = withDiagnostics(settlement, [uncommented, unwritten]);
  const unsummarised = inputs.summary ? await summarise(renderSettlement(told, runContext), redact) : undefined;
  const path = unwritten === undefined ? (inputs.settlement ?? '') : '';
  const unset = setOutputs({ ...settlementOutputs(settlement), settlement: path }, redact);
  writeLog(settlementLog(withDiagnostics(told, [unsummarised, unset])), redact);
  return !failsStep(settlement.verdict) && unset === undefined;
}

/** Writes the comment on each pull request that the run is about; a warning where that fails. */
async function comment(
  { verdict }: Settlement,
  body: string,
  { comment: when, commentKey }: SettleStepInputs,
  context: GitHubContext,
  connect: () => Promise<GitHub | undefined>,
): Promise<Diagnostic | undefined> {
  if (when === 'never') return;
  try {
    const github = await connect();
    if (github === undefined) return;
    const { numbers } = await findTarget(github, context);
    const mayCreate = when === 'always' || verdict !== 'pass';
    for (const pullRequest of numbers) {
      const own = await findOwnComments(github, pullRequest, settlementMarker(commentKey));
      await upsertComment(github, { pullRequest, mode: 'update', mayCreate, saysTheSame }, own, body);
    }
    return undefined;
  } catch (error) {
    return commentNotWritten(error, context.withoutSecrets);
  }
}

/** GitHub may give a comment back with other line ends, and without the last one. */
function saysTheSame(existing: string, fresh: string): boolean {
  return existing.replaceAll('\r\n', '\n').trimEnd() === fresh.trimEnd();
}
