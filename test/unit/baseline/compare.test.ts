import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineChangeData, Report } from '../../../src/report/schema.ts';
import { type Price, refused } from '../../support/answers.ts';
import { type Run, reportOf } from '../../support/reports.ts';

const prices = { 'a/one': 1, 'a/two': 2, 'a/ten': 10 };

async function compared(run: Run): Promise<Report> {
  return reportOf({ prices, balance: 10_000, ...run });
}

/** What a person would say became of each line, and of those that are gone. */
function changesIn({ plans, deleted_plans }: Report): string[] {
  return [
    ...plans.flatMap(({ file, lines, removed_lines }) => [
      ...lines.map(({ id, change }) => `${file} ${id}: ${change === null ? 'not compared' : told(change)}`),
      ...removed_lines.map(({ id, cost }) => `${file} ${id}: removed ${cost}`),
    ]),
    ...deleted_plans.flatMap(({ file, lines }) => lines.map(({ id, cost }) => `${file} ${id}: deleted ${cost}`)),
  ];
}

function told({ kind, settings, moved_from, cost_change }: LineChangeData): string {
  const words = settings.map(({ key, from, to }) => `${key} ${from ?? '-'} → ${to ?? '-'}`);
  return [kind, ...words, ...(moved_from === null ? [] : [`from ${moved_from}`]), String(cost_change)].join(', ');
}

const one = (...lines: object[]) => ({ 'plan.yml': { generations: lines } });

async function changes(before: object, after: object): Promise<string[]> {
  return changesIn(await compared({ before: one(before), plans: one(after) }));
}

