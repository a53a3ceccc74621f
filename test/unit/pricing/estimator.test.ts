import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { fetchBilling } from '../../../src/pricing/balance.ts';
import { Estimator } from '../../../src/pricing/estimator.ts';
import { prose } from '../../../src/shared/message.ts';
import { Usd } from '../../../src/shared/money.ts';
import { type Account, fakeBabySea, refused, refusedAfter, refusedKey } from '../../support/answers.ts';
import { planOf } from '../../support/plans.ts';

/** The model library could not be read, so that nothing is compared with it. */
const NO_LIBRARY = Promise.resolve({
  error: { message: prose('No library.'), help: prose('Wait.'), reach: 'request' },
} as const);

/** Asks for the prices of a plan's lines. */
async function ask(generations: readonly object[], account: Account, concurrency = 8) {
  const babysea = fakeBabySea(account);
  const quotes = await new Estimator(babysea.api, {
    slots: pLimit(concurrency),
    region: 'us',
    library: NO_LIBRARY,
  }).estimateAll(planOf({ generations }).lines);
  const answers = [...quotes.values()].map((answer) =>
    'value' in answer ? String(answer.value.unitCost) : String(answer.error.message),
  );
  return { ...babysea, answers };
}

describe('what is asked for', () => {
  test('is the price of one output, whatever the count', async () => {
    const { asked, answers } = await ask([{ model: 'bfl/flux-1.1-pro', count: 500, outputs: 4 }], {
      prices: { 'bfl/flux-1.1-pro': 0.052 },
    });
    expect(asked).toEqual([{ model: 'bfl/flux-1.1-pro', count: 1 }]);
    expect(answers).toEqual(['0.052']);
  });

  test('has all settings that the price depends on', async () => {
    const line = { model: 'a/video', duration: 10, resolution: '720p', audio: false };
    const { asked } = await ask([line], { prices: { 'a/video': 1 } });
    expect(asked).toEqual([{ ...line, count: 1 }]);
  });

  test('is asked once where only ids, counts, outputs and other params differ', async () => {
    const { asked } = await ask(
      [
        { id: 'one', model: 'a/b', count: 5 },
        { id: 'two', model: 'a/b', outputs: 3 },
        { id: 'three', model: 'a/b', params: { generation_prompt: 'a seal' } },
      ],
      { prices: { 'a/b': 1 } },
    );
    expect(asked).toHaveLength(1);
  });

  test('is asked apart where a setting differs or is left to the API', async () => {
    const { asked } = await ask(
      [
        { model: 'a/b' },
        { model: 'a/b', duration: 5 },
        { model: 'a/b', duration: 10 },
        { model: 'a/b', resolution: '5' },
        { model: 'a/b', audio: true },
        { model: 'a/b', audio: false },
        { model: 'a/B' },
      ],
      { prices: { 'a/b': 1, 'a/B': 1 } },
    );
    expect(asked).toHaveLength(7);
  });

  test('is 12 prices for 300 lines of 12 settings', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => ({
      model: `lab/model-${index % 3}`,
      duration: [5, 10][index % 2],
      resolution: ['720p', '1080p'][Math.floor(index / 6) % 2],
      count: index + 1,
    }));
    const prices = { 'lab/model-0': 1, 'lab/model-1': 2, 'lab/model-2': 3 };
    const { asked } = await ask(lines, { prices });
    expect(asked).toHaveLength(12);
  });

  test('is nothing for a plan of no lines', async () => {
    const { asked } = await ask([], {});
    expect(asked).toEqual([]);
  });
});

describe('estimates in flight', () => {
  test.each([1, 3, 8])('are never more than %d together', async (concurrency) => {
    const lines = Array.from({ length: 40 }, (_, index) => ({ model: 'a/b', duration: index + 1 }));
    const { mostInFlight, asked } = await ask(lines, { prices: { 'a/b': 1 } }, concurrency);
    expect(asked).toHaveLength(40);
    expect(mostInFlight()).toBe(concurrency);
  });

  test('are never more than the prices that are needed', async () => {
    const { mostInFlight } = await ask([{ model: 'a/b' }, { model: 'a/b' }], { prices: { 'a/b': 1 } }, 32);
    expect(mostInFlight()).toBe(1);
  });
});

