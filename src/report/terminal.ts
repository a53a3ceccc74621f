import { codeFrame, formatPlace } from '../shared/diagnostic.ts';
import { plural, printable } from '../shared/message.ts';
import { groupThousands, type Usd } from '../shared/money.ts';
import { adviceParts, proposalTexts, type ReportPart } from './advice-text.ts';
import { type Row, rowsOf } from './lines.ts';
import { lineCells, lineColumns, planSummary } from './log.ts';
import type { Report, ReportDiagnostic } from './schema.ts';
import { listItem, type Medium, stylesOf, table, widthOf } from './terminal-layout.ts';

const MAX_LINES = 100;

/** The report for a terminal: the lines first, and the verdict last, next to the prompt. */
export function renderReport(report: Report, medium: Medium): string {
  const { bold, icon, of } = stylesOf(medium);
  const { verdict, headline, problems, violations } = report;
  const entries = [
    ...problems.flatMap((diagnostic) => diagnosticLines(diagnostic, medium)),
    ...violations.flatMap(({ rule, severity, message, help }) =>
      listItem(icon(severity), `${rule}: ${message} ${help}`, medium),
    ),
  ];
  const parts: ReportPart[] = [
    { title: 'Proposed limits (those of the baseline apply until the merge)', entries: proposalTexts(report) },
    ...adviceParts(report),
  ].filter(({ entries }) => entries.length > 0);
  const sections = [
    ...planSections(report, medium),
    figureTable(report, medium),
    ...parts.map(({ title, entries }) => [
      bold(title),
      ...entries.flatMap((entry) => listItem('•', String(entry), medium)),
    ]),
    entries,
    listItem(icon(verdict), String(headline), medium).map((line) => bold(of(verdict)(line))),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A table of lines for each plan, removed lines included; none if no price is known. */
function planSections(report: Report, medium: Medium): string[][] {
  const { bold, dim } = stylesOf(medium);
  const rows = rowsOf(report);
  if (rows.every(({ line }) => line.cost === null)) return [];
  const isCompared = report.baseline !== null;
  const section = (file: string, name: string | null, sum: string): string[] => {
    const own = rows.filter((figureRow) => figureRow.file === file);
    const title = `${printable(medium.pathOf(file))}${name === null ? '' : ` (${printable(name)})`}`;
    const left = own.length - MAX_LINES;
    return [
      `${bold(title)}  ${sum}`,
      ...(own.length === 0 ? [] : lineTable(own.slice(0, MAX_LINES), isCompared, medium)),
      ...(left > 0 ? [dim(`… and ${plural(left, 'cheaper line')}; --format json has them all.`)] : []),
    ];
  };
  return [
    ...report.plans.map((plan) => section(plan.file, plan.name, planSummary(plan))),
    ...report.deleted_plans.map(({ file, name }) => section(file, name, 'deleted')),
  ];
}

function lineTable(rows: readonly Row[], isCompared: boolean, medium: Medium): string[] {
  const { dim } = stylesOf(medium);
  const cells = rows.map((row) => lineCells(row, isCompared).map(printable));
  const [head = '', ...body] = table([lineColumns(isCompared), ...cells], isCompared ? 4 : 3, medium.columns);
  return [dim(head), ...body];
}

function figureTable(report: Report, { columns }: Medium): string[] {
  const { baseline, reserve, shortfall, cost_change: change, generation_count: count } = report;
  if (report.total_cost === null && report.balance === null) return [];
  const rows: (readonly string[])[] = [
    ...row('planned', report.total_cost),
    ...row(`on ${printable(baseline?.name ?? '')}`, report.baseline_cost),
    ...(change === null ? [] : [['change', change.formatChange()]]),
    ...(count === null ? [] : [['outputs', groupThousands(count)]]),
    ...row('a month', report.monthly_cost),
    ...row('budget', report.budget),
    ...row('balance', report.balance),
    ...row('left after the run', report.remaining_balance),
    ...row('reserve', reserve.isZero ? null : reserve),
    ...row('shortfall', shortfall?.isZero ? null : shortfall),
  ];
  return table(rows, 1, columns);
}

function row(name: string, amount: Usd | null): (readonly string[])[] {
  return amount === null ? [] : [[name, amount.format()]];
}

const MAX_SOURCE_CHARACTERS = 120;

/** A diagnostic as terminals link it: `file:line:column`, the message, the source line with carets. */
export function diagnosticLines({ severity, message, help, place }: ReportDiagnostic, medium: Medium): string[] {
  const { icon, of, dim } = stylesOf(medium);
  const where = place === null ? '' : `${formatPlace({ ...place, file: medium.pathOf(place.file) })} `;
  const sentence = listItem(icon(severity), `${where}${message}${help === null ? '' : ` ${help}`}`, medium);
  if (place === null) return sentence;
  const room = Math.max(20, medium.columns - `  ${place.line} | `.length);
  const [source = '', carets = ''] = codeFrame(place, Math.min(MAX_SOURCE_CHARACTERS, room), widthOf).split('\n');
  const bar = carets.indexOf('^');
  return [...sentence, `  ${dim(source)}`, `  ${dim(carets.slice(0, bar))}${of(severity)(carets.slice(bar))}`];
}
