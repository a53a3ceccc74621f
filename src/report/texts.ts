import { lengthOf } from '../shared/diagnostic.ts';
import { groupBy } from '../shared/helpers.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import { groupThousands, Usd } from '../shared/money.ts';
import type { LineChangeData, RemovedLine, Report } from './schema.ts';

/** What several views say: lines and plans as rows of texts, advice and proposed limits as sentences. */

/** A row in a table of lines: a line of a plan, or one that was removed. */
export interface Row {
  readonly file: string;
  readonly line: RemovedLine;
  /** Against the baseline; `undefined` without one. */
  readonly change: LineChangeData | 'removed' | undefined;
}

/** All lines, removed ones included, most expensive first; lines without a price lead. */
export function rowsOf({ plans, deleted_plans: deleted }: Report): Row[] {
  const rows = [
    ...plans.flatMap(({ file, lines, removed_lines: removed }): Row[] => [
      ...lines.map((line): Row => ({ file, line, change: line.change ?? undefined })),
      ...removed.map((line): Row => ({ file, line, change: 'removed' })),
    ]),
    ...deleted.flatMap(({ file, lines }) => lines.map((line): Row => ({ file, line, change: 'removed' }))),
  ];
  return dearestFirst(rows, ({ line }) => line.cost);
}

/** Most expensive first; items without a price lead. */
export function dearestFirst<Item>(items: readonly Item[], costOf: (item: Item) => Usd | null): Item[] {
  return items.toSorted((a, b) => {
    const [one, other] = [costOf(a), costOf(b)];
    // Equal lines share one object, so most comparisons end here.
    if (one === other) return 0;
    if (one === null || other === null) return Number(other === null) - Number(one === null);
    return other.compare(one);
  });
}

/** USD; `undefined` if it is unknown, or without a baseline. */
export function costChangeOf({ line, change }: Row): Usd | undefined {
  if (change === 'removed') return line.cost === null ? undefined : Usd.zero.minus(line.cost);
  return change?.cost_change ?? undefined;
}

/** `10 s`, `720p`, `no audio`; the resolution is text from the plan. */
export function settingTexts({
  duration,
  resolution,
  audio,
}: Pick<RemovedLine, 'duration' | 'resolution' | 'audio'>): string[] {
  return [
    ...(duration === null ? [] : [`${duration} s`]),
    ...(resolution === null ? [] : [resolution]),
    ...(audio === null ? [] : [audio ? 'audio' : 'no audio']),
  ];
}

/** `500`, or `12 × 4` for generations with several outputs. */
export function countText({ count, outputs }: RemovedLine): string {
  return outputs === 1 ? groupThousands(count) : `${groupThousands(count)} × ${groupThousands(outputs)}`;
}

/** A figure under its name; `undefined` if it is unknown. */
export type Figure = readonly [name: string, text: string | undefined];

/**
 * The figures over all plans, without those that do not apply; their text is `undefined` if they are unknown. None if
 * neither the cost nor the balance is known.
 */
export function figuresOf(report: Report): Figure[] {
  const { total_cost: total, balance, shortfall, reserve, generation_count: count } = report;
  if (total === null && balance === null) return [];
  const change: Figure[] = report.baseline === null ? [] : [['Change', report.cost_change?.formatChange()]];
  const optional = (name: string, amount: Usd | null): Figure[] => (amount === null ? [] : [[name, amount.format()]]);
  return [
    ['Planned', total?.format()],
    ...change,
    ['Outputs', count === null ? undefined : groupThousands(count)],
    ...optional('A month', report.monthly_cost),
    ...optional('Budget', report.budget),
    ['Balance', balance?.format()],
    ['Remaining', report.remaining_balance?.format()],
    ...optional('Reserve', reserve.isZero ? null : reserve),
    ...optional('Shortfall', shortfall === null || shortfall.isZero ? null : shortfall),
  ];
}

export interface ReportPart {
  readonly title: string;
  readonly entries: readonly Message[];
}

/** Entries of each part, so that advice leaves room for the rest. */
const MAX_ADVICE = 10;

