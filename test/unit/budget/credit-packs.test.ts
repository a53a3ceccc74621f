import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packsFor, packsText } from '../../../src/budget/rules.ts';
import { usd } from '../../support/money.ts';

const SIZES = [1000, 500, 100, 50, 25, 10];

/** The fewest packs that make each whole sum up to a bound, by trying every last pack. */
function fewestBySum(bound: number): (number | undefined)[] {
  const fewest: (number | undefined)[] = [0];
  for (let sum = 1; sum <= bound; sum++) {
    const counts = SIZES.flatMap((size) => {
      const before = sum >= size ? fewest[sum - size] : undefined;
      return before === undefined ? [] : [before + 1];
    });
    fewest[sum] = counts.length === 0 ? undefined : Math.min(...counts);
  }
  return fewest;
}

const fewest = fewestBySum(5000);

function totals(shortfall: string) {
  const packs = packsFor(usd(shortfall));
  return {
    sum: packs.reduce((sum, { usd: size, count }) => sum + size * count, 0),
    count: packs.reduce((sum, { count }) => sum + count, 0),
    packs,
  };
}

describe('the packs for a shortfall', () => {
  test('are the least money, and of that the fewest, as every way to pay shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_900_000 }), (thousandths) => {
        const { sum, count, packs } = totals((thousandths / 1000).toFixed(3));
        const least = fewest.findIndex((known, dollars) => known !== undefined && dollars * 1000 >= thousandths);
        expect(sum).toBe(least);
        expect(count).toBe(fewest[least]);
        expect(packs.map(({ usd: size }) => size)).toEqual(SIZES.filter((size) => packs.some((p) => p.usd === size)));
      }),
      { numRuns: 2000 },
    );
  });

  test('are one more where a thousandth is missing', () => {
    expect(totals('25').packs).toEqual([{ usd: 25, count: 1 }]);
    expect(totals('25.001').packs).toEqual([{ usd: 10, count: 3 }]);
  });

  test('are none for none', () => {
    expect(packsFor(usd('0'))).toEqual([]);
  });

  test('are found at once for a shortfall of ten digits', () => {
    const { sum, packs } = totals('9999999999.999');
    expect(sum).toBe(10_000_000_000);
    expect(packs).toEqual([{ usd: 1000, count: 10_000_000 }]);
  });

  test('are told with their sum', () => {
    expect(String(packsText(packsFor(usd('44.5'))))).toBe(
      '1 credit pack of $25.000 and 2 credit packs of $10.000 ($45.000 in all)',
    );
    expect(String(packsText(packsFor(usd('8'))))).toBe('a credit pack of $10.000');
  });
});
