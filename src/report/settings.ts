import { groupThousands } from '../money.ts';
import type { ReportLine } from './schema.ts';

/** A line's settings in a few words, `10 s`, `720p`, `no audio`: the resolution is data from the plan. */
export function settingsOf({ duration, resolution, audio }: ReportLine): string[] {
  return [
    ...(duration === null ? [] : [`${duration} s`]),
    ...(resolution === null ? [] : [resolution]),
    ...(audio === null ? [] : [audio ? 'audio' : 'no audio']),
  ];
}

/** `500`, or `12 × 4` where each generation has several outputs. */
export function countOf({ count, outputs }: ReportLine): string {
  return outputs === 1 ? groupThousands(count) : `${groupThousands(count)} × ${groupThousands(outputs)}`;
}

/** All lines of a report, dearest first; those without a price lead, since they are what is wrong. */
export function dearestFirst(lines: readonly ReportLine[]): ReportLine[] {
  return lines.toSorted((a, b) => {
    if (a.cost === null || b.cost === null) return Number(b.cost === null) - Number(a.cost === null);
    return b.cost.compare(a.cost);
  });
}