describe('what comes', () => {
  const priced = (...durations: number[]) => planOf({ generations: linesOf(...durations) }).lines;
  const linesOf = (...durations: number[]) => durations.map((duration) => ({ model: 'a/b', duration }));

  test('is told answer by answer, of all that are wanted by then, with and without a price', async () => {
    const progress: [number, number][] = [];
    const { api } = fakeBabySea({ prices: { 'a/b': ({ duration }) => (duration === 2 ? refused(404) : 1) } });
    const onProgress = (done: number, wanted: number) => progress.push([done, wanted]);
    const quoter = new Estimator(api, { slots: pLimit(1), region: 'us', library: NO_LIBRARY, onProgress });
    await quoter.estimateAll(priced(1, 2));
    await quoter.estimateAll(priced(1, 2, 3));
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
      [3, 3],
    ]);
  });
});

describe('trouble', () => {
  const lines = Array.from({ length: 10 }, (_, index) => ({ model: 'a/b', duration: index + 1 }));

  test('that all share stops the rest, which then say the same', async () => {
    const { asked, answers } = await ask(lines, { prices: { 'a/b': refusedKey() } }, 2);
    expect(asked).toHaveLength(2);
    expect(new Set(answers).size).toBe(1);
    expect(answers).toHaveLength(10);
    expect(answers[0]).toContain('BabySea refused the key (HTTP 401 `BSE1002`, request `req_9`)');
  });

  test('of one price leaves the others as they are', async () => {
    const { asked, answers } = await ask([{ model: 'a/b' }, { model: 'no/such' }, { model: 'c/d' }], {
      prices: { 'a/b': 1, 'c/d': 2 },
    });
    expect(asked).toHaveLength(3);
    expect(answers).toEqual([
      '1.000',
      'BabySea could not give the price of `no/such`, since it does not know that model (HTTP 404, request `req_9`).',
      '2.000',
    ]);
  });

  test('that nobody foresaw is told too', async () => {
    const { answers } = await ask([{ model: 'a/b' }], { prices: { 'a/b': new Error('surprise') } });
    expect(answers).toEqual(['The request to BabySea for the price of `a/b` failed: `surprise`.']);
  });

  test('of billing says what was asked for', async () => {
    const { api } = fakeBabySea({ balance: refusedAfter(3, 503) });
    const answer = await fetchBilling(api, 'us');
    expect('error' in answer && String(answer.error.message)).toBe(
      'BabySea could not answer for the account’s balance (HTTP 503, request `req_9`, 3 attempts).',
    );
  });
});

