/**
 * The step's door: inputs in, the first questions asked, and only then the rest of the gate loaded, which takes longer than
 * Node's own start. Nothing that the first request does not need may be imported here.
 */
import { readInputs } from './action/inputs.ts';
import { loader } from './action/load.ts';
import { inputText, maskCommand } from './action/runner.ts';
import { askedAhead } from './babysea/ahead.ts';
import { createBabySea } from './babysea/client.ts';
import { environmentProxy } from './babysea/request.ts';
import { waitLog } from './pricing/progress.ts';
import { redactor } from './shared/redact.ts';

const input = (name: string) => inputText(process.env, name);
const log = (line: string) => void process.stdout.write(`${line}\n`);

const secrets = [input('api-key'), input('github-token')].filter((secret) => secret !== '');
const redact = redactor(secrets);
const loadStep = loader(() => import('./step.ts'));

async function run(): Promise<void> {
  for (const secret of secrets) log(maskCommand(secret));
  const { inputs, problems } = readInputs(input);
  const { apiKey, region, baseUrl, timeout } = inputs;
  const started = Date.now();
  const timeLeft = () => started + timeout * 1000 - Date.now();
  const over = new AbortController();
  setTimeout(() => over.abort(), timeout * 1000).unref();
  const api = createBabySea({
    apiKey: apiKey ?? '',
    region,
    baseUrl,
    signal: over.signal,
    timeLeft,
    redact,
    proxyTo: environmentProxy,
    onWait: waitLog(log),
  });
  const mayAsk = apiKey !== undefined && problems.length === 0;
  const asked = mayAsk ? askedAhead(api) : api;
  try {
    const { runStep } = await loadStep();
    const step = { inputs, problems, api: asked, signal: over.signal, started, timeLeft, log, redact };
    if (!(await runStep(step))) process.exitCode = 1;
  } finally {
    // What was asked ahead of a mistake is waited for by nobody.
    over.abort();
  }
}

try {
  await run();
} catch (error) {
  // Nothing is expected to come here. Whatever does, the gate could not know, so the step fails.
  const { tellOwnMistake } = await loadStep();
  await tellOwnMistake(error, redact);
}
