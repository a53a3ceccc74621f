import picocolors from 'picocolors';
import stringWidth from 'string-width';
import type { Verdict } from '../budget/rules.ts';
import { codeFrame, formatPlace } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { printable } from '../shared/redact.ts';
import type { Report, ReportDiagnostic, ReportPlan } from './schema.ts';
import {
  adviceParts,
  costChangeOf,
  countText,
  type Figure,
  figuresOf,
  proposalTexts,
  type ReportPart,
  type Row,
  rowsOf,
  settingTexts,
  table,
  wrapWords,
} from './texts.ts';

/** Where text is written: a terminal, a pipe or the log of a step. */
export interface Medium {
  /** `Infinity` outside a terminal. */
  readonly columns: number;
  readonly colours: boolean;
  /** A path of the workspace, relative to the current folder. */
  readonly pathOf: (file: string) => string;
}

type Level = 'fail' | 'warn' | 'error' | 'warning' | 'notice' | 'pass';

const ICONS: Readonly<Record<Level, string>> = {
  pass: '✔',
  warn: '▲',
  warning: '▲',
  fail: '✖',
  error: '✖',
  notice: '•',
};

export function stylesOf({ colours }: Medium) {
  const colour = picocolors.createColors(colours);
  const ofLevel = {
    pass: colour.green,
    warn: colour.yellow,
    warning: colour.yellow,
    fail: colour.red,
    error: colour.red,
    notice: colour.cyan,
  };
  return {
    bold: colour.bold,
    dim: colour.dim,
    icon: (level: Level | Verdict) => ofLevel[level](ICONS[level]),
    of: (level: Level | Verdict) => ofLevel[level],
  };
}

/** The columns that a text takes in a terminal: wide characters take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A sentence behind a mark of one character, wrapped and indented. */
export function listItem(mark: string, sentence: string, { columns }: Medium): string[] {
  const lines = wrapWords(printable(sentence), columns - 2, widthOf);
  return lines.map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
}

/** Lines of each plan. The verdict comes last, so that it stays in sight below many of them. */
const MAX_LINES = 1_000;

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
    ...planTables(report, medium).map(({ title, lines }) => [title, ...lines]),
    reportFigures(report, medium),
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

/** The lines of a plan, under its name and what it costs. */
interface PlanTable {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * A table of lines for each plan, deleted plans and removed lines included, most expensive first; none if no price is
 * known.
 */
export function planTables(report: Report, medium: Medium): PlanTable[] {
  const rows = rowsOf(report);
  if (rows.length > 0 && rows.every(({ line }) => line.cost === null)) return [];
  const { bold, dim } = stylesOf(medium);
  const tableOf = (file: string, name: string | null, summary: string): PlanTable => {
    const title = `${printable(medium.pathOf(file))}${name === null ? '' : ` (${printable(name)})`}`;
    const own = rows.filter((row) => row.file === file);
    const [head = '', ...body] = lineTable(own.slice(0, MAX_LINES), report.baseline !== null, medium);
    const left = own.length - MAX_LINES;
    const more = left > 0 ? [dim(`… and ${plural(left, 'cheaper line')}; the JSON report has them all.`)] : [];
    return { title: `${bold(title)}: ${summary}`, lines: own.length === 0 ? [] : [dim(head), ...body, ...more] };
  };
  return [
    ...report.plans.map((plan) => tableOf(plan.file, plan.name, planSummary(plan))),
    ...report.deleted_plans.map(({ file, name }) => tableOf(file, name, 'deleted')),
  ];
}

function planSummary({ cost, generation_count: count, cost_change: change }: ReportPlan): string {
  const changed = change === null ? '' : `, ${change.formatChange()}`;
  return `${cost?.format() ?? 'cost unknown'}, ${plural(count, 'output')}${changed}`;
}

/** Rows as lines of text, below their head. */
function lineTable(rows: readonly Row[], isCompared: boolean, { columns }: Medium): string[] {
  const head = ['line', 'model', 'settings', 'count', 'unit cost', 'cost', ...(isCompared ? ['change'] : [])];
  const figures = head.length - head.indexOf('count');
  return table([head, ...rows.map((row) => lineCells(row, isCompared))], figures, columns, widthOf);
}

function lineCells(row: Row, isCompared: boolean): string[] {
  const { line, change } = row;
  const cells = [
    line.id,
    line.model,
    settingTexts(line).join(', '),
    countText(line),
    line.unit_cost?.format() ?? 'unknown',
    change === 'removed' ? 'removed' : (line.cost?.format() ?? 'unknown'),
  ].map(printable);
  if (!isCompared) return cells;
  const amount = costChangeOf(row)?.formatChange() ?? 'unknown';
  return [...cells, change !== undefined && change !== 'removed' && change.kind === 'same' ? 'same' : amount];
}

/** The known figures over all plans, that of the baseline included. */
export function reportFigures(report: Report, medium: Medium): string[] {
  const [planned, ...others] = figuresOf(report);
  if (planned === undefined) return [];
  const before: Figure = [`on ${printable(report.baseline?.name ?? '')}`, report.baseline_cost?.format()];
  return figureLines([planned, before, ...others], medium);
}

/** The known figures, a line each. */
export function figureLines(figures: readonly Figure[], { columns }: Medium): string[] {
  const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  const known = figures.flatMap(([name, text]) => (text === undefined ? [] : [[lower(name), text]]));
  return table(known, 1, columns, widthOf);
}

/** A diagnostic as terminals link it: `file:line:column`, the message, the source line with carets. */
export function diagnosticLines({ severity, message, help, place }: ReportDiagnostic, medium: Medium): string[] {
  const { icon, of, dim } = stylesOf(medium);
  const where = place === null ? '' : `${formatPlace({ ...place, file: medium.pathOf(place.file) })} `;
  const sentence = listItem(icon(severity), `${where}${message}${help === null ? '' : ` ${help}`}`, medium);
  if (place === null) return sentence;
  const room = Math.max(20, medium.columns - `  ${place.line} | `.length);
  const [source = '', carets = ''] = codeFrame(place, room, widthOf).split('\n');
  const bar = carets.indexOf('^');
  return [...sentence, `  ${dim(source)}`, `  ${dim(carets.slice(0, bar))}${of(severity)(carets.slice(bar))}`];
}
