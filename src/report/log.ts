import * as core from '@actions/core';
import { isPlanFile } from '../plan/plan.ts';
import { codeFrame, formatPlace, type Place } from '../shared/diagnostic.ts';
import { printable, type Redact } from '../shared/redact.ts';
import type { Report, ReportDiagnostic, ReportViolation } from './schema.ts';
import { type Medium, planTables, reportFigures } from './terminal.ts';

/** An annotation; in the log alone if there are too many. */
export interface LogEntry {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** The plan file; `undefined` for a plan that is no file, or if no file is concerned. */
  readonly file: string | undefined;
  readonly place: Place | undefined;
  readonly codeFrame: string | undefined;
}

/** What a step writes to its log, in this order. */
export interface StepLog {
  /** Lines that the log folds under a title. */
  readonly groups: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly figures: readonly string[];
  readonly entries: readonly LogEntry[];
  /** The verdict in a sentence, if there is one. */
  readonly conclusion?: string;
}

/** The log wraps long lines itself. */
export const LOG_MEDIUM: Medium = { columns: Number.POSITIVE_INFINITY, colours: false, pathOf: (file) => file };

export function reportLog(report: Report): StepLog {
  const { verdict, headline } = report;
  // Every other headline begins with its verdict.
  const conclusion = `${verdict === 'fail' ? 'Fail: ' : ''}${headline}`;
  return {
    groups: planTables(report, LOG_MEDIUM),
    figures: reportFigures(report, LOG_MEDIUM),
    entries: logEntries(report),
    conclusion,
  };
}

/** Violations and diagnostics; errors first, since annotations are few. */
export function logEntries(report: Report): LogEntry[] {
  const order = ['error', 'warning', 'notice'];
  return [...report.problems.map(diagnosticEntry), ...report.violations.map(violationEntry)].toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level),
  );
}

function violationEntry({ rule, plan, severity, message, help }: ReportViolation): LogEntry {
  return {
    level: severity === 'fail' ? 'error' : 'warning',
    title: `Budget gate: ${rule}`,
    message: `${message} ${help}`,
    file: plan !== null && isPlanFile(plan) ? plan : undefined,
    place: undefined,
    codeFrame: undefined,
  };
}

export function diagnosticEntry({ severity, message, help, place }: ReportDiagnostic): LogEntry {
  const where = place === null ? '' : `${formatPlace(place)} `;
  return {
    level: severity,
    title: 'Budget gate',
    message: `${where}${message}${help === null ? '' : ` ${help}`}`,
    // A plan inside the workflow or from standard input has no file to annotate.
    file: place !== null && isPlanFile(place.file) ? place.file : undefined,
    place: place ?? undefined,
    codeFrame: place === null ? undefined : codeFrame(place),
  };
}

/** GitHub keeps ten annotations of each level per step; the tenth says how many more there are. */
const MAX_ANNOTATIONS = 9;

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };

/** Writes the log of a step. Annotations above GitHub's limit are lines of the log. */
export function writeLog({ groups, figures, entries, conclusion }: StepLog, redact: Redact): void {
  const info = (line: string) => core.info(escapeWorkflowCommand(redact(line)));
  for (const { title, lines } of groups) {
    core.startGroup(escapeWorkflowCommand(redact(title)));
    lines.forEach(info);
    core.endGroup();
  }
  figures.forEach(info);
  for (const level of ['error', 'warning', 'notice'] as const) {
    const ofLevel = entries.filter((entry) => entry.level === level);
    const more = ofLevel.length - MAX_ANNOTATIONS;
    for (const [index, entry] of ofLevel.entries()) {
      if (index === MAX_ANNOTATIONS)
        ANNOTATE[level](`${more} more of this kind are in the log.`, { title: 'Budget gate' });
      if (index < MAX_ANNOTATIONS) ANNOTATE[level](redact(entry.message), annotationOf(entry));
      else info(`${level}: ${entry.message}`);
      entry.codeFrame?.split('\n').forEach(info);
    }
  }
  if (conclusion !== undefined) info(conclusion);
}

function annotationOf({ title, file, place }: LogEntry): core.AnnotationProperties {
  return {
    title,
    ...(file !== undefined && { file }),
    ...(place !== undefined && { startLine: place.line, endLine: place.line, startColumn: place.column }),
    ...(place !== undefined && { endColumn: place.column + place.length }),
  };
}

/**
 * A line that the runner does not take for a command: it looks for `::` at the beginning of a line, and for `##[` anywhere
 * in it (github.com/actions/runner, ActionCommand). Invisible characters become spaces.
 */
export function escapeWorkflowCommand(line: string): string {
  return printable(line)
    .replaceAll('##[', '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
}
