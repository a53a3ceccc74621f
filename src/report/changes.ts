import type { Report } from './schema.ts';

/** Whether a line or a cost differs from the baseline; without one, everything is new. */
export function hasChanges({ baseline, cost_change: change, plans, deleted_plans: deleted }: Report): boolean {
  if (baseline === null || change === null || !change.isZero || deleted.length > 0) return true;
  return plans.some(
    ({ is_new, lines, removed_lines: removed }) =>
      is_new !== false || removed.length > 0 || lines.some((line) => line.change?.kind !== 'same'),
  );
}
