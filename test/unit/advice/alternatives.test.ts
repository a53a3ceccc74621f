import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { findAlternatives } from '../../../src/advice/advice.ts';
import { librarySchema, parseResponse } from '../../../src/babysea/responses.ts';
import { assignLimits, modelFilter } from '../../../src/budget/limits.ts';
import { Estimator } from '../../../src/pricing/estimator.ts';
import { pricePlan } from '../../../src/pricing/price-plan.ts';
import { dropUnsupportedDefaults } from '../../../src/pricing/validate-models.ts';
import { type Account, fakeBabySea, refusedKey } from '../../support/answers.ts';
import { planOf } from '../../support/plans.ts';

const OUTPUTS = { generation_output_number: 4 };

function image(name: string, price: unknown, schema: object = {}, more: object = {}) {
  const whole = { ...OUTPUTS, ...schema };
  return { model_type: 'image', model_identifier: name, model_pricing: price, schema: whole, ...more };
}

function video(name: string, price: unknown, schema: object = {}) {
  const whole = {
    ...OUTPUTS,
    generation_duration: [5, 10],
    generation_resolution: ['720p', '1080p'],
    ...schema,
  };
  return { model_type: 'video', model_identifier: name, model_pricing: price, schema: whole };
}

/** Prices a plan and looks for alternatives; `asked` are the models that only they asked for. */
async function find(plan: object, models: readonly object[], prices: Account['prices'] = {}) {
  const catalogue = parseResponse(librarySchema, { data: { models } }).models;
  const fitted = dropUnsupportedDefaults(planOf(plan), catalogue);
  const babysea = fakeBabySea({ prices });
  const options = { slots: pLimit(4), region: 'us', library: Promise.resolve({ value: catalogue }) };
  const quotes = await new Estimator(babysea.api, options).estimateAll(fitted.lines);
  const before = babysea.asked.length;
  const plans = [pricePlan(fitted, quotes)];
  const allows = modelFilter(assignLimits(plans, undefined, undefined));
  const found = await findAlternatives({
    plans,
    estimates: quotes,
    library: catalogue,
    api: babysea.api,
    slots: options.slots,
    allows,
  });
  return {
    found: found.map(({ line, model, unitCost, saving }) => `${line}: ${model} ${unitCost}, saves ${saving}`),
    asked: babysea.asked.slice(before),
    plans,
    raw: found,
  };
}

/** The models that take the place of `own/model` for a line, where the quotes confirm every price of the catalogue. */
async function modelsFor(line: object, models: readonly object[], defaults: object = {}) {
  const plan = { defaults, generations: [{ id: 'line', model: 'own/model', ...line }] };
  const { raw } = await find(plan, models, {
    'own/model': 9,
    ...Object.fromEntries(['other/model', 'third/model'].map((name) => [name, 1])),
  });
  return raw.map(({ model }) => model);
}

describe('a cheaper model', () => {
  test('is claimed for the price of its quote, not of the catalogue', async () => {
    const { found } = await find(
      { generations: [{ id: 'a', model: 'own/model', count: 10, outputs: 2 }] },
      [image('own/model', 0.05), image('other/model', 0.01)],
      { 'own/model': 0.05, 'other/model': 0.02 },
    );
    expect(found).toEqual(['a: other/model 0.020, saves 0.600']);
  });

  test.each([
    ['dearer', 0.06],
    ['the same', 0.05],
    ['refused', refusedKey()],
    ['absurd', { cost_per_generation: -1 }],
    ['0, though the library lists a price', 0],
    ['of another model', { model_identifier: 'some/other' }],
  ])('is not claimed where the quote is %s', async (_, price) => {
    const { found, asked } = await find(
      { generations: [{ model: 'own/model' }] },
      [image('own/model', 0.05), image('other/model', 0.01)],
      { 'own/model': 0.05, 'other/model': price },
    );
    expect(asked).toHaveLength(1);
    expect(found).toEqual([]);
  });

  test('is claimed for every line of the price, greatest saving first', async () => {
    const { found, asked } = await find(
      {
        generations: [
          { id: 'few', model: 'own/model' },
          { id: 'many', model: 'own/model', count: 100 },
        ],
      },
      [image('own/model', 0.05), image('other/model', 0.01)],
      { 'own/model': 0.05, 'other/model': 0.01 },
    );
    expect(asked).toHaveLength(1);
    expect(found).toEqual(['many: other/model 0.010, saves 4.000', 'few: other/model 0.010, saves 0.040']);
  });

  test('is not asked for again where the plan has its price already', async () => {
    const { found, asked } = await find(
      {
        generations: [
          { id: 'dear', model: 'own/model' },
          { id: 'cheap', model: 'other/model' },
        ],
      },
      [image('own/model', 0.05), image('other/model', 0.01)],
      { 'own/model': 0.05, 'other/model': 0.01 },
    );
    expect(asked).toEqual([]);
    expect(found).toEqual(['dear: other/model 0.010, saves 0.040']);
  });

  test('is looked for among the three cheapest, for the five dearest prices', async () => {
    const durations = Array.from({ length: 8 }, (_, index) => index + 1);
    const names = Array.from({ length: 6 }, (_, index) => `other/model-${index}`);
    const schema = { generation_duration: durations };
    const { asked } = await find(
      { generations: durations.map((duration) => ({ model: 'own/model', duration })) },
      [video('own/model', 1, schema), ...names.map((name, index) => video(name, 0.1 + index / 100, schema))],
      { 'own/model': ({ duration = 0 }) => duration, ...Object.fromEntries(names.map((name) => [name, 0.1])) },
    );
    expect(asked).toHaveLength(15);
    expect(new Set(asked.map(({ model }) => model))).toEqual(new Set(names.slice(0, 3)));
    expect(new Set(asked.map(({ duration }) => duration))).toEqual(new Set([4, 5, 6, 7, 8]));
  });

  test('is never dearer than what it takes the place of, whatever catalogue and quotes say', async () => {
    const price = fc.integer({ min: 0, max: 50 }).map((cents) => cents / 100);
    const names = ['a/a', 'a/b', 'a/c', 'a/d', 'a/e'];
    await fc.assert(
      fc.asyncProperty(fc.array(price, { minLength: 5, maxLength: 5 }), fc.array(price), async (listed, quoted) => {
        const prices = Object.fromEntries(names.flatMap((name, i) => (i in quoted ? [[name, quoted[i] ?? 0]] : [])));
        const { raw, plans } = await find(
          { generations: names.map((model) => ({ id: model, model, count: 3 })) },
          names.map((name, index) => image(name, listed[index])),
          prices,
        );
        for (const { line, model, unitCost, saving } of raw) {
          const own = plans.flatMap(({ lines }) => lines).find((priced) => priced.line.id === line);
          expect(Number(unitCost)).toBe(prices[model]);
          expect(own?.unitCost?.exceeds(unitCost)).toBe(true);
          expect(String(saving)).toBe(String(own?.unitCost?.minus(unitCost).times(3)));
        }
      }),
    );
  });
});

