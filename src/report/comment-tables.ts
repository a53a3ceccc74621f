import { oneLine, plural } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import {
  codeBlock,
  codeHtml,
  figureRow,
  foldedTable,
  htmlTable,
  NO_SECTION,
  type Section,
  sectionOf,
} from './markdown.ts';
import type { LineChangeData, RemovedLine, Report, ReportLine } from './schema.ts';
import { costChangeOf, countText, dearestFirst, figuresOf, type Row, rowsOf, settingTexts } from './texts.ts';

/** The lines of all plans, most expensive first; empty if no price is known. */
export function linesTable(report: Report, maxRows: number): Section {
  const rows = rowsOf(report);
  if (rows.every(({ line }) => line.cost === null)) return NO_SECTION;
  const columns = {
    file: report.plans.length + report.deleted_plans.length > 1,
    change: report.baseline !== null,
  };
  const head = [
    'Line',
    ...(columns.file ? ['Plan'] : []),
    'Model',
    'Settings',
    'Count',
    'Unit cost',
    'Cost',
    ...(columns.change ? ['Change'] : []),
  ];
  const cells = rows.slice(0, maxRows).map((row) => tableRow(row, columns));
  const more = (left: number, room: number) =>
    `<p>… and ${plural(left, room > 0 ? 'cheaper line' : 'line')} that did not fit here; the totals include them.</p>`;
  return sectionOf(cells, (shown) => foldedTable(head, shown, 'line'), more, rows.length);
}

interface Columns {
  readonly file: boolean;
  readonly change: boolean;
}

function tableRow(row: Row, columns: Columns): string {
  const { file, line, change } = row;
  const from = line.count_from === null ? '' : `<br>${codeHtml(line.count_from)}`;
  const cost = change === 'removed' ? '–' : (line.cost?.format() ?? 'unknown');
  const cells = [
    `<td>${codeHtml(line.id)}</td>`,
    ...(columns.file ? [`<td>${codeHtml(file)}</td>`] : []),
    `<td>${codeHtml(line.model)}</td>`,
    `<td>${settings(line)}</td>`,
    right(`${countText(line)}${from}`),
    right(line.unit_cost?.format() ?? 'unknown'),
    right(cost),
    ...(columns.change ? [right(changeCell(row))] : []),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

/** Only the resolution is text from the plan. */
function settings(line: RemovedLine): string {
  return settingTexts(line)
    .map((words) => (words === line.resolution ? codeHtml(words) : words))
    .join(' · ');
}

/** `added`, `removed`, `same`, or the settings that differ; and the change of the cost. */
function changeCell(row: Row): string {
  const { change } = row;
  if (change === undefined) return 'unknown';
  const amount = costChangeOf(row);
  const words = change === 'removed' ? ['removed'] : change.kind === 'changed' ? changes(change) : [change.kind];
  const money = amount === undefined || amount.isZero ? [] : [`<b>${amount.formatChange()}</b>`];
  return [...words, ...money].join('<br>');
}

function changes({ settings, moved_from: moved }: LineChangeData): string[] {
  return [
    ...settings.map(({ key, from, to }) => `${key} ${value(key, from)} → ${value(key, to)}`),
    ...(moved === null ? [] : [`moved from ${codeHtml(moved)}`]),
  ];
}

/** Formatted as in the other cells; models and resolutions are text from the plan. */
function value(key: LineChangeData['settings'][number]['key'], text: string | null): string {
  if (text === null) return 'unset';
  if (key === 'model' || key === 'resolution') return codeHtml(text);
  if (key === 'audio') return text === 'true' ? 'yes' : 'no';
  return key === 'duration' ? `${text} s` : groupThousands(text);
}

/** The figures over all plans; empty if none is known. */
export function figuresTable(report: Report): string {
  const figures = figuresOf(report);
  return figures.length === 0 ? '' : figureRow(figures);
}

const MAX_PLAN_ROWS = 20;

export function plansTable({ plans, deleted_plans: deleted, baseline }: Report): Section {
  if (plans.length + deleted.length < 2) return NO_SECTION;
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
      right(cost?.format() ?? 'unknown'),
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
  const more = (left: number, room: number) => `<p>… and ${plural(left, room > 0 ? 'cheaper plan' : 'plan')}.</p>`;
  return sectionOf(rows.slice(0, MAX_PLAN_ROWS), (shown) => htmlTable(head, shown), more, rows.length);
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
