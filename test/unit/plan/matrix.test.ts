import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combinationsOf } from '../../../src/plan/matrix.ts';
import type { Line } from '../../../src/plan/plan.ts';
import { mistakesOf, planOf } from '../../support/plans.ts';
import { reportOf } from '../../support/reports.ts';

/** The lines of one matrix as text: id, then what differs. */
function spread(matrix: object, beside: object = {}): string[] {
  return planOf({ generations: [{ ...beside, matrix }] }).lines.map(told);
}

function told({ id, model, settings: { duration, resolution, audio }, count, outputs }: Line): string {
  const words = [model, duration, resolution, audio, count === 1 ? undefined : `× ${count}`];
  return `${id}: ${[...words, outputs === 1 ? undefined : `${outputs} out`].filter((word) => word !== undefined).join(' ')}`;
}

function settingOf(data: Readonly<Record<string, unknown>>, key: string): unknown {
  return data[key];
}

describe('a matrix', () => {
  test('is the product of its lists, each with a readable id', () => {
    expect(spread({ resolution: ['720p', '1080p'], duration: [5, 10] }, { id: 'sweep', model: 'a/b' })).toEqual([
      'sweep (5 s, 720p): a/b 5 720p',
      'sweep (5 s, 1080p): a/b 5 1080p',
      'sweep (10 s, 720p): a/b 10 720p',
      'sweep (10 s, 1080p): a/b 10 1080p',
    ]);
  });

  test('spreads over all six keys', () => {
    const matrix = {
      model: ['a/b'],
      duration: [5],
      resolution: ['720p'],
      audio: [true, false],
      count: [3],
      outputs: [2],
    };
    expect(spread(matrix, { id: 'all' })).toEqual([
      'all (a/b, 5 s, 720p, audio, × 3, 2 outputs): a/b 5 720p true × 3 2 out',
      'all (a/b, 5 s, 720p, no audio, × 3, 2 outputs): a/b 5 720p false × 3 2 out',
    ]);
  });

  test('says in an id that it is of one output, where others are of more', () => {
    expect(spread({ outputs: [1, 2] }, { id: 'x', model: 'a/b' })).toEqual([
      'x (1 output): a/b',
      'x (2 outputs): a/b 2 out',
    ]);
  });

  test('takes its ids from the models where it has none, and never one twice', () => {
    expect(spread({ model: ['a/one', 'b/two'], duration: [5] })).toEqual(['one (5 s): a/one 5', 'two (5 s): b/two 5']);
    expect(spread({ model: ['a/one', 'b/one', 'b/two'] })).toEqual(['one: a/one', 'one-2: b/one', 'two: b/two']);
    const plan = planOf({ generations: [{ matrix: { model: ['a/one'] } }, { id: 'one', model: 'a/b' }] });
    expect(plan.lines.map(({ id }) => id)).toEqual(['one-2', 'one']);
  });

  test('means what the example of GitHub’s documentation means', () => {
    // fruit: [apple, pear], animal: [cat, dog]; color: green and pink; shape: circle; banana.
    const matrix = {
      resolution: ['apple', 'pear'],
      duration: [1, 2],
      include: [
        { count: 7 },
        { count: 8, duration: 1 },
        { resolution: 'apple', outputs: 9 },
        { resolution: 'banana' },
        { resolution: 'banana', duration: 1 },
      ],
    };
    const lines = planOf({ generations: [{ model: 'a/b', matrix }] }).lines;
    expect(
      lines.map(({ settings: { resolution, duration }, count, outputs }) => [resolution, duration, count, outputs]),
    ).toEqual(
      expect.arrayContaining([
        ['apple', 1, 8, 9],
        ['apple', 2, 7, 9],
        ['pear', 1, 8, 1],
        ['pear', 2, 7, 1],
        ['banana', undefined, 1, 1],
        ['banana', 1, 1, 1],
      ]),
    );
    expect(lines).toHaveLength(6);
  });

  test('may be of include alone', () => {
    expect(spread({ include: [{ duration: 5 }, { duration: 10, count: 2 }] }, { id: 'x', model: 'a/b' })).toEqual([
      'x (5 s): a/b 5',
      'x (10 s, × 2): a/b 10 × 2',
    ]);
  });

  test('leaves out what an exclude matches in all that it names', () => {
    const matrix = { duration: [5, 10], resolution: ['720p', '1080p'] };
    const idsWithout = (...exclude: object[]) =>
      planOf({ generations: [{ id: 'x', model: 'a/b', matrix: { ...matrix, exclude } }] }).lines.map(({ id }) => id);
    expect(idsWithout({ duration: 10 })).toEqual(['x (5 s, 720p)', 'x (5 s, 1080p)']);
    expect(idsWithout({ duration: 10, resolution: '1080p' })).toEqual([
      'x (5 s, 720p)',
      'x (5 s, 1080p)',
      'x (10 s, 720p)',
    ]);
    expect(idsWithout({ duration: 10, resolution: '4k' })).toHaveLength(4);
  });

  test('is refused where its excludes leave nothing', () => {
    const matrix = { duration: [5, 10], exclude: [{ duration: 5 }, { duration: 10 }] };
    expect(mistakesOf({ generations: [{ id: 'x', model: 'a/b', matrix }] })).toEqual([
      '11:5 The `exclude` of this matrix leaves no combination. Correct it, or leave the entry out.',
    ]);
  });

  test('looks at each exclude a few times, however many combinations there are', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    let looks = 0;
    const exclude = Array.from({ length: 1_000 }, (_, index) => ({
      get duration() {
        looks += 1;
        return 100;
      },
      count: (index % 100) + 1,
    }));
    expect(combinationsOf({ duration: hundred, count: hundred, exclude }, [])).toHaveLength(9_900);
    expect(looks).toBeLessThanOrEqual(5 * exclude.length);
  });

  test('is a combination by an exclude of several keys, whatever other excludes name', () => {
    const subset = fc.record(
      { duration: fc.integer({ min: 1, max: 3 }), count: fc.integer({ min: 1, max: 3 }), audio: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(subset, { maxLength: 6 }), (exclude) => {
        const lists = { duration: [1, 2, 3], count: [1, 2, 3], audio: [true, false] };
        const left = lists.duration.flatMap((duration) =>
          lists.audio.flatMap((audio) =>
            lists.count
              .filter((count) =>
                exclude.every((entry) =>
                  Object.entries(entry).some(([key, value]) => settingOf({ duration, count, audio }, key) !== value),
                ),
              )
              .map((count) => `${duration} ${audio} ${count}`),
          ),
        );
        // One that no exclude touches, since a matrix of nothing is a mistake.
        const include = [{ duration: 4 }];
        const plan = planOf({ generations: [{ id: 'x', model: 'a/b', matrix: { ...lists, exclude, include } }] });
        const lines = plan.lines.slice(0, -1);
        const made = lines.map(({ settings: { duration, audio }, count }) => `${duration} ${audio} ${count}`);
        expect(made).toEqual(left);
      }),
    );
  });

  test('excludes first, so that an include may bring back what was left out', () => {
    const matrix = { duration: [5, 10], exclude: [{ duration: 10 }], include: [{ duration: 10, resolution: '720p' }] };
    expect(spread(matrix, { id: 'x', model: 'a/b' })).toEqual(['x (5 s): a/b 5', 'x (10 s, 720p): a/b 10 720p']);
  });

  test('takes includes in as by the definition, one after the other, however they overlap', () => {
    const entry = fc.record(
      {
        duration: fc.integer({ min: 1, max: 3 }),
        audio: fc.boolean(),
        count: fc.integer({ min: 1, max: 3 }),
        resolution: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (include) => {
        const product = [1, 2].flatMap((duration) => [true, false].map((audio) => ({ duration, audio })));
        const expected: object[] = product.map((combination) => ({ ...combination }));
        for (const given of include) {
          const fitting = product.flatMap(({ duration, audio }, index) =>
            (given.duration ?? duration) === duration && (given.audio ?? audio) === audio ? [index] : [],
          );
          for (const index of fitting) Object.assign(expected[index] ?? {}, given);
          if (fitting.length === 0) expected.push(given);
        }
        const made = combinationsOf({ duration: [1, 2], audio: [true, false], include }, []);
        expect(made.map(({ params: _, origins: __, ...settings }) => settings)).toEqual(expected);
      }),
    );
  });

  test('looks at each include a few times, however many combinations it fits', () => {
    const seventy = Array.from({ length: 70 }, (_, index) => index + 1);
    let looks = 0;
    const include = Array.from({ length: 1_000 }, (_, index) => ({
      get resolution() {
        looks += 1;
        return `r${index}`;
      },
    }));
    const made = combinationsOf({ duration: seventy, count: seventy, include }, []);
    expect(new Set(made.map(({ resolution }) => resolution))).toEqual(new Set(['r999']));
    // The last of them is what every combination gets.
    expect(looks).toBeLessThanOrEqual(5 * include.length + made.length);
  });

  test('is stronger than the defaults', () => {
    const plan = planOf({
      defaults: { model: 'a/b', duration: 3, resolution: '480p' },
      generations: [{ id: 'x', matrix: { duration: [5] } }],
    });
    expect(plan.lines.map(told)).toEqual(['x (5 s): a/b 5 480p']);
  });

  test('follows anchors and merges', () => {
    const plan = planOf(
      'generations:\n  - &one {id: a, model: a/b, matrix: &m {duration: &d [5, 10]}}\n  - {<<: *one, id: b}\n  - {id: c, model: c/d, matrix: {<<: *m, resolution: [720p]}}\n',
    );
    expect(plan.lines.map(({ id }) => id)).toEqual([
      'a (5 s)',
      'a (10 s)',
      'b (5 s)',
      'b (10 s)',
      'c (5 s, 720p)',
      'c (10 s, 720p)',
    ]);
  });
});

