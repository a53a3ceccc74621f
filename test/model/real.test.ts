import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitHubSandbox, startGitHub } from '../../sandbox/github/index.ts';
import { type Case, canRun, MODES } from './case.ts';
import { describeCase } from './describe-case.ts';
import { FURTHER_CASES, KNOWN_CASES } from './examples.ts';
import { anyCase } from './generate.ts';
import { canBeReal, makeReal } from './real-case.ts';
import { type Outcome, runCase } from './run-case.ts';
import { AGAIN, REAL_CASES, SEED } from './runs.ts';
import { load } from './wiring.ts';

let sandbox: GitHubSandbox;
beforeAll(async () => {
  sandbox = await startGitHub();
});
afterAll(() => sandbox.close());

/** The same case has to come out the same from real files, real Git objects and GitHub's API as from memory. */
async function expectTheSameAsInMemory(given: Case): Promise<void> {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'model-')));
  const real = await makeReal(given, workspace, sandbox);
  try {
    for (const mode of MODES.filter((candidate) => canRun(given, candidate))) {
      const [made, remembered] = [await real.run(mode), await runCase(given, mode, load)];
      if (summaryOf(made) === summaryOf(remembered)) continue;
      const both = `Real: ${JSON.stringify(made)}\nIn memory: ${JSON.stringify(remembered)}`;
      throw new Error(`${mode} differs.\n${both}\n${describeCase(given)}\nAgain: ${AGAIN}`);
    }
  } finally {
    real.release();
    await rm(workspace, { recursive: true, force: true });
  }
}

function summaryOf({ verdict, violations }: Outcome): string {
  return JSON.stringify([verdict, [...violations].sort()]);
}

const EXAMPLES = [...KNOWN_CASES, ...FURTHER_CASES].filter(({ given }) => canBeReal(given));

test.each(EXAMPLES)('on disk and on GitHub it is the same: $name', ({ given }) => expectTheSameAsInMemory(given));

test('on disk and on GitHub it is the same for made-up pull requests', async () => {
  const cases = fc.sample(anyCase.filter(canBeReal), { numRuns: REAL_CASES, seed: SEED });
  expect(cases).toHaveLength(REAL_CASES);
  for (const given of cases) await expectTheSameAsInMemory(given);
}, 3_600_000);
