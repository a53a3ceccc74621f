import { expect, test } from 'vitest';
import { suggestValue } from '../../../src/plan/suggest.ts';

test.each([
  ['count', '1_000', '1000'],
  ['count', '1,000', '1000'],
  ['count', '1.000', '1000'],
  ['count', '1 000 000', '1000000'],
  ['count', '1’000', '1000'],
  ['count', '500', '500'],
  ['count', '500 images', '500'],
  ['count', '0500', '500'],
  ['outputs', '4x', '4'],
  ['runs_per_month', '30 times', '30'],
  ['generation_output_number', '2', '2'],
  ['max_total', '$30', '30'],
  ['max_total', 'US$30.50', '30.50'],
  ['max_total', '30 USD', '30'],
  ['max_total', '30,00', '30.00'],
  ['max_total', '30.00 ', '30.00'],
  ['max_total', '30,00 €', '30.00'],
  ['max_total', '1,000', '1000'],
  ['max_total', '1,000.50', '1000.50'],
  ['max_total', '1.000,50', '1000.50'],
  ['max_total', '1_000', '1000'],
  ['max_monthly', '$1,000', '1000'],
  ['warn_at', '80 percent', '80%'],
  ['warn_at', '$24', '24'],
  ['max_increase', '12,5 %', '12.5%'],
  ['duration', '10s', '10'],
  ['duration', '10 seconds', '10'],
  ['duration', '2,5', '2.5'],
  ['generation_duration', '8', '8'],
  ['resolution', 1080, '1080p'],
  ['resolution', '720 P', '720p'],
  ['audio', 'yes', 'true'],
  ['audio', 'Off', 'false'],
  ['audio', 'true', 'true'],
  ['audio', 0, 'false'],
  ['id', 12, '"12"'],
  ['id', ' hero ', '"hero"'],
  ['name', true, '"true"'],
  ['version', '1', '1'],
  ['model', ' bfl/flux-schnell', 'bfl/flux-schnell'],
  ['version', 'v1', '1'],
])('%s: %j is likely to mean %s', (key, value, suggestion) => {
  expect(suggestValue(key, value)).toBe(suggestion);
});

test.each([
  ['count', 10.5],
  ['count', -1],
  ['count', 0],
  ['count', 'many'],
  ['count', '1,000,001'],
  ['outputs', '5000'],
  ['max_total', '99999999999'],
  ['warn_at', '20 pounds'],
  ['warn_at', '12345%'],
  ['count', `${'1'.repeat(100)}!`],
  ['count', '1,00'],
  ['max_total', '30-40'],
  ['max_total', 'thirty'],
  ['max_total', '-5'],
  ['duration', 'long'],
  ['duration', '1 min'],
  ['duration', '0 s'],
  ['resolution', 'high'],
  ['audio', 'stereo'],
  ['version', 2],
  ['id', 'a\nb: {'],
  ['count', ['500']],
  ['count', null],
  ['constructor', '1'],
  ['model', 'flux'],
])('%s: %j does not tell what is meant', (key, value) => {
  expect(suggestValue(key, value)).toBeUndefined();
});

test('a number is read as it is written', () => {
  expect(suggestValue('count', 1.5, '1.500')).toBe('1500');
  expect(suggestValue('id', 7, '007')).toBe('"007"');
});
