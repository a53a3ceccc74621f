import { readFile, stat } from 'node:fs/promises';
import { type GitHubContext, readContext } from '../github/context.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { errorCode } from '../shared/errors.ts';
import { prose, say } from '../shared/message.ts';

/** The environment of the step, from the runner's variables (docs.github.com: actions/reference/variables). */
export interface Environment {
  readonly context: GitHubContext;
  readonly workspace: string;
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
  const [event, workspace] = await Promise.all([readEvent(env['GITHUB_EVENT_PATH']), findWorkspace(env)]);
  const urls = ['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GITHUB_SERVER_URL'] as const;
  const invalid = urls.filter((name) => env[name] && !isHttpUrl(env[name]));
  const server = invalid.includes('GITHUB_SERVER_URL') ? undefined : env['GITHUB_SERVER_URL'];
  const context = readContext({ ...env, GITHUB_SERVER_URL: server }, event.payload, pullRequest);
  // Plans that are read through the API need no workspace.
  const workspaceDiagnostic = context.plansFrom === 'workspace' ? workspace.diagnostic : undefined;
  return {
    context,
    workspace: workspace.path,
    // Without a readable event, GitHub's toolkit cannot be loaded.
    github:
      event.diagnostic !== undefined || invalid.some((name) => name !== 'GITHUB_SERVER_URL')
        ? undefined
        : {
            apiUrl: (env['GITHUB_API_URL'] || 'https://api.github.com').replace(/\/+$/, ''),
            graphqlUrl: env['GITHUB_GRAPHQL_URL'] || undefined,
          },
    diagnostics: [event.diagnostic ?? context.diagnostic, ...invalid.map(invalidUrl), workspaceDiagnostic].filter(
      (diagnostic) => diagnostic !== undefined,
    ),
  };
}

interface Event {
  /** Parsed JSON, not validated. */
  readonly payload: unknown;
  readonly diagnostic: Diagnostic | undefined;
}

async function readEvent(path: string | undefined): Promise<Event> {
  if (!path) return { payload: undefined, diagnostic: undefined };
  try {
    return { payload: JSON.parse(await readFile(path, 'utf8')), diagnostic: undefined };
  } catch (error) {
    const reason = error instanceof SyntaxError ? prose('it is not JSON') : say`${errorCode(error)}`;
    const diagnostic: Diagnostic = {
      severity: 'error',
      message: say`The event file ${path} cannot be read (${reason}), so the gate does not know what to check.`,
      help: say`The runner writes this file and names it in ${'GITHUB_EVENT_PATH'}. Run the job again, and check the runner if that does not help.`,
    };
    return { payload: undefined, diagnostic };
  }
}

async function findWorkspace(env: Env): Promise<{ path: string; diagnostic: Diagnostic | undefined }> {
  const path = env['GITHUB_WORKSPACE'] || process.cwd();
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder) return { path, diagnostic: undefined };
  const diagnostic: Diagnostic = {
    severity: 'error',
    message: say`The workspace ${path} is not a folder, so no plan can be read.`,
    help: say`The runner makes it and names it in ${'GITHUB_WORKSPACE'}. Do not change that variable, and do not delete the folder.`,
  };
  return { path, diagnostic };
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
