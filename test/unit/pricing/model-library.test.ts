import { describe, expect, test } from 'vitest';
import { type LibraryModel, librarySchema, parseResponse } from '../../../src/babysea/responses.ts';
import {
  acceptsParam,
  fetchModelLibrary,
  hasField,
  listedPrices,
  listedUnitCost,
} from '../../../src/pricing/model-library.ts';
import { fakeBabySea, refused } from '../../support/answers.ts';

/** A model as the library lists it. */
function listed(
  type: 'image' | 'video',
  model_pricing: unknown,
  more: { schema?: object; specific_schema?: string[] } = {},
) {
  const entry = { model_type: type, model_identifier: 'a/b', schema: {}, model_pricing, ...more };
  const model: LibraryModel | undefined = parseResponse(librarySchema, { data: { models: [entry] } }).models.get('a/b');
  if (model === undefined) throw new Error('The library does not describe a model like that.');
  return model;
}

const BY_SOUND = { '720p_audio': 0.1, '720p_noaudio': 0.05, '1080p_audio': 0.4 };

describe('the listed prices', () => {
  test.each<[string, unknown, object, string[]]>([
    ['none are listed', null, {}, []],
    ['the library says nothing of prices', undefined, {}, []],
    ['there is one for all', 0.05, { resolution: '720p', audio: true }, ['0.050']],
    ['the resolution says which', { '720p': 0.1, '1080p': 0.2 }, { resolution: '1080p' }, ['0.200']],
    [
      'a price by resolution holds with and without sound',
      { '720p': 0.1 },
      { resolution: '720p', audio: true },
      ['0.100'],
    ],
    ['the sound says which', BY_SOUND, { resolution: '720p', audio: true }, ['0.100']],
    ['silence says which', BY_SOUND, { resolution: '720p', audio: false }, ['0.050']],
    ['the resolution is left out', BY_SOUND, { audio: true }, ['0.100', '0.400']],
    ['the sound is left out', BY_SOUND, { resolution: '720p' }, ['0.100', '0.050']],
  ])('are those that match the settings, where %s', (_, pricing, settings, prices) => {
    const found = listedPrices(listed('video', pricing), { resolution: undefined, audio: undefined, ...settings });
    expect(found.map(String)).toEqual(prices);
  });
});

describe('the listed price of one output', () => {
  test.each<[string, 'image' | 'video', unknown, object, string | undefined]>([
    ['an image with one price', 'image', 0.05, {}, '0.050'],
    ['an image with prices by something else', 'image', { hd: 0.08 }, {}, undefined],
    ['a video with one price', 'video', 0.05, { duration: 5 }, '0.250'],
    ['a video of unknown length', 'video', 0.05, { resolution: '720p' }, undefined],
    [
      'a video with a price by resolution',
      'video',
      { '720p': 0.05, '1080p': 1 },
      { duration: 5, resolution: '720p' },
      '0.250',
    ],
    ['a video of unknown resolution', 'video', { '720p': 0.05 }, { duration: 5 }, undefined],
    ['a video without a price', 'video', null, { duration: 5, resolution: '720p' }, undefined],
    ['a video that two prices match', 'video', BY_SOUND, { duration: 5, resolution: '720p' }, undefined],
  ])('is only given if it is certain: %s', (_, type, pricing, settings, cost) => {
    const all = { duration: undefined, resolution: undefined, audio: undefined, ...settings };
    expect(listedUnitCost(listed(type, pricing), all)?.toString()).toBe(cost);
  });
});

describe('a field of the request body', () => {
  const model = listed('image', 0.05, {
    schema: { generation_ratio: ['1:1'], generation_output_format: [], generation_input_file: false },
    specific_schema: ['generation_seed'],
  });

  test.each<[string, unknown, boolean, boolean]>([
    ['own_key', 1, true, true],
    ['generation_prompt', 'x', true, true],
    ['generation_seed', 7, true, true],
    ['generation_steps', 7, false, false],
    ['generation_ratio', '1:1', true, true],
    ['generation_ratio', '16:9', true, false],
    ['generation_ratio', 1, true, false],
    ['generation_output_format', 'png', false, false],
    ['generation_input_file', 'https://example.com/a.png', false, false],
  ])('%s: %j exists: %j, and takes the value: %j', (field, value, exists, isAccepted) => {
    expect([hasField(model, field), acceptsParam(model, field, value)]).toEqual([exists, isAccepted]);
  });

  test('takes a format that the model lists, and any if it lists none', () => {
    const formats = listed('image', 0.05, { schema: { generation_output_format: ['png'] } });
    expect(['png', 'gif'].map((format) => acceptsParam(formats, 'generation_output_format', format))).toEqual([
      true,
      false,
    ]);
    expect(acceptsParam(listed('image', 0.05), 'generation_output_format', 'gif')).toBe(true);
    expect(hasField(listed('image', 0.05), 'generation_input_file')).toBe(true);
    expect(hasField(listed('image', 0.05), 'generation_steps')).toBe(false);
  });
});

test('a library that cannot be read says so', async () => {
  const library = { ...fakeBabySea().api.library, models: () => Promise.reject(refused(503)) };
  const result = await fetchModelLibrary({ ...fakeBabySea().api, library }, 'us');
  expect('error' in result && String(result.error.message)).toMatch(/^BabySea could not answer for the model library/);
});