/** Cheaper models, degraded providers, subscription and usage; parts without entries are left out. */
export function adviceParts({ advice: { alternatives, providers, subscription, usage }, plans }: Report): ReportPart[] {
  // The same model at the same price is one entry.
  const alike = [...groupBy(alternatives, ({ model, unit_cost: cost }) => `${model} ${cost}`).values()];
  const cheaper = firstTexts(alike, (lines) => alternativeText(lines, plans.length > 1));
  const lastDays = usage === null ? [] : firstTexts([...usage.findings, ...usage.skipped], (text) => text);
  const parts: ReportPart[] = [
    { title: 'Cheaper models that take the same settings', entries: cheaper },
    { title: 'Providers that are degraded now', entries: firstTexts(providers ?? [], degradedText) },
    { title: 'Subscription', entries: subscription === null ? [] : [subscription] },
    { title: `The last ${usage?.days === 1 ? 'day' : `${usage?.days} days`}`, entries: lastDays },
  ];
  return parts.filter(({ entries }) => entries.length > 0);
}

function degradedText({ model, degraded, others }: NonNullable<Report['advice']['providers']>[number]): Message {
  const are = degraded.length === 1 ? 'is' : 'are';
  if (others.length > 0) {
    const order = `generation_provider_order: [${others.join(', ')}]`;
    return say`${model}: ${list(degraded)} ${prose(are)} degraded. Until that is over, you can put ${order} into ${'params'}.`;
  }
  const all =
    degraded.length === 1
      ? say`its only provider ${list(degraded)} is`
      : say`all its providers (${list(degraded)}) are`;
  return say`${model}: ${all} degraded. Generations may be slow or fail (failed ones are refunded); postpone large runs.`;
}

type Alternative = Report['advice']['alternatives'][number];

/** Lines that an entry names. */
const MAX_NAMED = 3;

function alternativeText(lines: readonly [Alternative, ...Alternative[]], hasSeveralPlans: boolean): Message {
  const [{ model, unit_cost: unitCost }] = lines;
  const named = lines
    .slice(0, MAX_NAMED)
    .map(({ line, plan }) => say`${line}${hasSeveralPlans ? say` of ${plan}` : undefined}`);
  const left = lines.length - named.length;
  const names = list([...named, ...(left > 0 ? [plural(left, 'other line')] : [])]);
  const saving = Usd.sum(lines.map((line) => line.saving));
  return say`${names}: ${model} takes the same settings for ${unitCost} an output, ${saving} less in all.`;
}

function firstTexts<Entry>(entries: readonly Entry[], textOf: (entry: Entry) => Message): Message[] {
  const left = entries.length - MAX_ADVICE;
  const more =
    left > 0 ? [say`… and ${plural(left, 'more entry', 'more entries')}; the JSON report has them all.`] : [];
  return [...entries.slice(0, MAX_ADVICE).map(textOf), ...more];
}

export function proposalTexts({ proposals, plans }: Report): Message[] {
  return proposals.map(({ plan, key, from, to }) => {
    const where = plans.length > 1 ? say` of ${plan}` : undefined;
    return say`${key}${where}: ${from ?? prose('none')} → ${to ?? prose('none')}`;
  });
}

/** Columns between two cells. */
const GAP = 2;

/**
 * Rows as aligned columns: text to the left, figures to the right. Nothing is truncated: if the terminal is too narrow, each
 * row takes several lines. Gives one text for each row.
 *
 * @param figures how many of the last columns are figures
 * @param columns the width of the terminal; `Infinity` outside one
 */
export function table(
  rows: readonly (readonly string[])[],
  figures: number,
  columns = Number.POSITIVE_INFINITY,
  measure = lengthOf,
): string[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const texts = count - figures;
  const widths = Array.from({ length: count }, (_, index) =>
    rows.reduce((widest, row) => Math.max(widest, measure(row[index] ?? '')), 0),
  );
  const widthFrom = (start: number) => widths.slice(start).reduce((sum, width) => sum + width + GAP, -GAP);
  const aligned = (row: readonly string[], start: number) =>
    widths
      .slice(start)
      .map((width, index) => {
        const cell = row[start + index] ?? '';
        const padding = ' '.repeat(width - measure(cell));
        return start + index < texts ? cell + padding : padding + cell;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  if (widthFrom(0) <= columns) return rows.map((row) => aligned(row, 0));
  const indent = ' '.repeat(GAP);
  return rows.map((row) => {
    const [first = ''] = row;
    if (GAP + widthFrom(1) <= columns) return `${first}\n${indent}${aligned(row, 1)}`;
    const others = row.slice(1, texts).filter((text) => text !== '');
    const details = others.length === 0 ? [] : wrapWords(others.join(indent), columns - GAP, measure);
    return [first, ...[...details, aligned(row, texts)].map((line) => indent + line)].join('\n');
  });
}

/** A word that is longer than a line has a line of its own. */
export function wrapWords(text: string, most: number, measure = lengthOf): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer) > most) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
