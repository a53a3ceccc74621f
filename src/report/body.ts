import type { Verdict } from '../budget/verdict.ts';
import { groupThousands, type Usd } from '../money.ts';
import { formatPlace } from '../problem.ts';
import { oneLine, plural, say } from '../text.ts';
import { codeBlock, codeHtml, codeSpan, escapeHtml, markdown } from './markdown.ts';
import type { Report, ReportLine, ReportProblem } from './schema.ts';
import { countOf, dearestFirst, settingsOf } from './settings.ts';
import { snippetOf } from './snippet.ts';

/** What a view says of the run beside the report; all of it may be unknown, as on a developer's machine. */
export interface RunContext {
  /** The region or origin that was asked for prices. */
  readonly api: string;
  /** `https://github.com/owner/name` */
  readonly repositoryUrl?: string | undefined;
  /** The full SHA of the commit whose plans these are. */
  readonly commit?: string | undefined;
  readonly runUrl?: string | undefined;
}

/** How many of each part a body shows; what is left out is counted in its place. */
export interface Room {
  readonly lines: number;
  /** Violations, and problems, each. */
  readonly findings: number;
}

/** The lines that are seen without unfolding. */
const OPEN_LINES = 20;
/** The plan files that the footer names. */
const FOOTER_FILES = 10;
/** The longest path that the footer links, encoded; longer ones would take the room of what matters. */
const LONGEST_PATH = 1_000;

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };

/** The Markdown that the comment and the summary share: the verdict first, then why, then the lines. */
export function renderBody(report: Report, context: RunContext, room: Room): string {
  const sections = [
    `### ${ICONS[report.verdict]} ${markdown(report.headline)}`,
    figures(report),
    violations(report, room.findings),
    problems(report, room.findings),
    lines(report, room.lines),
    footer(report, context),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function figures(report: Report): string {
  const columns: [string, Usd | null][] = [
    ['Planned', report.total_cost],
    ...(report.budget === null ? [] : [['Budget', report.budget] satisfies [string, Usd]]),
    ['Balance', report.balance],
    ['Left after the run', report.remaining_balance],
    ...(report.reserve.isZero ? [] : [['To be left', report.reserve] satisfies [string, Usd]]),
    ...(report.shortfall === null || report.shortfall.isZero
      ? []
      : [['Shortfall', report.shortfall] satisfies [string, Usd]]),
  ];
  return [
    `| ${columns.map(([name]) => name).join(' | ')} |`,
    `|${columns.map(() => ' ---: |').join('')}`,
    `| ${columns.map(([, amount]) => amount?.format() ?? 'unknown').join(' | ')} |`,
  ].join('\n');
}

function violations(report: Report, room: number): string {
  const items = report.violations.map(
    ({ rule, severity, message, help }) =>
      `- ${severity === 'fail' ? '❌' : '⚠️'} **${rule}** – ${markdown(say`${message} ${help}`)}`,
  );
  return listed('**Rules that do not hold**', items, room);
}

function problems(report: Report, room: number): string {
  return listed(
    report.problems.some(({ severity }) => severity === 'error') ? '**What went wrong**' : '**Worth knowing**',
    report.problems.map(problemItem),
    room,
  );
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

interface Row {
  readonly file: string;
  readonly line: ReportLine;
}

function lines(report: Report, room: number): string {
  const files = new Map(
    report.plans.flatMap((plan) => plan.lines.map((line): [ReportLine, string] => [line, plan.file])),
  );
  const rows = dearestFirst([...files.keys()]).map((line): Row => ({ line, file: files.get(line) ?? '' }));
  if (rows.length === 0) return '';
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

function tableRow({ file, line }: Row, showsFile: boolean): string {
  const cells = [
    `<td>${codeHtml(line.id)}</td>`,
    ...(showsFile ? [`<td>${codeHtml(file)}</td>`] : []),
    `<td>${codeHtml(line.model)}</td>`,
    `<td>${settingsOf(line).map(codeHtml).join(' ')}</td>`,
    `<td align="right">${countOf(line)}</td>`,
    `<td align="right">${line.unit_cost?.format() ?? 'unknown'}</td>`,
    `<td align="right">${line.cost?.format() ?? 'unknown'}</td>`,
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function footer(report: Report, { api, repositoryUrl, commit, runUrl }: RunContext): string {
  const files = report.plans.map(({ file }) => file);
  const named = files.slice(0, FOOTER_FILES).map((file) => fileLink(file, repositoryUrl, commit));
  const more = files.length > FOOTER_FILES ? [`${files.length - FOOTER_FILES} more`] : [];
  const parts = [
    ...(named.length > 0 ? [`Plan: ${[...named, ...more].join(', ')}`] : []),
    `prices from BabySea ${codeSpan(api)}`,
    ...(commit === undefined ? [] : [`commit ${codeSpan(commit.slice(0, 7))}`]),
    ...(runUrl === undefined ? [] : [runLink(runUrl)]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** In the footer Markdown is read, so that code must be a span: an element would not keep it from what it holds. */
function fileLink(file: string, repositoryUrl: string | undefined, commit: string | undefined): string {
  const name = codeSpan(oneLine(file));
  const path = file.split('/').map(encodeURIComponent).join('/');
  if (repositoryUrl === undefined || commit === undefined || path.length > LONGEST_PATH) return name;
  return `<a href="${escapeHtml(`${repositoryUrl}/blob/${commit}/${path}`)}">${name}</a>`;
}

/** The only part of a comment that differs between two runs with one result. */
function runLink(runUrl: string): string {
  return `<a href="${escapeHtml(runUrl)}">run</a>`;
}

/** A body without what tells two runs with one result apart, to see whether it would say anything new. */
export function withoutRun(body: string): string {
  return body
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .replace(/<a href="[^"]*">run<\/a><\/sub>$/, '');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
