import picocolors from 'picocolors';
import stringWidth from 'string-width';
import type { Verdict } from '../budget/rules.ts';
import { codeFrame, formatPlace } from '../shared/diagnostic.ts';
import { plural } from '../shared/message.ts';
import { printable } from '../shared/redact.ts';
import type { Report, ReportDiagnostic } from './schema.ts';
import {
  adviceParts,
  figuresOf,
  lineTable,
  planTables,
  proposalTexts,
  type ReportPart,
  table,
  wrapWords,
} from './texts.ts';

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
  const tables = planTables(report);
  if (tables.every(({ rows }) => rows.every(({ line }) => line.cost === null))) return [];
  return tables.map(({ file, name, summary, rows }) => {
    const title = `${printable(medium.pathOf(file))}${name === null ? '' : ` (${printable(name)})`}`;
    const [head = '', ...body] = lineTable(rows.slice(0, MAX_LINES), report.baseline !== null, medium.columns, widthOf);
    const left = rows.length - MAX_LINES;
    return [
      `${bold(title)}  ${summary}`,
      ...(rows.length === 0 ? [] : [dim(head), ...body]),
      ...(left > 0 ? [dim(`… and ${plural(left, 'cheaper line')}; --format json has them all.`)] : []),
    ];
  });
}

function figureTable(report: Report, { columns }: Medium): string[] {
  const [planned, ...others] = figuresOf(report).map(([name, text]) => [name.toLowerCase(), text] as const);
  if (planned === undefined) return [];
  const before = [`on ${printable(report.baseline?.name ?? '')}`, report.baseline_cost?.format()] as const;
  const known = [planned, before, ...others].flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
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