describe('a line', () => {
  test('that the baseline does not have is added, with all of its cost', async () => {
    const report = await compared({ before: one(), plans: one({ id: 'x', model: 'a/two', count: 3 }) });
    expect(changesIn(report)).toEqual(['plan.yml x: added, 6.000']);
  });

  test('that only the baseline has is removed', async () => {
    const report = await compared({ before: one({ id: 'x', model: 'a/two', count: 3 }), plans: one() });
    expect(changesIn(report)).toEqual(['plan.yml x: removed 6.000']);
  });

  test('that is on both sides is the same', async () => {
    const line = { id: 'x', model: 'a/two', count: 3, duration: 5, resolution: '720p', audio: true, outputs: 2 };
    expect(await changes(line, line)).toEqual(['plan.yml x: same, 0.000']);
  });

  test('that has a price on the baseline alone has no change in cost', async () => {
    const report = await compared({
      prices: { ...prices, 'a/gone': refused(404) },
      before: one({ id: 'x', model: 'a/two' }),
      plans: one({ id: 'x', model: 'a/gone' }),
    });
    expect(report.verdict).toBe('error');
    expect(changesIn(report)).toEqual(['plan.yml x: changed, model a/two → a/gone, null']);
  });

  test('of which only the parameters without a price differ is the same', async () => {
    const line = { id: 'x', model: 'a/two' };
    expect(await changes(line, { ...line, params: { generation_prompt: 'A seal' } })).toEqual([
      'plan.yml x: same, 0.000',
    ]);
  });

  test('that says the same with other keys is the same', async () => {
    expect(
      await changes(
        { id: 'x', model: 'a/two', duration: 5 },
        { id: 'x', model: 'a/two', params: { generation_duration: 5 } },
      ),
    ).toEqual(['plan.yml x: same, 0.000']);
  });

  test.each<[string, object, object, string]>([
    ['model', {}, { model: 'a/ten' }, 'model a/two → a/ten, 8.000'],
    ['count', { count: 3 }, { count: 5 }, 'count 3 → 5, 4.000'],
    ['outputs', { outputs: 4 }, { outputs: 1 }, 'outputs 4 → 1, -6.000'],
    ['duration', { duration: 5 }, { duration: 10 }, 'duration 5 → 10, 0.000'],
    ['resolution', { resolution: '720p' }, { resolution: '1080p' }, 'resolution 720p → 1080p, 0.000'],
    ['audio', { audio: true }, { audio: false }, 'audio true → false, 0.000'],
    ['a setting that was left out', {}, { audio: false }, 'audio - → false, 0.000'],
    ['a setting that is left out', { duration: 5 }, {}, 'duration 5 → -, 0.000'],
    [
      'several',
      { count: 2, duration: 5 },
      { model: 'a/one', count: 3, duration: 10 },
      'model a/two → a/one, count 2 → 3, duration 5 → 10, -1.000',
    ],
  ])('changes where it differs in %s', async (_, before, after, change) => {
    const line = { id: 'x', model: 'a/two' };
    expect(await changes({ ...line, ...before }, { ...line, ...after })).toEqual([`plan.yml x: changed, ${change}`]);
  });

  test('has moved where its file is another by now', async () => {
    const x = { id: 'x', model: 'a/two' };
    const y = { id: 'y', model: 'a/one' };
    const report = await compared({
      before: { 'a.yml': { generations: [x, y] }, 'b.yml': { generations: [] } },
      plans: { 'a.yml': { generations: [y] }, 'b.yml': { generations: [x] } },
    });
    expect(changesIn(report)).toEqual(['a.yml y: same, 0.000', 'b.yml x: changed, from a.yml, 0.000']);
    expect(String(report.cost_change)).toBe('0.000');
  });

  test('has moved too out of a plan that is deleted, which then has not lost it', async () => {
    const x = { id: 'x', model: 'a/two' };
    const y = { id: 'y', model: 'a/one' };
    const report = await compared({
      before: { 'a.yml': { generations: [x, y] }, 'b.yml': { generations: [] } },
      plans: { 'b.yml': { generations: [x] } },
    });
    expect(changesIn(report)).toEqual(['b.yml x: changed, from a.yml, 0.000', 'a.yml y: deleted 1.000']);
    expect(String(report.cost_change)).toBe('-1.000');
  });

  test('has not moved where its whole plan has another name', async () => {
    const plan = one({ id: 'x', model: 'a/two' })['plan.yml'];
    const report = await compared({ before: { 'old.yml': plan }, plans: { 'new.yml': plan } });
    expect(changesIn(report)).toEqual(['new.yml x: same, 0.000']);
  });

  test('goes on in one place only where its plan was split and both have it', async () => {
    const plan = one({ id: 'x', model: 'a/two' })['plan.yml'];
    const report = await compared({ before: { 'old.yml': plan }, plans: { 'a.yml': plan, 'b.yml': plan } });
    expect(changesIn(report)).toEqual(['a.yml x: same, 0.000', 'b.yml x: added, 2.000']);
  });

  test('goes on from the other of two that had its id, where one goes on already', async () => {
    const report = await compared({
      before: {
        'a.yml': { generations: [{ id: 'x', model: 'a/two' }] },
        'b.yml': { generations: [{ id: 'x', model: 'a/one' }] },
      },
      plans: {
        'new-a.yml': { generations: [{ id: 'x', model: 'a/two' }] },
        'new-b.yml': { generations: [{ id: 'x', model: 'a/one' }] },
      },
    });
    expect(changesIn(report)).toEqual(['new-a.yml x: same, 0.000', 'new-b.yml x: same, 0.000']);
  });

  test('that is gone is told once, where its plan was split', async () => {
    const [x, y, z] = ['x', 'y', 'z'].map((id) => ({ id, model: 'a/two' }));
    const report = await compared({
      before: { 'old.yml': { generations: [x, y, z] } },
      plans: { 'a.yml': { generations: [x] }, 'b.yml': { generations: [y] } },
    });
    expect(changesIn(report)).toEqual(['a.yml x: same, 0.000', 'a.yml z: removed 2.000', 'b.yml y: same, 0.000']);
  });

  test('of two plans that became one is removed where the other has its id', async () => {
    const report = await compared({
      before: {
        'a.yml': { generations: [{ id: 'x', model: 'a/two' }] },
        'b.yml': { generations: [{ id: 'x', model: 'a/one' }] },
      },
      plans: { 'all.yml': { generations: [{ id: 'x', model: 'a/two' }] } },
    });
    expect(changesIn(report)).toEqual(['all.yml x: same, 0.000', 'all.yml x: removed 1.000']);
    expect(String(report.baseline_cost)).toBe('3.000');
  });
});