describe('an answer is not believed', () => {
  const line = { model: 'a/b', duration: 5, resolution: '720p' };
  const cannot = 'Unexpected response from BabySea for the price of `a/b`, request `req_1`: expected';
  const usd = 'cost_per_generation to be an amount of USD, finite and not negative';

  test.each([
    [{ model_identifier: 'a/c' }, 'model_identifier to be what was asked for, found `a/c instead of a/b`.'],
    [{ duration_seconds: 10 }, 'duration_seconds to be what was asked for, found `10 instead of 5`.'],
    [{ resolution: '1080p' }, 'resolution to be what was asked for, found `1080p instead of 720p`.'],
    [{ cost_per_generation: -0.052 }, `${usd}, found \`-0.052\`.`],
    [{ cost_per_generation: Number.NaN }, `${usd}, found \`NaN\`.`],
    [{ cost_per_generation: Number.POSITIVE_INFINITY }, `${usd}, found \`Infinity\`.`],
    [{ cost_per_generation: '0.052' }, `${usd}, found \`"0.052"\`.`],
    [{ cost_per_generation: null }, `${usd}, found \`null\`.`],
    [{ cost_per_generation: undefined }, 'cost_per_generation in it, found `nothing there`.'],
    [{ credit_balance: -1 }, 'credit_balance to be an amount of USD, finite and not negative, found `-1`.'],
    [{ model_type: 'song' }, 'model_type to be image or video, found `"song"`.'],
  ])('that has %j', async (difference, found) => {
    const { answers } = await ask([line], { prices: { 'a/b': difference } });
    expect(answers).toEqual([`${cannot} ${found}`]);
  });

  test('only where it was asked, not where BabySea says what it takes of itself', async () => {
    const price = { cost_per_generation: 0.5, duration_seconds: 5, resolution: '720p' };
    expect((await ask([{ model: 'a/b' }], { prices: { 'a/b': price } })).answers).toEqual(['0.500']);
  });

  test.each([
    { duration_seconds: null, resolution: null },
    { duration_seconds: undefined, resolution: undefined },
  ])('only where it says otherwise, not where it says nothing: %j', async (difference) => {
    const { answers } = await ask([line], { prices: { 'a/b': { cost_per_generation: 0.5, ...difference } } });
    expect(answers).toEqual(['0.500']);
  });

  test.each([
    [{ assets_count: 4 }, 'assets_count to be what was asked for, found `4 instead of 1`.'],
    [{ assets_count: 0 }, 'assets_count to be what was asked for, found `0 instead of 1`.'],
    [{ assets_count: '1' }, 'assets_count to be a number of outputs, found `"1"`.'],
    [
      { cost_per_generation: 0.107, cost_per_second: 0.107 },
      'cost_per_generation to be $0.535 (cost_per_second × duration_seconds, $0.107 × 5), found `$0.107`.',
    ],
    [
      { cost_per_generation: 0.107, cost_per_second: 0 },
      'cost_per_generation to be $0.000 (cost_per_second × duration_seconds, $0.000 × 5), found `$0.107`.',
    ],
    [
      { cost_per_generation: 0.535, cost_per_second: 0.1071, duration_seconds: null },
      'cost_per_generation to be $0.5355 (cost_per_second × duration_seconds, $0.1071 × 5), found `$0.535`.',
    ],
    [
      { cost_per_generation: 0.052, cost_total_consumed: 0.52 },
      'cost_total_consumed to be $0.052 (cost_per_generation), found `$0.520`.',
    ],
    [
      { cost_per_generation: 0.052, cost_total_consumed: 0 },
      'cost_total_consumed to be $0.052 (cost_per_generation), found `$0.000`.',
    ],
    [{ cost_total_consumed: -1 }, 'cost_total_consumed to be an amount of USD, finite and not negative, found `-1`.'],
    [{ cost_per_second: '1' }, 'cost_per_second to be an amount of USD, finite and not negative, found `"1"`.'],
    [{ duration_seconds: Number.POSITIVE_INFINITY }, 'duration_seconds to be a number of seconds, found `Infinity`.'],
  ])('that contradicts itself: %j', async (difference, found) => {
    const { answers } = await ask([line], { prices: { 'a/b': difference } });
    expect(answers).toEqual([`${cannot} ${found}`]);
  });

  test.each([
    [{ cost_per_generation: 0.535, cost_per_second: 0.107, cost_total_consumed: 0.535 }, '0.535'],
    // BabySea may multiply in binary floating point.
    [{ cost_per_generation: 0.07 * 5, cost_per_second: 0.07, cost_total_consumed: 0.35 }, '0.35000000000000003'],
    [{ cost_per_generation: 0.535, cost_per_second: null, cost_total_consumed: null, assets_count: null }, '0.535'],
  ])('only where it contradicts itself, not where it agrees: %j', async (price, unitCost) => {
    expect((await ask([line], { prices: { 'a/b': price } })).answers).toEqual([unitCost]);
  });

  test('only where the duration is known, not where a cost per second says nothing of the whole', async () => {
    const price = { cost_per_generation: 0.5, cost_per_second: 0.1 };
    expect((await ask([{ model: 'a/b' }], { prices: { 'a/b': price } })).answers).toEqual(['0.500']);
  });

  test('whatever data came, there is a price that is an amount, or trouble', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (data) => {
        const api = { ...fakeBabySea().api, estimate: async () => ({ data }), billing: async () => ({ data }) };
        const quotes = await new Estimator(api, { slots: pLimit(1), region: 'us', library: NO_LIBRARY }).estimateAll([
          { model: 'a/b', settings: {} },
        ]);
        const balance = await fetchBilling(api, 'us');
        const amounts = [
          ...[...quotes.values()].map((answer) => ('value' in answer ? answer.value.unitCost : answer.error)),
          'value' in balance ? balance.value.balance : balance.error,
        ];
        for (const amount of amounts) expect(amount instanceof Usd ? amount.isNegative : false).toBe(false);
        expect(amounts).toHaveLength(2);
      }),
    );
  });
});
