import { groupThousands } from '../shared/money.ts';
import type { RemovedLine } from './schema.ts';

/** A line's settings in a few words, `10 s`, `720p`, `no audio`: the resolution is data from the plan. */
export function settingsOf({
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

/** `500`, or `12 × 4` where each generation has several outputs. */
export function countOf({ count, outputs }: RemovedLine): string {
  return outputs === 1 ? groupThousands(count) : `${groupThousands(count)} × ${groupThousands(outputs)}`;
}
