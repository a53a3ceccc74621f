/** The Action: inputs → gate → comment, summary, outputs, exit code. */
import * as core from '@actions/core';
import { readInputs } from './action/inputs.ts';
import { ERROR_OUTPUTS, publish } from './action/publish.ts';
import { PullRequestRun } from './action/pull-request-run.ts';
import { runStep, startStep } from './action/step.ts';
import type { PacedApi } from './babysea/api.ts';
import { failsStep } from './budget/rules.ts';
import { NO_PLANS } from './files/load-plans.ts';
import { runGate } from './gate.ts';
import { boundedParser } from './plan/parse-in-worker.ts';
import { progressLog } from './pricing/estimator.ts';
import { reportLog, writeLog } from './report/log.ts';
import { hasErrors } from './shared/diagnostic.ts';
import type { Redact } from './shared/redact.ts';

await runStep('Budget gate', ERROR_OUTPUTS, run);

/** @returns whether the step passes */
async function run(redact: Redact): Promise<boolean> {
  const started = Date.now();
  const { inputs, diagnostics: inputDiagnostics } = readInputs((name) => core.getInput(name));
  const { region, baseUrl } = inputs;
  const { environment, api: babysea, connectToGitHub, deadline, ...step } = await startStep(inputs, inputs.timeout);
  const { context } = environment;
  const { signal } = deadline;
  const diagnostics = [...inputDiagnostics, ...step.diagnostics];
  try {
    // The requests that every run needs are sent while GitHub's client is loaded and the plans are read.
    const api = hasErrors(diagnostics) ? babysea : prefetch(babysea);
    const github = await connectToGitHub();
    const parse = boundedParser(signal);
    const pullRequestRun = new PullRequestRun({ ...environment, inputs, github, parse, redact, signal });

    const loaded = hasErrors(environment.diagnostics) ? NO_PLANS : await pullRequestRun.plans();
    const result = await runGate({
      ...inputs,
      plans: loaded.plans,
      parse,
      diagnostics: [...diagnostics, ...loaded.diagnostics],
      limits: inputs,
      base: (heads) => pullRequestRun.base(loaded, heads),
      override: () => pullRequestRun.override(),
      api,
      onProgress: progressLog(core.info, Date.now),
      region: baseUrl ?? region,
      providerHealth: true,
      now: new Date(),
    });

    const runContext = { ...context, commit: await pullRequestRun.commit(), api: baseUrl ?? region };
    const report = await publish(result, { pullRequestRun, run: runContext, age: () => Date.now() - started });
    writeLog(reportLog(report), redact);
    // An error after the verdict, such as outputs that cannot be written, fails the step as well.
    return !failsStep(report.verdict) && !report.problems.some(({ severity }) => severity === 'error');
  } finally {
    // Cancels prefetched requests that are not needed, since the plans are invalid.
    deadline.abort();
  }
}

/** Sends the requests of every run now: the balance and the model library. */
function prefetch(api: PacedApi): PacedApi {
  const billing = api.billing();
  const models = api.library.models();
  // An error matters only if the response is used.
  for (const response of [billing, models]) response.catch(() => undefined);
  return { ...api, billing: () => billing, library: { models: () => models } };
}
