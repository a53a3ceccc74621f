import { expect, test } from 'vitest';
import { fakeBabySea } from '../../support/answers.ts';
import { planOf } from '../../support/plans.ts';
import { reportOf } from '../../support/reports.ts';

const POLLUTION =
  '{"__proto__": {"polluted": true, "cost_per_generation": 0}, "constructor": {"prototype": {"polluted": true}}}';

function expectUnpolluted(): void {
  expect(Object.entries(Object.prototype)).toEqual([]);
  expect('polluted' in {}).toBe(false);
}

test('keys of a plan reach no prototype, wherever they stand', async () => {
  const plan = `
budget: ${POLLUTION}
defaults: {model: a/b, params: ${POLLUTION}}
generations:
  - ${POLLUTION}
  - &one {params: ${POLLUTION}}
  - {<<: ${POLLUTION}, <<: *one}
  - {matrix: ${POLLUTION}}
  - {matrix: {duration: [5], include: [${POLLUTION}]}}
`;
  expect(await reportOf({ plans: { 'plan.yml': plan }, prices: { 'a/b': 1 } })).toMatchObject({ verdict: 'error' });
  expectUnpolluted();
});

test('a merge key takes nothing from a prototype', () => {
  expect(() => planOf('generations: [{<<: {"__proto__": {"model": "a/b"}}}]')).toThrow(
    'The key `__proto__` is unknown.',
  );
  expectUnpolluted();
});

test('a request body with such keys is a mistake, since they could not be carried along', async () => {
  const plan = `generations: [{model: a/b, params: ${POLLUTION}}]`;
  expect(() => planOf(plan)).toThrow(/__proto__/);
  expect(await reportOf({ plans: { 'plan.yml': plan }, prices: { 'a/b': 2 } })).toMatchObject({ verdict: 'error' });
  expectUnpolluted();
});

test('an answer has no field from its prototype: such a price is not taken', async () => {
  const { __proto__: data, ...rest } = { __proto__: { cost_per_generation: 0.001 }, cost_per_generation: undefined };
  const report = await reportOf({
    plans: { 'plan.yml': 'generations: [{model: a/b}]' },
    prices: { 'a/b': { ...rest, data } },
  });
  expect(report).toMatchObject({ verdict: 'error', total_cost: null });
  const parsed: Record<string, unknown> = JSON.parse(
    '{"cost_per_generation": 3, "__proto__": {"cost_per_generation": 0}}',
  );
  expect(fakeBabySea({ prices: { 'a/b': parsed } }).asked).toEqual([]);
  const own = await reportOf({ plans: { 'plan.yml': 'generations: [{model: a/b}]' }, prices: { 'a/b': parsed } });
  expect(String(own.total_cost)).toBe('3.000');
  expectUnpolluted();
});
