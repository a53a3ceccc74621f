import { boundedParser } from '../plan/parse-in-worker.ts';
import { readPlans } from '../plan/read.ts';
import { reportDiagnostic } from '../report/build.ts';
import { diagnosticEntry, type StepLog } from '../report/log.ts';
import { diagnosticLines, stylesOf } from '../report/terminal.ts';
import { hasErrors } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { print, refuse, type Shell } from './console.ts';
import { loadNamedPlans } from './load-plans.ts';
import { EXIT, type OptionTexts, optionReader, readFormat, VALIDATE_FORMATS } from './options.ts';

/** The default timeout of `budget-gate check`. */
const MAX_MS = 120_000;

/** `budget-gate validate`: lists all errors of the plans, without network and key. Returns the exit code. */
export async function validate(named: readonly string[], given: OptionTexts, shell: Shell): Promise<number> {
  const reader = optionReader('validate', given, shell.env);
  const format = readFormat(reader, VALIDATE_FORMATS);
  if (reader.diagnostics.length > 0) return refuse(shell, reader.diagnostics);
  const { out } = shell;
  const signal = AbortSignal.timeout(MAX_MS);
  const { plans, diagnostics } = await loadNamedPlans(named, shell, signal);
  const read = await readPlans(plans, boundedParser(signal));
  const all = [...diagnostics, ...read.flatMap((plan) => plan.diagnostics)];
  const problems = all.map(reportDiagnostic);
  const files = read.map(({ file }) => file);
  const success = `${stylesOf(out).icon('pass')} ${plural(files.length, 'plan')} without errors. To check models and prices, run budget-gate check.`;
  const lines = problems.length > 0 ? problems.flatMap((problem) => diagnosticLines(problem, out)) : [success];
  const views: Record<typeof format, () => string | StepLog> = {
    table: () => `${lines.join('\n')}\n`,
    json: () => `${JSON.stringify({ schema_version: 1, files, problems }, null, 2)}\n`,
    github: () => ({ groups: [], figures: [], entries: problems.map(diagnosticEntry) }),
  };
  print(views[format](), shell);
  return hasErrors(all) ? EXIT.error : EXIT.pass;
}
