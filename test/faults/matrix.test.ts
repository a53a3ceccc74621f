/**
 * The fault matrix: each endpoint that the gate calls, with each fault, once and always, through the built bundle. `npm test` runs
 * the cells that the page quotes, and further ones until each endpoint and each fault is in one. `npm run faults` runs all cells,
 * and `npm run reliability` writes the page as well.
 */
import { describe, expect, test, vi } from 'vitest';
import { runCell } from './cell.ts';
import { exists, expectedOf, TIMES, type Times } from './expected.ts';
import { FAULTS, type Fault } from './faults.ts';
import { isSample, reliabilityPage, sentenceKey, settled } from './page.ts';
import { ROWS, type Row } from './rows.ts';

/** Milliseconds for a cell, and for what is taken down after it, on a machine that is busy with others. */
const LONGEST = 180_000;
vi.setConfig({ hookTimeout: LONGEST });
const runsAll = process.env['FAULTS'] === 'all';
const sentences = new Map<string, string>();
/** Milliseconds that a step takes on this machine, as busy as it is, when nothing is wrong. */
let usual = 0;

interface Cell {
  readonly row: Row;
  readonly fault: Fault;
  readonly times: Times;
}

const matrix = ROWS.flatMap((row) =>
  FAULTS.filter((fault) => exists(row, fault)).flatMap((fault) => TIMES.map((times): Cell => ({ row, fault, times }))),
);
const chosen = runsAll ? matrix : sampleOf(matrix);
const cells = chosen.map((cell) => [`${cell.row.endpoint}: ${cell.fault.name}, ${cell.times}`, cell] as const);

/** The cells that the page quotes, then those that bring an endpoint or a fault, if possible both, that no cell has yet. */
function sampleOf(all: readonly Cell[]): readonly Cell[] {
  const sample = all.filter(({ row, fault, times }) => times === 'always' && isSample(row, fault));
  const rows = new Set(sample.map(({ row }) => row));
  const faults = new Set(sample.map(({ fault }) => fault));
  for (const wanted of [2, 1]) {
    for (const cell of all) {
      const news = Number(!rows.has(cell.row)) + Number(!faults.has(cell.fault));
      // By turns, so that both ways to come are among them.
      if (news < wanted || cell.times !== TIMES[sample.length % TIMES.length]) continue;
      sample.push(cell);
      rows.add(cell.row);
      faults.add(cell.fault);
    }
  }
  return sample;
}

describe('without a fault the scene is as it is meant', { timeout: LONGEST }, () => {
  test.concurrent.for(ROWS)('$endpoint', async (row, { expect, onTestFinished }) => {
    const { outcome, durationMs } = await runCell(row, undefined, 'once', 0, 0, onTestFinished);
    usual = Math.max(usual, durationMs);
    expect(outcome).toEqual({ verdict: row.healthy, told: 'nowhere' });
  });
});

describe('with a fault the gate ends in time, in the verdict that is expected, and tells what was lost', {
  timeout: LONGEST,
}, () => {
  test.concurrent.for(cells)('%s', async ([, { row, fault, times }], { expect, onTestFinished }) => {
    // What takes all of its time is held against a step that has nothing to wait for at that very time.
    const usualNow = fault.isSlow
      ? runCell(row, undefined, 'once', 0, 0, onTestFinished).then(({ durationMs }) => Math.max(usual, durationMs))
      : usual;
    const [cell] = await Promise.all([runCell(row, fault, times, usual, usualNow, onTestFinished), usualNow]);
    const { outcome, sentence, requests } = cell;
    const expected = expectedOf(row, fault, times);
    const isExpected = expected.some(({ verdict, told }) => outcome.verdict === verdict && outcome.told === told);
    // Both sides show what happened, for whoever looks into a cell that failed.
    expect({ outcome, sentence, requests }).toEqual({ outcome: isExpected ? outcome : expected, sentence, requests });
    if (sentence === undefined) return;
    expect(sentence).toMatch(/^([\w.-]+:\d+:\d+ )?[A-Z].*\.$/s);
    expect(sentence).toMatch(
      /Run the (?:step|gate) again|The next run tries again|Check |Give |Correct |Make |Somebody with triage permission|raise `timeout`/,
    );
    if (times === 'always') sentences.set(sentenceKey(row.endpoint, fault.name), settled(sentence));
  });
});

test('each endpoint and each fault is in a cell', () => {
  expect(new Set(chosen.map(({ row }) => row))).toEqual(new Set(ROWS));
  expect(new Set(chosen.map(({ fault }) => fault))).toEqual(new Set(FAULTS));
});

test('the page on reliability says what came of it', async () => {
  await expect(reliabilityPage(sentences)).toMatchFileSnapshot('../../docs/reliability.md');
});
