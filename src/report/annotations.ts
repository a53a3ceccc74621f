import * as core from '@actions/core';
import type { Redact } from '../shared/redact.ts';
import { type LogEntry, logEntries, logFigures, logGroups } from './log.ts';
import type { Report } from './schema.ts';

/** GitHub keeps ten annotations of each level a step; one of them is left for the rest to be counted in. */
const MAX_ANNOTATIONS = 9;

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice };

/** Writes the report to the step's log, and what must be acted on as annotations. */
export function writeLog(report: Report, redact: Redact): void {
  for (const { title, lines } of logGroups(report)) {
    core.startGroup(escapeWorkflowCommand(redact(title)));
    for (const line of lines) core.info(escapeWorkflowCommand(redact(line)));
    core.endGroup();
  }
  for (const line of logFigures(report)) core.info(escapeWorkflowCommand(redact(line)));
  writeEntries(logEntries(report), redact);
  core.info(escapeWorkflowCommand(redact(`Verdict: ${report.verdict}. ${report.headline}`)));
}

/** Writes findings as annotations, and to the log alone what GitHub would not keep as one. */
export function writeEntries(findings: readonly LogEntry[], redact: Redact): void {
  for (const level of ['error', 'warning', 'notice'] as const) {
    const ofLevel = findings.filter((finding) => finding.level === level);
    for (const finding of ofLevel.slice(0, MAX_ANNOTATIONS)) {
      annotate(finding, redact);
      writeCodeFrame(finding, redact);
    }
    const others = ofLevel.slice(MAX_ANNOTATIONS);
    if (others.length > 0)
      ANNOTATE[level](`${others.length} more of this kind stand in the log.`, { title: 'Budget gate' });
    for (const finding of others) {
      core.info(escapeWorkflowCommand(redact(`${level}: ${finding.message}`)));
      writeCodeFrame(finding, redact);
    }
  }
}

function annotate({ level, title, message, file, place }: LogEntry, redact: Redact): void {
  ANNOTATE[level](redact(message), {
    title,
    ...(file !== undefined && { file }),
    ...(place !== undefined && { startLine: place.line, endLine: place.line, startColumn: place.column }),
    ...(place !== undefined && { endColumn: place.column + place.length }),
  });
}

function writeCodeFrame({ codeFrame: snippet }: LogEntry, redact: Redact): void {
  for (const line of snippet?.split('\n') ?? []) core.info(escapeWorkflowCommand(redact(line)));
}

/**
 * A line that the runner cannot take for a command: it looks for `::` where a line begins, and for `##[` anywhere in it
 * (github.com/actions/runner, ActionCommand). What cannot be seen is left out.
 */
export function escapeWorkflowCommand(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('##[', '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
}
