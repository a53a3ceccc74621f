import { describe, expect, test } from 'vitest';
import { parseHere } from '../../../src/plan/parse-yaml.ts';
import { type RecordCount, readPlans } from '../../../src/plan/read.ts';
import { formatPlace } from '../../../src/shared/diagnostic.ts';
import { prose } from '../../../src/shared/message.ts';
import { mistakesOf, planText } from '../../support/plans.ts';

/** The data files that are counted for a plan. */
async function countedFiles(file: string, text: string): Promise<string[]> {
  const paths: string[] = [];
  const countRecords = async (path: string) => {
    paths.push(path);
    return { count: 1 };
  };
  await readPlans([{ file, text, root: '', countRecords }], parseHere);
  return paths;
}

/** What a plan becomes with these counts of its data files. */
async function counted(plan: string, counts: Readonly<Record<string, RecordCount>>, file = 'plans/spring.yml') {
  const countRecords = async (path: string) => {
    const count = counts[path];
    if (count === undefined) throw new Error(`no count of ${path}`);
    return count;
  };
  const [result] = await readPlans([{ file, text: plan, root: '', countRecords }], parseHere);
  if (result === undefined) throw new Error(`no result for ${file}`);
  const mistakes = result.diagnostics.map(({ message, help, place }) => {
    const where = place === undefined ? '' : `${formatPlace(place)} `;
    return `${where}${message} ${help ?? ''}`.trim();
  });
  return { lines: result.plan?.lines.map(({ id, count, countFrom }) => [id, count, countFrom]), mistakes };
}

const ONE = 'generations:\n  - model: a/b\n    count_from: products.csv\n';

describe('a count from a data file', () => {
  test('is the number of its records, the file being told relative to the workspace', async () => {
    expect(await counted(ONE, { 'plans/products.csv': { count: 240 } })).toEqual({
      lines: [['b', 240, 'plans/products.csv']],
      mistakes: [],
    });
  });

  test.each([
    ['plans/spring.yml', 'data/a.csv', 'plans/data/a.csv'],
    ['plans/spring.yml', '../data/a.csv', 'data/a.csv'],
    ['plans/spring.yml', './a.csv', 'plans/a.csv'],
    ['spring.yml', 'data/a.csv', 'data/a.csv'],
    ['spring.yml', '../a.csv', '../a.csv'],
    ['plan input', 'data/a.csv', 'data/a.csv'],
  ])('in %s: %s is %s', async (file, written, path) => {
    const plan = planText({ generations: [{ model: 'a/b', count_from: written }] });
    expect(await countedFiles(file, plan)).toEqual([path]);
  });

  test('of no records is a line that costs nothing, with a warning', async () => {
    expect(await counted(ONE, { 'plans/products.csv': { count: 0 } })).toEqual({
      lines: [['b', 0, 'plans/products.csv']],
      mistakes: [
        'plans/spring.yml:3:17 The data file `plans/products.csv` has no records, so this line generates nothing and costs nothing. Add records, or remove the line. The first row of a CSV or TSV file is its header.',
      ],
    });
  });

  test('has the notice that its file gave', async () => {
    const notice = { message: prose('A notice.'), help: prose('What to do.') };
    expect((await counted(ONE, { 'plans/products.csv': { count: 2, notice } })).mistakes).toEqual([
      'plans/spring.yml:3:17 A notice. What to do.',
    ]);
  });

  test('is read once for all lines of one file', async () => {
    const plan = planText({
      generations: [
        { model: 'a/b', count_from: 'a.csv' },
        { count_from: './a.csv', matrix: { model: ['c/d', 'e/f'] } },
        { model: 'a/b' },
      ],
    });
    expect(await countedFiles('plan.yml', plan)).toEqual(['a.csv']);
    expect((await counted(plan, { 'a.csv': { count: 3 } }, 'plan.yml')).lines).toEqual([
      ['b', 3, 'a.csv'],
      ['d', 3, 'a.csv'],
      ['f', 3, 'a.csv'],
      ['b-2', 1, undefined],
    ]);
  });

  test('may be none', async () => {
    expect((await counted(ONE, { 'plans/products.csv': { count: 0 } })).lines).toEqual([
      ['b', 0, 'plans/products.csv'],
    ]);
  });

  test('is a million at most', async () => {
    expect((await counted(ONE, { 'plans/products.csv': { count: 1_000_000 } })).mistakes).toEqual([]);
    expect(await counted(ONE, { 'plans/products.csv': { count: 1_000_001 } })).toEqual({
      lines: undefined,
      mistakes: [
        'plans/spring.yml:3:17 The data file has 1,000,001 records; at most 1,000,000 are allowed for one line. Split it into several files, and the line into several lines.',
      ],
    });
  });

  test('is a mistake at its place where the file cannot be counted, beside all others', async () => {
    const trouble = { message: prose('It does not exist.'), help: prose('Check the path.') };
    expect((await counted(`${ONE}    duration: long\n`, { 'plans/products.csv': trouble })).mistakes).toEqual([
      'plans/spring.yml:4:15 `duration`: expected a length in seconds such as 5, found the text `long`.',
    ]);
    expect((await counted(`name: 1\n${ONE}`, { 'plans/products.csv': trouble })).mistakes).toEqual([
      'plans/spring.yml:1:7 `name`: expected text of up to 100 characters on one line, found `1`. Write `name: "1"`.',
      'plans/spring.yml:4:17 It does not exist. Check the path.',
    ]);
  });

  test('is none of a plan that has no lines to speak of', async () => {
    expect(await countedFiles('plan.yml', 'generations: [')).toEqual([]);
  });

  test('does not stand beside a count', () => {
    expect(mistakesOf('generations:\n  - {model: a/b, count: 2, count_from: a.csv}\n')[0]).toBe(
      '2:28 This entry has both `count` and `count_from`. They mean the same: leave one of them out.',
    );
  });

  test('takes the place of a count of the defaults', async () => {
    const plan = planText({ defaults: { count: 9 }, generations: [{ model: 'a/b', count_from: 'a.csv' }] });
    expect((await counted(plan, { 'a.csv': { count: 3 } }, 'plan.yml')).lines).toEqual([['b', 3, 'a.csv']]);
  });
});
