import { diagnosticList } from '../report/comment.ts';
import { diagnosticEntry, LOG_MEDIUM, type StepLog } from '../report/log.ts';
import {
  codeHtml,
  codeSpan,
  escapeHtml,
  figureRow,
  fitted,
  foldedTable,
  markdown,
  type Section,
  sectionOf,
  VERDICT_ICONS,
} from '../report/markdown.ts';
import type { RunContext } from '../report/schema.ts';
import { diagnosticLines, figureLines, listItem, type Medium, stylesOf, widthOf } from '../report/terminal.ts';
import { settingTexts, table } from '../report/texts.ts';
import { minuteOf, oneLine, plural } from '../shared/message.ts';
import { groupThousands } from '../shared/money.ts';
import { printable } from '../shared/redact.ts';
import type { Settlement, SettlementLine, SettlementOther } from './schema.ts';

type Row = SettlementLine | SettlementOther;

/** The most characters of a GitHub comment; a job summary may be longer, and is not. */
const MAX_CHARACTERS = 65_536;
const MAX_ROWS = 500;
const MAX_FINDINGS = 100;
/** The most rows of text; the JSON settlement has all. */
const MAX_TEXT_ROWS = 100;

/** The hidden line by which the settlement finds its comment again; no comment of the gate begins with it. */
export function settlementMarker(key: string): string {
  return `<!-- babysea-budget-gate-settle:${encodeURIComponent(key)} -->`;
}

/** The pull-request comment. */
export function renderSettlementComment(settlement: Settlement, context: RunContext, key: string): string {
  const marker = `${settlementMarker(key)}\n`;
  return marker + renderSettlement(settlement, context, MAX_CHARACTERS - marker.length);
}

/** What the comment and the job summary say; lines are left out, the last first, if it would be too long. */
export function renderSettlement(settlement: Settlement, context: RunContext, longest = MAX_CHARACTERS): string {
  const { verdict, headline, records } = settlement;
  const findings = diagnosticList(settlement.findings, MAX_FINDINGS);
  const rows = rowTables(settlement);
  const sections = [
    `### ${VERDICT_ICONS[verdict]} ${markdown(headline)}`,
    records === null ? '' : figureRow(figuresOf(settlement)),
    findings,
    rows,
    footer(settlement, context),
  ];
  // The findings are what must be acted on.
  return fitted(sections, [findings, rows], (body) => body.length <= longest);
}

/** HTML, in which text from outside cannot end a cell or make a link. */
function rowTables(settlement: Settlement): Section {
  const hasFiles = new Set(settlement.lines.map(({ plan }) => plan)).size > 1;
  const all = rowsOf(settlement);
  const rows = all.slice(0, MAX_ROWS).map((row) => htmlRow(row, hasFiles));
  return sectionOf(
    rows,
    (shown) => foldedTable(headOf(hasFiles), shown, 'row'),
    (left) => `<p>… and ${plural(left, 'row')} that did not fit here; the figures include them.</p>`,
    all.length,
  );
}

function htmlRow(row: Row, hasFiles: boolean): string {
  const [name, file] = 'id' in row ? [codeHtml(row.id), codeHtml(row.plan)] : [`⚠️ ${kindOf(row)}`, ''];
  const settings = settingsOf(row).map((word) => (word === row.resolution ? codeHtml(word) : word));
  const cells = [name, ...(hasFiles ? [file] : []), codeHtml(row.model), settings.join(' · ')];
  const numbers = numbersOf(row).map((number) => `<td align="right">${number}</td>`);
  return `<tr>${[...cells.map((cell) => `<td>${cell}</td>`), ...numbers].join('')}</tr>`;
}

