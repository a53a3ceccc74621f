import { createBabySea } from '../babysea/client.ts';
import { environmentProxy } from '../babysea/request.ts';
import type { Verdict } from '../budget/verdict.ts';
import { readPlanFiles } from '../files/load-plans.ts';
import { inWorkspace } from '../files/plan-files.ts';
import { runGate } from '../gate.ts';
import { renderMarkdown } from '../report/comment.ts';
import { reportJson } from '../report/json.ts';
import type { Report } from '../report/schema.ts';
import { renderReport } from '../report/terminal/report.ts';
import { UnreadableCommit } from '../repository/unreadable.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { findBaseline, readBaseline } from './baseline.ts';
import { complain, mediumOf, type Shell } from './console.ts';
import { EXIT, IF_MISSING, KEY_VARIABLE, PLAN_WORDS } from './labels.ts';
import { type CheckOptions, type Given, readCheckOptions } from './options.ts';
import { progressOn } from './progress.ts';
import { type CliPlace, placeOf } from './workspace.ts';

const EXIT_CODES: Readonly<Record<Verdict, number>> = {
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
  const baseline = { workspace: place.workspace, ref: options.baseline, patterns, redact: shell.redact };
  const wrong = problems.length > 0 ? problems : await baselineMistakes(findBaseline(baseline), options);
  if (wrong.length > 0) {
    complain(shell, wrong);
    return EXIT.error;
  }
  const { inputs } = options;
  const started = Date.now();
  const signal = AbortSignal.timeout(inputs.timeout * 1000);
  const { plans, problems: planProblems } = await readPlanFiles(
    inWorkspace(place.workspace, signal, IF_MISSING),
    patterns,
    shell.redact,
    PLAN_WORDS,
  );
  const progress = progressOn(shell.err, Date.now);
  const { apiKey = '', region, baseUrl } = inputs;
  const { report } = await runGate({
    ...inputs,
    plans,
    problems: [...(inputs.apiKey === undefined ? [MISSING_KEY] : []), ...planProblems],
    limits: inputs,
    base: () =>
      readBaseline(
        baseline,
        plans.map(({ file }) => file),
      ),
    override: () => Promise.resolve(undefined),
    api: createBabySea({
      apiKey,
      region,
      baseUrl,
      signal,
      timeLeft: () => started + inputs.timeout * 1000 - Date.now(),
      redact: shell.redact,
      proxyTo: environmentProxy,
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

const MISSING_KEY: Diagnostic = {
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
    if (!(error instanceof UnreadableCommit)) throw error;
    const message = say`The option ${'--baseline'} is ${baseline}, but the commit cannot be read: ${error.said}`;
    const help = say`Name a branch, a tag or a commit that ${'git log'} shows here; ${'git fetch'} brings those of a remote.`;
    return [{ severity: 'error', message, help }];
  }
}