describe('the baseline of a count that comes from data', () => {
  test('has the records of the baseline’s own file', async () => {
    // The base branch's data file has two records, that of the head has three.
    const line = { id: 'x', model: 'a/two', count_from: 'data.csv' };
    expect(await changes(line, line)).toEqual(['plan.yml x: changed, count 2 → 3, 2.000']);
  });
});

describe('a line of the baseline without a price', () => {
  const line = { id: 'x', model: 'a/two' };
  const gone = { id: 'gone', model: 'a/gone' };
  const limited = { 'plan.yml': { budget: { max_increase: 1 }, generations: [line] } };

  test('that can have none any more counts as nothing, and a notice says so', async () => {
    const report = await compared({ before: one(line, gone), plans: one(line) });
    expect(report.verdict).toBe('pass');
    expect(report.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      expect.stringMatching(
        /^notice: The line `gone` of `main` cannot be priced any more, and counts as nothing in the/,
      ),
    ]);
    expect([report.baseline_cost, report.cost_change].map(String)).toEqual(['2.000', '0.000']);
  });

  test.each([
    ['accepted', 422, 'BSE2008'],
    ['allowed', 400, 'BSE2001'],
  ])('whose settings are not %s any more counts as nothing likewise', async (_, status, code) => {
    const narrowed = { ...prices, 'a/gone': refused(status, { code }) };
    const report = await compared({ before: one(line, gone), plans: one(line), prices: narrowed });
    expect([report.baseline_cost, report.cost_change].map(String)).toEqual(['2.000', '0.000']);
  });

  test.each<[string, Price]>([
    ['does not tell now', refused(503, { retryable: true })],
    ['tells what cannot be believed', -1],
    ['tells of another model', { model_identifier: 'a/ten' }],
    ['is hidden by a firewall', refused(403)],
    ['is hidden by another place', refused(307)],
  ])('of which the service %s leaves the change unknown, and a warning says so', async (_, answer) => {
    const outage = { ...prices, 'a/gone': answer };
    const report = await compared({ before: one(line, gone), plans: one(line), prices: outage });
    expect(report.verdict).toBe('pass');
    expect([report.total_cost, report.baseline_cost, report.cost_change].map(String)).toEqual([
      '2.000',
      'null',
      'null',
    ]);
    expect(report.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      expect.stringMatching(
        /^warning: The line `gone` of `main` could not be priced, so the cost of the change is unk/,
      ),
    ]);
  });

  test('that has a price now has no change, where what it had before is unknown', async () => {
    const outage = { ...prices, 'a/gone': refused(503, { retryable: true }) };
    const after = { ...gone, model: 'a/two' };
    const report = await compared({ before: one(gone), plans: one(after), prices: outage });
    expect(changesIn(report)).toEqual(['plan.yml gone: changed, model a/gone → a/two, null']);
  });

  test('is an error where a `max_increase` depends on it', async () => {
    const outage = { ...prices, 'a/gone': refused(503, { retryable: true }) };
    const before = { 'plan.yml': { ...limited['plan.yml'], generations: [line, gone] } };
    const report = await compared({ before, plans: limited, prices: outage });
    expect(report.verdict).toBe('error');
    expect(
      report.problems.filter(({ severity }) => severity === 'error').map(({ message }) => String(message)),
    ).toEqual(['The `max_increase` of `plan.yml` could not be checked, since its baseline could not be priced.']);
  });
});

