import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { readInputs } from './action/inputs.ts';
import { writeLog } from './action/log.ts';
import { missingKey } from './action/missing-key.ts';
import { progressLog, waitLog } from './action/progress.ts';
import { publish } from './action/publish.ts';
import { Session } from './action/session.ts';
import { createBabySea } from './babysea/client.ts';
import { environmentProxy } from './babysea/send.ts';
import { failsStep } from './budget/verdict.ts';
import { runGate } from './gate.ts';
import { createGitHub } from './github/client.ts';
import { readContext } from './github/context.ts';
import { redactor } from './secrets.ts';

/** What is left for the comment where the time ran out before the verdict stood, in milliseconds. */
const GRACE = 3_000;

const secrets = [core.getInput('api-key'), core.getInput('github-token')].filter((secret) => secret !== '');
const redact = redactor(secrets);

/** The step's door: inputs, files and the event in; the comment, the outputs, the log and the exit code out. */
async function run(): Promise<void> {
  for (const secret of secrets) core.setSecret(secret);
  const { inputs, problems: inputProblems } = readInputs((name) => core.getInput(name));
  const started = Date.now();
  const timeLeft = () => started + inputs.timeout * 1000 - Date.now();
  const signal = AbortSignal.timeout(inputs.timeout * 1000);
  let graceSignal: AbortSignal | undefined;
  const grace = () => {
    graceSignal ??= AbortSignal.timeout(GRACE);
    return graceSignal;
  };
  const event = await readEvent(process.env['GITHUB_EVENT_PATH']);
  const context = readContext(process.env, event, inputs.pullRequest);
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd();
  const github =
    inputs.githubToken === undefined
      ? undefined
      : createGitHub(inputs.githubToken, () => (signal.aborted ? grace() : signal));
  const session = new Session({ inputs, context, workspace, github, redact, signal });

  const keyProblems = inputs.apiKey === undefined ? [missingKey(context.withoutSecrets)] : [];
  const { plans, problems: planProblems } = await session.plans();
  const { apiKey = '', region, baseUrl, concurrency, alternatives, usageDays } = inputs;
  const result = await runGate({
    plans,
    problems: [...inputProblems, ...keyProblems, ...planProblems],
    limits: inputs,
    base: () => session.base(plans.map(({ file }) => file)),
    override: () => session.override(),
    api: createBabySea({
      apiKey,
      region,
      baseUrl,
      signal,
      timeLeft,
      redact,
      dispatcherFor: environmentProxy,
      onWait: waitLog(core.info),
    }),
    onProgress: progressLog(core.info, Date.now),
    region: baseUrl ?? region,
    concurrency,
    alternatives,
    usageDays,
    now: new Date(),
  });
  const report = { ...context, commit: await session.commit(), api: baseUrl ?? region };
  const age = () => Date.now() - started;
  const told = await publish(result, { inputs, context, session, run: report, workspace, age, redact });
  writeLog(told, redact);
  if (failsStep(told.verdict)) process.exitCode = core.ExitCode.Failure;
}

/** The event's payload; an event that cannot be read is no pull request. */
async function readEvent(path: string | undefined): Promise<unknown> {
  try {
    return path ? JSON.parse(await readFile(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

try {
  await run();
} catch (error) {
  // Nothing is expected to come here. Whatever does, the gate could not know, so the step fails.
  const reason = error instanceof Error ? error.message : String(error);
  core.setFailed(redact(`The budget gate itself failed, which is a mistake of ours: ${reason}. Please report it.`));
  core.setOutput('verdict', 'error');
}
