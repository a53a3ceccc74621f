/** What the steps of the gate and of `settle` share: the environment, the clients, outputs, and how an unexpected error ends. */

import { readFile, stat } from 'node:fs/promises';
import * as core from '@actions/core';
import { createBabySea, originOf } from '../babysea/client.ts';
import { waitLog } from '../babysea/rate-limiter.ts';
import { createGitHub, type GitHub } from '../github/client.ts';
import { type Env, type GitHubContext, readContext } from '../github/context.ts';
import type { SharedOptions } from '../options.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode, errorMessage, type Result } from '../shared/helpers.ts';
import { proxyDiagnostics } from '../shared/http.ts';
import { oneLine, prose, say } from '../shared/message.ts';
import { type Redact, redactor } from '../shared/redact.ts';
import { missingKey, type StepInputs } from './inputs.ts';

/** The environment of the step, from the runner's variables (docs.github.com: actions/reference/variables). */
export interface Environment {
  readonly context: GitHubContext;
  readonly workspace: string;
  /** Folders outside of the workspace that the step may use: the runner's for temporary files. */
  readonly folders: readonly string[];
  /** Where GitHub's APIs are; `undefined` if GitHub cannot be used. */
  readonly github: { readonly apiUrl: string; readonly graphqlUrl: string | undefined } | undefined;
  /** With an error, the gate does not know what to check, or cannot ask BabySea or GitHub. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the runner's variables, the event file included. Never rejects.
 *
 * @param pullRequest the number that the workflow names; it counts if the event names none
 */
async function readEnvironment(env: Env, pullRequest: number | undefined): Promise<Environment> {
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const [event, hasWorkspace] = await Promise.all([readEvent(env['GITHUB_EVENT_PATH']), isFolder(workspace)]);
  const urls = ['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GITHUB_SERVER_URL'] as const;
  const invalid = urls.filter((name) => env[name] && !isHttpUrl(env[name]));
  const server = invalid.includes('GITHUB_SERVER_URL') ? undefined : env['GITHUB_SERVER_URL'];
  const payload = 'value' in event ? event.value : undefined;
  const context = readContext({ ...env, GITHUB_SERVER_URL: server }, payload, pullRequest);
  // Without a readable event, GitHub's toolkit cannot be loaded.
  const canAskGitHub = 'value' in event && !invalid.some((name) => name !== 'GITHUB_SERVER_URL');
  const eventDiagnostic = 'error' in event ? event.error : context.diagnostic;
  return {
    context,
    workspace,
    folders: env['RUNNER_TEMP'] ? [env['RUNNER_TEMP']] : [],
    github: canAskGitHub
      ? {
          apiUrl: (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, ''),
          graphqlUrl: env['GITHUB_GRAPHQL_URL'] || undefined,
        }
      : undefined,
    diagnostics: [
      ...(eventDiagnostic === undefined ? [] : [eventDiagnostic]),
      ...invalid.map(invalidUrl),
      // Plans that are read through the API need no workspace.
      ...(hasWorkspace || context.plansFrom === 'head' ? [] : [notAFolder(workspace)]),
    ],
  };
}

/** The payload of the event as parsed JSON, not validated. */
async function readEvent(path: string | undefined): Promise<Result<unknown, Diagnostic>> {
  if (!path) return { value: undefined };
  try {
    return { value: JSON.parse(await readFile(path, 'utf8')) };
  } catch (error) {
    const reason = error instanceof SyntaxError ? prose('it is not JSON') : say`${errorCode(error)}`;
    return {
      error: {
        severity: 'error',
        message: say`The event file ${path} cannot be read (${reason}), so the gate does not know what to check.`,
        help: say`The runner writes this file and names it in ${'GITHUB_EVENT_PATH'}. Run the job again, and check the runner if that does not help.`,
      },
    };
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

function notAFolder(workspace: string): Diagnostic {
  return {
    severity: 'error',
    message: say`The workspace ${workspace} is not a folder, so no plan can be read.`,
    help: say`The runner makes it and names it in ${'GITHUB_WORKSPACE'}. Do not change that variable, and do not delete the folder.`,
  };
}

function isHttpUrl(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Never quotes the value: it may hold a password. */
function invalidUrl(variable: string): Diagnostic {
  return {
    severity: 'error',
    message: say`The variable ${variable} does not hold an http or https URL, so the gate does not know where GitHub is.`,
    help: prose('The runner sets it. Do not change it in the workflow.'),
  };
}

/** The time for the comment if the timeout ended before the verdict was known. */
const GRACE_MS = 3_000;

export type Outputs = Readonly<Record<string, string>>;

/**
 * Runs a step and sets the exit code of the process. An unexpected error fails closed.
 *
 * @param title of the annotation about an unexpected error
 * @param errorOutputs the outputs after one
 * @param run receives the function that hides secrets; returns whether the step passes
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

/**
 * What a step works with: its environment and the clients, and what is wrong with them.
 *
 * @param seconds for everything
 */
export async function startStep(
  inputs: StepInputs & Pick<SharedOptions, 'apiKey' | 'region' | 'baseUrl'>,
  seconds: number,
) {
  const { apiKey, githubToken, region, baseUrl } = inputs;
  const ends = Date.now() + seconds * 1000;
  const timeLeft = () => ends - Date.now();
  const deadline = new AbortController();
  setTimeout(() => deadline.abort(), seconds * 1000).unref();
  const { signal } = deadline;

  const environment = await readEnvironment(process.env, inputs.pullRequest);
  const { repository, withoutSecrets } = environment.context;
  const addresses = githubToken === undefined ? undefined : environment.github;
  const gitHubOrigins = addresses === undefined ? [] : [addresses.apiUrl];
  const proxies = proxyDiagnostics(baseUrl ?? originOf(region), ...gitHubOrigins);
  const diagnostics = [...environment.diagnostics, ...proxies];

  /** GitHub's client; `undefined` without a token or a repository, or where GitHub cannot be reached. */
  async function connectToGitHub(): Promise<GitHub | undefined> {
    if (githubToken === undefined || addresses === undefined || repository === undefined) return undefined;
    if (proxyDiagnostics(...gitHubOrigins).length > 0) return undefined;
    return createGitHub(githubToken, repository, withGrace(signal), { ...addresses, timeLeft, log: core.info });
  }

  const onWait = waitLog(core.info);
  return {
    environment: { ...environment, diagnostics },
    api: createBabySea({ apiKey: apiKey ?? '', region, baseUrl, signal, timeLeft, onWait }),
    connectToGitHub,
    deadline,
    /** About the key and the environment. */
    diagnostics: [...(apiKey === undefined ? [missingKey(withoutSecrets)] : []), ...diagnostics],
  };
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