describe('a mistake in a matrix', () => {
  const mistakesOfMatrix = (matrix: string, beside = 'model: a/b') =>
    mistakesOf(`generations:\n  - ${beside}\n    matrix: ${matrix}\n`);

  test.each([
    ['{}', '3:5 This matrix has no list. Give it one, such as `duration: [5, 10]`.'],
    ['{duration: []}', '3:24 `duration`: expected a list of at least one value, found an empty list.'],
    ['{duration: 5}', '3:24 `duration`: expected a list of values, found `5`.'],
    ['{duration: [5, x]}', '3:28 Entry 2 of `duration`: expected a length in seconds such as 5, found the text `x`.'],
    ['{duraton: [5]}', '3:14 The key `duraton` is unknown. Did you mean `duration`?'],
    [
      '{duration: [5], exclude: [{resolution: 720p}]}',
      '3:40 This `exclude` names `resolution`, which the matrix has no list for. The lists of this matrix: `duration`.',
    ],
    ['{duration: [5], include: [{size: 1}]}', '3:40 The key `size` is unknown.'],
    ['{model: [a/b]}', '2:5 `model` is both in the matrix and beside it. Leave one of them out.'],
  ])('%s', (matrix, mistake) => {
    const [first, ...others] = mistakesOfMatrix(matrix);
    expect(first?.slice(0, mistake.length)).toBe(mistake);
    expect(others).toEqual([]);
  });

  test('is told at the key beside the matrix, or at its place in the params', () => {
    const matrix = '    matrix: {duration: [5]}';
    expect(mistakesOf(`generations:\n  - model: a/b\n    duration: 5\n${matrix}\n`)).toEqual([
      '3:5 `duration` is both in the matrix and beside it. Leave one of them out.',
    ]);
    expect(mistakesOf(`generations:\n  - model: a/b\n    params: {generation_duration: 5}\n${matrix}\n`)).toEqual([
      '3:14 `duration` is both in the matrix and beside it. Leave one of them out.',
    ]);
  });

  test('is a key of the request body that the matrix sets too', () => {
    expect(mistakesOfMatrix('{duration: [5]}', 'model: a/b\n    params: {generation_duration: 5}')).toHaveLength(1);
  });

  test('is `count` in it beside `count_from`', () => {
    expect(mistakesOfMatrix('{count: [5]}', 'model: a/b\n    count_from: a.csv')).toContain(
      '3:5 This entry has both `count` and `count_from`. They mean the same: leave one of them out.',
    );
  });

  test('is told once, however many lines it makes', () => {
    expect(mistakesOf('generations: [{id: x, matrix: {duration: [1, 2, 3], resolution: [a, b]}}]')).toHaveLength(1);
  });
});

