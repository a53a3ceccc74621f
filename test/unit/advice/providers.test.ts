import { describe, expect, test } from 'vitest';
import { degradedModels, providerOrder } from '../../../src/advice/advice.ts';
import { librarySchema, parseResponse } from '../../../src/babysea/responses.ts';
import { pricePlan } from '../../../src/pricing/price-plan.ts';
import { adviceParts } from '../../../src/report/texts.ts';
import { planOf } from '../../support/plans.ts';
import { reportOf } from '../../support/reports.ts';

const providers = (model: string, names: readonly string[]) => ({
  model_type: 'image',
  model_identifier: model,
  model_pricing: 0.05,
  model_supported_provider: names,
  schema: {},
});

const library = [providers('bfl/flux-1.1-pro', ['fal', 'replicate', 'bfl']), providers('bfl/flux-schnell', ['fal'])];

function run(health: Readonly<Record<string, string>> | undefined, ...lines: readonly object[]) {
  const prices = { 'bfl/flux-1.1-pro': 0.05, 'bfl/flux-schnell': 0.05 };
  const plans = { 'generation-plan.yml': { generations: lines } };
  return reportOf({ plans, prices, library, ...(health && { health }) });
}

async function textsOf(...parameters: Parameters<typeof run>) {
  const parts = adviceParts(await run(...parameters));
  return parts.find(({ title }) => title.startsWith('Providers'))?.entries.map(String) ?? [];
}

const pro = { model: 'bfl/flux-1.1-pro' };

describe('advice about degraded providers', () => {
  test('if some of a model’s are, an order without them; each model once', async () => {
    const health = { fal: 'degraded', replicate: 'healthy', bfl: 'recovering', other: 'degraded' };
    expect(await textsOf(health, { id: 'a', ...pro }, { id: 'b', ...pro, count: 2 })).toEqual([
      '`bfl/flux-1.1-pro`: `fal` is degraded. Until that is over, you can put `generation_provider_order: [replicate, bfl]` into `params`.',
    ]);
  });

  test('if all are, a warning before a large run', async () => {
    const health = { fal: 'degraded', replicate: 'degraded', bfl: 'degraded' };
    expect(await textsOf(health, pro, { model: 'bfl/flux-schnell' })).toEqual([
      '`bfl/flux-1.1-pro`: all its providers (`fal`, `replicate` and `bfl`) are degraded. Generations may be slow or fail (failed ones are refunded); postpone large runs.',
      '`bfl/flux-schnell`: its only provider `fal` is degraded. Generations may be slow or fail (failed ones are refunded); postpone large runs.',
    ]);
  });

  test('a line that orders its providers itself is judged by those', async () => {
    const order = (...names: string[]) => ({ ...pro, params: { generation_provider_order: names } });
    expect(
      await textsOf({ fal: 'degraded' }, { id: 'a', ...order('bfl') }, { id: 'b', ...order('bfl', 'fal') }),
    ).toEqual([
      '`bfl/flux-1.1-pro`: `fal` is degraded. Until that is over, you can put `generation_provider_order: [bfl]` into `params`.',
    ]);
  });

  test('an order as text with commas counts too, and what the model does not have in it does not', async () => {
    const line = { ...pro, params: { generation_provider_order: 'fal, fal, nobody, bfl' } };
    expect(await textsOf({ fal: 'degraded', nobody: 'degraded' }, line)).toEqual([
      '`bfl/flux-1.1-pro`: `fal` is degraded. Until that is over, you can put `generation_provider_order: [bfl]` into `params`.',
    ]);
  });

  test.each([
    ['many names', Array.from({ length: 30_000 }, (_, index) => `provider-${index}`)],
    ['text', 'fal,'.repeat(30_000)],
    ['a long name', ['fal', 'x'.repeat(100_000)]],
  ])('an order without end takes no room in the report: %s', async (_, order) => {
    const texts = await textsOf({ fal: 'degraded' }, { ...pro, params: { generation_provider_order: order } });
    expect(texts).toHaveLength(1);
    expect(texts.join('').length).toBeLessThan(300);
  });

  test.each([[Array<string>(101).fill('fal')], ['fal,'.repeat(5_000)], [['fal', 1]], [{}]])(
    'what is no order of providers is not read for each line of a plan',
    (order) => {
      expect(providerOrder(order)).toBeUndefined();
    },
  );

  test('a line of no generations gets none', () => {
    const catalogue = parseResponse(librarySchema, { data: { models: library } }).models;
    const [plan, degraded] = [pricePlan(planOf({ generations: [pro] }), new Map()), new Set(['fal'])];
    const lines = plan.lines.map((priced) => ({ ...priced, line: { ...priced.line, count: 0 } }));
    expect(degradedModels([plan], degraded, catalogue)).toHaveLength(1);
    expect(degradedModels([{ ...plan, lines }], degraded, catalogue)).toEqual([]);
  });

  test('it changes nothing else in the report, and `null` says that it is unknown', async () => {
    const [degraded, healthy, unknown] = await Promise.all([
      run({ fal: 'degraded' }, pro),
      run({ fal: 'healthy' }, pro),
      run(undefined, pro),
    ]);
    expect(degraded).toMatchObject({
      verdict: 'pass',
      advice: { providers: [{ model: 'bfl/flux-1.1-pro', degraded: ['fal'], others: ['replicate', 'bfl'] }] },
    });
    expect({ ...degraded, advice: healthy.advice }).toEqual(healthy);
    expect(healthy.advice.providers).toEqual([]);
    expect(unknown.advice.providers).toBeNull();
  });
});
