import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOfLine } from '../../../src/plan/plan.ts';
import { type Estimates, priceKey } from '../../../src/pricing/estimator.ts';
import { missingPriceErrors, pricePlan } from '../../../src/pricing/price-plan.ts';
import { say } from '../../../src/shared/message.ts';
import { lacksScope, type Price, refused, refusedKey } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';
import { type Run, reportOf } from '../../support/reports.ts';

/** The report on one plan of these lines. */
function priced(generations: readonly object[], run: Omit<Run, 'plans'>) {
  return reportOf({ plans: { 'plan.yml': { generations } }, ...run });
}

describe('the cost of a line', () => {
  test('is unit cost × count × outputs, and not what the API adds up for a count that it cut to 100', async () => {
    const report = await priced([{ model: 'a/b', count: 500, outputs: 3 }], { prices: { 'a/b': 0.052 } });
    expect(report.plans[0]?.lines).toMatchObject([{ unit_cost: usd('0.052'), cost: usd('78') }]);
    expect(String(report.total_cost)).toBe('78.000');
    expect(report.generation_count).toBe(1500);
  });

  test('of a million outputs at 0.0052 is exactly 5200', async () => {
    const report = await priced([{ model: 'a/b', count: 1_000_000 }], { prices: { 'a/b': 0.0052 }, balance: 5200 });
    expect(String(report.total_cost)).toBe('5200.000');
    expect(report.verdict).toBe('pass');
  });

  test('is the same for all lines of one price', async () => {
    const report = await priced([{ model: 'a/b' }, { model: 'a/b', count: 10 }], { prices: { 'a/b': 0.1 } });
    expect(report.plans[0]?.lines.map(({ cost }) => String(cost))).toEqual(['0.100', '1.000']);
  });
});

/** A model as the library lists it. */
function listed(model_type: 'image' | 'video', model_pricing: unknown, schema: object = {}) {
  return { model_identifier: 'a/b', model_type, model_pricing, schema: { generation_output_number: 4, ...schema } };
}

const RESOLUTIONS = { generation_duration: [5], generation_resolution: ['720p', '1080p'] };

describe('an estimate of 0', () => {
  const told = async (library: readonly object[], settings: object = {}, price: Price = { cost_per_generation: 0 }) => {
    const run = { prices: { 'a/b': price }, library };
    const { verdict, total_cost, problems } = await priced([{ model: 'a/b', count: 500, ...settings }], run);
    return [verdict, total_cost?.toString(), ...problems.map(({ message }) => String(message))];
  };
  const clip = { duration: 5, resolution: '720p' };

  test.each<[string, object, object]>([
    ['an image', listed('image', 0), {}],
    ['a video', listed('video', 0, RESOLUTIONS), clip],
    ['one resolution of a video', listed('video', { '720p': 0, '1080p': 0.1 }, RESOLUTIONS), clip],
    ['every resolution of a video', listed('video', { '720p': 0, '1080p': 0 }, RESOLUTIONS), { duration: 5 }],
  ])('is a price where the library lists 0 too, for %s', async (_, model, settings) => {
    expect(await told([model], settings)).toEqual(['pass', '0.000']);
  });

  test.each<[string, readonly object[], object, string]>([
    ['an image that costs', [listed('image', 0.052)], {}, '$0.052 (the price in the model library)'],
    ['a video that costs', [listed('video', 0.049, RESOLUTIONS)], clip, '$0.245 (the price in the model library)'],
    [
      'a resolution that costs',
      [listed('video', { '720p': 0.049, '1080p': 0 }, RESOLUTIONS)],
      clip,
      '$0.245 (the price in the model library)',
    ],
    [
      'one of several resolutions that may be meant',
      [listed('video', { '720p': 0, '1080p': 0.049 }, RESOLUTIONS)],
      { duration: 5 },
      'above $0.000 (the model library lists up to $0.049)',
    ],
    [
      'an image with prices by something else',
      [listed('image', { standard: 0.04, hd: 0.08 })],
      {},
      'above $0.000 (the model library lists up to $0.080)',
    ],
    [
      'a model without a price',
      [listed('image', null)],
      {},
      'above $0.000 (the model library lists no price for this model)',
    ],
    [
      'a model of another shape',
      [{ model_identifier: 'a/b' }],
      {},
      'above $0.000 (the model library lists no price for this model)',
    ],
    ['a model that is not listed', [], {}, 'above $0.000 (the model library lists no price for this model)'],
  ])('is an error for %s', async (_, library, settings, expected) => {
    expect(await told(library, settings)).toEqual([
      'error',
      undefined,
      `Unexpected response from BabySea for the price of \`a/b\`, request \`req_1\`: expected cost_per_generation to be ${expected}, found \`$0.000\`.`,
    ]);
  });

  test('is an error where the library cannot be read', async () => {
    const [verdict, total, , message] = await told([{ model_type: 'image' }]);
    expect([verdict, total]).toEqual(['error', undefined]);
    expect(message).toContain('above $0.000 (the model library could not be read), found `$0.000`.');
  });
});