describe('a matrix that explodes', () => {
  test('of ten lists of ten is refused by its size, before it is built', () => {
    const lists = Array.from({ length: 10 }, (_, index) => `k${index}: [0,1,2,3,4,5,6,7,8,9]`);
    // Built, it would not fit into any memory.
    expect(mistakesOf(`generations:\n  - model: a/b\n    matrix: {${lists.join(', ')}}\n`)).toEqual([
      '3:5 This plan would have 10,000,000,000 lines; at most 10,000 are allowed. Shorten the lists of this matrix.',
    ]);
  });

  test('counts together with the rest of the plan', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    const matrix = { duration: hundred, count: hundred };
    const generations = [{ model: 'a/b', matrix }];
    expect(planOf({ generations }).lines).toHaveLength(10_000);
    expect(mistakesOf({ generations: [...generations, { model: 'a/b' }] })[0]).toContain('would have 10,001 lines');
    expect(
      mistakesOf({ generations: [{ model: 'a/b', matrix: { ...matrix, include: [{ duration: 101 }] } }] })[0],
    ).toContain('would have 10,001 lines');
  });
});

describe('a matrix that excludes much', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  const first = (length: number) => hundred.slice(0, length);

  test('may have a larger product than a plan has lines, as long as what is left is not', () => {
    const matrix = { duration: hundred, count: hundred, audio: [true, false] };
    const generations = (exclude: object[]) => [{ model: 'a/b', matrix: { ...matrix, exclude } }];
    expect(planOf({ generations: generations([{ audio: true }]) }).lines).toHaveLength(10_000);
    expect(mistakesOf({ generations: generations([{ audio: true, duration: 1 }]) })).toEqual([
      expect.stringContaining('This plan would have 19,900 lines; at most 10,000 are allowed. Shorten the lists'),
    ]);
  });

  test('is not built past a bound', () => {
    const matrix = { duration: hundred, count: hundred, outputs: first(11), exclude: [{ count: 1 }] };
    expect(mistakesOf({ generations: [{ model: 'a/b', matrix }] })).toEqual([
      expect.stringContaining(
        'This plan would have 110,000 combinations before their `exclude`; at most 20,000 are allowed. Shorten',
      ),
    ]);
  });

  test('may have includes that fit what is there already', () => {
    const matrix = { duration: hundred, count: hundred, include: [{ audio: true }] };
    expect(planOf({ generations: [{ model: 'a/b', matrix }] }).lines).toHaveLength(10_000);
  });
});

