import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { readInputs } from './action/inputs.ts';
import { writeLog } from './action/log.ts';
import { missingKey } from './action/missing-key.ts';
import { readPlans } from './action/plans.ts';
import { publish } from './action/publish.ts';
import { createBabySea } from './babysea/client.ts';
import { failsStep } from './budget/verdict.ts';
import { runGate } from './gate.ts';
import { readContext } from './github/context.ts';
import { redactor } from './secrets.ts';

const secrets = [core.getInput('api-key'), core.getInput('github-token')].filter((secret) => secret !== '');
const redact = redactor(secrets);

/** The step's door: inputs, files and the event in; the comment, the outputs, the log and the exit code out. */
async function run(): Promise<void> {
  for (const secret of secrets) core.setSecret(secret);
  const { inputs, problems: inputProblems } = readInputs((name) => core.getInput(name));
  const deadline = Date.now() + inputs.timeout * 1000;
  const signal = AbortSignal.timeout(inputs.timeout * 1000);
  const context = readContext(process.env, await readEvent(process.env['GITHUB_EVENT_PATH']));
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd();

  const keyProblems = inputs.apiKey === undefined ? [missingKey(context.withoutSecrets)] : [];
  const { plans, problems: fileProblems } = await readPlans(workspace, inputs.plan, redact);
  const { apiKey = '', region, baseUrl, concurrency, alternatives, usageDays } = inputs;
  const result = await runGate({
    plans,
    problems: [...inputProblems, ...keyProblems, ...fileProblems],
    limits: inputs,
    api: createBabySea({ apiKey, region, baseUrl, signal, timeLeft: () => deadline - Date.now(), redact }),
    region: baseUrl ?? region,
    concurrency,
    alternatives,
    usageDays,
    now: new Date(),
  });
  const told = await publish(result, { inputs, context, workspace, signal, redact });
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