describe('a plan', () => {
  test('that is new has a baseline of nothing', async () => {
    const report = await compared({ before: {}, plans: one({ id: 'x', model: 'a/two' }) });
    expect(report.plans.map(({ is_new, baseline_cost }) => `${is_new} ${baseline_cost}`)).toEqual(['true 0.000']);
    expect(String(report.headline)).toContain('$2.000 planned (all new)');
  });

  test('that has mistakes on the baseline costs what is not known there, and a warning says why', async () => {
    const report = await compared({ before: one({ modle: 'a/two' }), plans: one({ id: 'x', model: 'a/two' }) });
    expect(changesIn(report)).toEqual(['plan.yml x: not compared']);
    expect(report.verdict).toBe('pass');
    expect([report.baseline_cost, report.cost_change].map(String)).toEqual(['null', 'null']);
    expect(report.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      expect.stringMatching(
        /^warning: The cost of `plan\.yml` on `main` is unknown, since the plan is invalid there: /,
      ),
    ]);
  });

  test('that is deleted and had mistakes is not told as if its lines were known', async () => {
    const report = await compared({ before: { 'gone.yml': 'generations: [{modle: a/two}]' }, plans: {} });
    expect(report.deleted_plans).toEqual([]);
    expect(report.baseline_cost).toBe(null);
  });

  test('of the baseline counts once, in however many it goes on', async () => {
    const [x, y] = [
      { id: 'x', model: 'a/two' },
      { id: 'y', model: 'a/ten' },
    ];
    const report = await compared({
      before: { 'old.yml': { generations: [x, y] } },
      plans: { 'a.yml': { generations: [x] }, 'b.yml': { generations: [y] } },
    });
    expect([report.total_cost, report.baseline_cost, report.cost_change].map(String)).toEqual([
      '12.000',
      '12.000',
      '0.000',
    ]);
  });
});

describe('whatever becomes of the plans', () => {
  const MODELS = ['a/p3', 'a/p70', 'a/p1501'];
  /** In thousandths of a dollar. */
  const COSTS = [3, 70, 1_501];
  const line = fc.record({
    id: fc.constantFrom('u', 'v', 'w', 'x', 'y', 'z'),
    model: fc.nat(2),
    count: fc.integer({ min: 1, max: 9 }),
    outputs: fc.integer({ min: 1, max: 3 }),
  });
  type Lines = readonly { id: string; model: number; count: number; outputs: number }[];
  const files = fc.dictionary(
    fc.constantFrom('a.yml', 'b.yml', 'c.yml', 'd.yml'),
    fc.uniqueArray(line, { maxLength: 4, selector: ({ id }) => id }),
  );

  const thousandths = (side: Record<string, Lines>) =>
    Object.values(side)
      .flat()
      .reduce((sum, { model, count, outputs }) => sum + (COSTS[model] ?? 0) * count * outputs, 0);
  const plansOf = (side: Record<string, Lines>) =>
    Object.fromEntries(
      Object.entries(side).map(([file, lines]) => [
        file,
        { generations: lines.map(({ model, ...rest }) => ({ ...rest, model: MODELS[model] })) },
      ]),
    );
  const inThousandths = (amount: unknown) => Math.round(Number(amount) * 1000);

  test('the change of the cost is what was added to the lines, less what was removed', async () => {
    await fc.assert(
      fc.asyncProperty(files, files, async (before, after) => {
        const report = await reportOf({
          before: plansOf(before),
          plans: plansOf(after),
          prices: Object.fromEntries(MODELS.map((model, index) => [model, (COSTS[index] ?? 0) / 1000])),
          balance: 10_000,
        });
        const added = report.plans.flatMap(({ lines }) =>
          lines.map(({ change }) => inThousandths(change?.cost_change)),
        );
        const gone = [
          ...report.plans.flatMap((plan) => plan.removed_lines),
          ...report.deleted_plans.flatMap((p) => p.lines),
        ];
        const removed = gone.map(({ cost }) => inThousandths(cost));
        const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
        expect(inThousandths(report.total_cost)).toBe(thousandths(after));
        expect(inThousandths(report.baseline_cost)).toBe(thousandths(before));
        expect(inThousandths(report.cost_change)).toBe(sum(added) - sum(removed));
        expect(inThousandths(report.cost_change)).toBe(thousandths(after) - thousandths(before));
      }),
      { numRuns: 200 },
    );
  });
});
