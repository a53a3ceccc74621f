import { createBabySea, originOf } from '../babysea/client.ts';
import type { Verdict } from '../budget/verdict.ts';
import { loadPlanFiles } from '../files/load-plans.ts';
import { UnreadableError } from '../files/source.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { runGate } from '../gate.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { renderMarkdown } from '../report/comment.ts';
import { reportJson } from '../report/json.ts';
import type { Report } from '../report/schema.ts';
import { renderReport } from '../report/terminal/report.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { proxyProblems } from '../shared/proxy.ts';
import { findBaseline, readBaseline } from './baseline.ts';
import { complain, mediumOf, type Shell } from './console.ts';
import { EXIT, KEY_VARIABLE, PLAN_WORDS } from './labels.ts';
import { type CheckOptions, type Given, readCheckOptions } from './options.ts';
import { progressOn } from './progress.ts';
import { type CliPlace, placeOf } from './workspace.ts';

export const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  pass: EXIT.good,
  warn: EXIT.good,
  fail: EXIT.fail,
  error: EXIT.error,
};

/** `budget-gate check`: prices and judges the plans as the step does. Gives the exit code. */
export async function check(named: readonly string[], given: Given, shell: Shell): Promise<number> {
  const { options, problems } = readCheckOptions(given, shell.env);
  const place = placeOf(shell.folder);
  const patterns = named.map(place.patternOf);
  const { workspace } = place;
  const wrong =
    problems.length > 0 ? problems : await baselineMistakes(findBaseline(workspace, options.baseline), options);
  if (wrong.length > 0) {
    complain(shell, wrong);
    return EXIT.error;
  }
  const { inputs } = options;
  const started = Date.now();
  const signal = AbortSignal.timeout(inputs.timeout * 1000);
  const parse = boundedParser(signal);
  const source = workspaceFiles(workspace);
  const loaded = await loadPlanFiles(patterns, { source, words: PLAN_WORDS, redact: shell.redact, signal });
  const progress = progressOn(shell.err, Date.now);
  const { apiKey = '', region, baseUrl } = inputs;
  const { report } = await runGate({
    ...inputs,
    plans: loaded.plans,
    parse,
    problems: [
      ...(inputs.apiKey === undefined ? [MISSING_KEY] : []),
      ...proxyProblems(baseUrl ?? originOf(region)),
      ...loaded.diagnostics,
    ],
    limits: inputs,
    base: (heads) =>
      readBaseline(loaded, heads, {
        workspace,
        ref: options.baseline,
        hasCeiling: inputs.budget !== undefined,
        parse,
        redact: shell.redact,
        signal,
      }),
    override: () => Promise.resolve(undefined),
    api: createBabySea({
      apiKey,
      region,
      baseUrl,
      signal,
      timeLeft: () => started + inputs.timeout * 1000 - Date.now(),
      redact: shell.redact,
      onWait: progress.onWait,
    }),
    onProgress: progress.onProgress,
    region: baseUrl ?? region,
    now: new Date(),
  }).finally(progress.end);
  await show(report, options, place, shell);
  return EXIT_CODES[report.verdict];
}

async function show(report: Report, { format, inputs }: CheckOptions, place: CliPlace, shell: Shell): Promise<void> {
  switch (format) {
    case 'json':
      return shell.out.write(reportJson(report));
    case 'markdown':
      return shell.out.write(renderMarkdown(report, { api: inputs.baseUrl ?? inputs.region }));
    case 'github': {
      const { writeLog } = await import(/* webpackMode: "eager" */ '../report/annotations.ts');
      return writeLog(report, shell.redact);
    }
    default:
      return shell.out.write(renderReport(report, mediumOf(shell.out, place.pathOf)));
  }
}

export const MISSING_KEY: Diagnostic = {
  severity: 'error',
  message: prose('There is no BabySea key, so no price can be asked for.'),
  help: say`Set ${KEY_VARIABLE} in the environment, to a key with the preset ${'Read Only'}; no ${'.env'} file is read. Without a key, ${'budget-gate validate'} looks at the plan, and ${'budget-gate sandbox'} answers with sample prices.`,
};

/** A name that Git does not know is a mistake of the call, and told as such. */
async function baselineMistakes(finding: Promise<void>, { baseline }: CheckOptions): Promise<Diagnostic[]> {
  try {
    await finding;
    return [];
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const message = say`The option ${'--baseline'} is ${baseline}, but the commit cannot be read: ${error.said}`;
    const help = say`Name a branch, a tag or a commit that ${'git log'} shows here; ${'git fetch'} brings those of a remote.`;
    return [{ severity: 'error', message, help }];
  }
}
