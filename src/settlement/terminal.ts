import { printable } from '../report/code-frame.ts';
import { settingTexts } from '../report/lines.ts';
import { diagnosticEntry, type LogEntry } from '../report/log.ts';
import { diagnosticLines } from '../report/terminal.ts';
import { listItem, type Medium, stylesOf, table } from '../report/terminal-layout.ts';
import { plural } from '../shared/message.ts';
import { groupThousands, type Usd } from '../shared/money.ts';
import type { Settlement, SettlementLine, SettlementOther } from './schema.ts';

/** The most rows that are shown; the JSON settlement has all. */
const MAX_ROWS = 100;

/** The settlement for somebody at a terminal: the lines first, and what matters last, where the eye is. */
export function renderSettlementText(settlement: Settlement, medium: Medium): string {
  const { bold, icon, of, dim } = stylesOf(medium);
  const [head = '', ...body] = settlementRows(settlement, medium.columns);
  const sections = [
    body.length === 0 ? [] : [dim(head), ...body],
    settlementFigures(settlement, medium.columns),
    settlement.findings.flatMap((finding) => diagnosticLines(finding, medium)),
    listItem(icon(settlement.verdict), String(settlement.headline), medium).map((line) =>
      bold(of(settlement.verdict)(line)),
    ),
  ];
  const texts = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

/** A table with a row for each line and each group of other records, its head first. */
export function settlementRows({ lines, others }: Settlement, columns: number): string[] {
  const head = [
    'line',
    'model',
    'settings',
    'planned',
    'succeeded',
    'failed',
    'running',
    'computed cost',
    'difference',
  ];
  const all: (SettlementLine | SettlementOther)[] = [...others, ...lines];
  const left = all.length - MAX_ROWS;
  return [
    ...table([head, ...all.slice(0, MAX_ROWS).map((row) => cellsOf(row).map(printable))], 6, columns),
    ...(left > 0 ? [`… and ${plural(left, 'more row')}`] : []),
  ];
}

function cellsOf(row: SettlementLine | SettlementOther): string[] {
  const outputs = row.outputs === 1 ? [] : [`${groupThousands(row.outputs)} outputs`];
  const name = 'id' in row ? row.id : row.kind === 'unplanned' ? '(not in the plan)' : '(other settings)';
  return [
    name,
    row.model,
    [...settingTexts(row), ...outputs].join(', '),
    'id' in row ? groupThousands(row.count) : '–',
    ...[row.succeeded, row.failed, row.pending].map(groupThousands),
    row.settled_cost?.format() ?? 'unknown',
    'id' in row ? row.difference.formatChange() : '',
  ];
}

/** The figures, a line each. */
export function settlementFigures(settlement: Settlement, columns: number): string[] {
  const figures: [string, Usd | null][] = [
    ['planned', settlement.planned_cost],
    ['computed charges', settlement.settled_cost],
    ['still reserved', settlement.reserved_cost],
    ['balance before', settlement.balance_before],
    ['balance now', settlement.balance_now],
    ['unexplained', settlement.unexplained_cost],
  ];
  const { difference } = settlement;
  const known = figures.flatMap(([name, amount]) => (amount === null ? [] : [[name, amount.format()]]));
  if (difference !== null) known.splice(3, 0, ['difference', difference.formatChange()]);
  return table(known, 1, columns);
}

/** What went wrong and the signs, for annotations. */
export function settlementFindings({ findings }: Settlement): LogEntry[] {
  return findings.map((finding) => ({ ...diagnosticEntry(finding), title: 'Budget gate: settle' }));
}
