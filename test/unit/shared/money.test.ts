import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupThousands, Usd } from '../../../src/shared/money.ts';
import { usd } from '../../support/money.ts';

describe('how often one amount goes into another', () => {
  test('a whole number of dollars is an amount', () => {
    expect(Usd.of(25).toString()).toBe('25.000');
  });

  test.each([
    ['10', 5, 10],
    ['10.000000000000000001', 5, 15],
    ['0.001', 5, 5],
    ['1234.5', 25, 1250],
  ])('%s rounds up to a multiple of %i: %i', (amount, step, rounded) => {
    expect(usd(amount).roundUpTo(step)).toBe(rounded);
  });

  test.each([
    ['1', '0.3', 3, 4],
    ['0.9', '0.3', 3, 3],
    ['0.2', '0.3', 0, 1],
    ['26', '0.052', 500, 500],
    ['26.000000000000000001', '0.052', 500, 501],
  ])('%s holds %s wholly so many times, and is covered by so many', (amount, part, whole, covered) => {
    expect(usd(amount).wholeTimes(usd(part))).toBe(whole);
    expect(usd(amount).timesCovered(usd(part))).toBe(covered);
  });
});

describe('exactness', () => {
  test('0.1 and 0.2 are 0.3', () => {
    expect(usd('0.1').plus(usd('0.2')).toString()).toBe('0.300');
    expect(usd('0.1').plus(usd('0.2')).compare(usd('0.3'))).toBe(0);
  });

  test('500 outputs at 0.052 are 26', () => {
    expect(usd('0.052').times(500).toString()).toBe('26.000');
  });

  test('a million outputs at 0.0052 are 5200', () => {
    expect(usd('0.0052').times(1_000_000).toString()).toBe('5200.000');
  });

  test('ten times 0.1 is 1, added one by one', () => {
    expect(Usd.sum(Array.from({ length: 10 }, () => usd('0.1'))).toString()).toBe('1.000');
  });

  test('the smallest difference is one', () => {
    expect(usd('26').exceeds(usd('25.999999999999999999'))).toBe(true);
    expect(usd('26').exceeds(usd('26.000'))).toBe(false);
  });

  test('a share of an amount is exact', () => {
    expect(usd('33.33').times('33.3').times('0.01').toString()).toBe('11.09889');
  });
});

describe('what is an amount', () => {
  test.each([
    ['0', '0.000'],
    ['30', '30.000'],
    ['30.00', '30.000'],
    ['007.5', '7.500'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['9999999999', '9999999999.000'],
  ])('the text %j is %s', (text, amount) => {
    expect(Usd.parse(text)?.toString()).toBe(amount);
  });

  test.each([
    [0.052, '0.052'],
    [5e-7, '0.0000005'],
    [0.1, '0.100'],
    [12.48, '12.480'],
    [-0, '0.000'],
    [1e3, '1000.000'],
  ])('the number %d is %s', (value, amount) => {
    expect(Usd.parse(value)?.toString()).toBe(amount);
  });

  test.each([
    '',
    ' ',
    '-1',
    '+1',
    '1e3',
    '1E-7',
    '1e309',
    'NaN',
    'Infinity',
    '1,000',
    '1_000',
    '.5',
    '5.',
    '$5',
    '5 USD',
    ' 5',
    '5\n',
    '0x10',
    '٣',
    '1.2.3',
    '10000000000',
    '0.0000000000000000001',
  ])('the text %j is none', (text) => {
    expect(Usd.parse(text)).toBeUndefined();
  });

  test.each([-1, -0.001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, 1e10, 1e-19])(
    'the number %d is none',
    (value) => {
      expect(Usd.parse(value)).toBeUndefined();
    },
  );
});

describe('what is shown', () => {
  test.each([
    ['0', '$0.000'],
    ['0.5', '$0.500'],
    ['999.999', '$999.999'],
    ['1000', '$1,000.000'],
    ['1234567.5', '$1,234,567.500'],
    ['1000000000', '$1,000,000,000.000'],
    ['0.0052', '$0.0052'],
    ['1234.56789', '$1,234.56789'],
  ])('%s is shown as %s', (text, shown) => {
    expect(usd(text).format()).toBe(shown);
  });

  test('a negative amount has its sign before the dollar', () => {
    const short = usd('12.48').minus(usd('1246.48'));
    expect(short.format()).toBe('-$1,234.000');
    expect(short.toString()).toBe('-1234.000');
    expect(short.isNegative).toBe(true);
  });

  test('a difference says its direction', () => {
    expect(usd('3').formatChange()).toBe('+$3.000');
    expect(usd('0').minus(usd('3')).formatChange()).toBe('-$3.000');
    expect(usd('3').minus(usd('3')).formatChange()).toBe('$0.000');
  });

  test('JSON has a decimal text, without a dollar or separators', () => {
    expect(JSON.stringify({ cost: usd('1234.5') })).toBe('{"cost":"1234.500"}');
  });

  test('a share is told with one decimal, and none of nothing', () => {
    expect(usd('1').percentOf(usd('3'))).toBe('33.3%');
    expect(usd('1').percentOf(usd('0'))).toBe('–');
  });

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [10_000_000, '10,000,000'],
  ])('the number %d is grouped as %s', (number, grouped) => {
    expect(groupThousands(number)).toBe(grouped);
  });
});