describe('the same plan', () => {
  const subset = <Value>(...values: Value[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });

  test('as a matrix, line by line and by its defaults has the same prices and cost', async () => {
    const lists = fc.record({
      model: subset('a/one', 'b/two'),
      duration: subset(5, 8, 10),
      resolution: subset('720p', '1080p'),
      count: subset(1, 3, 500),
      outputs: subset(1, 4),
    });
    const prices = {
      'a/one': ({ duration = 1 }) => duration * 0.049,
      'b/two': ({ resolution = '' }) => (resolution === '720p' ? 0.1 : 0.3),
    };
    await fc.assert(
      fc.asyncProperty(lists, async (matrix) => {
        const lines = matrix.model.flatMap((model) =>
          matrix.duration.flatMap((duration) =>
            matrix.resolution.flatMap((resolution) =>
              matrix.count.flatMap((count) =>
                matrix.outputs.map((outputs) => ({ model, duration, resolution, count, outputs })),
              ),
            ),
          ),
        );
        const [first] = lines;
        const byDefaults = lines.map((line) =>
          Object.fromEntries(
            Object.entries(line).filter(([key, value]) =>
              Object.entries(first ?? {}).every(([k, v]) => k !== key || v !== value),
            ),
          ),
        );
        const ways = [
          { generations: [{ matrix }] },
          { generations: lines },
          { defaults: first, generations: byDefaults },
        ];
        const reports = await Promise.all(
          ways.map((plan) => reportOf({ plans: { 'plan.yml': plan }, prices, balance: 1_000_000 })),
        );
        const costs = reports.map(({ plans }) =>
          plans.flatMap((plan) => plan.lines.map(({ unit_cost, cost }) => `${unit_cost} ${cost}`)).sort(),
        );
        expect(costs[1]).toEqual(costs[0]);
        expect(costs[2]).toEqual(costs[0]);
        expect(new Set(reports.map(({ total_cost }) => String(total_cost))).size).toBe(1);
        expect(reports[0]?.plans[0]?.lines).toHaveLength(lines.length);
      }),
      { numRuns: 40 },
    );
  });
});
