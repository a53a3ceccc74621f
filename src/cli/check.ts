import type { Verdict } from '../budget/rules.ts';
import { UnreadableError } from '../files/source.ts';
import { runGate } from '../gate.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { renderMarkdown } from '../report/comment.ts';
import { reportLog } from '../report/log.ts';
import type { Report } from '../report/schema.ts';
import { reportJson } from '../report/schema.ts';
import { renderReport } from '../report/terminal.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { findBaseline, readBaseline } from './baseline.ts';
import { connect, connectionDiagnostics, deadlineAfter } from './connect.ts';
import { mediumOf, printDiagnostics, progressOn, type Shell } from './console.ts';
import { loadNamedPlans, namesStandardInput } from './load-plans.ts';
import { type CheckOptions, EXIT, type OptionTexts, readCheckOptions } from './options.ts';
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
  const { workspace } = place;
  const invalid = diagnostics.length > 0 ? diagnostics : await baselineDiagnostics(named, workspace, options);
  if (invalid.length > 0) {
    printDiagnostics(shell, invalid);
    return EXIT.error;
  }
  const { inputs } = options;
  const deadline = deadlineAfter(inputs.timeout);
  const { signal } = deadline;
  const parse = boundedParser(signal);
  const loaded = await loadNamedPlans(named, place, shell, signal);
  const progress = progressOn(shell.err, Date.now);
  const { report } = await runGate({
    ...inputs,
    plans: loaded.plans,
    parse,
    diagnostics: [...connectionDiagnostics(inputs), ...loaded.diagnostics],
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
    api: connect(inputs, deadline, progress.onWait),
    onProgress: progress.onProgress,
    region: inputs.baseUrl ?? inputs.region,
    providerHealth: true,
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
      return writeLog(reportLog(report), shell.redact);
    }
    default:
      return shell.out.write(renderReport(report, mediumOf(shell.out, place.pathOf)));
  }
}

/** A baseline that Git cannot find, or that a plan cannot have, is an error of the call. */
async function baselineDiagnostics(
  named: readonly string[],
  workspace: string,
  { baseline }: CheckOptions,
): Promise<Diagnostic[]> {
  if (baseline !== undefined && namesStandardInput(named)) {
    const message = say`A plan on standard input is no file, so ${'--baseline'} has nothing to compare it with.`;
    return [
      { severity: 'error', message, help: say`Name the plan file instead of ${'-'}, or leave ${'--baseline'} out.` },
    ];
  }
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