describe('an estimate that differs from the library', () => {
  const clip = { duration: 5, resolution: '720p' };
  const warnings = async (model: object, price: number, ...lines: readonly object[]) => {
    const run = { prices: { 'a/b': price }, library: [model] };
    const report = await priced(
      lines.map((line) => ({ model: 'a/b', ...line })),
      run,
    );
    expect(report.verdict).toBe('pass');
    expect(report.plans[0]?.lines[0]?.unit_cost).toEqual(usd(String(price)));
    return report.problems.map(({ severity, message, help, place }) => {
      expect(place).toMatchObject({ file: 'plan.yml', source: expect.stringContaining('a/b') });
      return `${severity}: ${message} ${help}`;
    });
  };
  const warning = (estimate: string, library: string) =>
    `warning: BabySea estimates ${estimate} for one output of \`a/b\`, request \`req_1\`, but its model library lists ${library}. The gate uses the estimate. Run the gate again; if the two still differ, ask BabySea support with the request id.`;

  test.each<[string, object, number, object, string, string]>([
    ['an image', listed('image', 0.052), 0.05, {}, '$0.050', '$0.052'],
    ['a video of one price a second', listed('video', 0.049, RESOLUTIONS), 0.1, clip, '$0.100', '$0.245'],
    ['a resolution', listed('video', { '720p': 0.049, '1080p': 1 }, RESOLUTIONS), 5, clip, '$5.000', '$0.245'],
    [
      'a resolution with sound',
      listed('video', { '720p_audio': 0.1, '720p_noaudio': 0.05 }, { ...RESOLUTIONS, generation_generate_audio: true }),
      0.25,
      { ...clip, audio: true },
      '$0.250',
      '$0.500',
    ],
  ])('is the price of %s, with a warning that has both', async (_, model, price, line, estimate, library) => {
    expect(await warnings(model, price, line)).toEqual([warning(estimate, library)]);
  });

  test('is told once for each model', async () => {
    const model = listed('video', 0.049, { ...RESOLUTIONS, generation_duration: [5, 10] });
    expect(await warnings(model, 9, clip, clip, { ...clip, duration: 10 })).toEqual([warning('$9.000', '$0.245')]);
  });

  test.each<[string, object, number, object]>([
    ['they agree', listed('image', 0.052), 0.052, {}],
    [
      'they differ by what binary floating point adds',
      listed('video', 0.1, { generation_duration: [3] }),
      0.1 * 3,
      { duration: 3 },
    ],
    ['the library lists no price', listed('image', null), 0.05, {}],
    ['the library lists 0', listed('image', 0), 0.05, {}],
    ['an image has prices by something else', listed('image', { hd: 0.08 }), 0.05, {}],
    [
      'the resolution is left to the model',
      listed('video', { '720p': 0.049, '1080p': 1 }, RESOLUTIONS),
      9,
      { duration: 5 },
    ],
    [
      'the sound is left to the model',
      listed('video', { '720p_audio': 0.1, '720p_noaudio': 0.05 }, { ...RESOLUTIONS, generation_generate_audio: true }),
      9,
      clip,
    ],
  ])('is not one where %s', async (_, model, price, line) => {
    expect(await warnings(model, price, line)).toEqual([]);
  });
});

