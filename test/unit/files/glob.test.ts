import { expect, test } from 'vitest';
import { compileGlob } from '../../../src/files/plan-patterns.ts';

test.each([
  ['plans/?.yml', 'plans/\u{1f9ad}.yml', true],
  ['plans/?.yml', 'plans/\u{1f9ad}\u{1f9ad}.yml', false],
  ['plans/\u{1f9ad}?.yml', 'plans/\u{1f9ad}\u{1f40b}.yml', true],
  ['plans/\u{1f9ad}.yml', 'plans/\u{1f9ad}.yml', true],
  ['plans/\u{1f9ad}.yml', 'plans/\u{1f40b}.yml', false],
  ['plans/\u{1f9ad}.yml', 'plans/\ue000.yml', false],
  ['plans/[\u{1f9ad}x].yml', 'plans/\u{1f9ad}.yml', true],
  ['plans/[\u{1f9ad}x].yml', 'plans/\u{1f40b}.yml', false],
])('a character is one to a pattern, however UTF-16 writes it: %s, %s: %s', (pattern, path, isMatch) => {
  expect(compileGlob(pattern).matches(path)).toBe(isMatch);
});

test('a folder whose name is one long character may be searched', () => {
  expect(compileGlob('?/plan.yml').mayMatchBelow('\u{1f9ad}')).toBe(true);
});
