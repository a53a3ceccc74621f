import { expect, test } from 'vitest';
import { progressLog } from '../../../src/pricing/estimator.ts';

/** What is told where so many prices are answered at these times, in milliseconds after the beginning. */
function told(...answers: readonly (readonly [at: number, done: number, wanted: number])[]): string[] {
  const lines: string[] = [];
  let time = 1_000_000;
  const beginning = time;
  const tell = progressLog(
    (line) => lines.push(line),
    () => time,
  );
  for (const [at, done, wanted] of answers) {
    time = beginning + at;
    tell(done, wanted);
  }
  return lines;
}

test('prices that are soon there are told nothing of', () => {
  expect(told([10, 1, 3], [20, 2, 3], [4_999, 3, 3])).toEqual([]);
});

test('prices that take longer are told of every five seconds, and by what is wanted by then', () => {
  expect(told([4_999, 40, 200], [5_000, 41, 200], [9_999, 80, 200], [10_000, 81, 260])).toEqual([
    'Estimated 41 of 200 prices.',
    'Estimated 81 of 260 prices.',
  ]);
});

test('a long silence is followed by one line', () => {
  expect(told([60_000, 60, 200], [60_001, 61, 200])).toEqual(['Estimated 60 of 200 prices.']);
});
