import { oneLine, plural } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import { dearestFirst } from './lines.ts';
import { codeBlock, codeHtml } from './markdown.ts';
import type { Fitting, Report, ReportLine } from './schema.ts';

/** The figures over all plans as a table of one row; nothing where none of them is known. */
export function figuresTable(report: Report): string {
  const { shortfall, budget, reserve, monthly_cost: monthly, generation_count: count } = report;
  if (report.total_cost === null && report.balance === null) return '';
  const columns: [string, string][] = [
    ['Planned', shown(report.total_cost)],
    ...(report.baseline === null ? [] : [changeColumn(report)]),
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

function changeColumn({ cost_change: change }: Report): [string, string] {
  return ['Change', change?.formatChange() ?? 'unknown'];
}

function column(name: string, amount: Usd | null): [string, string][] {
  return amount === null ? [] : [[name, amount.format()]];
}

function shown(amount: Usd | null): string {
  return amount?.format() ?? 'unknown';
}

/** What each plan costs, where there are several. */
export function plansTable({ plans, deleted_plans: deleted, baseline }: Report): Fitting {
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
  const standing = dearestFirst(plans, ({ cost }) => cost).map(
    ({ file, name, lines, generation_count, cost, monthly_cost, is_new, cost_change }) => [
      planCell(file, name),
      right(groupThousands(lines.length)),
      right(groupThousands(generation_count)),
      right(shown(cost)),
      ...(isCompared ? [right(`${is_new ? 'new<br>' : ''}${cost_change?.formatChange() ?? 'unknown'}`)] : []),
      ...(hasMonthly ? [right(monthly_cost?.format() ?? '')] : []),
    ],
  );
  const gone = deleted.map(({ file, name, baseline_cost: cost }) => [
    planCell(file, name),
    ...Array.from({ length: 3 }, () => right('–')),
    right(`deleted<br>${cost === null ? 'unknown' : Usd.zero.minus(cost).formatChange()}`),
    ...(hasMonthly ? [right('')] : []),
  ]);
  const rows = [...standing, ...gone].map((cells) => `<tr>${cells.join('')}</tr>`);
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

/** The slices of the chart; the rest is one more. */
const MAX_SLICES = 8;
const MAX_LABEL_CHARACTERS = 40;

/** A picture of where the money goes, folded; nothing for fewer than two lines that cost something. */
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

/** Mermaid has a language of its own inside of labels: only what means itself there is kept. */
function labelOf({ id }: ReportLine): string {
  const characters = [...id.replace(/[^\p{L}\p{N} ._/×(),-]/gu, '_')];
  return characters.length > MAX_LABEL_CHARACTERS
    ? `${characters.slice(0, MAX_LABEL_CHARACTERS).join('')}…`
    : characters.join('');
}

function costOf({ cost }: ReportLine): Usd {
  return cost ?? Usd.zero;
}
