import { CONTESTANTS, type Contestant, type Course, type Run } from './contestants.ts';
import { median } from './figures.ts';

/** What came of a course: the medians of each contestant's runs, `undefined` for one that took no part. */
export interface Result extends Course {
  readonly of: Readonly<Record<Contestant, Run | undefined>>;
}

/** The medians of runs over one course. */
export function resultOf(course: Course, runs: Readonly<Record<Contestant, readonly Run[]>>): Result {
  const [node, gate, gateWithoutAdvice, plain] = CONTESTANTS.map((contestant) => mediansOf(runs[contestant]));
  return { ...course, of: { node, gate, gateWithoutAdvice, plain } };
}

function mediansOf(runs: readonly Run[]): Run | undefined {
  if (runs.length === 0) return undefined;
  const of = (value: (run: Run) => number) => median(runs.map(value));
  return {
    wallMs: of(({ wallMs }) => wallMs),
    cpuMs: of(({ cpuMs }) => cpuMs),
    peakMiB: of(({ peakMiB }) => peakMiB),
    firstMs: of(({ firstMs }) => firstMs),
    estimates: of(({ estimates }) => estimates),
    babysea: of(({ babysea }) => babysea),
    github: of(({ github }) => github),
    chain: of(({ chain }) => chain),
    firstAt: null,
  };
}