describe('a price that is missing', () => {
  test('leaves the total unknown, and the other lines priced', async () => {
    const report = await priced([{ model: 'a/b' }, { model: 'no/such' }], { prices: { 'a/b': 1 } });
    expect(report).toMatchObject({ verdict: 'error', total_cost: null });
    expect(report.plans[0]?.lines.map(({ cost }) => cost?.toString())).toEqual(['1.000', undefined]);
  });

  test('is told once, at the first line that needs it', async () => {
    const { problems } = await priced(
      [{ model: 'a/b' }, { model: 'no/x', count: 2 }, { model: 'no/x' }, { model: 'no/x' }],
      { prices: { 'a/b': 1, 'no/x': refused(404) } },
    );
    expect(problems).toHaveLength(1);
    expect(String(problems[0]?.message)).toContain('2 other lines of the same price have none either.');
    expect(problems[0]?.place).toMatchObject({ file: 'plan.yml', source: '   "model": "no/x",', column: 13 });
  });

  test('is told of alone where no other line needs it', async () => {
    const { problems } = await priced([{ model: 'no/x' }], { prices: { 'no/x': refused(404) } });
    expect(problems.map(({ message }) => String(message))).toEqual([
      'BabySea could not give the price of `no/x`, since it does not know that model (HTTP 404, request `req_9`).',
    ]);
  });

  test.each([
    [1, ''],
    [2, ' 1 other price is missing as well.'],
    [3, ' 2 other prices are missing as well.'],
  ])('is told at the first line that needs it, where the service fails for %d', async (count, others) => {
    const models = ['no/x', 'no/y', 'no/z'].slice(0, count);
    const { problems } = await priced([{ model: 'a/b' }, ...models.map((model) => ({ model }))], {
      prices: { 'a/b': 1, ...Object.fromEntries(models.map((model) => [model, refused(503)])) },
    });
    expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      `error: BabySea could not answer for the price of \`no/x\` (HTTP 503, request \`req_9\`, 1 attempt).${others}`,
    ]);
    expect(problems[0]?.place?.source).toContain('no/x');
    expect(String(problems[0]?.help)).toBe('Run the gate again later; BabySea’s status page may know of it.');
  });

  test('is told once without a place where every price shares the trouble', async () => {
    const { problems } = await priced([{ model: 'a/b' }, { model: 'c/d' }], {
      prices: { 'a/b': refusedKey(), 'c/d': refusedKey() },
      balance: refusedKey(),
    });
    expect(problems.map(({ severity, place }) => ({ severity, place }))).toEqual([{ severity: 'error', place: null }]);
  });
});

describe('prices that are missing', () => {
  const plan = planOf({ generations: [{ model: 'no/x' }, { id: 'again', model: 'no/x' }, { model: 'a/b' }] });
  const [x, again] = plan.lines;
  const trouble = { message: say`No price.`, help: say`Wait.`, reach: 'request' as const };
  const quotes: Estimates = new Map(plan.lines.slice(0, 1).map((line) => [priceKey(line), { error: trouble }]));
  const told = (...lines: readonly (typeof x)[]) =>
    missingPriceErrors([pricePlan(plan, quotes)], new Set(lines.filter((line) => line !== undefined))).map(
      ({ message, place }) => [String(message), place?.line],
    );

  test('are told at the first line of whose mistakes is not told already', () => {
    const [first, second] = plan.lines.map((line) => placeOfLine(plan, line, 'model').line);
    expect(told()).toEqual([['No price. 1 other line of the same price has none either.', first]]);
    expect(told(x)).toEqual([['No price.', second]]);
    expect(told(x, again)).toEqual([]);
  });

  test('leave a line without a price, asked for or not, and the plan without a cost', () => {
    const { lines, cost } = pricePlan(plan, quotes);
    expect(lines.map(({ unitCost, cost }) => [unitCost, cost])).toEqual(plan.lines.map(() => [undefined, undefined]));
    expect(cost).toBe(undefined);
  });
});

describe('the cost of a month', () => {
  const plan = (count: number, runs_per_month?: number) => ({ generations: [{ model: 'a/b', count }], runs_per_month });

  test('is that of all plans that say how often they run', async () => {
    const plans = { 'a.yml': plan(2, 4), 'b.yml': plan(1), 'c.yml': plan(3, 10) };
    const report = await reportOf({ plans, prices: { 'a/b': 1 } });
    expect(String(report.monthly_cost)).toBe('38.000');
    expect(report.plans.map(({ monthly_cost }) => String(monthly_cost))).toEqual(['8.000', 'null', '30.000']);
  });

  test('is nothing to speak of where none does', async () => {
    expect((await reportOf({ plans: { 'a.yml': plan(2) }, prices: { 'a/b': 1 } })).monthly_cost).toBe(null);
  });

  test('is unknown where one of their prices is', async () => {
    const other = { generations: [{ model: 'no/such' }], runs_per_month: 1 };
    const report = await reportOf({ plans: { 'a.yml': plan(2, 4), 'b.yml': other }, prices: { 'a/b': 1 } });
    expect(report.monthly_cost).toBe(null);
  });
});

