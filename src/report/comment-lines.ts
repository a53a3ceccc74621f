import { plural } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import { costChangeOf, countText, type Row, rowsOf, settingTexts } from './lines.ts';
import { codeHtml } from './markdown.ts';
import type { Fitting, LineChangeData, RemovedLine, Report } from './schema.ts';

/** The lines that are seen without unfolding. */
const OPEN_LINES = 20;

/** The lines of all plans, dearest first, the cheaper ones folded; nothing where no price is known. */
export function linesTable(report: Report): Fitting {
  const rows = rowsOf(report);
  if (rows.every(({ line }) => line.cost === null)) return () => '';
  const columns = {
    file: report.plans.length + report.deleted_plans.length > 1,
    change: report.baseline !== null,
  };
  // Of many rows most are never shown: each is made when it is first wanted.
  const made: string[] = [];
  return (room) => {
    for (const row of rows.slice(made.length, room)) made.push(tableRow(row, columns));
    const shown = made.slice(0, room);
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

/** The columns that are not always there. */
interface Columns {
  readonly file: boolean;
  readonly change: boolean;
}

/** An HTML table, since inside of one Markdown is not read: a plan's text cannot end a cell or make a link. */
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

/** Our own words as they are; the resolution is the plan's. */
function settings(line: RemovedLine): string {
  return settingTexts(line)
    .map((words) => (words === line.resolution ? codeHtml(words) : words))
    .join(' · ');
}

/** `added`, `removed`, `same`, or what differs; and the money. */
function changeCell(row: Row): string {
  const { change } = row;
  if (change === undefined) return 'unknown';
  const amount = costChangeOf(row, Usd.zero);
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

/** As the other cells say it; models and resolutions are the plan's own words. */
function value(key: LineChangeData['settings'][number]['key'], text: string | null): string {
  if (text === null) return 'unset';
  if (key === 'model' || key === 'resolution') return codeHtml(text);
  if (key === 'audio') return text === 'true' ? 'yes' : 'no';
  return key === 'duration' ? `${text} s` : groupThousands(text);
}
