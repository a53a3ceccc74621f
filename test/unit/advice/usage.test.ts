import { describe, expect, test } from 'vitest';
import { fetchUsage, summarizeUsage } from '../../../src/advice/usage.ts';
import type { BabySeaApi, Envelope } from '../../../src/babysea/api.ts';
import { lacksScope } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';

const NOW = new Date('2026-01-04T12:00:00Z');

interface Records {
  readonly usage?: object | Error;
  /** The pages of the content list. */
  readonly pages?: readonly (readonly unknown[] | Error)[];
}

/** The API with these records; what it was asked for is written down in order. */
function apiOf({ usage = {}, pages = [[]] }: Records): { api: BabySeaApi; asked: string[] } {
  const asked: string[] = [];
  const answer = async (data: object | Error): Promise<Envelope> => {
    if (data instanceof Error) throw data;
    return { request_id: 'req_1', data };
  };
  const unasked = () => answer(new Error('not to be asked'));
  const api: BabySeaApi = {
    estimate: unasked,
    billing: unasked,
    library: { models: unasked },
    getGeneration: unasked,
    health: { providers: unasked },
    usage: (days) => {
      asked.push(`usage ${days}`);
      return answer(usage instanceof Error ? usage : usageOf(usage));
    },
    listGenerations: ({ limit = 0, offset = 0 } = {}) => {
      asked.push(`generations ${offset}+${limit}`);
      const page = pages[offset / 100] ?? [];
      return answer(page instanceof Error ? page : { generations: page });
    },
  };
  return { api, asked };
}

function usageOf(facts: object) {
  return {
    usage_period_days: 30,
    usage_total_requests: 1000,
    usage_total_estimated_cost: 30,
    usage_endpoints: [],
    usage_providers: [],
    ...facts,
  };
}

function generation(id: string, minutesAgo: number, status = 'processing') {
  const created = new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();
  return {
    generation_id: id,
    model_identifier: 'a/b',
    generation_status: status,
    generation_created_at: created,
  };
}

function pageOf(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => generation(`g${from + index}`, 10, 'succeeded'));
}

async function findings(records: Records, facts: { balance?: string; cost?: string; billingPlan?: string } = {}) {
  const usage = await fetchUsage(apiOf(records).api, 30, 'us');
  const balance = facts.balance === undefined ? undefined : usd(facts.balance);
  const cost = facts.cost === undefined ? undefined : usd(facts.cost);
  return summarizeUsage({ ...usage, balance, cost, billingPlan: facts.billingPlan, now: NOW }).sentences.map(String);
}

