import { loadPlanFiles } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { readPlans } from '../plan/read.ts';
import { reportDiagnostic } from '../report/build.ts';
import { diagnosticEntry } from '../report/log.ts';
import type { ReportDiagnostic } from '../report/schema.ts';
import { diagnosticLines } from '../report/terminal.ts';
import { stylesOf } from '../report/terminal-layout.ts';
import { hasErrors } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { mediumOf, printDiagnostics, type Shell } from './console.ts';
import { EXIT, type OptionTexts, PLAN_WORDS, readFormat, VALIDATE_FORMATS } from './options.ts';
import { type CliWorkspace, findWorkspace } from './workspace.ts';

/** The most time for parsing the plans: as much as `budget-gate check` has by default for everything. */
const MAX_PARSE_MS = 120_000;

type Format = (typeof VALIDATE_FORMATS)[number];

/** `budget-gate validate`: tells all mistakes of the plans, without network and key. Gives the exit code. */
export async function validate(named: readonly string[], given: OptionTexts, shell: Shell): Promise<number> {
  const { format = 'table', problems: mistakes } = readFormat(given, VALIDATE_FORMATS);
  if (mistakes.length > 0) {
    printDiagnostics(shell, mistakes);
    return EXIT.error;
  }
  const place = findWorkspace(shell.folder);
  const source = workspaceFiles(place.workspace);
  const options = { source, words: PLAN_WORDS, redact: shell.redact };
  const { plans, diagnostics: problems } = await loadPlanFiles(named.map(place.patternOf), options);
  const read = await readPlans(plans, boundedParser(AbortSignal.timeout(MAX_PARSE_MS)));
  const all = [...problems, ...read.flatMap((plan) => plan.diagnostics)];
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
  problems: readonly ReportDiagnostic[],
  format: Format,
  place: CliWorkspace,
  shell: Shell,
): Promise<void> {
  const { out } = shell;
  if (format === 'json') return out.write(`${JSON.stringify({ schema_version: 1, files, problems }, null, 2)}\n`);
  if (format === 'github') {
    const { writeEntries: writeFindings } = await import(/* webpackMode: "eager" */ '../report/annotations.ts');
    return writeFindings(problems.map(diagnosticEntry), shell.redact);
  }
  const medium = mediumOf(out, place.pathOf);
  const { icon } = stylesOf(medium);
  const sound = `${icon('pass')} ${plural(files.length, 'plan')} without mistakes. Models and prices are looked at by budget-gate check.`;
  const lines = problems.length > 0 ? problems.flatMap((problem) => diagnosticLines(problem, medium)) : [sound];
  out.write(`${lines.join('\n')}\n`);
}
