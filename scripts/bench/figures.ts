/** The pure parts of the bench: medians, chains of requests, tables. */

/** The middle of the values, or the mean of the two in the middle; NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** From the arrival of a request to the moment that it was answered, in milliseconds by one clock. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * The longest chain of requests each of which came only after the one before it was answered: the most intervals that do
 * not overlap. It is the most round trips that any request may have had to wait for: for an answer that it needed, or for
 * one of the slots that `concurrency` gives. That one took place after the other does not prove that it had to.
 */
export function longestChain(intervals: readonly Interval[]): number {
  let length = 0;
  let end = Number.NEGATIVE_INFINITY;
  // Of those that may come next, the one that is answered first leaves the most room for others.
  for (const { from, to } of intervals.toSorted((a, b) => a.to - b.to)) {
    if (from < end) continue;
    length += 1;
    end = to;
  }
  return length;
}

/**
 * The time that no program can do without, in milliseconds: Node's own start, a round trip for each time that the slots
 * are filled with the distinct settings, and one more that writes the comment.
 */
export function physicalLimit(
  start: number,
  latency: number,
  { settings, concurrency, hasComment }: { settings: number; concurrency: number; hasComment: boolean },
): number {
  return start + latency * (Math.ceil(settings / concurrency) + (hasComment ? 1 : 0));
}

/** What is not measured. */
const NOTHING = '–';

export function whole(value: number | undefined): string {
  return value === undefined ? NOTHING : Math.round(value).toLocaleString('en-US');
}

/** How many times a value is another: `1.4`, `23`. */
export function ratio(value: number | undefined, of: number | undefined): string {
  if (value === undefined || of === undefined || of === 0) return NOTHING;
  const times = value / of;
  return times < 10 ? times.toFixed(2) : whole(times);
}

/** A Markdown table of figures, aligned so that it reads in a terminal too. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padStart(width)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => `${'-'.repeat(width - 1)}:`)), ...rows.map(line)].join('\n');
}
