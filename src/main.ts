import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { readInputs } from './action/inputs.ts';
import { missingKey } from './action/missing-key.ts';
import { inputText, maskCommand } from './action/runner.ts';
import { createBabySea } from './babysea/client.ts';
import { environmentProxy } from './babysea/send.ts';
import { failsStep } from './budget/verdict.ts';
import { inWorkspace } from './doors/plan-files.ts';
import { readPlans } from './doors/plans.ts';
import { progressLog, waitLog } from './doors/progress.ts';
import { runGate } from './gate.ts';
import { readContext } from './github/context.ts';
import { redactor } from './secrets.ts';

/** What is left for the comment where the time ran out before the verdict stood, in milliseconds. */
const GRACE = 3_000;
/** The turns of the event loop that a request takes from `fetch` until it is written, where the other side is near. */
const TURNS_TO_SEND = 5;

const input = (name: string) => inputText(process.env, name);
const log = (line: string) => void process.stdout.write(`${line}\n`);

const secrets = [input('api-key'), input('github-token')].filter((secret) => secret !== '');
const redact = redactor(secrets);

/** The step's door: inputs, files and the event in; the comment, the outputs, the log and the exit code out. */
async function run(): Promise<void> {
  for (const secret of secrets) log(maskCommand(secret));
  const { inputs, problems: inputProblems } = readInputs(input);
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
  const endOfTime = () => (signal.aborted ? grace() : signal);
  const session = once(async () => {
    const { createGitHub, Session } = await later();
    const options = { timeLeft, graphqlUrl: process.env['GITHUB_GRAPHQL_URL'] };
    const github = inputs.githubToken === undefined ? undefined : createGitHub(inputs.githubToken, endOfTime, options);
    return new Session({ inputs, context, workspace, github, redact, signal });
  });

  const keyProblems = inputs.apiKey === undefined ? [missingKey(context.withoutSecrets)] : [];
  const { plans, problems: planProblems } =
    context.plansFrom === 'workspace'
      ? await readPlans(inWorkspace(workspace, signal), inputs.plan, redact)
      : await (await session()).plans();
  const { apiKey = '', region, baseUrl, concurrency, alternatives, usageDays } = inputs;
  const result = await runGate({
    plans,
    problems: [...inputProblems, ...keyProblems, ...planProblems],
    limits: inputs,
    base: async () => (await session()).base(plans.map(({ file }) => file)),
    override: async () => (await session()).override(),
    api: createBabySea({
      apiKey,
      region,
      baseUrl,
      signal,
      timeLeft,
      redact,
      proxyTo: environmentProxy,
      onWait: waitLog(log),
    }),
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
  if (failsStep(told.verdict)) process.exitCode = 1;
}

/** Loads the rest once what has been asked for is on its way: loading takes the thread, and nothing is sent meanwhile. */
const later = once(async () => {
  // In these turns of the event loop, a connection is opened and written to.
  for (let turn = 0; turn < TURNS_TO_SEND; turn++) await setImmediate();
  return import('./later.ts');
});

/** What makes something no earlier than it is asked for, and no more than once. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
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
  const { core, inert, traced } = await later();
  core.setFailed(redact(`The budget gate itself failed, which is a mistake of ours: ${reason}. Please report it.`));
  const stack = error instanceof Error ? await traced(error.stack ?? '') : '';
  for (const line of stack.split('\n')) core.info(inert(redact(line)));
  core.setOutput('verdict', 'error');
}
