import { expect, test } from 'vitest';
import { commandOf, hasColours } from '../../../src/cli/console.ts';

test.each<[Record<string, string>, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, false],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
])('with %j, and a terminal: %s, there are colours: %s', (env, isTerminal, expected) => {
  expect(hasColours(env, isTerminal)).toBe(expected);
});

test.each([
  ['/clone/dist/cli/index.js', '/clone', 'node dist/cli/index.js'],
  ['/clone/dist/cli/index.js', '/shop', 'node ../clone/dist/cli/index.js'],
  ["/Mona's clone/dist/cli/index.js", '/shop', "node '../Mona'\\''s clone/dist/cli/index.js'"],
  ['/usr/local/bin/budget-gate', '/shop', 'budget-gate'],
  [undefined, '/shop', 'budget-gate'],
])('where Node runs %s in %s, people are to type %s', (script, folder, expected) => {
  expect(commandOf(script, folder)).toBe(expected);
});
