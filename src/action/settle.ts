/** The Action `settle`: inputs → planned and generated → comment, summary, outputs, exit code. */
import * as core from '@actions/core';
import { createBabySea, originOf } from '../babysea/client.ts';
import { REAL_CLOCK } from '../babysea/rate-limiter.ts';
import { failsStep } from '../budget/rules.ts';
import { ACTION_WORDS, loadPlans } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { writeInside } from '../files/write-file.ts';
import { createGitHub } from '../github/client.ts';
import { findOwnComments, upsertComment } from '../github/comment.ts';
import { commentNotWritten } from '../github/error-messages.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { waitLog } from '../pricing/progress.ts';
import { escapeWorkflowCommand } from '../report/annotations.ts';
import { reportDiagnostic } from '../report/build.ts';
import type { RunContext } from '../report/schema.ts';
import { pricePlansNow, runSettle } from '../settle.ts';
import { loadGenerationIds } from '../settlement/generation-ids.ts';
import { renderSettlement, renderSettlementComment, settlementMarker } from '../settlement/markdown.ts';
import { loadGateReport } from '../settlement/options.ts';
import type { Planned } from '../settlement/planned.ts';
import { throttled } from '../settlement/progress.ts';
import { type Settlement, settlementJson, settlementOutputs } from '../settlement/schema.ts';
import { writeSettlementLog } from '../settlement/write-log.ts';
import { type Diagnostic, hasErrors } from '../shared/diagnostic.ts';
import { oneLine, say } from '../shared/message.ts';
import { proxyDiagnostics } from '../shared/proxy.ts';
import { redactor } from '../shared/redact.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { findTarget } from './find-pull-requests.ts';
import { missingKey } from './inputs.ts';
import { readSettleStepInputs, type SettleStepInputs } from './settle-inputs.ts';

/** The time for the comment once the time for everything else is over, in milliseconds. */
const GRACE_MS = 3_000;

const secrets = ['api-key', 'github-token'].map((name) => core.getInput(name)).filter((secret) => secret !== '');
const redact = redactor(secrets);

process.on('uncaughtException', (error) => {
  reportInternalError(error);
  process.exit(1);
});
try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  reportInternalError(error);
  process.exitCode = 1;
}

/** Whether the step passes. */
async function run(): Promise<boolean> {
  for (const secret of secrets) core.setSecret(secret);
  const { inputs, diagnostics: inputDiagnostics } = readSettleStepInputs((name) => core.getInput(name));
  const { apiKey, region, baseUrl, concurrency, timeout, wait } = inputs;
  const ends = Date.now() + (timeout + wait) * 1000;
  const timeLeft = () => ends - Date.now();
  const deadline = new AbortController();
  setTimeout(() => deadline.abort(), timeLeft()).unref();
  const signal = deadline.signal;
  const environment = await readEnvironment(process.env, inputs.pullRequest);
  const { context, workspace } = environment;
  const problems = [
    ...inputDiagnostics,
    ...(apiKey === undefined ? [missingKey(context.withoutSecrets)] : []),
    ...environment.diagnostics,
    ...proxyDiagnostics(baseUrl ?? originOf(region)),
  ];
  const log = (line: string) => core.info(escapeWorkflowCommand(redact(line)));
  const api = createBabySea({ apiKey: apiKey ?? '', region, baseUrl, signal, timeLeft, redact, onWait: waitLog(log) });
  const asked = { api, region: baseUrl ?? region, concurrency };

  const roots = [workspace, ...(process.env['RUNNER_TEMP'] ? [process.env['RUNNER_TEMP']] : [])];
  let planned: Planned | undefined;
  if (!hasErrors(problems)) {
    const loaded = await loadPlanned(inputs);
    if ('value' in loaded) planned = loaded.value;
    else problems.push(...loaded.error);
  }
  const found = inputs.generations === undefined ? undefined : await loadGenerationIds(inputs.generations, roots);
  const settlement = await runSettle({
    ...asked,
    planned,
    problems: [...problems, ...(found?.problems ?? [])],
    ids: found?.ids,
    since: inputs.since,
    waitMs: wait * 1000,
    maxOverrun: inputs.maxOverrun,
    clock: REAL_CLOCK,
    signal,
    onProgress: throttled(log, Date.now),
  });
  deadline.abort();
  const told = await publish(settlement, inputs, environment);
  return !failsStep(told.verdict) && !told.findings.some(({ severity }) => severity === 'error');

  async function loadPlanned({ report, plan = '' }: SettleStepInputs) {
    if (report !== undefined) {
      const read = await loadGateReport(workspace, report);
      return 'value' in read ? read : { error: [read.error] };
    }
    const source = workspaceFiles(workspace);
    const loaded = await loadPlans(plan, { source, workspace, words: ACTION_WORDS, redact, signal });
    const parse = boundedParser(signal);
    return pricePlansNow({ ...asked, ...loaded, parse, diagnostics: loaded.diagnostics, now: new Date() });
  }
}

