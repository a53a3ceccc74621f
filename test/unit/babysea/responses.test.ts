import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { libraryEntry, sampleModels } from '../../../sandbox/babysea/catalogue.ts';
import { sampleGenerations, sampleUsage } from '../../../sandbox/babysea/records.ts';
import { InvalidResponseError } from '../../../src/babysea/errors.ts';
import { generationsSchema, librarySchema, parseResponse, usageSchema } from '../../../src/babysea/responses.ts';

const library = (...models: unknown[]) => parseResponse(librarySchema, { data: { models } }).models;
const usage = (data: object) => parseResponse(usageSchema, { data });
const generations = (...records: unknown[]) =>
  parseResponse(generationsSchema, { data: { generations: records } }).generations;

const model = { model_identifier: 'a/b', model_type: 'image', schema: {} };

describe('the model library', () => {
  test('is believed as the documentation has it', () => {
    const models = library(...sampleModels.map(libraryEntry));
    expect([...models.keys()]).toEqual(sampleModels.map(({ identifier }) => identifier));
    expect([...models.values()]).not.toContain(undefined);
  });

  test('has prices as exact amounts, one or several', () => {
    const of = (model_pricing: unknown) => library({ ...model, model_pricing }).get('a/b')?.model_pricing;
    expect(JSON.stringify(of(0.052))).toBe('"0.052"');
    expect(JSON.stringify(of({ '720p_audio': 0.1, '720p_noaudio': 0.0005 }))).toBe(
      '{"720p_audio":"0.100","720p_noaudio":"0.0005"}',
    );
    expect(of(undefined)).toBeUndefined();
    expect(of(null)).toBeNull();
  });

  test('may leave out, or have as null, whatever is not needed to know a model', () => {
    const empty = Object.fromEntries(Object.keys(libraryEntry(firstSample()).schema).map((field) => [field, null]));
    expect(library(model).get('a/b')).toBeDefined();
    expect(library({ ...model, schema: empty, specific_schema: null }).get('a/b')).toBeDefined();
  });

  test.each<[string, object]>([
    ['without a schema', { schema: undefined }],
    ['of a type that is new', { model_type: 'audio' }],
    ['with a negative price', { model_pricing: -1 }],
    ['with durations as text', { schema: { generation_duration: '5, 10' } }],
  ])('still has a model %s, of which nothing is known, and the others', (_, wrong) => {
    const models = library({ ...model, ...wrong }, { ...model, model_identifier: 'c/d' });
    expect([...models].map(([name, entry]) => [name, entry !== undefined])).toEqual([
      ['a/b', false],
      ['c/d', true],
    ]);
  });

  test('is not believed where it is no list, or a model has no name', () => {
    expect(() => parseResponse(librarySchema, { data: { models: 'many' } })).toThrow(InvalidResponseError);
    expect(() => library({ model_type: 'image' })).toThrow(InvalidResponseError);
  });
});

describe('the usage', () => {
  const least = { usage_total_requests: 0, usage_total_estimated_cost: 0 };

  test('is believed as the documentation has it, its costs as exact amounts', () => {
    const data = { usage_period_days: 30, ...sampleUsage };
    const believable = parseResponse(usageSchema, { data });
    expect(believable.usage_period_days).toBe(30);
    expect(String(believable.usage_total_estimated_cost)).toBe('22.308');
    expect(believable.usage_providers?.map(({ wasted_estimated_cost }) => String(wasted_estimated_cost))).toEqual([
      '0.468',
      '0.312',
    ]);
  });

  test('may have no endpoints and no providers', () => {
    expect(usage(least)).toEqual(usage({ ...least, usage_endpoints: undefined }));
    expect(usage({ ...least, usage_endpoints: null, usage_providers: null }).usage_providers).toBeNull();
  });

  test.each<[string, object]>([
    ['a negative cost', { usage_total_estimated_cost: -1 }],
    ['a cost as text', { usage_total_estimated_cost: '1.00' }],
    ['no cost', { usage_total_estimated_cost: undefined }],
    ['a negative count', { usage_total_requests: -1 }],
    ['a provider without a name', { usage_providers: [{ total_submissions: 1 }] }],
  ])('is not believed with %s', (_, wrong) => {
    expect(() => usage({ ...least, ...wrong })).toThrow(InvalidResponseError);
  });
});

describe('the generation records', () => {
  test('are believed as the documentation has them', () => {
    expect(generations(...sampleGenerations).map((record) => record?.generation_id)).toEqual(
      sampleGenerations.map(({ generation_id }) => generation_id),
    );
  });

  test('are as many as came, whatever they are, so that a full page is seen as full', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (records) => {
        expect(generations(...records)).toHaveLength(records.length);
      }),
    );
  });

  test('are not believed where they are no list', () => {
    expect(() => parseResponse(generationsSchema, { data: { generations: {} } })).toThrow(InvalidResponseError);
  });
});

function firstSample() {
  const [first] = sampleModels;
  if (first === undefined) throw new Error('The sandbox has no model.');
  return first;
}
