import { groupThousands, Usd } from '../../money.ts';
import { oneLine, plural } from '../../text.ts';
import { codeHtml } from '../markdown.ts';
import type { Report } from '../schema.ts';

/** The figures over all plans as a table of one row; nothing where none of them is known. */
export function figures(report: Report): string {
  const { shortfall, budget, reserve, monthly_cost: monthly, generation_count: count } = report;
  if (report.total_cost === null && report.balance === null) return '';
  const columns: [string, string][] = [
    ['Planned', shown(report.total_cost)],
    ['Outputs', count === null ? 'unknown' : groupThousands(count)],
    ...column('A month', monthly),
    ...column('Budget', budget),
    ['Balance', shown(report.balance)],
    ['Left after the run', shown(report.remaining_balance)],
    ...column('Reserve', reserve.isZero ? null : reserve),
    ...column('Shortfall', shortfall?.isZero ? null : shortfall),
  ];
  return [
    `| ${columns.map(([name]) => name).join(' | ')} |`,
    `|${columns.map(() => ' ---: |').join('')}`,
    `| ${columns.map(([, amount]) => amount).join(' | ')} |`,
  ].join('\n');
}

function column(name: string, amount: Usd | null): [string, string][] {
  return amount === null ? [] : [[name, amount.format()]];
}

function shown(amount: Usd | null): string {
  return amount?.format() ?? 'unknown';
}

/** What each plan costs, where there are several. */
export function planFigures({ plans }: Report, room: number): string {
  if (plans.length < 2) return '';
  const hasMonthly = plans.some(({ monthly_cost }) => monthly_cost !== null);
  const left = plans.length - room;
  const head = ['Plan', 'Lines', 'Outputs', 'Cost', ...(hasMonthly ? ['A month'] : [])];
  const rows = dearestFirst(plans)
    .slice(0, room)
    .map(({ file, name, lines, generation_count, cost, monthly_cost }) => [
      `<td>${codeHtml(oneLine(file))}${name === null ? '' : `<br>${codeHtml(name)}`}</td>`,
      right(groupThousands(lines.length)),
      right(groupThousands(generation_count)),
      right(shown(cost)),
      ...(hasMonthly ? [right(monthly_cost?.format() ?? '')] : []),
    ]);
  const more = plural(left, room > 0 ? 'cheaper plan' : 'plan');
  return [
    '<table>',
    `<tr>${head.map((title) => `<th>${title}</th>`).join('')}</tr>`,
    ...rows.map((cells) => `<tr>${cells.join('')}</tr>`),
    '</table>',
    ...(left > 0 ? [`<p>… and ${more}.</p>`] : []),
  ].join('\n');
}

function dearestFirst(plans: Report['plans']): Report['plans'] {
  const costOf = ({ cost }: Report['plans'][number]) => cost ?? Usd.zero;
  return plans.toSorted((a, b) => costOf(b).compare(costOf(a)));
}

function right(text: string): string {
  return `<td align="right">${text}</td>`;
}
