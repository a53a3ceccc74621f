import { readFile, stat } from 'node:fs/promises';
import { type GitHubContext, readContext } from '../github/context.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode, type Result } from '../shared/errors.ts';
import { prose, say } from '../shared/message.ts';

/** The environment of the step, from the runner's variables (docs.github.com: actions/reference/variables). */
export interface Environment {
  readonly context: GitHubContext;
  readonly workspace: string;
  /** Folders outside of the workspace that the step may use: the runner's for temporary files. */
  readonly folders: readonly string[];
  /** Where GitHub's APIs are; `undefined` if GitHub cannot be used. */
  readonly github: { readonly apiUrl: string; readonly graphqlUrl: string | undefined } | undefined;
  /** With an error, the gate does not know what to check, or where GitHub is. */
  readonly diagnostics: readonly Diagnostic[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the runner's variables, the event file included. Never rejects.
 *
 * @param pullRequest the number that the workflow names; it counts if the event names none
 */
export async function readEnvironment(env: Env, pullRequest: number | undefined): Promise<Environment> {
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
