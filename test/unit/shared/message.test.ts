import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { list, oneLine, plural, prose, say } from '../../../src/shared/message.ts';
import { usd } from '../../support/money.ts';

describe('a sentence', () => {
  test('marks what is filled in as data from outside', () => {
    expect(say`The key ${'duration'} is unknown.`.parts).toEqual([
      { kind: 'prose', text: 'The key ' },
      { kind: 'data', text: 'duration' },
      { kind: 'prose', text: ' is unknown.' },
    ]);
  });

  test('writes amounts and numbers for people', () => {
    expect(String(say`${usd('1234.5')} for ${1000} outputs`)).toBe('$1,234.500 for 1,000 outputs');
  });

  test('takes another sentence in as it is', () => {
    const inner = say`see ${'x'}`;
    expect(say`${inner}!`.parts).toEqual([...inner.parts, { kind: 'prose', text: '!' }]);
  });

  test('leaves out what is undefined', () => {
    expect(String(say`a${undefined}b`)).toBe('ab');
  });

  test('shows data between backticks as plain text, in JSON too', () => {
    expect(JSON.stringify({ message: say`The key ${'id'}.` })).toBe('{"message":"The key `id`."}');
  });

  test('never has outside text among its own words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (outside) => {
        const own = say`before ${outside} after ${list([outside, say`${outside}`])}.`.parts
          .filter(({ kind }) => kind === 'prose')
          .map(({ text }) => text);
        expect(own.join('')).toBe('before  after  and .');
      }),
    );
  });
});

describe('a list', () => {
  test.each([
    [[], ''],
    [['a'], '`a`'],
    [['a', 'b'], '`a` and `b`'],
    [['a', 'b', 'c'], '`a`, `b` and `c`'],
  ])('of %j reads %j', (items, text) => {
    expect(String(list(items))).toBe(text);
  });

  test('may offer a choice', () => {
    expect(String(list(['us', prose('eu')], 'or'))).toBe('`us` or eu');
  });
});

describe('a count', () => {
  test.each([
    [0, '0 lines'],
    [1, '1 line'],
    [2, '2 lines'],
    [12_345, '12,345 lines'],
  ])('of %d reads %s', (count, text) => {
    expect(String(plural(count, 'line'))).toBe(text);
  });

  test('may have a plural of its own', () => {
    expect(String(plural(2, 'entry', 'entries'))).toBe('2 entries');
  });
});

describe('text from outside on one line', () => {
  test.each([
    ['line\nbreaks\r\nof\u2028all\u2029kinds', 'line breaks of all kinds'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['pay\u202eload\u2066', 'pay load'],
    ['  around\t', 'around'],
    ['\ud83d\ude00 stays', '\ud83d\ude00 stays'],
    ['half \ud83d', 'half'],
    ['', ''],
  ])('%j becomes %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  test('is cut where it is very long', () => {
    expect(oneLine('é'.repeat(400))).toBe(`${'é'.repeat(300)}…`);
  });

  test('is whole up to that length', () => {
    expect(oneLine('é'.repeat(300))).toBe('é'.repeat(300));
  });

  test('is cut between characters', () => {
    expect(oneLine('😀'.repeat(400))).toBe(`${'😀'.repeat(300)}…`);
  });

  test('has nothing that breaks a line, hides or turns text, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\n\r]/u);
      }),
    );
  });
});
