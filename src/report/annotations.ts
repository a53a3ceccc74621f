import * as core from '@actions/core';
import type { Redact } from '../shared/redact.ts';
import { printable } from './layout.ts';
import type { LogEntry, StepLog } from './log.ts';

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
