import { RULE_KINDS } from '../budget/rules.ts';
import { formatPlace } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';
import { adviceParts, proposalTexts, type ReportPart } from './advice-text.ts';
import { codeFrame } from './code-frame.ts';
import { codeBlock, codeSpan, markdown } from './markdown.ts';
import type { Fitting, Report, ReportDiagnostic } from './schema.ts';

/** Who let the violations through, or why the label does not. */
export function approvalNote({ approval, violations: violationList }: Report): string {
  const isMeant = violationList.some(({ rule }) => RULE_KINDS[rule] === 'budget');
  return approval === null || !isMeant ? '' : `${approval.covers ? '✅' : '❌'} ${markdown(approval.message)}`;
}

/** Every rule that does not hold: which, its limit, what stands against it, what to do. */
export function violations({ violations, headline }: Report): Fitting {
  const items = violations.map(({ rule, severity, message, help }) => {
    // What the headline says already is not said again.
    const words = String(headline).includes(String(message)) ? help : say`${message} ${help}`;
    return `- ${severity === 'fail' ? '❌' : '⚠️'} **${rule}** – ${markdown(words)}`;
  });
  return listed('**Rules that do not hold**', items);
}

/** What went wrong or wants attention, with the source lines that it speaks of. */
export function diagnosticList({ problems }: Report): Fitting {
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return listed(hasErrors ? '**What went wrong**' : '**Worth knowing**', problems.map(diagnosticItem));
}

function diagnosticItem({ severity, message, help, place }: ReportDiagnostic): string {
  const icon = { error: '⛔', warning: '⚠️', notice: 'ℹ️' }[severity];
  const where = place === null ? '' : `${codeSpan(formatPlace(place))} `;
  const snippet = place === null ? '' : `\n${indent(codeBlock(codeFrame(place)))}`;
  return `- ${icon} ${where}${markdown(help === null ? message : say`${message} ${help}`)}${snippet}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** What the pull request changes in its own limits: it does not count yet. */
export function proposalList(report: Report): Fitting {
  return listed(
    '**Proposed limits** (they count after the merge; until then, those of the base branch judge)',
    proposalTexts(report).map((text) => `- ${markdown(text)}`),
  );
}

/** What may be done better, and what the last days cost by estimate; never part of the verdict. */
export function adviceLists(report: Report): string {
  return adviceParts(report).map(adviceList).join('\n\n');
}

function adviceList({ title, entries }: ReportPart): string {
  return [`**${title}**`, '', ...entries.map((entry) => `- ${markdown(entry)}`)].join('\n');
}

/** A list under a title, as far as there is room for it; nothing for no items. */
export function listed(title: string, items: readonly string[]): Fitting {
  if (items.length === 0) return () => '';
  return (room) => {
    const more =
      items.length > room
        ? [`- … and ${groupThousands(items.length - room)} more; the log and the other formats have them all.`]
        : [];
    return [title, '', ...items.slice(0, room), ...more].join('\n');
  };
}