/** Amounts as whole numbers of 10⁻¹⁸ dollars, the arithmetic of which is known to be exact. */
const SCALE = 10n ** 18n;
const units = fc.bigInt({ min: 0n, max: 10n ** 28n - 1n });
const decimalOf = (amount: bigint) => `${amount / SCALE}.${String(amount % SCALE).padStart(18, '0')}`;
const unitsOf = (amount: Usd) => {
  const [whole = '', decimals = ''] = amount.toString().split('.');
  return BigInt(whole + decimals.padEnd(18, '0'));
};

describe('against whole-number arithmetic', () => {
  test('what is parsed is what is shown', () => {
    fc.assert(
      fc.property(units, (a) => {
        expect(unitsOf(usd(decimalOf(a)))).toBe(a);
      }),
    );
  });

  test('sums and differences are exact', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(unitsOf(usd(decimalOf(a)).plus(usd(decimalOf(b))))).toBe(a + b);
        expect(unitsOf(usd(decimalOf(a)).minus(usd(decimalOf(b))))).toBe(a - b);
      }),
    );
  });

  test('the sum of a list does not depend on its order', () => {
    fc.assert(
      fc.property(fc.array(units), (amounts) => {
        const sum = Usd.sum(amounts.map((amount) => usd(decimalOf(amount))));
        const reversed = Usd.sum(amounts.toReversed().map((amount) => usd(decimalOf(amount))));
        expect(unitsOf(sum)).toBe(amounts.reduce((total, amount) => total + amount, 0n));
        expect(reversed.compare(sum)).toBe(0);
      }),
    );
  });

  test('a product with a count is exact', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 1_000_000_000 }), (a, count) => {
        expect(unitsOf(usd(decimalOf(a)).times(count))).toBe(a * BigInt(count));
      }),
    );
  });

  test('comparisons are those of the numbers', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(usd(decimalOf(a)).compare(usd(decimalOf(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(usd(decimalOf(a)).exceeds(usd(decimalOf(b)))).toBe(a > b);
      }),
    );
  });

  test('a number counts as the decimal that it was written as', () => {
    const written = fc
      .tuple(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 7 }))
      .map(([digits, decimals]) => (digits / 10 ** decimals).toFixed(decimals));
    fc.assert(
      fc.property(written, (text) => {
        expect(Usd.parse(Number(text))?.compare(usd(text))).toBe(0);
      }),
    );
  });

  test('any text is an amount or none, and never something else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const amount = Usd.parse(text);
        expect(amount === undefined || /^\d+\.\d{3,18}$/.test(amount.toString())).toBe(true);
      }),
    );
  });
});

describe('amounts in tests', () => {
  test('are equal where they are the same amount only', () => {
    expect({ cost: usd('1.0') }).toEqual({ cost: usd('1') });
    expect({ cost: usd('1') }).not.toEqual({ cost: usd('2') });
    expect({ cost: usd('1'), balance: usd('2') }).not.toMatchObject({ cost: usd('2') });
  });
});
