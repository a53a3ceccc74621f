import { groupThousands, Usd } from '../shared/money.ts';
import type { LineChangeData, RemovedLine, Report } from './schema.ts';

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

/** Whether a line or a cost differs from the baseline; always true without a baseline. */
export function hasChanges({ baseline, cost_change: change, plans, deleted_plans: deleted }: Report): boolean {
  if (baseline === null || change === null || !change.isZero || deleted.length > 0) return true;
  return plans.some(
    ({ is_new, lines, removed_lines: removed }) =>
      is_new !== false || removed.length > 0 || lines.some((line) => line.change?.kind !== 'same'),
  );
}
