import { describe, expect, test, vi } from 'vitest';
import { type ParseTexts, parseHere } from '../../../src/plan/parse-yaml.ts';
import { type PlanSource, readPlans } from '../../../src/plan/read.ts';
import { formatPlace } from '../../../src/shared/diagnostic.ts';
import { prose } from '../../../src/shared/message.ts';
import { planText } from '../../support/plans.ts';

const NUMBERS = Array.from({ length: 100 }, (_, index) => index + 1);
const MATRIX = planText({ generations: [{ model: 'a/b', matrix: { count: NUMBERS, duration: NUMBERS } }] });

/** Reads these texts as `0.yml`, `1.yml` and so on. */
async function read(texts: readonly string[], parse: ParseTexts = parseHere) {
  const countRecords = vi.fn(async (_path: string) => ({ count: 3 }));
  const plans = await readPlans(
    texts.map((text, index) => ({ file: `${index}.yml`, text, root: '', countRecords })),
    parse,
  );
  const diagnostics = plans.flatMap((plan) => plan.diagnostics);
  const mistakes = diagnostics.map(({ message, place }) => {
    return `${place === undefined ? '' : `${formatPlace(place)} `}${message}`;
  });
  const helps = diagnostics.map(({ severity, help }) => `${severity}: ${help}`);
  return {
    plans: plans.map(({ plan }) => plan),
    mistakes,
    helps,
    countRecords,
    areUnread: plans.map(({ isUnread }) => isUnread),
  };
}

describe('the lines of all plans of a run', () => {
  test('are 10,000 at most, and are counted before any plan is expanded', async () => {
    const { plans, mistakes } = await read([
      'generations: [{model: a/b}]',
      ...Array.from({ length: 29 }, () => MATRIX),
    ]);
    expect(plans.filter((plan) => plan !== undefined)).toEqual([]);
    expect(mistakes).toEqual([
      '1.yml:5:4 The 30 plans of this run would have 290,001 lines; at most 10,000 are allowed. The largest is `1.yml` with 10,000.',
    ]);
  });

  test('are counted without what an exclude takes away', async () => {
    const half = planText({
      generations: [{ model: 'a/b', matrix: { count: NUMBERS, duration: NUMBERS, exclude: [{ count: 1 }] } }],
    });
    expect((await read([half])).plans[0]?.lines).toHaveLength(9_900);
    expect((await read([half, planText({ generations: NUMBERS.map(() => ({ model: 'a/b' })) })])).mistakes).toEqual([]);
    expect(
      (await read([half, planText({ generations: [...NUMBERS, 101].map(() => ({ model: 'a/b' })) })])).mistakes,
    ).toEqual([
      '0.yml:5:4 The 2 plans of this run would have 10,001 lines; at most 10,000 are allowed. The largest is `0.yml` with 9,900.',
    ]);
  });

  test('do not matter for what is wrong with another plan', async () => {
    expect((await read([MATRIX, 'generations: [{model: a/b}]', 'a: *b'])).mistakes).toEqual([
      '0.yml:5:4 The 2 plans of this run would have 10,001 lines; at most 10,000 are allowed. The largest is `0.yml` with 10,000.',
      '2.yml:1:4 YAML reads `*b` as an alias, but there is no anchor `&b` above it.',
    ]);
  });
});