describe('the balance', () => {
  const lines = [{ model: 'a/b' }, { model: 'c/d' }];

  test('is the lower one where billing and the estimates differ', async () => {
    const report = await priced(lines, { prices: { 'a/b': 3, 'c/d': 3 }, balance: 100, creditBalance: 5 });
    expect(report).toMatchObject({ verdict: 'fail', balance: usd('5'), balance_source: 'estimates' });
    expect(report.problems.map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('is the lowest that the estimates saw where billing is refused, with a warning', async () => {
    const report = await priced(lines, {
      prices: { 'a/b': { credit_balance: 7 }, 'c/d': { credit_balance: 6.5 } },
      balance: lacksScope(),
    });
    expect(report).toMatchObject({ balance: usd('6.5'), balance_source: 'estimates', verdict: 'pass' });
    expect(report.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: Billing could not be read; using the balance of $6.500 from the estimates. The key may not ask BabySea for the account’s balance (HTTP 403 `BSE1003`, request `req_9`): it lacks the scope. It says: `Insufficient permissions.`',
    ]);
  });

  test('may be zero', async () => {
    const report = await priced([], { balance: 0 });
    expect(report).toMatchObject({ verdict: 'pass', balance: usd('0') });
  });

  test('may be zero by the estimates', async () => {
    const report = await priced([{ model: 'a/b' }], { prices: { 'a/b': 1 }, balance: lacksScope(), creditBalance: 0 });
    expect(report).toMatchObject({ verdict: 'fail', balance: usd('0'), shortfall: usd('1') });
  });

  test('is an error where the estimates could not see it either', async () => {
    const report = await priced(lines, { prices: { 'a/b': 1, 'c/d': 1 }, balance: lacksScope(), creditBalance: null });
    expect(report).toMatchObject({ verdict: 'error', balance: null, balance_source: null });
    expect(report.problems.map(({ severity }) => severity)).toEqual(['error']);
    expect(String(report.problems[0]?.message)).toMatch(/^The account’s balance is unknown\. The key may not/);
    expect(String(report.problems[0]?.help)).toBe('Make a key with the preset `Read Only` and use it for the gate.');
  });

  test('is an error where billing is refused and no estimate was needed', async () => {
    expect(await priced([], { balance: lacksScope() })).toMatchObject({ verdict: 'error', balance: null });
  });

  test.each([Number.NaN, -1, '12.48', null, undefined])('is not believed where billing says %j', async (balance) => {
    const report = await priced([], { balance: { valueOf: () => balance } });
    expect(report.verdict).toBe('error');
  });
});

describe('whatever the order, grouping and duplication of lines', () => {
  const models = ['a/one', 'a/two', 'b/three'] as const;
  const prices = { 'a/one': 0.1, 'a/two': 0.0052, 'b/three': 0.333333 };
  const line = fc.record({
    model: fc.constantFrom(...models),
    count: fc.integer({ min: 1, max: 1_000 }),
    outputs: fc.integer({ min: 1, max: 4 }),
  });
  const lines = fc.array(line, { minLength: 1, maxLength: 12 });

  test('the total is the same', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), async (given, order) => {
        const total = (await priced(given, { prices })).total_cost;
        const shuffled = given
          .map((each, index) => ({ each, key: order[index] ?? 0 }))
          .toSorted((a, b) => a.key - b.key);
        const reordered = await priced(
          shuffled.map(({ each }) => each),
          { prices },
        );
        const split = await priced(
          given.flatMap((each) => Array.from({ length: each.outputs }, () => ({ ...each, outputs: 1 }))),
          { prices },
        );
        const grouped = await priced(
          models
            .map((model) => ({
              model,
              outputs: given
                .filter((each) => each.model === model)
                .reduce((sum, each) => sum + each.count * each.outputs, 0),
            }))
            .filter(({ outputs }) => outputs > 0)
            .map(({ model, outputs }) => ({ model, count: outputs })),
          { prices },
        );
        const parted = await reportOf({
          plans: { 'a.yml': { generations: given.slice(1) }, 'b.yml': { generations: given.slice(0, 1) } },
          prices,
        });
        for (const other of [reordered, split, grouped, parted]) expect(String(other.total_cost)).toBe(String(total));
      }),
      { numRuns: 60 },
    );
  });

  test('the total of all twice is twice the total', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (given) => {
        const once = (await priced(given, { prices })).total_cost;
        const twice = (await priced([...given, ...given], { prices })).total_cost;
        expect(String(twice)).toBe(String(once?.times(2)));
      }),
      { numRuns: 60 },
    );
  });
});
