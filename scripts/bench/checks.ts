import { CONCURRENCY, type Contestant } from './contestants.ts';
import { physicalLimit, ratio, whole } from './figures.ts';
import type { Result } from './results.ts';

/** What the bench measured. */
export interface Measured {
  readonly latencyMs: number;
  readonly results: readonly Result[];
  /** Bytes of `dist/index.js`. */
  readonly indexBytes: number;
}

/** Something that must hold, and what was found; `holds` is `undefined` where it was not measured. */
export interface Check {
  readonly promise: string;
  readonly holds: boolean | undefined;
  readonly found: string;
}

/** The time that no program can do without, in milliseconds, for what a contestant was given to do. */
export function limitOf({ of, settings, hasPullRequest }: Result, latencyMs: number): number {
  const start = of.node?.wallMs ?? Number.NaN;
  return physicalLimit(start, latencyMs, { settings, concurrency: CONCURRENCY, hasComment: hasPullRequest });
}

/** All that must hold. */
export function checksOf(measured: Measured): Check[] {
  return [
    nearLimit(measured, 100, 10),
    nearLimit(measured, 10_000, 100),
    fasterThanPlain(measured),
    oneEstimateEach(measured),
    quickStart(measured),
    cpuGrowth(measured),
    memoryGrowth(measured),
    {
      promise: 'dist/index.js has less than 3 MB',
      holds: measured.indexBytes < 3_000_000,
      found: `${whole(measured.indexBytes / 1000)} kB`,
    },
  ];
}

function nearLimit({ results, latencyMs }: Measured, lines: number, settings: number): Check {
  const result = find(results, lines, settings);
  const limit = result && limitOf(result, latencyMs);
  const wall = (contestant: Contestant) => result?.of[contestant]?.wallMs;
  return {
    promise: `${whole(lines)} lines with ${settings} settings on a pull request take at most 1.5 × the physical limit`,
    ...compare(wall('gate'), limit, (times) => times <= 1.5),
    found: `${ratio(wall('gate'), limit)} ×; without advice ${ratio(wall('gateWithoutAdvice'), limit)} ×`,
  };
}

function fasterThanPlain({ results }: Measured): Check {
  const result = find(results, 100, 10);
  const [plain, gate] = [result?.of.plain?.wallMs, result?.of.gate?.wallMs];
  return {
    promise: '100 lines with 10 settings on a pull request are at least 20 times as fast as in the plain script',
    ...compare(plain, gate, (times) => times >= 20),
  };
}

function oneEstimateEach({ results }: Measured): Check {
  const wrong = results.filter(({ settings, of }) => of.gateWithoutAdvice?.estimates !== settings);
  const [first] = wrong;
  return {
    promise: 'There are exactly as many estimates as distinct settings (without advice, which asks for more)',
    holds: wrong.length === 0,
    found:
      first === undefined
        ? `in all ${results.length} rows`
        : `${first.of.gateWithoutAdvice?.estimates} for ${first.settings} settings in ${first.lines} lines`,
  };
}

function quickStart({ results }: Measured): Check {
  const result = find(results, 1, 1);
  return {
    promise: 'The first request is made within 2.5 times the whole run of Node with nothing to do',
    ...compare(result?.of.gate?.firstMs, result?.of.node?.wallMs, (times) => times <= 2.5),
  };
}

function cpuGrowth({ results }: Measured): Check {
  const start = find(results, 1, 1)?.of.gate?.cpuMs;
  const beyondStart = (lines: number) => {
    const cpu = find(results, lines, 100)?.of.gate?.cpuMs;
    return cpu === undefined || start === undefined ? undefined : cpu - start;
  };
  return {
    promise: 'From 1,000 to 10,000 lines with 100 settings, CPU beyond that of one line grows at most 12 times',
    ...compare(beyondStart(10_000), beyondStart(1_000), (times) => times <= 12),
  };
}

function memoryGrowth({ results }: Measured): Check {
  const peak = (lines: number, settings: number) => find(results, lines, settings)?.of.gate?.peakMiB;
  return {
    promise: '10,000 lines with 100 settings take at most 1.5 times the memory of one line',
    ...compare(peak(10_000, 100), peak(1, 1), (times) => times <= 1.5),
  };
}

/** The row on a pull request, where there is always most to do. */
function find(results: readonly Result[], lines: number, settings: number): Result | undefined {
  return results.find((result) => result.lines === lines && result.settings === settings && result.hasPullRequest);
}

function compare(value: number | undefined, of: number | undefined, isGood: (times: number) => boolean) {
  const holds = value === undefined || of === undefined ? undefined : isGood(value / of);
  return { holds, found: `${ratio(value, of)} ×` };
}
