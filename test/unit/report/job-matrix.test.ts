import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priceKey } from '../../../src/pricing/estimator.ts';
import { pricePlan } from '../../../src/pricing/price-plan.ts';
import { matrixOutput as matrixFor, type RunScope } from '../../../src/report/outputs.ts';
import { Usd } from '../../../src/shared/money.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';

const SCOPE: RunScope = { runUrl: 'https://github.com/seaside/shop/actions/runs/7001', job: 'gate', key: '' };

function matrixOutput(plans: Parameters<typeof matrixFor>[0], verdict: Parameters<typeof matrixFor>[1]) {
  return matrixFor(plans, verdict, SCOPE);
}

interface Job {
  readonly shard: number;
  readonly of: number;
  readonly cost: string;
  readonly lines: readonly {
    readonly id: string;
    readonly idempotency_key: string;
    readonly params: Readonly<Record<string, unknown>>;
  }[];
}

/** A plan in which every output costs the same. */
function priced(plan: string | object, unitCost = usd('0.5')) {
  const read = planOf(plan, 'plans/a.yml');
  const quotes = new Map(read.lines.map((line) => [priceKey(line), { value: { unitCost, creditBalance: undefined } }]));
  return pricePlan(read, quotes);
}

function jobsOf(matrix: string): readonly Job[] {
  const { include }: { readonly include: readonly Job[] } = JSON.parse(matrix);
  return include;
}

function sumOf(jobs: readonly Job[]): Usd {
  return Usd.sum(jobs.map(({ cost }) => usd(cost)));
}

function spreadOf(jobs: readonly Job[]): Usd {
  const costs = jobs.map(({ cost }) => usd(cost)).sort((a, b) => a.compare(b));
  const [least = Usd.zero] = costs;
  return (costs.at(-1) ?? Usd.zero).minus(least);
}

const lines = (count: number, line: (index: number) => object = () => ({})) =>
  priced({ generations: Array.from({ length: count }, (_, index) => ({ model: 'a/b', ...line(index) })) });