describe('what a line leaves to the default of its model', () => {
  const RATES: Readonly<Record<string, number>> = { '480p': 0.24, '720p': 0.52 };
  const other = video('other/model', { '480p': 0.024, '720p': 0.03 }, { generation_resolution: ['480p', '720p'] });
  const plan = { generations: [{ id: 'a', model: 'own/model', duration: 10 }] };
  /** A model as the API prices it: at its own default where no resolution is asked for, and so it says. */
  const defaultingTo =
    (own: string) =>
    ({ resolution = own }) => ({ cost_per_generation: RATES[resolution], resolution });
  const dear = (told: object) => ({ cost_per_generation: 0.98, ...told });

  test('is asked of the other by name, whose own default may be less', async () => {
    const prices = { 'own/model': dear({ resolution: '720p' }), 'other/model': defaultingTo('480p') };
    const { found, asked } = await find(plan, [video('own/model', 0.098), other], prices);
    expect(asked.map(({ resolution, duration }) => [resolution, duration])).toEqual([['720p', 10]]);
    expect(found).toEqual(['a: other/model 0.520, saves 0.460']);
  });

  test('rules out, unasked, a model that does not list it', async () => {
    const prices = { 'own/model': dear({ resolution: '1080p' }), 'other/model': defaultingTo('480p') };
    expect(await find(plan, [video('own/model', 0.098), other], prices)).toMatchObject({ found: [], asked: [] });
    const listsNone = video('other/model', 0.024, { generation_resolution: [] });
    expect(await find(plan, [video('own/model', 0.098), listsNone], prices)).toMatchObject({ found: [], asked: [] });
  });

  test('goes for the duration, too', async () => {
    const prices = {
      'own/model': dear({ duration_seconds: 8 }),
      'other/model': ({ duration = 5 }) => ({ cost_per_generation: duration / 10, duration_seconds: duration }),
    };
    const line = { generations: [{ id: 'a', model: 'own/model' }] };
    const models = [5, 8].map((duration) => video('other/model', 0.01, { generation_duration: [duration] }));
    const found = await Promise.all(
      models.map(async (model) => (await find(line, [video('own/model', 0.1), model], prices)).found),
    );
    expect(found).toEqual([[], ['a: other/model 0.800, saves 0.180']]);
  });

  test.each([
    ['the line’s own answer does not tell it', {}, { resolution: '480p' }],
    ['the other answer tells another', { resolution: '720p' }, { resolution: '480p' }],
    ['the other answer tells another duration', { resolution: '720p' }, { resolution: '720p', duration_seconds: 5 }],
  ])('has no cheaper model where %s', async (_, told, otherTold) => {
    const prices = { 'own/model': dear(told), 'other/model': { cost_per_generation: 0.1, ...otherTold } };
    const { found, asked } = await find(plan, [video('own/model', 0.098), other], prices);
    expect(asked).toHaveLength(1);
    expect(found).toEqual([]);
  });

  test('does not count where neither answer tells it', async () => {
    const { found } = await find(plan, [video('own/model', 0.098), other], { 'own/model': 0.98, 'other/model': 0.2 });
    expect(found).toEqual(['a: other/model 0.200, saves 0.780']);
  });

  test('is asked for although the plan has the price of the other’s own default', async () => {
    const both = { generations: [...plan.generations, { id: 'b', model: 'other/model', duration: 10 }] };
    const prices = { 'own/model': dear({ resolution: '720p' }), 'other/model': defaultingTo('480p') };
    const { found } = await find(both, [video('own/model', 0.098), other], prices);
    expect(found).toEqual(['a: other/model 0.520, saves 0.460']);
  });
});

