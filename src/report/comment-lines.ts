import { plural } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';
import { costChangeOf, countText, type Row, rowsOf, settingTexts } from './lines.ts';
import { codeHtml } from './markdown.ts';
import type { LineChangeData, RemovedLine, Report } from './schema.ts';

/** Lines above the fold. */
const OPEN_LINES = 20;

/** The lines of all plans, most expensive first, the rest folded; empty if no price is known. */
export function linesTable(report: Report): (room: number) => string {
  const rows = rowsOf(report);
  if (rows.every(({ line }) => line.cost === null)) return () => '';
  const columns = {
    file: report.plans.length + report.deleted_plans.length > 1,
    change: report.baseline !== null,
  };
  // Of thousands of rows most are never shown: each is rendered when it is first needed.
  const rendered: string[] = [];
  return (room) => {
    for (const row of rows.slice(rendered.length, room)) rendered.push(tableRow(row, columns));
    const shown = rendered.slice(0, room);
    const open = shown.slice(0, OPEN_LINES);
    const folded = shown.slice(OPEN_LINES);
    const left = rows.length - shown.length;
    return [
      ...(open.length > 0 ? [table(open, columns)] : []),
      ...(folded.length > 0
        ? [`<details><summary>${plural(folded.length, 'more line')}</summary>`, table(folded, columns), '</details>']
        : []),
      ...(left > 0
        ? [
            `<p>… and ${plural(left, shown.length > 0 ? 'cheaper line' : 'line')} that did not fit here; the totals include them.</p>`,
          ]
        : []),
    ].join('\n');
  };
}

interface Columns {
  readonly file: boolean;
  readonly change: boolean;
}

/** An HTML table, since Markdown does not work inside: text from the plan cannot end a cell or make a link. */
function table(rows: readonly string[], columns: Columns): string {
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
  return ['<table>', `<tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>`, ...rows, '</table>'].join('\n');
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
    rightCell(`${countText(line)}${from}`),
    rightCell(line.unit_cost?.format() ?? 'unknown'),
    rightCell(cost),
    ...(columns.change ? [rightCell(changeCell(row))] : []),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function rightCell(html: string): string {
  return `<td align="right">${html}</td>`;
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
