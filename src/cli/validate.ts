import { boundedParser } from '../plan/parse-in-worker.ts';
import { readPlans } from '../plan/read.ts';
import { reportDiagnostic } from '../report/build.ts';
import { diagnosticEntry } from '../report/log.ts';
import type { ReportDiagnostic } from '../report/schema.ts';
import { diagnosticLines, stylesOf } from '../report/terminal.ts';
import { hasErrors } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { mediumOf, printDiagnostics, type Shell } from './console.ts';
import { loadNamedPlans } from './load-plans.ts';
import { EXIT, type OptionTexts, readFormat, VALIDATE_FORMATS } from './options.ts';
import { type CliWorkspace, findWorkspace } from './workspace.ts';

/** The default timeout of `budget-gate check`. */
const MAX_MS = 120_000;

type Format = (typeof VALIDATE_FORMATS)[number];

/** `budget-gate validate`: lists all errors of the plans, without network and key. Returns the exit code. */
export async function validate(named: readonly string[], given: OptionTexts, shell: Shell): Promise<number> {
  const { format, diagnostics: invalid } = readFormat('validate', given, VALIDATE_FORMATS);
  if (invalid.length > 0) {
    printDiagnostics(shell, invalid);
    return EXIT.error;
  }
  const place = findWorkspace(shell.folder);
  const signal = AbortSignal.timeout(MAX_MS);
  const { plans, diagnostics } = await loadNamedPlans(named, place, shell, signal);
  const read = await readPlans(plans, boundedParser(signal));
  const all = [...diagnostics, ...read.flatMap((plan) => plan.diagnostics)];
  await printResult(
    read.map(({ file }) => file),
    all.map(reportDiagnostic),
    format,
    place,
    shell,
  );
  return hasErrors(all) ? EXIT.error : EXIT.good;
}

async function printResult(
  files: readonly string[],
  diagnostics: readonly ReportDiagnostic[],
  format: Format,
  place: CliWorkspace,
  shell: Shell,
): Promise<void> {
  const { out } = shell;
  if (format === 'json')
    return out.write(`${JSON.stringify({ schema_version: 1, files, problems: diagnostics }, null, 2)}\n`);
  if (format === 'github') {
    const { writeEntries: writeFindings } = await import(/* webpackMode: "eager" */ '../report/annotations.ts');
    return writeFindings(diagnostics.map(diagnosticEntry), shell.redact);
  }
  const medium = mediumOf(out, place.pathOf);
  const { icon } = stylesOf(medium);
  const success = `${icon('pass')} ${plural(files.length, 'plan')} without errors. To check models and prices, run budget-gate check.`;
  const lines =
    diagnostics.length > 0 ? diagnostics.flatMap((diagnostic) => diagnosticLines(diagnostic, medium)) : [success];
  out.write(`${lines.join('\n')}\n`);
}
