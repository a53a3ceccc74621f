import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Case, canRun, isTheSameForAll, MODES, type Mode } from './case.ts';
import { describeCase } from './describe-case.ts';
import { FURTHER_CASES, KNOWN_CASES } from './examples.ts';
import { expectedVerdict, isWeaker, VERDICTS } from './expected-verdict.ts';
import { anyCase, plainCase } from './generate.ts';
import { type Outcome, runCase } from './run-case.ts';
import { AGAIN, CASES, SEED } from './runs.ts';
import { load } from './wiring.ts';

/** How often which verdict came where which was the weakest that is right: `pass → error`. */
const counts = new Map<string, number>();

beforeAll(() => console.log(`${CASES} cases. Again: ${AGAIN}`));

afterAll(() => {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const stricter = [...counts].filter(([key]) => key.startsWith('pass') && !key.endsWith('pass'));
  const shares = stricter.map(([key, count]) => `${key} ${((count / total) * 100).toFixed(1)}%`).sort();
  console.log(`Of ${total} runs, stricter than they had to be: ${shares.join(', ') || 'none'}.`);
});

/** Runs a case in all modes that can, and holds each verdict against the reference. */
async function outcomes(given: Case): Promise<Map<Mode, Outcome>> {
  const found = new Map<Mode, Outcome>();
  for (const mode of MODES.filter((candidate) => canRun(given, candidate))) {
    const expected = expectedVerdict(given, mode);
    const outcome = await runCase(given, mode, load);
    found.set(mode, outcome);
    const key = `${expected.verdict} → ${outcome.verdict}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!isWeaker(outcome.verdict, expected.verdict)) continue;
    const because = expected.because.join('; ');
    throw new Error(
      `In the mode ${mode} the gate says ${outcome.verdict} and has to say ${expected.verdict}, at least: ${because}.\n` +
        `It said: ${JSON.stringify(outcome)}\n${describeCase(given)}\nAgain: ${AGAIN}`,
    );
  }
  return found;
}

/** All modes have to say the same: the verdict, and which rules do not hold. */
function expectAgreement(given: Case, found: ReadonlyMap<Mode, Outcome>): void {
  const said = [...found].map(([mode, { verdict, violations }]) => {
    // A plan that has moved may go by its old name or by its new one.
    const rules = new Set(violations.map((violation) => violation.split(' ')[0]));
    return { mode, said: `${verdict} (${[...rules].sort().join(', ')})` };
  });
  const [first, ...others] = said;
  for (const other of others) {
    if (other.said === first?.said) continue;
    throw new Error(
      `${first?.mode} says ${first?.said}, and ${other.mode} says ${other.said}.\n${describeCase(given)}\nAgain: ${AGAIN}`,
    );
  }
}

const runs = (share: number) => ({ numRuns: Math.ceil(CASES * share), seed: SEED });

test.each([...KNOWN_CASES, ...FURTHER_CASES])('the gate is not weaker than it has to be: $name', async ({ given }) => {
  const found = await outcomes(given);
  if (isTheSameForAll(given)) expectAgreement(given, found);
});

test('no pull request gets around the gate, and all modes agree', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      const found = await outcomes(given);
      if (isTheSameForAll(given)) expectAgreement(given, found);
    }),
    runs(0.8),
  );
}, 3_600_000);

test('a repository with nothing odd in it is an error only if it has to be', async () => {
  await fc.assert(
    fc.asyncProperty(plainCase, async (given) => {
      for (const [mode, { verdict, diagnostics }] of await outcomes(given)) {
        const expected = expectedVerdict(given, mode);
        if (verdict !== 'error' || expected.verdict === 'error') continue;
        throw new Error(`${mode} says ${diagnostics.join(' ')}\n${describeCase(given)}\nAgain: ${AGAIN}`);
      }
    }),
    runs(0.2),
  );
}, 3_600_000);

test('the cases lead to every verdict', () => {
  const verdicts = fc.sample(anyCase, { numRuns: 500, seed: 1 }).map((given) => expectedVerdict(given, 'api').verdict);
  const shares = VERDICTS.map((verdict) => verdicts.filter((one) => one === verdict).length);
  expect(Math.min(...shares)).toBeGreaterThan(0);
  // Where the reference says error, nothing is learned of limits.
  expect(shares[VERDICTS.indexOf('error')]).toBeLessThan(250);
});
