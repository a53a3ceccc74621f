import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import type { Inputs } from './action/inputs.ts';
import { loader, once } from './action/load.ts';
import { missingKey } from './action/missing-key.ts';
import type { PacedApi } from './babysea/api.ts';
import { failsStep } from './budget/verdict.ts';
import { readPlans } from './files/load-plans.ts';
import { inWorkspace } from './files/plan-files.ts';
import { runGate } from './gate.ts';
import { readContext } from './github/context.ts';
import { boundedParser } from './plan/parse-in-worker.ts';
import { progressLog } from './pricing/progress.ts';
import type { Diagnostic } from './shared/diagnostic.ts';
import type { Redact } from './shared/redact.ts';

/** What the door hands on. */
interface StepOptions {
  readonly inputs: Inputs;
  /** What is wrong with the inputs. */
  readonly problems: readonly Diagnostic[];
  readonly api: PacedApi;
  /** Ends everything when the time is up. */
  readonly signal: AbortSignal;
  /** When the step began, in milliseconds since 1970. */
  readonly started: number;
  /** Milliseconds that are left for everything. */
  readonly timeLeft: () => number;
  readonly log: (line: string) => void;
  readonly redact: Redact;
}

/** What is left for the comment where the time ran out before the verdict stood, in milliseconds. */
const GRACE_MS = 3_000;

/** The runner's toolkit and GitHub's client, which wait for nothing that the plans need. */
const later = loader(() => import('./later.ts'));

/** The step: files and the event in; the comment, the outputs and the log out. Tells whether the step passes. */
export async function runStep(options: StepOptions): Promise<boolean> {
  const { inputs, api, signal, started, timeLeft, log, redact } = options;
  let graceSignal: AbortSignal | undefined;
  const grace = () => {
    graceSignal ??= AbortSignal.timeout(GRACE_MS);
    return graceSignal;
  };
  const event = await readEvent(process.env['GITHUB_EVENT_PATH']);
  const context = readContext(process.env, event, inputs.pullRequest);
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd();
  const endOfTime = () => (signal.aborted ? grace() : signal);
  const session = once(async () => {
    const { createGitHub, Session } = await later();
    const settings = { timeLeft, graphqlUrl: process.env['GITHUB_GRAPHQL_URL'] };
    const github = inputs.githubToken === undefined ? undefined : createGitHub(inputs.githubToken, endOfTime, settings);
    return new Session({ inputs, context, workspace, github, redact, signal });
  });

  const keyProblems = inputs.apiKey === undefined ? [missingKey(context.withoutSecrets)] : [];
  const { plans, problems: planProblems } =
    context.plansFrom === 'workspace'
      ? await readPlans(inWorkspace(workspace, signal), inputs.plan, redact)
      : await (await session()).plans();
  keepNewSpaceSmall();
  const { region, baseUrl, concurrency, alternatives, usageDays } = inputs;
  const result = await runGate({
    plans,
    parse: boundedParser(signal),
    problems: [...options.problems, ...keyProblems, ...planProblems],
    limits: inputs,
    base: async () => (await session()).base(plans.map(({ file }) => file)),
    override: async () => (await session()).override(),
    api,
    onProgress: progressLog(log, Date.now),
    region: baseUrl ?? region,
    concurrency,
    alternatives,
    usageDays,
    now: new Date(),
  });
  const { publish, writeLog } = await later();
  const opened = await session();
  const report = { ...context, commit: await opened.commit(), api: baseUrl ?? region };
  const age = () => Date.now() - started;
  const told = await publish(result, { inputs, context, session: opened, run: report, workspace, age, redact });
  writeLog(told, redact);
  return !failsStep(told.verdict);
}

/**
 * Has V8 keep the space for new objects at what it has grown to by now, instead of doubling it up to a size that takes more
 * memory than all that a plan of 10,000 lines leaves in it. It takes a little more time there, and none for small plans. Node
 * 20, 22 and 24 know the flag.
 */
function keepNewSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Tells, and lets the step fail by, what nothing was prepared for. */
export async function tellOwnMistake(error: unknown, redact: Redact): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const { core, escapeWorkflowCommand, traced } = await later();
  core.setFailed(redact(`The budget gate itself failed, which is a mistake of ours: ${reason}. Please report it.`));
  const stack = error instanceof Error ? await traced(error.stack ?? '') : '';
  for (const line of stack.split('\n')) core.info(escapeWorkflowCommand(redact(line)));
  core.setOutput('verdict', 'error');
}

/** The event's payload; an event that cannot be read is no pull request. */
async function readEvent(path: string | undefined): Promise<unknown> {
  try {
    return path ? JSON.parse(await readFile(path, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
