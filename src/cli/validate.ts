import { loadPlanFiles } from '../files/load-plans.ts';
import { workspaceFiles } from '../files/workspace.ts';
import { boundedParser } from '../plan/parse-in-worker.ts';
import { readPlans } from '../plan/read.ts';
import { reportProblem } from '../report/build.ts';
import { problemFinding } from '../report/log.ts';
import type { ReportProblem } from '../report/schema.ts';
import { problemLines } from '../report/terminal/problems.ts';
import { stylesOf } from '../report/terminal/style.ts';
import { hasErrors } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { complain, mediumOf, type Shell } from './console.ts';
import { EXIT, PLAN_WORDS } from './labels.ts';
import { type Given, readFormat, VALIDATE_FORMATS } from './options.ts';
import { type CliPlace, placeOf } from './workspace.ts';

/** The most time for parsing the plans: as much as `budget-gate check` has by default for everything. */
const MAX_PARSE_MS = 120_000;

type Format = (typeof VALIDATE_FORMATS)[number];

/** `budget-gate validate`: tells all mistakes of the plans, without network and key. Gives the exit code. */
export async function validate(named: readonly string[], given: Given, shell: Shell): Promise<number> {
  const { format = 'table', problems: mistakes } = readFormat(given, VALIDATE_FORMATS);
  if (mistakes.length > 0) {
    complain(shell, mistakes);
    return EXIT.error;
  }
  const place = placeOf(shell.folder);
  const source = workspaceFiles(place.workspace);
  const options = { source, words: PLAN_WORDS, redact: shell.redact };
  const { plans, diagnostics: problems } = await loadPlanFiles(named.map(place.patternOf), options);
  const read = await readPlans(plans, boundedParser(AbortSignal.timeout(MAX_PARSE_MS)));
  const all = [...problems, ...read.flatMap((plan) => plan.diagnostics)];
  await show(
    read.map(({ file }) => file),
    all.map(reportProblem),
    format,
    place,
    shell,
  );
  return hasErrors(all) ? EXIT.error : EXIT.good;
}

async function show(
  files: readonly string[],
  problems: readonly ReportProblem[],
  format: Format,
  place: CliPlace,
  shell: Shell,
): Promise<void> {
  const { out } = shell;
  if (format === 'json') return out.write(`${JSON.stringify({ schema_version: 1, files, problems }, null, 2)}\n`);
  if (format === 'github') {
    const { writeFindings } = await import(/* webpackMode: "eager" */ '../report/annotations.ts');
    return writeFindings(problems.map(problemFinding), shell.redact);
  }
  const medium = mediumOf(out, place.pathOf);
  const { icon } = stylesOf(medium);
  const sound = `${icon('pass')} ${plural(files.length, 'plan')} without mistakes. Models and prices are looked at by budget-gate check.`;
  const lines = problems.length > 0 ? problems.flatMap((problem) => problemLines(problem, medium)) : [sound];
  out.write(`${lines.join('\n')}\n`);
}
