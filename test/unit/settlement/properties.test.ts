import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSince } from '../../../src/settlement/records.ts';
import type { Settlement } from '../../../src/settlement/schema.ts';
import { usd } from '../../support/money.ts';
import { type ApiRecord, GATE_TIME, generatingApi, record, settlementOf } from '../../support/settlements.ts';

const CENTS = { 'a/image': 1.3, 'a/video': 4.9, 'a/other': 7.7 };
const prices = {
  'a/image': 0.013,
  'a/video': ({ duration = 1 }) => Number((duration * 0.049).toFixed(3)),
  'a/other': 0.077,
};
const account = { prices, balance: 1000 };

/** Lines, some of them alike, some with an open setting. */
const plan = {
  generations: [
    { id: 'one', model: 'a/image', count: 3 },
    { id: 'two', model: 'a/image', count: 2 },
    { id: 'sets', model: 'a/image', count: 1, outputs: 4 },
    { id: 'short', model: 'a/video', count: 4, duration: 5, resolution: '720p' },
    { id: 'open', model: 'a/video', count: 2, duration: 10 },
  ],
};

const fields = fc.record({
  model_identifier: fc.constantFrom('a/image', 'a/video', 'a/other'),
  generation_status: fc.constantFrom('pending', 'processing', 'succeeded', 'succeeded', 'failed', 'canceled'),
  // Few times, so that many are equal.
  seconds: fc.integer({ min: 0, max: 20 }),
  generation_duration: fc.constantFrom(5, 10, 20),
  generation_resolution: fc.constantFrom(null, '720p', '1080p'),
  generation_generate_audio: fc.constantFrom(undefined, null, false, true),
  generation_output_number: fc.constantFrom(undefined, 1, 4),
  generation_provider_used: fc.constantFrom(null, 'bfl', 'replicate'),
});

const runs: fc.Arbitrary<ApiRecord[]> = fc.array(fields, { maxLength: 60 }).map((all) =>
  all.map(({ seconds, ...each }, index) =>
    record(`gen-${index}`, {
      ...each,
      ...(each.model_identifier !== 'a/video' && { generation_duration: null, generation_resolution: null }),
      generation_created_at: new Date(GATE_TIME + seconds * 1000).toISOString(),
    }),
  ),
);

/** Thousandths of a dollar that a record costs, by whole numbers. */
function priceOf({
  model_identifier: model,
  generation_output_number: outputs,
  generation_duration: duration,
}: ApiRecord): number {
  const unit = Math.round(CENTS[model as keyof typeof CENTS] * 10) * (model === 'a/video' ? Number(duration) : 1);
  return unit * Number(outputs ?? 1);
}

function thousandths(amount: unknown): number {
  return Math.round(Number(String(amount)) * 1000);
}

function expectSound(settlement: Settlement, records: readonly ApiRecord[]): void {
  const { succeeded, failed, canceled, pending, lines, others } = settlement;
  expect([settlement.records, (succeeded ?? 0) + (failed ?? 0) + (canceled ?? 0) + (pending ?? 0)]).toEqual([
    records.length,
    records.length,
  ]);
  const rows = [...lines, ...others];
  const sum = (field: 'succeeded' | 'failed' | 'canceled' | 'pending') =>
    rows.reduce((total, row) => total + row[field], 0);
  expect([sum('succeeded'), sum('failed'), sum('canceled'), sum('pending')]).toEqual([
    succeeded,
    failed,
    canceled,
    pending,
  ]);
  const costOf = (...statuses: string[]) =>
    records
      .filter((one) => statuses.includes(String(one['generation_status'])))
      .reduce((total, one) => total + priceOf(one), 0);
  expect(thousandths(settlement.settled_cost)).toBe(costOf('succeeded'));
  expect(thousandths(settlement.reserved_cost)).toBe(costOf('pending', 'processing'));
  expect(rows.reduce((total, row) => total + thousandths(row.settled_cost), 0)).toBe(costOf('succeeded'));
  expect(String(settlement.difference)).toBe(
    String(usd(String(settlement.planned_cost)).minus(usd(String(settlement.settled_cost)))),
  );
}

