import { RULE_KINDS } from '../budget/rules.ts';
import { codeFrame, formatPlace } from '../shared/diagnostic.ts';
import { oneLine, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import { adviceParts, proposalTexts, type ReportPart } from './advice-text.ts';
import { codeBlock, codeHtml, codeSpan, html, markdown } from './markdown.ts';
import type { Report, ReportDiagnostic, ReportViolation } from './schema.ts';

/** A list with as many entries as given. */
type List = (room: number) => string;

/** Who let the violations through, or why the label does not. */
export function approvalNote({ approval, violations }: Report): string {
  const isNeeded = violations.some(({ rule }) => RULE_KINDS[rule] === 'budget');
  return approval === null || !isNeeded ? '' : `${approval.covers ? '✅' : '❌'} ${markdown(approval.message)}`;
}

/**
 * Every rule that is exceeded, as a table: by how much, and below it what to do. As a column of its own, that sentence would be
 * a few letters wide on a phone. Empty without violations.
 */
export function violationsTable({ violations, files }: Report): List {
  if (violations.length === 0) return () => '';
  const hasPlans = files.length > 1 && violations.some(({ plan }) => plan !== null);
  const head = ['Rule', ...(hasPlans ? ['Plan'] : []), 'Limit', 'Actual', 'Over&nbsp;by'];
  const rows = violations.map(({ rule, plan, severity, unit, limit, actual, over_by: over, help }) => {
    const amounts = [limit, actual, over].map(
      (text) => `<td align="right">${text === null ? '' : quantity(unit, text)}</td>`,
    );
    const figures = [
      `<td>${severity === 'fail' ? '❌' : '⚠️'}&nbsp;<code>${rule}</code></td>`,
      ...(hasPlans ? [`<td>${plan === null ? 'all' : codeHtml(oneLine(plan))}</td>`] : []),
      ...amounts,
    ];
    return `<tr>${figures.join('')}</tr>\n<tr><td colspan="${head.length}">${html(help)}</td></tr>`;
  });
  return (room) => {
    const more = rows.length > room ? [`<p>… and ${groupThousands(rows.length - room)} more in the log.</p>`] : [];
    return [
      '<table>',
      `<tr>${head.map((title) => `<th>${title}</th>`).join('')}</tr>`,
      ...rows.slice(0, room),
      '</table>',
      ...more,
    ].join('\n');
  };
}

/** A limit or an amount of a violation, for people. */
function quantity(unit: ReportViolation['unit'], text: string): string {
  switch (unit) {
    case 'models':
      return text.split(', ').map(codeHtml).join(', ');
    case 'outputs':
      return groupThousands(text);
    case 'usd': {
      const amount = Usd.parse(text.replace('-', ''))?.format() ?? text;
      return text.startsWith('-') ? `-${amount}` : amount;
    }
  }
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