describe('the data files of all plans of a run', () => {
  const counting = (names: readonly number[]) =>
    planText({ generations: names.map((name) => ({ model: 'a/b', count_from: `${name}.csv` })) });

  test('are counted for each repository: one may not have what another has', async () => {
    const text = counting([1]);
    const sourceOf = (file: string, root: string, number: number) => {
      return { file, text, root, countRecords: async () => ({ count: number }) };
    };
    const plans = await readPlans([sourceOf('a.yml', '', 3), sourceOf('b.yml', 'sub/', 5)], parseHere);
    expect(plans.map(({ plan }) => plan?.lines[0]?.count)).toEqual([3, 5]);
  });

  test('are each read once', async () => {
    const { mistakes, countRecords } = await read([counting(NUMBERS), counting(NUMBERS)]);
    expect(mistakes).toEqual([]);
    expect(countRecords).toHaveBeenCalledTimes(100);
  });

  test('are 100 at most, and are counted before any is read', async () => {
    const counted = planText({
      generations: [{ model: 'a/b' }, ...NUMBERS.map((name) => ({ model: 'a/b', count_from: `${name}.csv` }))],
    });
    const run = await read(['generations: [{model: a/b}]', counted, counting([101])]);
    const { plans, mistakes, helps, areUnread, countRecords } = run;
    expect(helps).toEqual(['error: Put the records of several lines into one file, or write their `count`.']);
    expect(areUnread).toEqual([false, true, true]);
    expect(plans.map((plan) => plan !== undefined)).toEqual([true, false, false]);
    expect(mistakes).toEqual([
      '1.yml:8:18 The plans count the records of 101 data files; at most 100 are allowed in one run.',
    ]);
    expect(countRecords).not.toHaveBeenCalled();
  });
});

describe('a text that cannot be parsed', () => {
  test.each([
    [
      'memory',
      '`0.yml` could not be parsed in the memory that a plan may take.',
      'error: Make the file smaller or simpler: fewer comments, keys and nested lists.',
    ],
    ['time', 'Time ran out while `0.yml` was parsed.', 'error: Make the file smaller or simpler, or raise `timeout`.'],
  ] as const)('is one mistake: %s', async (failure, mistake, help) => {
    const { plans, mistakes, helps, areUnread } = await read(['a: 1'], async () => [{ failure }]);
    expect([plans, areUnread]).toEqual([[undefined], [true]]);
    expect([mistakes, helps]).toEqual([[mistake], [help]]);
  });

  test('for which there was no time is told of alone where another one took too much memory', async () => {
    const { mistakes } = await read(['', ''], async () => [{ failure: 'memory' }, { failure: 'time' }]);
    expect(mistakes).toEqual([
      '`0.yml` could not be parsed in the memory that a plan may take.',
      'Time ran out while `1.yml` was parsed.',
    ]);
  });

  test('is one mistake for all that there was no time for', async () => {
    const { mistakes } = await read(['', '', ''], async () => [
      { failure: 'time' },
      { failure: 'time' },
      { failure: 'time' },
    ]);
    expect(mistakes).toEqual([
      'Time ran out while `0.yml` was parsed, so that it and 2 other plans could not be read.',
    ]);
  });
});

test('a list that is longer than all lines together may be is one error, whatever its entries are', async () => {
  const plan = { budget: { denied_models: Array.from({ length: 10_001 }, () => 5) }, generations: [] };
  const { plans, mistakes } = await read([planText(plan)]);
  expect(plans).toEqual([undefined]);
  expect(mistakes).toEqual([expect.stringContaining('has 10,001 entries; at most 10,000 are allowed.')]);
});

test('what the counting of a data file finds is told with its severity', async () => {
  const plan = planText({ generations: [{ id: 'x', model: 'a/b', count_from: 'x.csv' }] });
  const told = async (count: Awaited<ReturnType<PlanSource['countRecords']>>) => {
    const [read] = await readPlans(
      [{ file: 'p.yml', text: plan, root: '', countRecords: async () => count }],
      parseHere,
    );
    return [read?.plan?.lines[0]?.count, ...(read?.diagnostics.map(({ severity }) => severity) ?? [])];
  };
  const explained = { message: prose('What happened.'), help: prose('What to do.') };
  expect(await told({ count: 3 })).toEqual([3]);
  expect(await told({ count: 3, notice: explained })).toEqual([3, 'notice']);
  expect(await told({ count: 0 })).toEqual([0, 'warning']);
  expect(await told(explained)).toEqual([undefined, 'error']);
  expect(await told({ count: 1_000_001 })).toEqual([undefined, 'error']);
});
