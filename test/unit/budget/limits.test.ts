import { describe, expect, test } from 'vitest';
import { type LimitGroup, limitsOnBase, modelFilter } from '../../../src/budget/limits.ts';
import { readBudget } from '../../../src/plan/plan-data.ts';
import { sideOf } from '../../support/bases.ts';
import { planOf } from '../../support/plans.ts';
import { type Run, reportOf } from '../../support/reports.ts';

const prices = { 'a/one': 1, 'a/ten': 10 };

/** A plan of 10 USD under this budget. */
function plan(budget?: object, more: object = {}) {
  return { ...(budget && { budget }), generations: [{ id: 'hero', model: 'a/ten' }], ...more };
}

async function judged(run: Run) {
  const report = await reportOf({ prices, balance: 1_000, ...run });
  return {
    verdict: report.verdict,
    violations: report.violations.map(({ rule, plan, limit, actual }) => `${rule} of ${plan}: ${actual} > ${limit}`),
    proposals: report.proposals.map(({ plan, key, from, to }) => `${plan} ${key}: ${from ?? '-'} → ${to ?? '-'}`),
    problems: report.problems.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

describe('the limits of the base branch', () => {
  test('judge a plan that raises its own', async () => {
    expect(
      await judged({
        before: { 'plan.yml': plan({ max_total: 5 }) },
        plans: { 'plan.yml': plan({ max_total: 50 }) },
      }),
    ).toEqual({
      verdict: 'fail',
      violations: ['max_total of plan.yml: 10.000 > 5.000'],
      proposals: ['plan.yml max_total: $5.000 → $50.000'],
      problems: [],
    });
  });

  test('judge a plan that lowers its own, which counts after the merge', async () => {
    expect(
      await judged({
        before: { 'plan.yml': plan({ max_total: 50 }) },
        plans: { 'plan.yml': plan({ max_total: 5 }) },
      }),
    ).toMatchObject({ verdict: 'pass', proposals: ['plan.yml max_total: $50.000 → $5.000'] });
  });

  test('judge a plan that drops its budget', async () => {
    expect(
      await judged({ before: { 'plan.yml': plan({ max_total: 5, warn_at: '80%' }) }, plans: { 'plan.yml': plan() } }),
    ).toMatchObject({
      verdict: 'fail',
      violations: ['max_total of plan.yml: 10.000 > 5.000', 'warn_at of plan.yml: 10.000 > 4.000'],
      proposals: ['plan.yml max_total: $5.000 → -', 'plan.yml warn_at: 80% → -'],
    });
  });

  test('do not hold a plan to a key that it adds', async () => {
    expect(
      await judged({
        before: { 'plan.yml': plan({ max_total: 50 }) },
        plans: { 'plan.yml': plan({ max_total: 50, max_generations: 1, denied_models: ['a/ten'] }) },
      }),
    ).toMatchObject({
      verdict: 'pass',
      proposals: ['plan.yml max_generations: - → 1', 'plan.yml denied_models: - → `a/ten`'],
    });
  });

  test('are none where the base branch sets none: the plan’s own count then', async () => {
    expect(
      await judged({ before: { 'plan.yml': plan() }, plans: { 'plan.yml': plan({ max_total: 5 }) } }),
    ).toMatchObject({ verdict: 'fail', violations: ['max_total of plan.yml: 10.000 > 5.000'], proposals: [] });
  });

  test('are all that counts where it sets an empty budget', async () => {
    expect(
      await judged({ before: { 'plan.yml': plan({}) }, plans: { 'plan.yml': plan({ max_total: 5 }) } }),
    ).toMatchObject({ verdict: 'pass', proposals: ['plan.yml max_total: - → $5.000'] });
  });

  test('are none of a plan that is new', async () => {
    expect(await judged({ before: {}, plans: { 'plan.yml': plan({ max_total: 5 }) } })).toMatchObject({
      violations: ['max_total of plan.yml: 10.000 > 5.000'],
      proposals: [],
    });
  });

  test('may be amounts, percentages, numbers and lists, also empty ones, which are proposed as they are written', async () => {
    const old = { warn_at: 24, max_increase: '20%', allowed_models: ['a/*', 'b/*'], denied_models: [] };
    const now = { warn_at: '80%', max_total: 30, max_increase: 5, allowed_models: [], denied_models: ['c/*'] };
    const { proposals } = await judged({ before: { 'plan.yml': plan(old) }, plans: { 'plan.yml': plan(now) } });
    expect(proposals).toEqual([
      'plan.yml max_total: - → $30.000',
      'plan.yml max_increase: 20% → $5.000',
      'plan.yml allowed_models: `a/*` and `b/*` → none',
      'plan.yml denied_models: none → `c/*`',
      'plan.yml warn_at: $24.000 → 80%',
    ]);
  });

  test('are told as those of the plan alone, where other plans stand beside it', async () => {
    const other = { generations: [{ id: 'other', model: 'a/one' }] };
    const { violations } = await reportOf({
      prices,
      before: { 'plan.yml': plan({ max_total: 5 }), 'other.yml': other },
      plans: { 'other.yml': other, 'plan.yml': plan({ max_total: 5 }) },
    });
    expect(violations.map(({ message }) => String(message))).toEqual([
      '`plan.yml` costs $10.000, and its `max_total` is $5.000: $5.000 too much.',
    ]);
  });

  test('do not hold a line that another plan had too, and that is gone from this one', async () => {
    const x = (model: string) => ({ id: 'x', model });
    const { violations } = await judged({
      before: {
        'a.yml': { budget: { max_total: 5 }, generations: [x('a/one')] },
        'b.yml': { generations: [x('a/ten')] },
      },
      plans: { 'a.yml': { budget: { max_total: 5 }, generations: [] }, 'b.yml': { generations: [x('a/ten')] } },
    });
    expect(violations).toEqual([]);
  });

  test('judge nothing where the plan is gone with all of its lines', async () => {
    const other = { generations: [{ id: 'other', model: 'a/one' }] };
    const { verdict, violations } = await judged({
      before: { 'gone.yml': plan({ warn_at: 0 }), 'other.yml': other },
      plans: { 'other.yml': other },
    });
    expect(violations).toEqual([]);
    expect(verdict).toBe('pass');
  });

  test('still count the month where the plan no longer says how often it runs', async () => {
    expect(
      await judged({
        before: { 'plan.yml': plan({ max_monthly: 30 }, { runs_per_month: 4 }) },
        plans: { 'plan.yml': plan() },
      }),
    ).toMatchObject({ violations: ['max_monthly of plan.yml: 40.000 > 30.000'] });
  });
});

test('the limits of a plan follow its line, also where another repository has a plan at its path', async () => {
  const before = { 'a.yml': plan({ max_total: 5 }), 'b.yml': { generations: [] } };
  const plans = { 'a.yml': plan({ max_total: 50 }), 'b.yml': plan({ max_total: 50 }) };
  const { violations } = await judged({ before, plans, side: { foreignFiles: ['a.yml'] } });
  expect(violations).toEqual(['max_total of a.yml: 20.000 > 5.000']);
});

describe('the limits of a plan that is gone follow', () => {
  const before = { 'old.yml': plan({ max_total: 5 }, { name: 'Spring' }) };
  const other = { generations: [{ id: 'other', model: 'a/ten' }], budget: { max_total: 50 } };

  test.each<[string, object, Run['side']]>([
    ['a rename that Git sees', other, { renames: { 'new.yml': 'old.yml' } }],
    ['the name', { ...other, name: 'Spring' }, {}],
    ['the id of a line', plan({ max_total: 50 }), {}],
    ['the id of a line, where the input does not name the old file', plan({ max_total: 50 }), { unnamed: ['old.yml'] }],
  ])('%s', async (_, renamed, side = {}) => {
    expect(await judged({ before, plans: { 'new.yml': renamed }, side })).toMatchObject({
      violations: ['max_total of new.yml: 10.000 > 5.000'],
      proposals: ['new.yml max_total: $5.000 → $50.000'],
    });
  });

  test('a line into a new file', async () => {
    expect(
      await judged({
        before: { 'a.yml': plan({ max_total: 5 }), 'b.yml': 'generations: []' },
        plans: { 'b.yml': 'generations: []', 'new.yml': plan({ max_total: 50 }) },
      }),
    ).toMatchObject({ violations: ['max_total of new.yml: 10.000 > 5.000'] });
  });

  test('a line into a file that stood there, whose own limits count beside them', async () => {
    const extra = { id: 'extra', model: 'a/one' };
    const { violations } = await judged({
      before: { 'a.yml': plan({ max_total: 5 }), 'b.yml': { budget: { max_total: 10 }, generations: [extra] } },
      plans: { 'b.yml': { budget: { max_total: 100 }, generations: [extra, { id: 'hero', model: 'a/ten' }] } },
    });
    expect(violations).toEqual(['max_total of a.yml: 10.000 > 5.000', 'max_total of b.yml: 11.000 > 10.000']);
  });

  test('a line out of a plan that stays', async () => {
    const small = { id: 'small', model: 'a/one' };
    const { violations } = await judged({
      before: { 'a.yml': { budget: { max_total: 10 }, generations: [small] }, 'b.yml': 'generations: []' },
      plans: {
        'a.yml': { budget: { max_total: 10 }, generations: [{ id: 'big', model: 'a/ten' }] },
        'b.yml': { generations: [small] },
      },
    });
    // 10 stay in the file and 1 is put elsewhere: together they are above the limit.
    expect(violations).toEqual(['max_total of a.yml: 11.000 > 10.000']);
  });

  test('a line into a file that the sentence then names', async () => {
    const report = await reportOf({
      prices,
      before: { 'a.yml': { budget: { max_total: 10 }, generations: [{ id: 'x', model: 'a/one' }] }, 'b.yml': plan() },
      plans: {
        'a.yml': { generations: [{ id: 'y', model: 'a/ten' }] },
        'b.yml': {
          generations: [
            { id: 'hero', model: 'a/ten' },
            { id: 'x', model: 'a/one' },
          ],
        },
      },
    });
    expect(report.violations.map(({ message }) => String(message))).toEqual([
      '`a.yml` (with the lines that are in `b.yml` now) costs $11.000, and its `max_total` is $10.000: $1.000 too much.',
    ]);
  });

  test('two files into one, of which the increase is told from the one whose limit it is', async () => {
    const y = { id: 'y', model: 'a/one' };
    const { violations } = await judged({
      before: { 'a.yml': plan({ max_increase: 0.5 }), 'b.yml': { generations: [y] } },
      plans: { 'all.yml': { generations: [{ id: 'hero', model: 'a/ten' }, y] } },
    });
    expect(violations).toEqual(['max_increase of all.yml: 1.000 > 0.500']);
  });

  test('two files into one, which both judge', async () => {
    const { violations } = await judged({
      before: {
        'a.yml': plan({ max_total: 5 }),
        'b.yml': { budget: { max_generations: 1 }, generations: [{ id: 'b', model: 'a/one' }] },
      },
      plans: {
        'all.yml': {
          generations: [
            { id: 'hero', model: 'a/ten' },
            { id: 'b', model: 'a/one' },
          ],
        },
      },
    });
    expect(violations).toEqual(['max_total of all.yml: 11.000 > 5.000', 'max_generations of all.yml: 2 > 1']);
  });

  test('a plan into two files, which they judge together', async () => {
    const [x, y] = [
      { id: 'x', model: 'a/ten' },
      { id: 'y', model: 'a/ten' },
    ];
    const { violations } = await judged({
      before: { 'old.yml': { budget: { max_total: 15 }, generations: [x] } },
      plans: { 'a.yml': { generations: [x] }, 'b.yml': { generations: [x, y] } },
    });
    expect(violations).toEqual(['max_total of old.yml: 30.000 > 15.000']);
  });

  test('a plan into two files, of which one says how often it runs', async () => {
    const lines = (id: string) => ({ generations: [{ id, model: 'a/ten' }] });
    const before = {
      budget: { max_monthly: 30 },
      runs_per_month: 2,
      generations: [...lines('x').generations, ...lines('y').generations],
    };
    const { violations } = await judged({
      before: { 'old.yml': before },
      plans: { 'a.yml': lines('x'), 'b.yml': { ...lines('y'), runs_per_month: 4 } },
    });
    expect(violations).toEqual(['max_monthly of old.yml: 60.000 > 30.000']);
  });

  test('lines into other files, which the sentence names', async () => {
    const line = (id: string) => ({ generations: [{ id, model: 'a/ten' }] });
    const before = { budget: { max_total: 15 }, generations: [...line('x').generations, ...line('y').generations] };
    const { violations } = await reportOf({
      prices,
      before: { 'old.yml': before },
      plans: { 'a.yml': line('x'), 'b.yml': line('y') },
    });
    expect(violations.map(({ message }) => String(message))).toEqual([
      '`old.yml` (with the lines that are in `a.yml` and `b.yml` now) costs $20.000, and its `max_total` is $15.000: $5.000 too much.',
    ]);
  });
});

describe('the month counts each line', () => {
  const line = (id: string) => ({ id, model: 'a/one' });
  const monthly = (runs_per_month: number | undefined, ...ids: string[]) => ({
    ...(runs_per_month !== undefined && { runs_per_month }),
    generations: ids.map(line),
  });
  const limited = (runs: number, max_monthly: number, ...ids: string[]) => ({
    ...monthly(runs, ...ids),
    budget: { max_monthly },
  });

  // Each case: what the month may cost at most on the base branch, and what it costs now.
  test.each<[string, Run['before'] & object, Run['plans'], string[]]>([
    [
      'of a plan that runs less often now by its old runs',
      { 'plan.yml': limited(30, 29, 'x') },
      { 'plan.yml': monthly(1, 'x') },
      ['max_monthly of plan.yml: 30.000 > 29.000'],
    ],
    [
      'of a plan that runs more often now by its new runs',
      { 'plan.yml': limited(30, 30, 'x') },
      { 'plan.yml': monthly(31, 'x') },
      ['max_monthly of plan.yml: 31.000 > 30.000'],
    ],
    [
      'of a plan that was split by its old runs, if its new plan runs less often',
      { 'plan.yml': limited(30, 59, 'x', 'y') },
      { 'rare.yml': monthly(1, 'x'), 'often.yml': monthly(30, 'y') },
      ['max_monthly of plan.yml: 60.000 > 59.000'],
    ],
    [
      'that moved to a plan that runs more often by the runs of that plan, and the others by their own',
      { 'plan.yml': limited(2, 41, 'x', 'y'), 'often.yml': monthly(40, 'z') },
      { 'plan.yml': monthly(2, 'x'), 'often.yml': monthly(40, 'y', 'z') },
      ['max_monthly of plan.yml: 42.000 > 41.000'],
    ],
    [
      'that moved to a plan that says nothing by the runs of its old plan',
      { 'plan.yml': limited(30, 29, 'x') },
      { 'plan.yml': monthly(1), 'new.yml': monthly(undefined, 'x') },
      ['max_monthly of plan.yml: 30.000 > 29.000'],
    ],
    [
      'within the limit, if that suffices',
      { 'plan.yml': limited(30, 60, 'x', 'y') },
      { 'rare.yml': monthly(1, 'x'), 'often.yml': monthly(30, 'y') },
      [],
    ],
  ])('%s', async (_, before, plans, violations) => {
    expect((await judged({ before, plans })).violations).toEqual(violations);
  });

  test('of a plan with mistakes on the base branch by the most that a new plan says', async () => {
    const generations = [line('x'), { id: 'y', modle: 'a/one' }];
    const { violations } = await judged({
      before: { 'plan.yml': { budget: { max_monthly: 50 }, generations } },
      plans: { 'rare.yml': monthly(undefined, 'x'), 'often.yml': monthly(30, 'y') },
    });
    expect(violations).toEqual(['max_monthly of plan.yml: 60.000 > 50.000']);
  });

  test('and says how often, and not to run it less often where that would not help', async () => {
    const { violations } = await reportOf({
      prices,
      before: { 'plan.yml': limited(30, 30, 'x', 'y') },
      plans: { 'rare.yml': monthly(1, 'x'), 'often.yml': monthly(40, 'y') },
    });
    expect(violations.map(({ message, help }) => `${message} ${help}`)).toEqual([
      '`plan.yml` (with the lines that are in `rare.yml` and `often.yml` now) costs $70.000 a month (30 to 40 runs), and its `max_monthly` is $30.000: $40.000 too much. Remove `y` in `often.yml`, or have `max_monthly` raised to $70.000.',
    ]);
  });
});

describe('a line that leaves its plan cannot leave its limits', () => {
  const line = (id: string, model = 'a/ten', more: object = {}) => ({ id, model, ...more });
  const lines = (...generations: object[]) => ({ generations });
  const limited = (budget: object, ...generations: object[]) => ({ budget, generations });
  const strict = { max_total: 5 };
  const lax = { max_total: 1_000 };
  const isOver = (cost: string) => [`max_total of a.yml: ${cost} > 5.000`];

  test.each<[string, Run['before'] & object, Run['plans'], string[]]>([
    [
      'by a new plan, a new name and a new id',
      { 'a.yml': limited(strict, line('x')) },
      { 'new.yml': limited(lax, line('y')) },
      isOver('10.000'),
    ],
    [
      'by being split into two with new ids',
      { 'a.yml': limited(strict, line('x', 'a/one', { count: 5 })) },
      { 'a.yml': lines(), 'new.yml': lines(line('y', 'a/one', { count: 3 }), line('z', 'a/one', { count: 3 })) },
      isOver('6.000'),
    ],
    [
      'by a new id in a plan that has no limits on the base branch',
      { 'a.yml': limited(strict, line('x')), 'b.yml': lines() },
      { 'a.yml': lines(), 'b.yml': limited(lax, line('y')) },
      isOver('10.000'),
    ],
    [
      'by a new id in a plan whose limits on the base branch are empty',
      { 'a.yml': limited(strict, line('x')), 'b.yml': limited({}) },
      { 'a.yml': lines(), 'b.yml': lines(line('y')) },
      isOver('10.000'),
    ],
    [
      'by an id that looks the same',
      { 'a.yml': limited(strict, line('hero')) },
      { 'a.yml': lines(), 'new.yml': lines(line('her\u043e'), line('Hero')) },
      isOver('20.000'),
    ],
    [
      'by a new id and a setting that it left out, or that the defaults add',
      { 'a.yml': limited(strict, line('x')) },
      {
        'a.yml': lines(),
        'new.yml': { defaults: { duration: 10 }, ...lines(line('y', 'a/ten', { resolution: '720p' })) },
      },
      isOver('10.000'),
    ],
    [
      'by joining a line of the same id in a plan with limits of its own',
      { 'a.yml': limited(strict, line('x')), 'b.yml': limited(lax, line('x', 'a/one')) },
      { 'a.yml': lines(), 'b.yml': limited(lax, line('x')) },
      isOver('10.000'),
    ],
    [
      'by making a line of the same id longer, of which the part that was added counts',
      { 'a.yml': limited(strict, line('x', 'a/one', { count: 4 })), 'b.yml': lines(line('x', 'a/one', { count: 2 })) },
      { 'a.yml': lines(), 'b.yml': lines(line('x', 'a/one', { count: 4, outputs: 2 })) },
      isOver('6.000'),
    ],
    [
      'by joining a line of a plan that has mistakes on the base branch',
      { 'a.yml': limited(strict, line('x')), 'b.yml': lines(line('x'), { modle: 'a/one' }) },
      { 'a.yml': lines(), 'b.yml': lines(line('x')) },
      isOver('10.000'),
    ],
    [
      'by changing places with a line of a lax plan',
      { 'a.yml': limited(strict, line('x', 'a/one')), 'b.yml': limited(lax, line('y', 'a/one')) },
      { 'a.yml': lines(line('y', 'a/one')), 'b.yml': lines(line('x')) },
      isOver('11.000'),
    ],
    [
      'by the name of a lax plan that is removed',
      { 'a.yml': limited(strict, line('x')), 'b.yml': { name: 'Lax', ...limited(lax, line('y', 'a/one')) } },
      { 'new.yml': { name: 'Lax', ...limited(lax, line('x')) } },
      ['max_total of new.yml: 10.000 > 5.000'],
    ],
    [
      'by a new id, where other lines of its model left as well',
      {
        'a.yml': limited(strict, line('x', 'a/ten', { duration: 5 }), line('y', 'a/ten', { duration: 10 })),
      },
      { 'a.yml': lines(), 'new.yml': lines(line('z', 'a/ten', { duration: 10 })) },
      isOver('10.000'),
    ],
    [
      'by a new id, where a lax plan had a line of the old id already',
      { 'a.yml': limited(strict, line('x')), 'b.yml': limited(lax, line('x')) },
      { 'a.yml': lines(), 'b.yml': limited(lax, line('x')), 'new.yml': lines(line('z')) },
      isOver('10.000'),
    ],
    [
      'by the id that a matrix makes',
      { 'a.yml': limited(strict, { id: 'x', matrix: { model: ['a/ten'], count: [1, 2] } }) },
      { 'a.yml': lines(), 'new.yml': lines({ id: 'x', matrix: { model: ['a/ten'], count: [1] } }) },
      isOver('10.000'),
    ],
    [
      'by leaving a list of denied models behind',
      { 'a.yml': limited({ denied_models: ['a/ten'] }, line('x', 'a/one')), 'b.yml': limited(lax) },
      { 'a.yml': lines(), 'b.yml': lines(line('x')) },
      ['denied_models of a.yml: a/ten > a/ten'],
    ],
  ])('%s', async (_, before, plans, violations) => {
    expect((await judged({ before, plans })).violations).toEqual(violations);
  });

  // What an ordinary pull request does is judged by the limits of the plan that it does it in.
  test.each<[string, Run['before'] & object, Run['plans']]>([
    [
      'a new plan, though a line of another asks for the same by the same id',
      { 'a.yml': limited(strict, line('x', 'a/one')) },
      { 'a.yml': lines(line('x', 'a/one')), 'new.yml': limited(lax, line('x', 'a/one', { count: 100 })) },
    ],
    [
      'a new plan, though a line is removed that asked for something else',
      { 'a.yml': limited(strict, line('x', 'a/one', { duration: 5 }), line('y', 'a/one')) },
      { 'a.yml': lines(line('y', 'a/one')), 'new.yml': limited(lax, line('z', 'a/one', { duration: 10, count: 100 })) },
    ],
    [
      'a new plan, though a line is removed that another file has now',
      { 'a.yml': limited(strict, line('x', 'a/one')), 'b.yml': lines() },
      {
        'a.yml': lines(),
        'b.yml': lines(line('x', 'a/one')),
        'new.yml': limited(lax, line('z', 'a/one', { count: 100 })),
      },
    ],
    [
      'a new line in a plan with limits on the base branch',
      { 'a.yml': limited(strict, line('x', 'a/one')), 'b.yml': limited(lax) },
      { 'a.yml': lines(), 'b.yml': lines(line('y', 'a/one', { count: 100 })) },
    ],
    [
      'two plans that change their names and keep their ids',
      { 'a.yml': limited(strict, line('x', 'a/one')), 'b.yml': limited(lax, line('y', 'a/one', { count: 100 })) },
      { 'c.yml': lines(line('x', 'a/one')), 'd.yml': lines(line('y', 'a/one', { count: 200 })) },
    ],
    [
      'a line twice, if it only changes its id',
      { 'a.yml': limited({ max_generations: 1 }, line('x')) },
      { 'a.yml': lines(line('y')) },
    ],
    [
      'two plans that continue one to limits of their own, which apply after the merge',
      { 'old.yml': limited(lax, line('x'), line('y')) },
      { 'a.yml': limited(strict, line('x')), 'b.yml': limited(strict, line('y')) },
    ],
    [
      'a line that another plan had too, and that became shorter there',
      { 'a.yml': limited(strict, line('x', 'a/one')), 'b.yml': lines(line('x', 'a/one', { count: 100 })) },
      { 'a.yml': lines(), 'b.yml': lines(line('x', 'a/one', { count: 99 })) },
    ],
  ])('and does not bind %s', async (_, before, plans) => {
    expect(await judged({ before, plans })).toMatchObject({ verdict: 'pass', violations: [] });
  });

  test('though the limits of the base branch cannot be read: each of the plans that continue it keeps its own', async () => {
    const { violations } = await judged({
      before: { 'a.yml': limited({ max_total: 'a lot', max_generations: 3 }, line('x'), line('y')) },
      plans: { 'b.yml': limited(lax, line('x')), 'c.yml': limited(strict, line('y', 'a/ten', { count: 3 })) },
    });
    expect(violations).toEqual(['max_total of c.yml: 30.000 > 5.000', 'max_generations of a.yml: 4 > 3']);
  });
});

describe('the limits of a plan that has mistakes on the base branch', () => {
  const broken = (budget: object) => ({ budget, generations: [{ id: 'hero', modle: 'a/ten' }] });

  test('count where they can be read', async () => {
    const { violations, proposals } = await judged({
      before: { 'plan.yml': broken({ max_total: 5 }) },
      plans: { 'plan.yml': plan({ max_total: 50 }) },
    });
    expect(violations).toEqual(['max_total of plan.yml: 10.000 > 5.000']);
    expect(proposals).toEqual(['plan.yml max_total: $5.000 → $50.000']);
  });

  test('count one by one: of those that cannot be read, the plan’s own count, with a warning', async () => {
    const { violations, problems } = await judged({
      before: { 'plan.yml': broken({ max_total: 5, max_generations: 'few' }) },
      plans: {
        'plan.yml': plan(
          { max_total: 50, max_generations: 3, denied_models: ['a/*'] },
          { generations: [{ model: 'a/ten', count: 4 }] },
        ),
      },
    });
    expect(violations).toEqual(['max_total of plan.yml: 40.000 > 5.000', 'max_generations of plan.yml: 4 > 3']);
    expect(problems).toContain(
      'warning: The limits of `plan.yml` cannot all be read on `main` (`max_generations`), so the limits in `plan.yml` apply instead.',
    );
  });

  test('are the plan’s own where nothing there can be read, with a warning', async () => {
    const { verdict, violations, problems } = await judged({
      before: { 'plan.yml': 'budget: [' },
      plans: { 'plan.yml': plan({ max_total: 5 }) },
    });
    expect(verdict).toBe('fail');
    expect(violations).toEqual(['max_total of plan.yml: 10.000 > 5.000']);
    expect(problems).toContain(
      'warning: The limits of `plan.yml` cannot all be read on `main` (`budget`), so the limits in `plan.yml` apply instead.',
    );
  });

  test('count though one of them has the name of the whole', async () => {
    const { violations } = await judged({
      before: { 'plan.yml': plan({ max_total: 5, budget: 3 }) },
      plans: { 'plan.yml': plan({ max_total: 50, max_generations: 3 }) },
    });
    expect(violations).toEqual(['max_total of plan.yml: 10.000 > 5.000']);
  });

  test('are the plan’s own where they are no limits at all, with a warning and what to do', async () => {
    const report = await reportOf({
      prices,
      before: { 'plan.yml': { ...plan(), budget: null } },
      plans: { 'plan.yml': plan({ max_total: 5 }) },
    });
    expect(report.violations.map(({ rule, limit }) => [rule, limit])).toEqual([['max_total', '5.000']]);
    const [unread] = report.problems.filter(({ message }) => String(message).startsWith('The limits of'));
    expect(`${unread?.message} ${unread?.help}`).toBe(
      'The limits of `plan.yml` cannot all be read on `main` (`budget`), so the limits in `plan.yml` apply instead. Correct the plan on `main`.',
    );
  });

  test('count the month as often as the plan runs there, which a pull request cannot lower', async () => {
    const base = { ...broken({ max_monthly: 120 }), runs_per_month: 30 };
    for (const runs of [{}, { runs_per_month: 1 }]) {
      const { violations } = await judged({ before: { 'plan.yml': base }, plans: { 'plan.yml': plan({}, runs) } });
      expect(violations).toEqual(['max_monthly of plan.yml: 300.000 > 120.000']);
    }
  });

  test('do not count the month where nobody knows how often the plan runs', async () => {
    const { violations } = await judged({
      before: { 'plan.yml': broken({ max_monthly: 5 }) },
      plans: { 'plan.yml': plan() },
    });
    expect(violations).toEqual([]);
  });

  test('count all of the cost as an increase, until somebody lets the correction through', async () => {
    const run = {
      before: { 'plan.yml': broken({ max_increase: '20%' }) },
      plans: { 'plan.yml': plan({ max_increase: '20%' }) },
    };
    const { verdict, violations, problems } = await judged(run);
    expect(verdict).toBe('fail');
    expect(violations).toEqual(['max_increase of plan.yml: 10.000 > 0.000']);
    expect(problems).toEqual([
      expect.stringMatching(/^warning: The cost of `plan\.yml` on `main` is unknown, since the plan is invalid there/),
    ]);
  });

  test('are not taken from elsewhere where they can all be read', async () => {
    const [old] = (await sideOf({ 'plan.yml': broken({ max_total: 5 }) })).plans;
    const { budget } = planOf(plan({ max_total: 50, max_generations: 3 }));
    expect(JSON.stringify(old && limitsOnBase(old, budget))).toBe('{"budget":{"max_total":"5.000"},"unread":[]}');
  });
});

describe('the increase of a plan whose limits come from another commit than its costs', () => {
  const line = (id: string, model: string) => ({ id, model });
  const limits = { 'old.yml': { budget: { max_increase: 5 }, generations: [line('x', 'a/one'), line('y', 'a/one')] } };
  const plans = { 'a.yml': { generations: [line('x', 'a/ten')] }, 'b.yml': { generations: [line('y', 'a/ten')] } };
  const judgedAgainst = async (costs: Run['before'] & object) =>
    judged({ plans, base: { limits: await sideOf(limits), costs: await sideOf(costs), diagnostics: [] } });

  test('is that of the plans which continue it, of which one may be new', async () => {
    const { violations } = await judgedAgainst({ 'b.yml': { generations: [line('y', 'a/one')] } });
    expect(violations).toEqual(['max_increase of old.yml: 19.000 > 5.000']);
  });

  test('is all of the cost if one of those has mistakes there', async () => {
    const { violations } = await judgedAgainst({
      'a.yml': { generations: [line('x', 'a/one')] },
      'b.yml': { generations: [{ id: 'y', modle: 'a/one' }] },
    });
    expect(violations).toEqual(['max_increase of old.yml: 20.000 > 5.000']);
  });
});

test('an increase over a baseline that nobody compares with is not judged, and is told of', async () => {
  const { problems } = await judged({ plans: { 'plan.yml': plan({ max_increase: '20%' }) } });
  expect(problems).toEqual(['notice: The `max_increase` of `plan.yml` is not checked, since there is no baseline.']);
});

describe('a model may be used in a file', () => {
  const group = (files: readonly string[], budget: LimitGroup['budget']): LimitGroup => ({
    file: files[0] ?? '',
    files,
    budget,
    baseRunsPerMonth: undefined,
    lines: [],
    cost: undefined,
    baseline: { kind: 'none' },
  });
  const groups = [
    group(['a.yml', 'both.yml'], { allowed_models: ['a/*'] }),
    group(['b.yml', 'both.yml'], { denied_models: ['a/dear', 'b/*'] }),
  ];

  test.each([
    ['a.yml', 'a/dear', true],
    ['a.yml', 'c/d', false],
    ['b.yml', 'c/d', true],
    ['b.yml', 'a/dear', false],
    ['both.yml', 'a/cheap', true],
    ['both.yml', 'a/dear', false],
    ['both.yml', 'c/d', false],
    ['free.yml', 'c/d', true],
  ])('where all limits that judge its lines let it: in %s, %s: %j', (file, model, isAllowed) => {
    expect(modelFilter(groups)(file, model)).toBe(isAllowed);
  });
});

describe('the budget of a text that may have mistakes', () => {
  test.each<[string, object, object]>([
    ['sets none', { generations: [] }, { unread: [] }],
    ['is read', { budget: { max_total: '5' } }, { budget: { max_total: '5.000' }, unread: [] }],
    ['is empty', { budget: {} }, { budget: {}, unread: [] }],
    ['is nothing', { budget: null }, { budget: {}, unread: ['budget'] }],
    ['is a list', { budget: ['max_total'] }, { budget: {}, unread: ['budget'] }],
    [
      'has a key that is no amount',
      { budget: { max_total: 'a lot', max_generations: 3 } },
      { budget: { max_generations: 3 }, unread: ['max_total'] },
    ],
    [
      'has a key that is unknown',
      { budget: { max_totl: 5, max_generations: 3 } },
      { budget: { max_generations: 3 }, unread: ['max_totl'] },
    ],
    [
      'has several mistakes',
      { budget: { max_total: -1, warn_at: '80 percent', denied_models: [5], max_increase: '20%' } },
      { budget: { max_increase: { percent: '20' } }, unread: ['max_total', 'denied_models', 'warn_at'] },
    ],
  ])('%s', (_, data, reading) => {
    expect(JSON.parse(JSON.stringify(readBudget(data)))).toEqual(reading);
  });
});
