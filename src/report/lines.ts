import type { Usd } from '../shared/money.ts';
import { groupThousands } from '../shared/money.ts';
import type { LineChangeData, RemovedLine, Report } from './schema.ts';

/** A line as a table shows it: one of a plan, or one that is gone from it. */
export interface Row {
  readonly file: string;
  readonly line: RemovedLine;
  /** Against the baseline; `undefined` where nothing is compared. */
  readonly change: LineChangeData | 'removed' | undefined;
}

/** All lines, those that are gone too, dearest first: what has no price leads, since that is what is wrong. */
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

/** Dearest first; what has no price leads. */
export function dearestFirst<Item>(items: readonly Item[], costOf: (item: Item) => Usd | null): Item[] {
  return items.toSorted((a, b) => {
    const [one, other] = [costOf(a), costOf(b)];
    // Lines that are alike share one amount.
    if (one === other) return 0;
    if (one === null || other === null) return Number(other === null) - Number(one === null);
    return other.compare(one);
  });
}

/** USD that a row adds to what the baseline costs; `undefined` where it is unknown or not compared. */
export function costChangeOf({ line, change }: Row, zero: Usd): Usd | undefined {
  if (change === 'removed') return line.cost === null ? undefined : zero.minus(line.cost);
  return change?.cost_change ?? undefined;
}

/** A line's settings in a few words, `10 s`, `720p`, `no audio`: the resolution is data from the plan. */
export function settingTexts({ duration, resolution, audio }: RemovedLine): string[] {
  return [
    ...(duration === null ? [] : [`${duration} s`]),
    ...(resolution === null ? [] : [resolution]),
    ...(audio === null ? [] : [audio ? 'audio' : 'no audio']),
  ];
}

/** `500`, or `12 × 4` where each generation has several outputs. */
export function countText({ count, outputs }: RemovedLine): string {
  return outputs === 1 ? groupThousands(count) : `${groupThousands(count)} × ${groupThousands(outputs)}`;
}

/** Whether a line or a cost differs from the baseline; without one, everything is new. */
export function hasChanges({ baseline, cost_change: change, plans, deleted_plans: deleted }: Report): boolean {
  if (baseline === null || change === null || !change.isZero || deleted.length > 0) return true;
  return plans.some(
    ({ is_new, lines, removed_lines: removed }) =>
      is_new !== false || removed.length > 0 || lines.some((line) => line.change?.kind !== 'same'),
  );
}
