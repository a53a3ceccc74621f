import { describe, expect, test } from 'vitest';
import { canRun, MODES } from './case.ts';
import { type Example, FURTHER_CASES, KNOWN_CASES } from './examples.ts';
import { expectedVerdict, isWeaker } from './expected-verdict.ts';
import { matches } from './glob.ts';
import { runCase } from './run-case.ts';
import { HOLES, standIn } from './stand-in.ts';

const EXAMPLES = [...KNOWN_CASES, ...FURTHER_CASES];

/** The modes that an example is about, with what is right in each. */
function expectations({ given, expected }: Example) {
  return MODES.filter((mode) => canRun(given, mode)).flatMap((mode) => {
    const verdict = typeof expected === 'string' ? expected : expected[mode];
    return verdict === undefined ? [] : [{ mode, verdict }];
  });
}

describe('the reference knows the weakest verdict of', () => {
  test.each(EXAMPLES)('$name', (example) => {
    for (const { mode, verdict } of expectations(example)) {
      const { verdict: weakest, because } = expectedVerdict(example.given, mode);
      expect({ mode, verdict: weakest, because }).toEqual({ mode, verdict, because });
    }
  });
});

describe('a gate with a hole is found out by the examples:', () => {
  test.each(HOLES)('it %s', async (hole) => {
    const found: string[] = [];
    for (const { name, given } of EXAMPLES) {
      for (const mode of MODES.filter((candidate) => canRun(given, candidate))) {
        const { verdict } = await runCase(given, mode, standIn(hole));
        if (isWeaker(verdict, expectedVerdict(given, mode).verdict)) found.push(name);
      }
    }
    expect(found).not.toEqual([]);
  });
});

test.each([
  ['plans/*.yml', 'plans/a.yml', true],
  ['plans/*.yml', 'plans/.hidden.yml', true],
  ['plans/*.yml', 'plans/more/a.yml', false],
  ['./plans/?.yml', 'plans/\u{1f9ad}.yml', true],
  ['plans/[a-c].yml', 'plans/b.yml', true],
  ['plans/[!a-c].yml', 'plans/b.yml', false],
  ['plans/{a,b}.yml', 'plans/b.yml', true],
  ['**/a.yml', 'a.yml', true],
  ['**/a.yml', 'one/two/a.yml', true],
  ['one/**/a.yml', 'one/a.yml', true],
  ['one/**', 'one/two/a.yml', true],
  ['a.yml', 'axyml', false],
])('%s means %s: %s', (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected);
});
