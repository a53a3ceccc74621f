import { plural } from '../../text.ts';
import { codeHtml } from '../markdown.ts';
import type { Report, ReportLine } from '../schema.ts';
import { countOf, dearestFirst, settingsOf } from '../settings.ts';

/** The lines that are seen without unfolding. */
const OPEN_LINES = 20;

interface Row {
  readonly file: string;
  readonly line: ReportLine;
}

/** The lines of all plans, dearest first, the cheaper ones folded; nothing where no price is known. */
export function lines(report: Report, room: number): string {
  const files = new Map(
    report.plans.flatMap((plan) => plan.lines.map((line): [ReportLine, string] => [line, plan.file])),
  );
  const rows = dearestFirst([...files.keys()]).map((line): Row => ({ line, file: files.get(line) ?? '' }));
  if (rows.every(({ line }) => line.cost === null)) return '';
  const shown = rows.slice(0, room);
  const showsFile = report.plans.length > 1;
  const open = shown.slice(0, OPEN_LINES);
  const folded = shown.slice(OPEN_LINES);
  const left = rows.length - shown.length;
  return [
    ...(open.length > 0 ? [table(open, showsFile)] : []),
    ...(folded.length > 0
      ? [`<details><summary>${plural(folded.length, 'more line')}</summary>`, table(folded, showsFile), '</details>']
      : []),
    ...(left > 0
      ? [
          `<p>… and ${plural(left, shown.length > 0 ? 'cheaper line' : 'line')} that did not fit here; the totals include them.</p>`,
        ]
      : []),
  ].join('\n');
}

/** An HTML table, since inside of one Markdown is not read: a plan's text cannot end a cell or make a link. */
function table(rows: readonly Row[], showsFile: boolean): string {
  const head = ['Line', ...(showsFile ? ['Plan'] : []), 'Model', 'Settings', 'Count', 'Unit cost', 'Cost'];
  return [
    '<table>',
    `<tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>`,
    ...rows.map((row) => tableRow(row, showsFile)),
    '</table>',
  ].join('\n');
}

/** Our own words as they are; the resolution is the plan's. */
function settings(line: ReportLine): string {
  return settingsOf(line)
    .map((words) => (words === line.resolution ? codeHtml(words) : words))
    .join(' · ');
}

function tableRow({ file, line }: Row, showsFile: boolean): string {
  const from = line.count_from === null ? '' : `<br>${codeHtml(line.count_from)}`;
  const cells = [
    `<td>${codeHtml(line.id)}</td>`,
    ...(showsFile ? [`<td>${codeHtml(file)}</td>`] : []),
    `<td>${codeHtml(line.model)}</td>`,
    `<td>${settings(line)}</td>`,
    `<td align="right">${countOf(line)}${from}</td>`,
    `<td align="right">${line.unit_cost?.format() ?? 'unknown'}</td>`,
    `<td align="right">${line.cost?.format() ?? 'unknown'}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}
