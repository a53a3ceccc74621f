import { RULE_KINDS } from '../../budget/rules.ts';
import { formatPlace } from '../../shared/diagnostic.ts';
import { say } from '../../shared/message.ts';
import { snippetOf } from '../code-frame.ts';
import { codeBlock, codeSpan, markdown } from '../markdown.ts';
import type { Report, ReportProblem } from '../schema.ts';
import type { Fitting } from './context.ts';
import { listed } from './listed.ts';

/** Who let the violations through, or why the label does not. */
export function approval({ approval, violations }: Report): string {
  const isMeant = violations.some(({ rule }) => RULE_KINDS[rule] === 'budget');
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
export function problems({ problems }: Report): Fitting {
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return listed(hasErrors ? '**What went wrong**' : '**Worth knowing**', problems.map(problemItem));
}

function problemItem({ severity, message, help, place }: ReportProblem): string {
  const icon = { error: '⛔', warning: '⚠️', notice: 'ℹ️' }[severity];
  const where = place === null ? '' : `${codeSpan(formatPlace(place))} `;
  const snippet = place === null ? '' : `\n${indent(codeBlock(snippetOf(place)))}`;
  return `- ${icon} ${where}${markdown(help === null ? message : say`${message} ${help}`)}${snippet}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
