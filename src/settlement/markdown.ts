import type { Verdict } from '../budget/rules.ts';
import { listed } from '../report/comment-lists.ts';
import { settingTexts } from '../report/lines.ts';
import { codeHtml, codeSpan, escapeHtml, markdown } from '../report/markdown.ts';
import type { RunContext } from '../report/schema.ts';
import { plural, say } from '../shared/message.ts';
import { groupThousands, type Usd } from '../shared/money.ts';
import type { Settlement, SettlementLine, SettlementOther } from './schema.ts';

const ICONS: Readonly<Record<Verdict, string>> = { pass: '✅', warn: '⚠️', fail: '❌', error: '⛔' };
const LEVEL_ICONS = { error: '⛔', warning: '⚠️', notice: 'ℹ️' };

/** The most characters of a GitHub comment; a job summary may be longer, and is not. */
const MAX_CHARACTERS = 65_536;
/** The rows that are seen without unfolding, and the most rows of all. */
const OPEN_ROWS = 20;
const MAX_ROWS = 500;
const MAX_FINDINGS = 100;

/** The hidden line by which the settlement finds its comment again; no comment of the gate begins with it. */
export function settlementMarker(key: string): string {
  return `<!-- babysea-budget-gate-settle:${encodeURIComponent(key)} -->`;
}

/** The pull-request comment. */
export function renderSettlementComment(settlement: Settlement, context: RunContext, key: string): string {
  const marker = `${settlementMarker(key)}\n`;
  return marker + renderSettlement(settlement, context, MAX_CHARACTERS - marker.length);
}

/** What the comment and the job summary say; lines are left out, the last first, where it would be too long. */
export function renderSettlement(settlement: Settlement, context: RunContext, longest = MAX_CHARACTERS): string {
  let room = { rows: MAX_ROWS, findings: MAX_FINDINGS };
  for (;;) {
    const text = bodyOf(settlement, context, room);
    if (text.length <= longest || room.rows + room.findings === 0) return text;
    // The findings are what must be acted on: rows go first.
    room =
      room.rows > 0
        ? { ...room, rows: Math.floor(room.rows / 2) }
        : { ...room, findings: Math.floor(room.findings / 2) };
  }
}

function bodyOf(settlement: Settlement, context: RunContext, room: { rows: number; findings: number }): string {
  const { verdict, headline, findings } = settlement;
  const title = findings.some(({ severity }) => severity === 'error') ? '**What went wrong**' : '**Worth knowing**';
  const items = findings.map(({ severity, message, help }) => {
    const words = help === null ? message : say`${message} ${help}`;
    return `- ${LEVEL_ICONS[severity]} ${markdown(words)}`;
  });
  const sections = [
    `### ${ICONS[verdict]} ${markdown(headline)}`,
    figures(settlement),
    listed(title, items)(room.findings),
    rows(settlement, room.rows),
    footer(settlement, context),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The figures as a table of one row; nothing where the records are not known. */
function figures(settlement: Settlement): string {
  if (settlement.records === null) return '';
  const columns: [string, string][] = [
    ['Planned', shown(settlement.planned_cost)],
    ['Computed charges', shown(settlement.settled_cost)],
    ['Still reserved', shown(settlement.reserved_cost)],
    ['Difference', settlement.difference?.formatChange() ?? 'unknown'],
    ['Balance before', shown(settlement.balance_before)],
    ['Balance now', shown(settlement.balance_now)],
    ['Unexplained', settlement.unexplained_cost?.format() ?? 'unknown'],
  ];
  return [
    `| ${columns.map(([name]) => name).join(' | ')} |`,
    `|${columns.map(() => ' ---: |').join('')}`,
    `| ${columns.map(([, text]) => text).join(' | ')} |`,
  ].join('\n');
}

function shown(amount: Usd | null): string {
  return amount?.format() ?? 'unknown';
}

/** A row for each line and each group of other records; HTML, in which a plan's text cannot end a cell or make a link. */
function rows({ lines, others }: Settlement, room: number): string {
  const hasFiles = new Set(lines.map(({ plan }) => plan)).size > 1;
  const all: (() => string)[] = [
    ...others.map((other) => () => otherRow(other, hasFiles)),
    ...lines.map((line) => () => lineRow(line, hasFiles)),
  ];
  const made = all.slice(0, room).map((make) => make());
  const left = all.length - made.length;
  const more = left > 0 ? [`<p>… and ${plural(left, 'row')} that did not fit here; the figures include them.</p>`] : [];
  const folded = made.slice(OPEN_ROWS);
  return [
    ...(made.length > 0 ? [table(made.slice(0, OPEN_ROWS), hasFiles)] : []),
    ...(folded.length > 0
      ? [`<details><summary>${plural(folded.length, 'more row')}</summary>`, table(folded, hasFiles), '</details>']
      : []),
    ...more,
  ].join('\n');
}

function table(made: readonly string[], hasFiles: boolean): string {
  const head = ['Line', ...(hasFiles ? ['Plan'] : []), 'Model', 'Settings', 'Planned', 'Succeeded', 'Failed'];
  const figures = ['Running', 'Computed cost', 'Difference'];
  const titles = [...head, ...figures].map((name) => `<th>${name}</th>`).join('');
  return ['<table>', `<tr>${titles}</tr>`, ...made, '</table>'].join('\n');
}

function lineRow(line: SettlementLine, hasFiles: boolean): string {
  const names = [codeHtml(line.id), ...(hasFiles ? [codeHtml(line.plan)] : [])];
  return row(line, names, groupThousands(line.count), line.difference.formatChange());
}

function otherRow(other: SettlementOther, hasFiles: boolean): string {
  const name = other.kind === 'unplanned' ? '⚠️ not in the plan' : '⚠️ other settings';
  return row(other, [name, ...(hasFiles ? [''] : [])], '–', '');
}

function row(item: SettlementLine | SettlementOther, names: string[], planned: string, difference: string): string {
  const { succeeded, failed, canceled, pending, settled_cost: settled, reserved_cost: reserved } = item;
  const words = settingTexts(item).map((word) => (word === item.resolution ? codeHtml(word) : word));
  const outputs = item.outputs === 1 ? [] : [`${groupThousands(item.outputs)} outputs`];
  const held = reserved === null || reserved.isZero ? '' : `<br>${reserved.format()} reserved`;
  const cells = [...names, codeHtml(item.model), [...words, ...outputs].join(' · ')].map((html) => `<td>${html}</td>`);
  const numbers = [
    planned,
    groupThousands(succeeded),
    `${groupThousands(failed)}${canceled > 0 ? `<br>${groupThousands(canceled)} canceled` : ''}`,
    groupThousands(pending),
    `${shown(settled)}${held}`,
    difference,
  ].map((html) => `<td align="right">${html}</td>`);
  return `<tr>${[...cells, ...numbers].join('')}</tr>`;
}

function footer({ since, records }: Settlement, { api, runUrl }: RunContext): string {
  const which = since === null ? 'by their ids' : `since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  const parts = [
    'Charges are computed from the planned prices: BabySea does not say what a generation was charged',
    ...(records === null ? [] : [`${plural(records, 'record')} read ${which}`]),
    `BabySea ${codeSpan(api)}`,
    ...(runUrl === undefined ? [] : [`<a href="${escapeHtml(runUrl)}">run</a>`]),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}