describe('what is asked for', () => {
  test('is usage and one page of generations', async () => {
    const { api, asked } = apiOf({ pages: [pageOf(99)] });
    const { generations, skipped } = await fetchUsage(api, 7, 'us');
    expect(asked).toEqual(['usage 7', 'generations 0+100']);
    expect(generations).toMatchObject({ isComplete: true });
    expect(skipped).toEqual([]);
  });

  test('is another page where one is full, and three at most', async () => {
    const { api, asked } = apiOf({ pages: [pageOf(100), pageOf(100, 100), pageOf(100, 200), pageOf(100, 300)] });
    const { generations } = await fetchUsage(api, 7, 'us');
    expect(asked.slice(1)).toEqual(['generations 0+100', 'generations 100+100', 'generations 200+100']);
    expect(generations?.records).toHaveLength(300);
    expect(generations?.isComplete).toBe(false);
  });

  test('counts a generation once that moved to the next page meanwhile, and passes over one that cannot be read', async () => {
    const pages = [[...pageOf(99), { generation_id: 7 }], pageOf(2, 98)];
    const { generations } = await fetchUsage(apiOf({ pages }).api, 7, 'us');
    expect(generations?.records).toHaveLength(100);
  });

  test('is named where the key may not read it, and the rest stands', async () => {
    const { usage, generations, skipped } = await fetchUsage(apiOf({ usage: lacksScope() }).api, 7, 'us');
    expect(usage).toBeUndefined();
    expect(generations?.records).toEqual([]);
    expect(skipped.map(String)).toEqual([
      expect.stringMatching(/^The key may not ask BabySea for the usage of the last 7 days \(HTTP 403 `BSE1003`/),
    ]);
  });

  test('never rejects, whatever comes', async () => {
    const broken = await fetchUsage(
      apiOf({ usage: { usage_total_requests: 'many' }, pages: [new Error('no')] }).api,
      7,
      'us',
    );
    expect(broken).toMatchObject({ usage: undefined, generations: undefined });
    expect(broken.skipped).toHaveLength(2);
    const half = await fetchUsage(apiOf({ pages: [pageOf(100), lacksScope()] }).api, 7, 'us');
    expect(half.generations?.records).toHaveLength(100);
    expect(half.skipped).toHaveLength(1);
  });
});

describe('money', () => {
  test('is told as an estimate, as a share, and as the days that the balance lasts', async () => {
    expect(await findings({}, { balance: '25', cost: '15' })).toEqual([
      'The estimated usage of the last 30 days is $30.000; the planned $15.000 is 50.0% of that.',
      'At that estimated pace, the balance after this run lasts for 10 days.',
    ]);
  });

  test('speaks of the days that the answer speaks of', async () => {
    expect(await findings({ usage: { usage_period_days: 1 } })).toEqual([
      'The estimated usage of the last day is $30.000.',
    ]);
  });

  test('lasts for whole days that are begun and ended', async () => {
    const usage = { usage_total_estimated_cost: 0.3 };
    const [, lasting] = await findings({ usage }, { balance: '0.019', cost: '0' });
    expect(lasting).toContain('lasts for 1 day.');
    const [, short] = await findings({ usage }, { balance: '0.009', cost: '0' });
    expect(short).toContain('lasts for less than a day.');
    const [, long] = await findings({ usage }, { balance: '1000', cost: '0' });
    expect(long).toContain('more than ten years');
  });

  test('says nothing of a pace where nothing was used, or where the run leaves nothing', async () => {
    const usage = { usage_total_estimated_cost: 0 };
    expect(await findings({ usage }, { balance: '5', cost: '1' })).toEqual([
      'The estimated usage of the last 30 days is $0.000.',
    ]);
    expect(await findings({}, { balance: '5', cost: '6' })).toHaveLength(1);
  });
});

describe('signs', () => {
  const provider = (facts: object) => ({
    usage: {
      usage_providers: [
        {
          provider: 'replicate',
          total_submissions: 20,
          failed_count: 0,
          total_estimated_cost: 10,
          wasted_estimated_cost: 0,
          ...facts,
        },
      ],
    },
  });

  test.each([
    [{ failed_count: 5 }, '5 of 20 submissions failed (25.0%)'],
    [
      { wasted_estimated_cost: 2.001 },
      'an estimated $2.001 of $10.000 went into submissions that were not used (20.0%)',
    ],
  ])('are a provider with %j', async (facts, words) => {
    const [, sign, ...more] = await findings(provider(facts));
    expect(sign).toBe(`The provider \`replicate\` has trouble: ${words}. Another one may serve better.`);
    expect(more).toEqual([]);
  });

  test.each([
    { failed_count: 4 },
    { wasted_estimated_cost: 2 },
    { total_submissions: 19, failed_count: 19 },
    { failed_count: null, wasted_estimated_cost: null },
  ])('are not a provider with %j', async (facts) => {
    expect(await findings(provider(facts))).toHaveLength(1);
  });

  test('are keys that are refused often', async () => {
    const refused = (times: number) => ({
      usage: { usage_endpoints: [{ error_codes: { BSE1002: times, BSE1004: 900 } }] },
    });
    expect((await findings(refused(51)))[1]).toMatch(/^51 of 1,000 requests were refused with 401 or 403 \(5\.1%\)/);
    expect(await findings(refused(50))).toHaveLength(1);
  });

  test('are generations that do not end for over an hour', async () => {
    const pages = [
      [
        generation('new', 59),
        generation('old', 61, 'pending'),
        generation('oldest', 600),
        generation('done', 900, 'failed'),
        { ...generation('odd', 900), generation_created_at: 'yesterday' },
      ],
    ];
    const [, sign] = await findings({ pages });
    expect(sign).toContain('2 generations have been pending or processing for over an hour');
    expect(sign).toContain('the oldest is `oldest` of `a/b`');
  });

  test('come before how long the ledger is kept', async () => {
    const found = await findings({ pages: [[generation('old', 61)]] }, { billingPlan: 'Pro Monthly' });
    expect(found.at(-1)).toBe('BabySea keeps the credit audit trail of `Pro Monthly` for 180 days.');
  });

  test('keep text from outside as data', async () => {
    const [, sign] = await findings({ pages: [[generation('@all\n::error::', 61)]] });
    expect(sign).toContain('`@all ::error::`');
  });
});
