import { plural } from '../../shared/message.ts';
import { groupThousands, type Usd } from '../../shared/money.ts';
import { cellsOf, headOf, sumOf } from '../log.ts';
import { adviceOf, proposalsOf, type ReportPart } from '../parts.ts';
import { type Row, rowsOf } from '../rows.ts';
import type { Report } from '../schema.ts';
import { problemLines } from './problems.ts';
import { inert, item, type Medium, stylesOf } from './style.ts';
import { table } from './table.ts';

/** The most lines of a plan that are shown; the JSON report has all. */
const MAX_LINES = 100;

/** The report for somebody at a terminal: the lines first, and what matters last, where the eye is. */
export function renderReport(report: Report, medium: Medium): string {
  const { bold, icon, of } = stylesOf(medium);
  const { verdict, headline, problems, violations } = report;
  const findings = [
    ...problems.flatMap((problem) => problemLines(problem, medium)),
    ...violations.flatMap(({ rule, severity, message, help }) => {
      // What the headline says already is not said again.
      const words = String(headline).startsWith(String(message)) ? help : `${message} ${help}`;
      return item(icon(severity), `${rule}: ${words}`, medium);
    }),
  ];
  const parts: ReportPart[] = [
    { title: 'Proposed limits (those of the baseline judge until the merge)', entries: proposalsOf(report) },
    ...adviceOf(report),
  ].filter(({ entries }) => entries.length > 0);
  const sections = [
    ...plans(report, medium),
    figures(report, medium),
    ...parts.map(({ title, entries }) => [
      bold(title),
      ...entries.flatMap((entry) => item('•', String(entry), medium)),
    ]),
    findings,
    item(icon(verdict), String(headline), medium).map((line) => bold(of(verdict)(line))),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A table of lines for each plan, those that are gone too; nothing where no price is known. */
function plans(report: Report, medium: Medium): string[][] {
  const { bold, dim } = stylesOf(medium);
  const rows = rowsOf(report);
  if (rows.every(({ line }) => line.cost === null)) return [];
  const isCompared = report.baseline !== null;
  const section = (file: string, name: string | null, sum: string): string[] => {
    const own = rows.filter((row) => row.file === file);
    const title = `${inert(medium.pathOf(file))}${name === null ? '' : ` (${inert(name)})`}`;
    const left = own.length - MAX_LINES;
    return [
      `${bold(title)}  ${sum}`,
      ...(own.length === 0 ? [] : lines(own.slice(0, MAX_LINES), isCompared, medium)),
      ...(left > 0 ? [dim(`… and ${plural(left, 'cheaper line')}; --format json has them all.`)] : []),
    ];
  };
  return [
    ...report.plans.map((plan) => section(plan.file, plan.name, sumOf(plan))),
    ...report.deleted_plans.map(({ file, name }) => section(file, name, 'deleted')),
  ];
}

function lines(rows: readonly Row[], isCompared: boolean, medium: Medium): string[] {
  const { dim } = stylesOf(medium);
  const cells = rows.map((row) => cellsOf(row, isCompared).map(inert));
  const [head = '', ...body] = table([headOf(isCompared), ...cells], isCompared ? 4 : 3, medium.columns);
  return [dim(head), ...body];
}

/** The figures over all plans, a line each. */
function figures(report: Report, { columns }: Medium): string[] {
  const { baseline, reserve, shortfall, cost_change: change, generation_count: count } = report;
  if (report.total_cost === null && report.balance === null) return [];
  const rows: (readonly string[])[] = [
    ...row('planned', report.total_cost),
    ...row(`on ${inert(baseline?.name ?? '')}`, report.baseline_cost),
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
