import { createBabySea, originOf } from '../babysea/client.ts';
import type { Verdict } from '../budget/rules.ts';
import { loadPlanFiles } from '../files/load-plans.ts';
import { UnreadableError } from '../files/source.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { runGate } from '../gate.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { renderMarkdown } from '../report/comment.ts';
import type { Report } from '../report/schema.ts';
import { reportJson } from '../report/schema.ts';
import { renderReport } from '../report/terminal.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { prose, say } from '../shared/message.ts';
import { proxyDiagnostics } from '../shared/proxy.ts';
import { findBaseline, readBaseline } from './baseline.ts';
import { mediumOf, printDiagnostics, progressOn, type Shell } from './console.ts';
import { type CheckOptions, EXIT, KEY_VARIABLE, type OptionTexts, PLAN_WORDS, readCheckOptions } from './options.ts';
import { type CliWorkspace, findWorkspace } from './workspace.ts';

export const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  pass: EXIT.good,
  warn: EXIT.good,
  fail: EXIT.fail,
  error: EXIT.error,
};

/** `budget-gate check`: prices and checks plans as the step does. Returns the exit code. */
export async function check(named: readonly string[], given: OptionTexts, shell: Shell): Promise<number> {
  const { options, diagnostics } = readCheckOptions(given, shell.env);
  const place = findWorkspace(shell.folder);
  const patterns = named.map(place.patternOf);
  const { workspace } = place;
  const invalid = diagnostics.length > 0 ? diagnostics : await baselineDiagnostics(workspace, options);
  if (invalid.length > 0) {
    printDiagnostics(shell, invalid);
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
    diagnostics: [
      ...(inputs.apiKey === undefined ? [MISSING_KEY] : []),
      ...proxyDiagnostics(baseUrl ?? originOf(region)),
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
  await printReport(report, options, place, shell);
  return EXIT_CODES[report.verdict];
}

async function printReport(
  report: Report,
  { format, inputs }: CheckOptions,
  place: CliWorkspace,
  shell: Shell,
): Promise<void> {
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
  message: prose('There is no BabySea key, so the gate cannot ask for prices.'),
  help: say`Set ${KEY_VARIABLE} in the environment, to a key with the preset ${'Read Only'}; no ${'.env'} file is read. Without a key, ${'budget-gate validate'} checks the plan, and ${'budget-gate sandbox'} serves sample prices.`,
};

/** A baseline that Git cannot find is an error of the call. */
async function baselineDiagnostics(workspace: string, { baseline }: CheckOptions): Promise<Diagnostic[]> {
  try {
    await findBaseline(workspace, baseline);
    return [];
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const message = say`The option ${'--baseline'} is ${baseline}, but the commit cannot be read: ${error.said}`;
    const help = say`Name a branch, a tag or a commit that ${'git log'} shows here; ${'git fetch'} brings those of a remote.`;
    return [{ severity: 'error', message, help }];
  }
}
