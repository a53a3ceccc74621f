import { oneLine, plural } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import { dearestFirst } from './lines.ts';
import { codeBlock, codeHtml } from './markdown.ts';
import type { Report, ReportLine } from './schema.ts';

/** The figures over all plans as a table of one row; empty if none is known. */
export function figuresTable(report: Report): string {
  const { shortfall, budget, reserve, monthly_cost: monthly, generation_count: count } = report;
  if (report.total_cost === null && report.balance === null) return '';
  const columns: (readonly [string, string])[] = [
    ['Planned', amountText(report.total_cost)],
    ...(report.baseline === null ? [] : [['Change', report.cost_change?.formatChange() ?? 'unknown'] as const]),
    ['Outputs', count === null ? 'unknown' : groupThousands(count)],
    ...column('A month', monthly),
    ...column('Budget', budget),
    ['Balance', amountText(report.balance)],
    ['Left after the run', amountText(report.remaining_balance)],
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

function amountText(amount: Usd | null): string {
  return amount?.format() ?? 'unknown';
}

export function plansTable({ plans, deleted_plans: deleted, baseline }: Report): (room: number) => string {
  if (plans.length + deleted.length < 2) return () => '';
  const hasMonthly = plans.some(({ monthly_cost }) => monthly_cost !== null);
  const isCompared = baseline !== null;
  const head = [
    'Plan',
    'Lines',
    'Outputs',
    'Cost',
    ...(isCompared ? ['Change'] : []),
    ...(hasMonthly ? ['A month'] : []),
  ];
  const planRows = dearestFirst(plans, ({ cost }) => cost).map(
    ({ file, name, lines, generation_count, cost, monthly_cost, is_new, cost_change }) => [
      planCell(file, name),
      right(groupThousands(lines.length)),
      right(groupThousands(generation_count)),
      right(amountText(cost)),
      ...(isCompared ? [right(`${is_new ? 'new<br>' : ''}${cost_change?.formatChange() ?? 'unknown'}`)] : []),
      ...(hasMonthly ? [right(monthly_cost?.format() ?? '')] : []),
    ],
  );
  const deletedRows = deleted.map(({ file, name, baseline_cost: cost }) => [
    planCell(file, name),
    ...Array.from({ length: 3 }, () => right('–')),
    right(`deleted<br>${cost === null ? 'unknown' : Usd.zero.minus(cost).formatChange()}`),
    ...(hasMonthly ? [right('')] : []),
  ]);
  const rows = [...planRows, ...deletedRows].map((cells) => `<tr>${cells.join('')}</tr>`);
  return (room) => {
    const left = rows.length - room;
    const more = plural(left, room > 0 ? 'cheaper plan' : 'plan');
    return [
      '<table>',
      `<tr>${head.map((title) => `<th>${title}</th>`).join('')}</tr>`,
      ...rows.slice(0, room),
      '</table>',
      ...(left > 0 ? [`<p>… and ${more}.</p>`] : []),
    ].join('\n');
  };
}

function planCell(file: string, name: string | null): string {
  return `<td>${codeHtml(oneLine(file))}${name === null ? '' : `<br>${codeHtml(name)}`}</td>`;
}

function right(text: string): string {
  return `<td align="right">${text}</td>`;
}

/** Slices of the chart, without the one for the rest. */
const MAX_SLICES = 8;
const MAX_LABEL_CHARACTERS = 40;

/** A folded pie chart of the costs; empty if fewer than two lines cost something. */
export function costChart({ plans, total_cost: total }: Report): string {
  const paid = dearestFirst(
    plans.flatMap(({ lines }) => lines),
    ({ cost }) => cost,
  ).filter(({ cost }) => cost?.exceeds(Usd.zero));
  if (total === null || paid.length < 2) return '';
  const rest = paid.slice(MAX_SLICES);
  const slices = [
    ...paid.slice(0, MAX_SLICES).map((line) => slice(labelOf(line), costOf(line))),
    ...(rest.length > 0 ? [slice(`${rest.length} others`, Usd.sum(rest.map(costOf)))] : []),
  ];
  const pie = codeBlock(['pie showData', ...slices].join('\n'), 'mermaid');
  return `<details><summary>Where the money goes</summary>\n\n${pie}\n\n</details>`;
}

function slice(label: string, cost: Usd): string {
  return `    "${label}" : ${cost}`;
}

/** Mermaid has a syntax of its own inside labels: only characters without a meaning there are kept. */
function labelOf({ id }: ReportLine): string {
  const characters = [...id.replace(/[^\p{L}\p{N} ._/×(),-]/gu, '_')];
  return characters.length > MAX_LABEL_CHARACTERS
    ? `${characters.slice(0, MAX_LABEL_CHARACTERS).join('')}…`
    : characters.join('');
}

function costOf({ cost }: ReportLine): Usd {
  return cost ?? Usd.zero;
}