function footer({ since, records }: Settlement, { api, runUrl }: RunContext): string {
  const which = since === null ? 'by their ids' : `since ${minuteOf(Date.parse(since))}`;
  const parts = [
    'Charges are computed from the planned prices: BabySea does not say what a generation was charged',
    ...(records === null ? [] : [`${plural(records, 'record')} read ${which}`]),
    `BabySea ${codeSpan(api)}`,
    ...(runUrl === undefined ? [] : [`<a href="${escapeHtml(runUrl)}">run</a>`]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** The settlement for somebody at a terminal: the lines first, and what matters last, where the eye is. */
export function renderSettlementText(settlement: Settlement, medium: Medium): string {
  const { bold, icon, of, dim } = stylesOf(medium);
  const [head = '', ...body] = textRows(settlement, medium);
  const sections = [
    body.length === 0 ? [] : [dim(head), ...body],
    figureLines(figuresOf(settlement), medium),
    settlement.findings.flatMap((finding) => diagnosticLines(finding, medium)),
    listItem(icon(settlement.verdict), String(settlement.headline), medium).map((line) =>
      bold(of(settlement.verdict)(line)),
    ),
  ];
  const texts = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

/** The settlement for the log of a step. */
export function settlementLog(settlement: Settlement): StepLog {
  const { findings, verdict, headline } = settlement;
  const lines = textRows(settlement, LOG_MEDIUM);
  return {
    groups: lines.length > 1 ? [{ title: 'Planned and generated', lines }] : [],
    figures: figureLines(figuresOf(settlement), LOG_MEDIUM),
    entries: findings.map((finding) => ({
      ...diagnosticEntry(finding),
      title: 'Budget gate: settle',
      // What fails the step is an error there, though nothing went wrong.
      ...(verdict === 'fail' && finding.sign === 'overrun' && { level: 'error' }),
    })),
    conclusion: `Verdict: ${verdict}. ${headline}`,
  };
}

function textRows(settlement: Settlement, { columns }: Medium): string[] {
  const all = rowsOf(settlement);
  const left = all.length - MAX_TEXT_ROWS;
  const cells = all.slice(0, MAX_TEXT_ROWS).map((row) => {
    const name = 'id' in row ? row.id : `(${kindOf(row)})`;
    return [name, row.model, settingsOf(row).join(', '), ...numbersOf(row)].map(printable);
  });
  const head = headOf(false).map((name) => name.toLowerCase());
  return [...table([head, ...cells], 6, columns, widthOf), ...(left > 0 ? [`… and ${plural(left, 'more row')}`] : [])];
}

function figuresOf(settlement: Settlement): [string, string | undefined][] {
  return [
    ['Planned', settlement.planned_cost?.format()],
    ['Computed charges', settlement.settled_cost?.format()],
    ['Still reserved', settlement.reserved_cost?.format()],
    ['Difference', settlement.difference?.formatChange()],
    ['Balance before', settlement.balance_before?.format()],
    ['Balance now', settlement.balance_now?.format()],
    ['Unexplained', settlement.unexplained_cost?.format()],
  ];
}

/** What was not planned comes first; long text from outside is cut, so that one row leaves room for the others. */
function rowsOf({ lines, others }: Settlement): Row[] {
  const rows: Row[] = [...others, ...lines];
  return rows.map((row) => ({
    ...row,
    model: oneLine(row.model),
    resolution: row.resolution === null ? null : oneLine(row.resolution),
  }));
}

function headOf(hasFiles: boolean): string[] {
  const texts = ['Line', ...(hasFiles ? ['Plan'] : []), 'Model', 'Settings'];
  return [...texts, 'Planned', 'Succeeded', 'Failed', 'Running', 'Computed cost', 'Difference'];
}

function kindOf({ kind }: SettlementOther): string {
  return kind === 'unplanned' ? 'not in the plan' : 'other settings';
}

/** `10 s`, `720p`, `2 outputs`; the resolution is text from outside. */
function settingsOf(row: Row): string[] {
  return [...settingTexts(row), ...(row.outputs === 1 ? [] : [`${groupThousands(row.outputs)} outputs`])];
}

function numbersOf(row: Row): string[] {
  const { succeeded, failed, canceled, pending, settled_cost: settled, reserved_cost: reserved } = row;
  const isHeld = reserved !== null && !reserved.isZero;
  return [
    'id' in row ? groupThousands(row.count) : '–',
    groupThousands(succeeded),
    `${groupThousands(failed)}${canceled > 0 ? ` (${groupThousands(canceled)} canceled)` : ''}`,
    groupThousands(pending),
    `${settled?.format() ?? 'unknown'}${isHeld ? ` (${reserved.format()} reserved)` : ''}`,
    'id' in row ? row.difference.formatChange() : '',
  ];
}