describe('a model takes the place of another', () => {
  const own = video('own/model', 1);

  test('where it takes duration and resolution', async () => {
    const line = { duration: 10, resolution: '1080p' };
    expect(await modelsFor(line, [own, video('other/model', 0.1)])).toEqual(['other/model']);
    expect(await modelsFor(line, [own, video('other/model', 0.1, { generation_duration: [5] })])).toEqual([]);
    expect(await modelsFor(line, [own, video('other/model', 0.1, { generation_resolution: ['720p'] })])).toEqual([]);
  });

  test('where its price for these settings is the lower one', async () => {
    const prices = { '720p_audio': 0.2, '720p_noaudio': 0.1, '1080p_audio': 2, '1080p_noaudio': 1 };
    const models = [video('own/model', 1, { generation_generate_audio: true })];
    const other = video('other/model', prices, { generation_generate_audio: true });
    const at = (resolution: string) => ({ duration: 10, resolution, audio: true });
    expect(await modelsFor(at('720p'), [...models, other])).toEqual(['other/model']);
    expect(await modelsFor(at('1080p'), [...models, other])).toEqual([]);
  });

  test('where it makes the same of sound', async () => {
    const silent = video('other/model', 0.1);
    const sounding = video('own/model', 1, { generation_generate_audio: true });
    expect(await modelsFor({ duration: 5, audio: true }, [sounding, silent])).toEqual([]);
    expect(await modelsFor({ duration: 5 }, [sounding, silent])).toEqual([]);
    expect(await modelsFor({ duration: 5, audio: false }, [sounding, silent])).toEqual(['other/model']);
  });

  test('where it makes as many outputs at once', async () => {
    const other = image('other/model', 0.1, { generation_output_number: 2 });
    expect(await modelsFor({ outputs: 2 }, [image('own/model', 1), other])).toEqual(['other/model']);
    expect(await modelsFor({ outputs: 3 }, [image('own/model', 1), other])).toEqual([]);
  });

  test.each<[string, unknown, object, object]>([
    ['generation_ratio', '16:9', { generation_ratio: ['16:9'] }, { generation_ratio: ['1:1'] }],
    ['generation_input_file', 'a.png', { generation_input_file: true }, { generation_input_file: false }],
  ])('where it takes the field %s', async (field, value, taking, refusing) => {
    const line = { params: { [field]: value } };
    expect(await modelsFor(line, [image('own/model', 1), image('other/model', 0.1, taking)])).toEqual(['other/model']);
    expect(await modelsFor(line, [image('own/model', 1), image('other/model', 0.1, refusing)])).toEqual([]);
  });

  test('where it lists a field that is not common to all', async () => {
    const line = { params: { seed: 7 } };
    const other = image('other/model', 0.1, {}, { specific_schema: ['seed'] });
    expect(await modelsFor(line, [image('own/model', 1), other])).toEqual(['other/model']);
    expect(await modelsFor(line, [image('own/model', 1), image('other/model', 0.1)])).toEqual([]);
  });

  test('where its providers are those that the line names', async () => {
    const line = { params: { generation_provider_order: 'bfl, replicate' } };
    const at = (...providers: string[]) => image('other/model', 0.1, {}, { model_supported_provider: providers });
    expect(await modelsFor(line, [image('own/model', 1), at('bfl', 'replicate')])).toEqual(['other/model']);
    expect(await modelsFor(line, [image('own/model', 1), at('bfl')])).toEqual([]);
  });

  test('where no default comes back that was left out for the line’s own', async () => {
    const without = video('own/model', 1, { generation_resolution: [] });
    const defaults = { resolution: '1080p' };
    expect(await modelsFor({ duration: 5 }, [without, video('other/model', 0.1)], defaults)).toEqual([]);
    expect(await modelsFor({ duration: 5 }, [without, video('other/model', 0.1)])).toEqual(['other/model']);
  });

  test('never where it is of another type, unreadable, or without a price', async () => {
    expect(await modelsFor({}, [image('own/model', 1), video('other/model', 0.01)])).toEqual([]);
    expect(await modelsFor({}, [image('own/model', 1), { model_identifier: 'other/model' }])).toEqual([]);
    expect(await modelsFor({}, [image('own/model', 1), image('other/model', null)])).toEqual([]);
  });
});
