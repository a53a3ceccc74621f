import { groupThousands } from '../../money.ts';
import { formatPlace } from '../../problem.ts';
import { say } from '../../text.ts';
import { codeBlock, codeSpan, markdown } from '../markdown.ts';
import type { Report, ReportProblem } from '../schema.ts';
import { snippetOf } from '../snippet.ts';

/** Every rule that does not hold: which, its limit, what stands against it, what to do. */
export function violations({ violations, headline }: Report, room: number): string {
  const items = violations.map(({ rule, severity, message, help }) => {
    // What the headline says already is not said again.
    const words = String(headline) === String(message) ? help : say`${message} ${help}`;
    return `- ${severity === 'fail' ? '❌' : '⚠️'} **${rule}** – ${markdown(words)}`;
  });
  return listed('**Rules that do not hold**', items, room);
}

/** What went wrong or wants attention, with the source lines that it speaks of. */
export function problems({ problems }: Report, room: number): string {
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return listed(hasErrors ? '**What went wrong**' : '**Worth knowing**', problems.map(problemItem), room);
}

function problemItem({ severity, message, help, place }: ReportProblem): string {
  const icon = { error: '⛔', warning: '⚠️', notice: 'ℹ️' }[severity];
  const where = place === null ? '' : `${codeSpan(formatPlace(place))} `;
  const snippet = place === null ? '' : `\n${indent(codeBlock(snippetOf(place)))}`;
  return `- ${icon} ${where}${markdown(help === null ? message : say`${message} ${help}`)}${snippet}`;
}

function listed(title: string, items: readonly string[], room: number): string {
  if (items.length === 0) return '';
  const more =
    items.length > room
      ? [`- … and ${groupThousands(items.length - room)} more; the log of the run has them all.`]
      : [];
  return [title, '', ...items.slice(0, room), ...more].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
