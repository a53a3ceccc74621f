import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowsModel, matchesAny } from '../../../src/plan/plan.ts';

describe('a pattern of models', () => {
  test.each([
    ['bfl/flux-schnell', 'bfl/flux-schnell', true],
    ['bfl/flux-schnell', 'bfl/*', true],
    ['bfl/flux-schnell', '*/flux-schnell', true],
    ['bfl/flux-schnell', '*', true],
    ['bfl/flux-schnell', '**', true],
    ['bfl/flux-schnell', 'b*l/f*x-*l', true],
    ['bfl/flux-schnell', 'bfl/flux', false],
    ['bfl/flux-schnell', '*flux', false],
    ['bfl/flux-schnell', 'bfl/*schnell-2', false],
    ['aba', 'ab*ba', false],
    ['abxcb', 'a*b*b', true],
    ['bfl/flux', 'BFL/*', false],
  ])('%s is matched by %s: %s', (model, pattern, matches) => {
    expect(matchesAny(model, [pattern])).toBe(matches);
  });

  test('matches what a regular expression of the same meaning matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (model, glob) => {
        const expression = new RegExp(`^${glob.split('*').join('.*')}$`);
        expect(matchesAny(model, [glob])).toBe(expression.test(model));
      }),
    );
  });

  test('takes no longer for many stars', () => {
    expect(matchesAny('a'.repeat(100), [`${'*a'.repeat(40)}*b`])).toBe(false);
  });
});

describe('a budget', () => {
  test.each([
    [{}, true],
    [{ allowed_models: ['bfl/*'] }, true],
    [{ allowed_models: ['kling/*'] }, false],
    [{ denied_models: ['bfl/*'] }, false],
    [{ allowed_models: ['bfl/*'], denied_models: ['*/flux-schnell'] }, false],
  ])('%j allows bfl/flux-schnell: %s', (budget, allows) => {
    expect(allowsModel(budget, 'bfl/flux-schnell')).toBe(allows);
  });
});
