import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SavingScope, suggestFewerOutputs, suggestSaving } from '../../../src/budget/suggestions.ts';
import type { PricedLine } from '../../../src/pricing/price-plan.ts';
import { usd } from '../../support/money.ts';
import { lineOf } from '../../support/plans.ts';

function priced(id: string, count: number, unitCost: string, outputs = 1): PricedLine {
  const line = lineOf({ generations: [{ id, model: 'a/b', count, outputs }] });
  return { line, unitCost: usd(unitCost), cost: usd(unitCost).times(count * outputs) };
}

function on(lines: readonly PricedLine[], alternatives: SavingScope['alternatives'] = []): SavingScope {
  return { lines, files: ['p.yml'], alternatives };
}

describe('the least that meets a limit', () => {
  test('is fewer of the dearest line', () => {
    const lines = [priced('small', 10, '0.1'), priced('catalogue', 500, '0.052')];
    expect(String(suggestSaving(on(lines), usd('13.52')))).toBe('The least: remove 260 of `catalogue`');
  });

  test('counts the outputs of each generation', () => {
    expect(String(suggestSaving(on([priced('sheets', 100, '0.5', 4)]), usd('3')))).toBe(
      'The least: remove 2 of `sheets`',
    );
  });

  test('is the whole line where only that saves enough', () => {
    expect(String(suggestSaving(on([priced('hero', 2, '1')]), usd('1.5')))).toBe('The least: remove `hero`');
  });

  test('begins with the dearest line where even that saves too little', () => {
    const lines = [priced('hero', 2, '1'), priced('other', 2, '0.9')];
    expect(String(suggestSaving(on(lines), usd('3')))).toBe('Begin with the dearest: remove `hero`');
  });

  test('may be a cheaper model that saves as much', () => {
    const cheaper = { plan: 'p.yml', line: 'hero', model: 'a/c', unitCost: usd('0.5'), saving: usd('1') };
    const lines = [priced('hero', 2, '1')];
    expect(String(suggestSaving(on(lines, [cheaper]), usd('1')))).toBe(
      'The least: remove 1 of `hero`, or use `a/c` for it',
    );
    expect(String(suggestSaving(on(lines, [cheaper]), usd('1.001')))).toBe('The least: remove `hero`');
  });

  test('is what is left to say where nothing has a price', () => {
    expect(String(suggestSaving(on([]), usd('1')))).toBe('Generate less');
  });

  test('is enough, and one less is not', () => {
    const thousandths = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(thousandths, fc.integer({ min: 2, max: 1_000 }), thousandths, (unit, count, over) => {
        fc.pre(over < unit * count);
        const words = String(suggestSaving(on([priced('line', count, `${unit / 1000}`)]), usd(`${over / 1000}`)));
        const fewer = Number(/remove ([\d,]+) of/.exec(words)?.[1]?.replace(',', '') ?? count);
        expect(fewer * unit).toBeGreaterThanOrEqual(over);
        expect((fewer - 1) * unit).toBeLessThan(over);
      }),
    );
  });
});

describe('the least that makes fewer outputs', () => {
  const lines = [priced('dear', 5, '9'), priced('sheets', 10, '0.1', 4), priced('other', 30, '0.1')];

  test('is fewer of the line that makes the most, each of which makes several', () => {
    expect(String(suggestFewerOutputs(lines, 8))).toBe('The least: remove 2 of `sheets`');
    expect(String(suggestFewerOutputs(lines, 9))).toBe('The least: remove 3 of `sheets`');
    expect(String(suggestFewerOutputs(lines.toReversed(), 9))).toBe('The least: remove 3 of `sheets`');
  });

  test('begins with the largest line where even that makes too few', () => {
    expect(String(suggestFewerOutputs(lines, 40))).toBe('The least: remove `sheets`');
    expect(String(suggestFewerOutputs(lines, 41))).toBe('Begin with the largest: remove `sheets`');
  });

  test('is what is left to say where there is no line', () => {
    expect(String(suggestFewerOutputs([], 1))).toBe('Generate less');
  });
});
