/** What the steps of the gate and of `settle` share: secrets, the ways out, and how an unexpected error ends. */
import * as core from '@actions/core';
import { createGitHub, type GitHub } from '../github/client.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorMessage } from '../shared/errors.ts';
import { oneLine, say } from '../shared/message.ts';
import { type Redact, redactor } from '../shared/redact.ts';
import type { Environment } from './environment.ts';
import type { StepInputs } from './inputs.ts';

/** The time for the comment if the timeout ended before the verdict was known. */
const GRACE_MS = 3_000;

export type Outputs = Readonly<Record<string, string>>;

/**
 * Runs a step and sets the exit code of the process. An unexpected error fails closed.
 *
 * @param title of the annotation about an unexpected error
 * @param errorOutputs the outputs after one
 * @param run gets what hides the inputs that are secrets; gives whether the step passes
 */
export async function runStep(
  title: string,
  errorOutputs: Outputs,
  run: (redact: Redact) => Promise<boolean>,
): Promise<void> {
  const secrets = ['api-key', 'github-token'].map((name) => core.getInput(name)).filter((secret) => secret !== '');
  const redact = redactor(secrets);
  process.on('uncaughtException', (error) => {
    reportInternalError(error);
    process.exit(1);
  });
  // Node ends where nothing is left to wait for, even if a promise has not settled.
  const onEarlyEnd = () => {
    reportInternalError(new Error('Nothing is left to wait for, but there is no verdict.'));
    process.exit(1);
  };
  process.once('beforeExit', onEarlyEnd);
  try {
    for (const secret of secrets) core.setSecret(secret);
    process.exitCode = (await run(redact)) ? 0 : 1;
  } catch (error) {
    reportInternalError(error);
    process.exitCode = 1;
  } finally {
    process.off('beforeExit', onEarlyEnd);
  }

  function reportInternalError(error: unknown): void {
    const reason = oneLine(redact(errorMessage(error)));
    core.error(`Internal error. This is a bug in Budget Gate; please report it: ${reason}`, { title });
    if (error instanceof Error) core.debug(redact(error.stack ?? ''));
    // Whether they can be written or not, the step fails.
    setOutputs(errorOutputs, redact);
  }
}

/** GitHub's client; `undefined` without a token or a repository, or where GitHub's address is unknown. */
export async function connectToGitHub(
  { githubToken }: StepInputs,
  { context: { repository }, github: addresses }: Environment,
  signal: AbortSignal,
  timeLeft: () => number,
): Promise<GitHub | undefined> {
  if (githubToken === undefined || addresses === undefined || repository === undefined) return undefined;
  return createGitHub(githubToken, repository, withGrace(signal), { ...addresses, timeLeft, log: core.info });
}

/** The signal for requests to GitHub: the deadline, and after it the time for the comment. */
function withGrace(signal: AbortSignal): () => AbortSignal {
  let grace: AbortSignal | undefined;
  return () => {
    if (!signal.aborted) return signal;
    grace ??= AbortSignal.timeout(GRACE_MS);
    return grace;
  };
}

/** Writes the job summary; a warning if that fails. */
export async function summarise(markdown: string, redact: Redact): Promise<Diagnostic | undefined> {
  try {
    await core.summary.addRaw(redact(markdown)).write();
    return undefined;
  } catch (error) {
    return { severity: 'warning', message: say`The job summary could not be written: ${errorMessage(error)}` };
  }
}

/** Sets the outputs of the step. Without them, later steps do not know the verdict: that is an error. */
export function setOutputs(outputs: Outputs, redact: Redact): Diagnostic | undefined {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, redact(value));
    return undefined;
  } catch (error) {
    const message = say`The outputs could not be written (${errorMessage(error)}), so the step fails: later steps would not know the verdict.`;
    const help = say`The runner makes the file and names it in ${'GITHUB_OUTPUT'}. Do not change that variable, and do not delete the file.`;
    return { severity: 'error', message, help };
  }
}
