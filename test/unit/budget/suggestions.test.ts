import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOfOne, type LocatedLine, removalsFor, removalText } from '../../../src/budget/rules.ts';
import { Usd } from '../../../src/shared/money.ts';
import { usd } from '../../support/money.ts';
import { lineOf } from '../../support/plans.ts';

function priced(id: string, count: number, unitCost: string, outputs = 1, file = 'p.yml'): LocatedLine {
  const line = lineOf({ generations: [{ id, model: 'a/b', count, outputs }] });
  return { line, file, unitCost: usd(unitCost), cost: usd(unitCost).times(count * outputs) };
}

function textFor(lines: readonly LocatedLine[], over: string, hasSeveralFiles = false): string {
  return String(removalText({ lines, files: hasSeveralFiles ? ['a.yml', 'b.yml'] : ['p.yml'] }, usd(over)));
}

describe('what to remove to save an amount', () => {
  test.each([
    [
      'generations of the most expensive line',
      [priced('small', 10, '0.1'), priced('big', 500, '0.052')],
      '13.52',
      '260 generations of `big`',
    ],
    ['counted with their outputs', [priced('sheets', 100, '0.5', 4)], '3', '2 generations of `sheets`'],
    ['a whole line', [priced('hero', 2, '1')], '1.5', '`hero`'],
    [
      'a line and part of the next',
      [priced('a', 20, '0.052'), priced('b', 20, '0.052')],
      '1.58',
      '`a` and 11 generations of `b`',
    ],
    [
      'three lines',
      [priced('a', 1, '3'), priced('b', 1, '2'), priced('c', 9, '0.1')],
      '5.05',
      '`a`, `b` and 1 generation of `c`',
    ],
    [
      'many lines',
      [priced('a', 1, '4'), priced('b', 1, '3'), priced('c', 1, '2'), priced('d', 9, '0.1')],
      '9.05',
      'the 3 most expensive lines and 1 generation of `d`',
    ],
  ])('is %s', (_, lines, over, text) => {
    expect(textFor(lines, over)).toBe(text);
  });

  test('names the file where there are several, in which ids may repeat', () => {
    const lines = [priced('p', 2, '1', 1, 'a.yml'), priced('p', 1, '0.5', 1, 'b.yml')];
    expect(textFor(lines, '1', true)).toBe('1 generation of `p` in `a.yml`');
    expect(textFor(lines, '2.25', true)).toBe('`p` in `a.yml` and `p` in `b.yml`');
  });

  test.each([
    ['there is no line', []],
    ['all lines are not enough', [priced('a', 1, '1')]],
    ['the rest costs nothing', [priced('a', 1, '1'), priced('free', 9, '0')]],
    ['nothing has a price', [{ ...priced('a', 1, '1'), unitCost: undefined, cost: undefined }]],
  ])('is not said where %s', (_, lines) => {
    expect(removalText({ lines, files: ['p.yml'] }, usd('1.001'))).toBeUndefined();
  });

  test('may be outputs', () => {
    const lines = [priced('dear', 5, '9'), priced('sheets', 10, '0.1', 4), priced('other', 30, '0.1')];
    const outputsOfOne = ({ line }: LocatedLine) => Usd.of(line.outputs);
    const text = removalText({ lines, files: ['p.yml'] }, Usd.of(49), outputsOfOne, 'largest');
    expect(String(text)).toBe('`sheets` and 9 generations of `other`');
    const all = removalText(
      { lines: [...lines, priced('last', 1, '1')], files: [] },
      Usd.of(76),
      outputsOfOne,
      'largest',
    );
    expect(String(all)).toBe('the 3 largest lines and `last`');
  });

  test('suffices, and one generation less does not', () => {
    const line = fc.record({
      unit: fc.integer({ min: 0, max: 5_000 }),
      count: fc.integer({ min: 1, max: 1_000 }),
      outputs: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 20_000_000 }), (data, over) => {
        const lines = data.map(({ unit, count, outputs }, index) =>
          priced(`l${index}`, count, `${unit / 1000}`, outputs),
        );
        const total = data.reduce((sum, { unit, count, outputs }) => sum + unit * count * outputs, 0);
        const removals = removalsFor(lines, usd(`${over / 1000}`), costOfOne);
        if (over > total) {
          expect(removals).toBeUndefined();
          return;
        }
        const saved = (removals ?? []).map(
          ({ line, count }) => count * line.line.outputs * Math.round(Number(line.unitCost) * 1000),
        );
        const last = removals?.at(-1);
        const one = last === undefined ? 0 : last.line.line.outputs * Math.round(Number(last.line.unitCost) * 1000);
        const sum = saved.reduce((a, b) => a + b, 0);
        expect(sum).toBeGreaterThanOrEqual(over);
        expect(sum - one).toBeLessThan(over);
      }),
    );
  });
});
