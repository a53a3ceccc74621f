import { describe, expect, it } from 'vitest';
import { checksOf } from '../../scripts/bench/checks.ts';
import type { Run } from '../../scripts/bench/contestants.ts';
import { longestChain, median, physicalLimit, ratio, table, whole } from '../../scripts/bench/figures.ts';
import { type Result, resultOf } from '../../scripts/bench/results.ts';
import { linesOf, planOf, sizes } from '../../scripts/bench/workload.ts';
import { parsePlan } from '../support/plans.ts';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[10, 1, 4, 2], 3],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('the longest chain of requests', () => {
  const at = (from: number, to: number) => ({ from, to });

  it('is as long as the requests, where each came after the last was answered', () => {
    expect(longestChain([at(20, 30), at(0, 10), at(10, 20)])).toBe(3);
  });

  it('is one where all are under way at the same time', () => {
    expect(longestChain([at(0, 10), at(1, 11), at(2, 9)])).toBe(1);
  });

  it('is that of the slots: 17 requests in 8 slots wait three times', () => {
    const inSlots = Array.from({ length: 17 }, (_, index) => {
      const start = Math.floor(index / 8) * 51 + (index % 8) / 10;
      return at(start, start + 50);
    });
    expect(longestChain(inSlots)).toBe(3);
  });

  it('prefers many short requests to one long one, and ends with one that was never answered', () => {
    expect(longestChain([at(0, 100), at(0, 10), at(20, 30), at(40, Number.POSITIVE_INFINITY)])).toBe(3);
  });

  it('is nothing where there are no requests', () => {
    expect(longestChain([])).toBe(0);
  });
});

describe('the physical limit', () => {
  it('has a round trip for each time that the slots are filled, and one for the comment', () => {
    expect(physicalLimit(40, 50, { settings: 10, concurrency: 8, hasComment: true })).toBe(40 + 3 * 50);
    expect(physicalLimit(40, 50, { settings: 8, concurrency: 8, hasComment: false })).toBe(40 + 50);
  });
});

describe('the figures', () => {
  it('are whole with separators, ratios with decimals where they are small, and dashes where nothing was measured', () => {
    expect([whole(12_345.6), whole(undefined)]).toEqual(['12,346', '–']);
    expect([ratio(3, 2), ratio(46, 2), ratio(1, undefined)]).toEqual(['1.50', '23', '–']);
  });

  it('stand in a table whose columns are aligned', () => {
    expect(table(['lines', 'ms'], [['1', '1,000']])).toBe('| lines |    ms |\n| ----: | ----: |\n|     1 | 1,000 |');
  });
});

describe('the plans of the bench', () => {
  const short = sizes.filter(({ lines }) => lines <= 1_000);

  it.each(short)('with $lines lines have $settings distinct settings, and no mistake', ({ lines, settings }) => {
    const data = linesOf({ lines, settings });
    expect(new Set(data.map(({ model, duration, resolution }) => `${model} ${duration} ${resolution}`)).size).toBe(
      settings,
    );
    const { draft, diagnostics } = parsePlan('generation-plan.yml', planOf(data));
    expect(diagnostics.toArray()).toEqual([]);
    expect(draft?.lines).toHaveLength(lines);
  });

  it('are no longer than a plan file may be', () => {
    const longest = Math.max(...sizes.map((size) => planOf(linesOf(size)).length));
    expect(longest).toBeGreaterThan(900_000);
    expect(longest).toBeLessThan(1024 * 1024);
  });
});

describe('what must hold', () => {
  it('is told of the rows that were measured, and left open for the others', () => {
    const checks = checksOf({ latencyMs: 50, results: [row({ wallMs: 280 })], indexBytes: 899_999 });
    expect(checks.map(({ holds }) => holds)).toEqual([
      true,
      undefined,
      true,
      true,
      undefined,
      undefined,
      undefined,
      true,
    ]);
    expect(checks[0]?.found).toBe('1.47 ×; without advice 1.47 ×');
  });

  it('does not hold where the gate is slow, asks too often, or has grown', () => {
    const checks = checksOf({ latencyMs: 50, results: [row({ wallMs: 290, estimates: 11 })], indexBytes: 3_000_000 });
    expect(checks.map(({ holds }) => holds)).toEqual([
      false,
      undefined,
      false,
      false,
      undefined,
      undefined,
      undefined,
      false,
    ]);
  });

  /** 100 lines with 10 settings on a pull request: Node takes 40 ms, the plain script 5,700 ms. */
  function row(gate: Partial<Run>): Result {
    const one = { cpuMs: 1, peakMiB: 1, firstMs: 1, estimates: 10, babysea: 12, github: 2, chain: 3, firstAt: null };
    const run = (wallMs: number, facts: Partial<Run> = {}): Run[] => [{ ...one, wallMs, ...facts }];
    const gates = run(0, gate);
    const course = { lines: 100, settings: 10, hasPullRequest: true };
    return resultOf(course, { node: run(40), gate: gates, gateWithoutAdvice: gates, plain: run(5_700) });
  }
});
