import { expect, test } from 'vitest';
import { baseRefs } from '../../../src/action/pull-request-run.ts';

const SHA = 'b'.repeat(40);
const main = { name: 'main', ref: 'refs/heads/main' };
const queued = { name: 'main', ref: SHA };
const v1 = { name: 'v1', ref: 'v1' };
const on = { baseRef: 'main' };

test.each([
  ['auto', undefined, undefined, undefined],
  ['none', undefined, undefined, undefined],
  ['v1', undefined, undefined, v1],
  ['auto', on, main, main],
  ['main', on, main, main],
  ['none', on, main, undefined],
  ['v1', on, main, v1],
  ['auto', { ...on, baseSha: SHA }, queued, queued],
  ['main', { ...on, baseSha: SHA }, queued, queued],
  ['v1', { ...on, baseSha: SHA }, queued, v1],
  ['none', { baseRef: 'none' }, { name: 'none', ref: 'refs/heads/none' }, undefined],
] as const)(
  'with `baseline: %s`, the base of %j has the limits of %j and the costs of %j',
  (baseline, pull, limits, costs) => {
    expect(baseRefs(baseline, pull)).toEqual({ limits, costs });
  },
);

test('a base branch that is also the baseline is read once', () => {
  const { limits, costs } = baseRefs('main', on);
  expect(costs).toBe(limits);
});
