import { isPlanFile } from '../plan/plan.ts';
import { formatPlace, type Place } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { codeFrame, table } from './layout.ts';
import type { Report, ReportDiagnostic, ReportViolation } from './schema.ts';
import { lineCells, lineColumns, planSummary, rowsOf } from './texts.ts';

/** Lines that the log folds under a title. */
export interface LogGroup {
  readonly title: string;
  readonly lines: readonly string[];
}

/** An annotation; in the log alone if there are too many. */
export interface LogEntry {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** The plan file; `undefined` for a plan that is no file, or if no file is concerned. */
  readonly file: string | undefined;
  readonly place: Place | undefined;
  readonly codeFrame: string | undefined;
}

/** What a step writes to its log, in this order. */
export interface StepLog {
  readonly groups: readonly LogGroup[];
  readonly figures: readonly string[];
  readonly entries: readonly LogEntry[];
  /** The verdict in a sentence, if there is one. */
  readonly conclusion?: string;
}

export function reportLog(report: Report): StepLog {
  const { verdict, headline } = report;
  // Every other headline begins with its verdict.
  const conclusion = `${verdict === 'fail' ? 'Fail: ' : ''}${headline}`;
  return { groups: logGroups(report), figures: logFigures(report), entries: logEntries(report), conclusion };
}

/** Lines of each plan in the log; the JSON report has all. */
const MAX_LOGGED_LINES = 1_000;

/** A table of lines for each plan, removed lines included, most expensive first. */
export function logGroups(report: Report): LogGroup[] {
  const rows = rowsOf(report);
  const isCompared = report.baseline !== null;
  const head = lineColumns(isCompared);
  const group = (file: string, title: string): LogGroup => {
    const all = rows.filter((row) => row.file === file);
    const shown = all.slice(0, MAX_LOGGED_LINES).map((row) => lineCells(row, isCompared));
    const more =
      all.length > MAX_LOGGED_LINES ? [`… and ${plural(all.length - MAX_LOGGED_LINES, 'cheaper line')}`] : [];
    return { title: `${file}: ${title}`, lines: [...table([head, ...shown], isCompared ? 4 : 3), ...more] };
  };
  return [
    ...report.plans.map((plan) => group(plan.file, planSummary(plan))),
    ...report.deleted_plans.map(({ file }) => group(file, 'deleted')),
  ];
}

export function logFigures(report: Report): string[] {
  const figures: [string, Usd | null][] = [
    ['planned', report.total_cost],
    ['on the baseline', report.baseline_cost],
    ['balance', report.balance],
    ['left after the run', report.remaining_balance],
    ['shortfall', report.shortfall],
  ];
  const rows = figures.flatMap(([name, amount]) => (amount === null ? [] : [[name, amount.format()]]));
  return table(rows, 1);
}

/** Violations and diagnostics; errors first, since annotations are few. */
export function logEntries(report: Report): LogEntry[] {
  const order = ['error', 'warning', 'notice'];
  return [...report.problems.map(diagnosticEntry), ...report.violations.map(violationEntry)].toSorted(
    (a, b) => order.indexOf(a.level) - order.indexOf(b.level),
  );
}

function violationEntry({ rule, plan, severity, message, help }: ReportViolation): LogEntry {
  return {
    level: severity === 'fail' ? 'error' : 'warning',
    title: `Budget gate: ${rule}`,
    message: `${message} ${help}`,
    file: plan !== null && isPlanFile(plan) ? plan : undefined,
    place: undefined,
    codeFrame: undefined,
  };
}

export function diagnosticEntry({ severity, message, help, place }: ReportDiagnostic): LogEntry {
  const where = place === null ? '' : `${formatPlace(place)} `;
  return {
    level: severity,
    title: 'Budget gate',
    message: `${where}${message}${help === null ? '' : ` ${help}`}`,
    // A plan inside the workflow or from standard input has no file to annotate.
    file: place !== null && isPlanFile(place.file) ? place.file : undefined,
    place: place ?? undefined,
    codeFrame: place === null ? undefined : codeFrame(place),
  };
}
