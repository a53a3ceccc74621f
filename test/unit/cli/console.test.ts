import { expect, test } from 'vitest';
import { commandOf, hasColours, progressOn } from '../../../src/cli/console.ts';

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

/** What a stream of 20 columns has been given. */
function stream(isTerminal: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, isTerminal, columns: 20, colours: false, pathOf: String, write };
}

test('the progress writes over itself in a terminal, within its width, and goes away at the end', () => {
  const terminal = stream(true);
  const progress = progressOn(terminal, () => 0);
  progress.onProgress(3, 12);
  progress.end();
  const erase = '\r\u001b[2K';
  expect(terminal.written).toEqual([`${erase}Asking Ba… prices …`, `${erase}Estimated… prices …`, erase]);
});

test('the progress is a line now and then where there is no terminal', () => {
  const pipe = stream(false);
  let now = 0;
  const progress = progressOn(pipe, () => now);
  progress.onProgress(1, 12);
  now = 6_000;
  progress.onProgress(3, 12);
  progress.onProgress(4, 12);
  progress.end();
  expect(pipe.written).toEqual(['Estimated 3 of 12 prices.\n']);
});