describe('the matrix of jobs', () => {
  test('has a line a job, with the whole request body', () => {
    const plan = priced(`
generations:
  - id: hero
    model: kling/v1.5-pro
    count: 12
    duration: 10
    resolution: 720p
    audio: false
  - id: teaser
    model: google/veo-2
    outputs: 2
    params: { generation_prompt: A seal, generation_duration: 8, nested: { a: [1] } }
  - model: bfl/flux-schnell
`);
    expect(JSON.parse(matrixOutput([plan], 'pass').matrix)).toEqual({
      include: [
        {
          shard: 1,
          of: 3,
          cost: '6.000',
          lines: [
            {
              plan: 'plans/a.yml',
              id: 'hero',
              model: 'kling/v1.5-pro',
              count: 12,
              outputs: 1,
              params: { generation_duration: 10, generation_resolution: '720p', generation_generate_audio: false },
              idempotency_key: expect.any(String),
            },
          ],
        },
        {
          shard: 2,
          of: 3,
          cost: '1.000',
          lines: [
            {
              plan: 'plans/a.yml',
              id: 'teaser',
              model: 'google/veo-2',
              count: 1,
              outputs: 2,
              params: {
                generation_prompt: 'A seal',
                generation_duration: 8,
                nested: { a: [1] },
                generation_output_number: 2,
              },
              idempotency_key: expect.any(String),
            },
          ],
        },
        {
          shard: 3,
          of: 3,
          cost: '0.500',
          lines: [
            {
              plan: 'plans/a.yml',
              id: 'flux-schnell',
              model: 'bfl/flux-schnell',
              count: 1,
              outputs: 1,
              params: {},
              idempotency_key: expect.any(String),
            },
          ],
        },
      ],
    });
  });

  test.each(['fail', 'error'] as const)('is empty on `%s`', (verdict) => {
    expect(matrixOutput([lines(3)], verdict)).toEqual({ matrix: '' });
  });

  test('is there on `warn`', () => {
    expect(jobsOf(matrixOutput([lines(3)], 'warn').matrix)).toHaveLength(3);
  });

  test('is empty where there is nothing to generate, which GitHub would refuse as a matrix', () => {
    expect(matrixOutput([priced('generations: []')], 'pass')).toEqual({ matrix: '' });
  });

  test('leaves out lines of no records', () => {
    const plan = lines(3);
    const none = plan.lines.map((each, index) => (index === 1 ? { ...each, line: { ...each.line, count: 0 } } : each));
    const jobs = jobsOf(matrixOutput([{ ...plan, lines: none }], 'pass').matrix);
    expect(jobs.map((job) => job.lines.map(({ id }) => id))).toEqual([['b'], ['b-3']]);
    expect(jobs.map(({ shard, of }) => `${shard}/${of}`)).toEqual(['1/2', '2/2']);
  });

  test('has the lines of all plans', () => {
    expect(jobsOf(matrixOutput([lines(2), lines(3)], 'pass').matrix)).toHaveLength(5);
  });

  test('has a job a line up to GitHub’s 256, and no more past that', () => {
    for (const [count, jobs] of [
      [255, 255],
      [256, 256],
      [257, 256],
      [3_000, 256],
    ] as const) {
      expect(jobsOf(matrixOutput([lines(count)], 'pass').matrix)).toHaveLength(jobs);
    }
  });

  test('past 256 shares every line out once, in shards of even cost, none empty', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 257, maxLength: 600 });
    fc.assert(
      fc.property(counts, (given) => {
        const plan = lines(given.length, (index) => ({ count: given[index] }));
        const jobs = jobsOf(matrixOutput([plan], 'pass').matrix);
        const ids = jobs.flatMap((job) => job.lines.map(({ id }) => id));
        expect(ids.toSorted()).toEqual(plan.lines.map(({ line }) => line.id).toSorted());
        expect(String(sumOf(jobs))).toBe(String(plan.cost));
        expect(jobs.filter((job) => job.lines.length === 0)).toEqual([]);
        // Dearest first to the cheapest shard: no two shards differ by more than the dearest line.
        expect(spreadOf(jobs).exceeds(usd('0.5').times(Math.max(...given)))).toBe(false);
      }),
      { numRuns: 15 },
    );
  });

  test('spreads lines that cost nothing too', () => {
    const plan = priced({ generations: Array.from({ length: 512 }, () => ({ model: 'a/free' })) }, Usd.zero);
    expect(jobsOf(matrixOutput([plan], 'pass').matrix).map((job) => job.lines.length)).toEqual(Array(256).fill(2));
  });

  test('is empty, with a warning, past 900 kB', () => {
    const plan = lines(10, () => ({ params: { generation_prompt: 'é'.repeat(50_000) } }));
    const { matrix, diagnostic: problem } = matrixOutput([plan], 'pass');
    expect(matrix).toBe('');
    expect(problem?.severity).toBe('warning');
    expect(String(problem?.message)).toMatch(/^The output `matrix` is empty: it would be larger than 900,000 bytes/);
    expect(
      matrixOutput([lines(10, () => ({ params: { generation_prompt: 'e'.repeat(50_000) } }))], 'pass').matrix,
    ).not.toBe('');
  });

  test('of lines that pass 900 kB looks at no more of them than it takes to know', () => {
    const plan = lines(1_000, () => ({ params: { generation_prompt: 'e'.repeat(9_000) } }));
    const looked = new Set<number>();
    const heard = plan.lines.map((each, index) => ({
      ...each,
      line: {
        ...each.line,
        get params() {
          looked.add(index);
          return each.line.params;
        },
      },
    }));
    expect(matrixOutput([{ ...plan, lines: heard }], 'pass').matrix).toBe('');
    expect(looked.size).toBeLessThanOrEqual(100);
  });
});

describe('the idempotency key of a line', () => {
  const keysOf = (plans: Parameters<typeof matrixFor>[0], scope: Partial<RunScope> = {}) =>
    jobsOf(matrixFor(plans, 'pass', { ...SCOPE, ...scope }).matrix).flatMap((job) =>
      job.lines.map((line) => line.idempotency_key),
    );

  test('is the same for every attempt of a run', () => {
    expect(keysOf([lines(3)])).toEqual(keysOf([lines(3)]));
  });

  test('is another one for every line, plan, run, job and gate', () => {
    const other = planOf({ generations: [{ model: 'a/b' }] }, 'plans/b.yml');
    const quotes = new Map([
      [priceKey({ model: 'a/b', settings: {} }), { value: { unitCost: usd('0.5'), creditBalance: undefined } }],
    ]);
    const all = [
      ...keysOf([lines(300), pricePlan(other, quotes)]),
      ...keysOf([lines(1)], { runUrl: 'https://github.com/seaside/shop/actions/runs/7002' }),
      ...keysOf([lines(1)], { job: 'gate-eu' }),
      ...keysOf([lines(1)], { key: 'eu' }),
    ];
    expect(new Set(all).size).toBe(304);
  });

  test('leaves room for the number of the generation, in the characters that BabySea takes', () => {
    for (const key of keysOf([lines(300)])) expect(`${key}:1000000`).toMatch(/^[A-Za-z0-9_.:-]{1,200}$/);
  });

  test('fits the lines of a large plan into the output', () => {
    expect(matrixOutput([lines(5_000)], 'pass').diagnostic).toBeUndefined();
  });
});
