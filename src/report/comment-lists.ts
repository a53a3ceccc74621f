import { RULE_KINDS } from '../budget/rules.ts';
import { formatPlace } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';
import { adviceParts, proposalTexts, type ReportPart } from './advice-text.ts';
import { codeFrame } from './code-frame.ts';
import { violationInHeadline } from './headline.ts';
import { codeBlock, codeSpan, markdown } from './markdown.ts';
import type { Report, ReportDiagnostic } from './schema.ts';

/** A list with as many entries as given. */
type List = (room: number) => string;

/** Who let the violations through, or why the label does not. */
export function approvalNote({ approval, violations }: Report): string {
  const isNeeded = violations.some(({ rule }) => RULE_KINDS[rule] === 'budget');
  return approval === null || !isNeeded ? '' : `${approval.covers ? '✅' : '❌'} ${markdown(approval.message)}`;
}

export function violationList(report: Report): List {
  const inHeadline = violationInHeadline(report.verdict, report.violations);
  const items = report.violations.map((violation) => {
    const { rule, severity, message, help } = violation;
    const words = violation === inHeadline ? help : say`${message} ${help}`;
    return `- ${severity === 'fail' ? '❌' : '⚠️'} **${rule}** – ${markdown(words)}`;
  });
  return listed('**Rules that do not hold**', items);
}

/** The diagnostics with their source lines. */
export function diagnosticList({ problems }: Report): List {
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return listed(hasErrors ? '**What went wrong**' : '**Worth knowing**', problems.map(diagnosticItem));
}

function diagnosticItem({ severity, message, help, place }: ReportDiagnostic): string {
  const icon = { error: '⛔', warning: '⚠️', notice: 'ℹ️' }[severity];
  const where = place === null ? '' : `${codeSpan(formatPlace(place))} `;
  const frame = place === null ? '' : `\n${codeBlock(codeFrame(place)).replace(/^/gm, '  ')}`;
  return `- ${icon} ${where}${markdown(help === null ? message : say`${message} ${help}`)}${frame}`;
}

export function proposalList(report: Report): List {
  return listed(
    '**Proposed limits** (they count after the merge; until then, those of the base branch apply)',
    proposalTexts(report).map((text) => `- ${markdown(text)}`),
  );
}

export function adviceLists(report: Report): string {
  return adviceParts(report).map(adviceList).join('\n\n');
}

function adviceList({ title, entries }: ReportPart): string {
  return [`**${title}**`, '', ...entries.map((entry) => `- ${markdown(entry)}`)].join('\n');
}

/** A list under a title; empty without items. */
export function listed(title: string, items: readonly string[]): List {
  if (items.length === 0) return () => '';
  return (room) => {
    const more =
      items.length > room
        ? [`- … and ${groupThousands(items.length - room)} more; the log and the other formats have them all.`]
        : [];
    return [title, '', ...items.slice(0, room), ...more].join('\n');
  };
}