/** Publishes the settlement: the comment, the JSON, the summary, the outputs, the log. */
async function publish(
  settlement: Settlement,
  inputs: SettleStepInputs,
  environment: Environment,
): Promise<Settlement> {
  const { context, workspace } = environment;
  const run: RunContext = { ...context, api: inputs.baseUrl ?? inputs.region };
  const temporary = process.env['RUNNER_TEMP'];
  const folders = temporary ? [temporary] : [];
  const uncommented = await comment(settlement, inputs, environment, run);
  const unwritten =
    inputs.settlement === undefined
      ? undefined
      : await writeInside(workspace, folders, inputs.settlement, redact(settlementJson(settlement)), 'settlement');
  const told = withFindings(settlement, [uncommented, unwritten]);
  const unsummarised = inputs.summary ? await summarise(redact(renderSettlement(told, run))) : undefined;
  const path = unwritten === undefined ? (inputs.settlement ?? '') : '';
  const unset = setOutputs({ ...settlementOutputs(settlement), settlement: path });
  const all = withFindings(told, [unsummarised, unset]);
  writeSettlementLog(all, redact);
  return all;
}

/** Writes the comment on each pull request that the run is about; a warning where that fails. */
async function comment(
  settlement: Settlement,
  { comment: when, commentKey, githubToken }: SettleStepInputs,
  { context, github: addresses }: Environment,
  run: RunContext,
): Promise<Diagnostic | undefined> {
  if (when === 'never' || githubToken === undefined || addresses === undefined || context.repository === undefined)
    return;
  try {
    const ended = AbortSignal.timeout(10 * GRACE_MS);
    const timeLeft = () => GRACE_MS;
    const github = await createGitHub(githubToken, () => ended, { ...addresses, timeLeft, log: core.info });
    const { numbers } = await findTarget(github, context, redact);
    const marker = settlementMarker(commentKey);
    const body = redact(renderSettlementComment(settlement, run, commentKey));
    for (const pullRequest of numbers) {
      const target = { ...context.repository, pullRequest, marker };
      const own = await findOwnComments(github, target);
      const mayCreate = when === 'always' || settlement.verdict !== 'pass';
      await upsertComment(github, { ...target, mode: 'update', mayCreate, saysTheSame }, own, body);
    }
    return undefined;
  } catch (error) {
    return commentNotWritten(error, context.withoutSecrets, redact);
  }
}

/** GitHub may give a comment back with other line ends, and without the last one. */
function saysTheSame(standing: string, fresh: string): boolean {
  return standing.replaceAll('\r\n', '\n').trimEnd() === fresh.trimEnd();
}

function withFindings(settlement: Settlement, problems: readonly (Diagnostic | undefined)[]): Settlement {
  const added = problems
    .filter((problem) => problem !== undefined)
    .map((problem) => ({ sign: null, ...reportDiagnostic(problem) }));
  return { ...settlement, findings: [...settlement.findings, ...added] };
}

async function summarise(markdown: string): Promise<Diagnostic | undefined> {
  try {
    await core.summary.addRaw(markdown).write();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { severity: 'warning', message: say`The job summary could not be written: ${reason}` };
  }
}

function setOutputs(outputs: Readonly<Record<string, string>>): Diagnostic | undefined {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, redact(value));
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = say`The outputs could not be written (${reason}), so the step fails: later steps would not know the verdict.`;
    return { severity: 'error', message, help: say`Do not change ${'GITHUB_OUTPUT'}, and do not delete its file.` };
  }
}

/** Unexpected error: fail closed. */
function reportInternalError(error: unknown): void {
  const reason = oneLine(redact(error instanceof Error ? error.message : String(error)));
  core.error(`Internal error. This is a bug in Budget Gate; please report it: ${reason}`, {
    title: 'Budget gate: settle',
  });
  if (error instanceof Error) core.debug(redact(error.stack ?? ''));
  setOutputs({
    verdict: 'error',
    'planned-cost': '',
    'settled-cost': '',
    difference: '',
    succeeded: '',
    failed: '',
    pending: '',
    unplanned: '',
    'unexplained-cost': '',
    settlement: '',
  });
}