describe('whatever was generated', () => {
  test('each record is counted once, at its price, and the order of records, pages and ids does not matter', async () => {
    const shuffled = runs.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([records, others]) => {
        const settlement = await settlementOf({ plan, account, records });
        expectSound(settlement, records);
        expect(settlement.verdict).not.toBe('error');
        const json = JSON.stringify(settlement);
        expect(JSON.stringify(await settlementOf({ plan, account, records: others }))).toBe(json);
        const ids = others.map(({ generation_id: id }) => id);
        const byIds = await settlementOf({ plan, account, records, ids: [...ids, ...ids.slice(0, 3)] });
        expect({ ...JSON.parse(JSON.stringify(byIds)), since: null }).toEqual({ ...JSON.parse(json), since: null });
      }),
      { numRuns: 150 },
    );
  });

  test('what the balance lost beyond that is exactly what is unexplained', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.integer({ min: 0, max: 5_000 }), async (records, spent) => {
        const cost = records
          .filter((one) => !['failed', 'canceled'].includes(String(one['generation_status'])))
          .reduce((total, one) => total + priceOf(one), 0);
        const balanceNow = (1_000_000 - cost - spent) / 1000;
        const settlement = await settlementOf({ plan, account, balanceNow, records });
        expect(thousandths(settlement.unexplained_cost)).toBe(spent);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the list of records', () => {
  const at = (seconds: number) => new Date(GATE_TIME + seconds * 1000).toISOString();
  const many = (count: number, from: number, prefix = 'r') =>
    Array.from({ length: count }, (_, index) =>
      record(`${prefix}${index}`, { generation_created_at: at(from - index) }),
    );
  const read = async (records: readonly ApiRecord[], onPage?: Parameters<typeof generatingApi>[1]['onPage']) => {
    const { api, pages } = generatingApi({}, { records, onPage });
    const run = await readSince(new Date(GATE_TIME), { api, region: 'us', concurrency: 8, log: () => undefined });
    return { ...run, pages: pages() };
  };
  const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id).toSorted();

  test('of 10,000 records of the run, newest first, takes 100 requests, or two more where older ones follow', async () => {
    const own = many(10_000, 20_000);
    expect(await read(own)).toMatchObject({ pages: 100, diagnostics: [] });
    const more = await read([...own, ...many(5_000, -1, 'old')]);
    expect(more).toMatchObject({ pages: 102, diagnostics: [] });
    expect(more.records).toHaveLength(10_000);
  });

  test('in any order is read whole, each record once', async () => {
    const all = [...many(150, 1_000), ...many(200, -1, 'old')];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (records) => {
        const run = await read(records);
        expect(run).toMatchObject({ diagnostics: [] });
        expect(idsOf(run.records)).toEqual(idsOf(many(150, 1_000).map(({ generation_id: id }) => ({ id }))));
      }),
      { numRuns: 30 },
    );
    const oldestFirst = await read(all.toReversed());
    expect(oldestFirst.records).toHaveLength(150);
  });

  test('to which records are added meanwhile neither loses nor repeats one', async () => {
    const orders = {
      front: (list: readonly ApiRecord[], added: ApiRecord) => [added, ...list],
      back: (list: readonly ApiRecord[], added: ApiRecord) => [...list, added],
      middle: (list: readonly ApiRecord[], added: ApiRecord) => list.toSpliced(Math.floor(list.length / 2), 0, added),
    };
    const cases = fc.record({
      own: fc.integer({ min: 0, max: 350 }),
      older: fc.integer({ min: 0, max: 350 }),
      isReversed: fc.boolean(),
      place: fc.constantFrom('front', 'back', 'middle'),
      requests: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ own, older, isReversed, place, requests }) => {
        const start = [...many(own, 1_000), ...many(older, -1, 'old')];
        const isOrdered = (isReversed ? 'back' : 'front') === place;
        const expected = new Set(many(own, 1_000).map(({ generation_id: id }) => id));
        const run = await read(isReversed ? start.toReversed() : start, (request, list) => {
          if (!requests.includes(request)) return;
          const added = record(`new${request}`, { generation_created_at: at(2_000 + request) });
          expected.add(added.generation_id);
          list.records = orders[place](list.records, added);
        });
        // A list that is newest first is read to its end only where it is short; one that is not, always.
        if (run.diagnostics.length > 0) return expect(isOrdered).toBe(false);
        const found = idsOf(run.records);
        expect(new Set(found).size).toBe(found.length);
        if (isOrdered || isReversed) expect(found).toEqual([...expected].toSorted());
        else expect(found).toEqual(expect.arrayContaining(many(own, 1_000).map(({ generation_id: id }) => id)));
      }),
      { numRuns: 150 },
    );
  });

  test('from which records are deleted meanwhile loses none of the others', async () => {
    const cases = fc.record({
      own: fc.integer({ min: 0, max: 350 }),
      older: fc.integer({ min: 0, max: 350 }),
      isReversed: fc.boolean(),
      deletions: fc.uniqueArray(fc.record({ request: fc.integer({ min: 2, max: 6 }), at: fc.nat({ max: 699 }) }), {
        maxLength: 4,
      }),
      additions: fc.uniqueArray(fc.integer({ min: 2, max: 6 }), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ own, older, isReversed, deletions, additions }) => {
        const all = [...many(own, 1_000), ...many(older, -1, 'old')];
        const deleted = new Set<string>();
        const run = await read(isReversed ? all.toReversed() : all, (request, list) => {
          for (const { at: index } of deletions.filter((one) => one.request === request)) {
            const victim = list.records[index % Math.max(1, list.records.length)];
            if (victim !== undefined) deleted.add(victim.generation_id);
          }
          const left = list.records.filter(({ generation_id: id }) => !deleted.has(id));
          // In a list that is oldest first, an addition could hide a deletion.
          const isAdded = !isReversed && additions.includes(request);
          const added = isAdded ? [record(`new${request}`, { generation_created_at: at(2_000 + request) })] : [];
          list.records = [...added, ...left];
        });
        expect(run.diagnostics).toEqual([]);
        const found = idsOf(run.records);
        expect(new Set(found).size).toBe(found.length);
        const stayed = many(own, 1_000).map(({ generation_id: id }) => id);
        expect(found).toEqual(expect.arrayContaining(stayed.filter((id) => !deleted.has(id))));
      }),
      { numRuns: 150 },
    );
  });

  test('that gives one record in the place of another is read again, and is an error where that stays', async () => {
    const records = [...many(250, 1_000), ...many(300, -1, 'old')];
    const confused = (requests: number) => {
      const { api, pages } = generatingApi({}, { records });
      const listGenerations: typeof api.listGenerations = async (page) => {
        const answer = await api.listGenerations(page);
        const isSecond = page?.offset === 100 && pages() <= requests;
        return isSecond ? { ...answer, data: { generations: [records[99], ...records.slice(101, 200)] } } : answer;
      };
      const options = { region: 'us', concurrency: 8, log: () => undefined };
      return readSince(new Date(GATE_TIME), { api: { ...api, listGenerations }, ...options });
    };
    expect(idsOf((await confused(2)).records)).toHaveLength(250);
    expect((await confused(1_000)).diagnostics).toMatchObject([{ severity: 'error' }]);
  });

  test('to which a record is added is not read whole again for it', async () => {
    const run = await read([...many(3_000, 5_000), ...many(500, -1, 'old')], (request, list) => {
      if (request === 20) list.records = [record('new', { generation_created_at: at(6_000) }), ...list.records];
    });
    expect(run).toMatchObject({ diagnostics: [], pages: 35 });
    expect(run.records).toHaveLength(3_001);
  });

  test('that ends too early, or does not say how many there are, is an error', async () => {
    const short = generatingApi({}, { records: many(150, 1_000) });
    const cut = async (page?: { limit?: number; offset?: number }) => ({
      ...(await short.api.listGenerations(page)),
      total: 400,
    });
    const options = { region: 'us', concurrency: 8, log: () => undefined };
    const early = await readSince(new Date(GATE_TIME), { api: { ...short.api, listGenerations: cut }, ...options });
    expect(early.diagnostics.map(({ message }) => String(message))).toEqual([
      'BabySea’s list of generations holds 400 records, but only 150 of them could be read: the list ended too early or kept changing.',
    ]);
    const mute = async (page?: { limit?: number; offset?: number }) => ({
      ...(await short.api.listGenerations(page)),
      total: undefined,
    });
    const unsaid = await readSince(new Date(GATE_TIME), { api: { ...short.api, listGenerations: mute }, ...options });
    expect(String(unsaid.diagnostics[0]?.message)).toContain('expected total in it');
  });

  test('above 500 pages without an order asks for ids; newest first, only the pages of the run are read', async () => {
    const records = many(50_300, 100);
    const newest = await read(records);
    expect(newest).toMatchObject({ pages: 4, diagnostics: [] });
    const oldest = await read(records.toReversed());
    expect(oldest.pages).toBeLessThan(5);
    expect(String(oldest.diagnostics[0]?.help)).toBe(
      'Save the ids that the run generates, and pass them as `generations`.',
    );
  });
});
