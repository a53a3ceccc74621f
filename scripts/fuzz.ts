/**
 * `npm run fuzz [cases] [seed]`: many made-up plans and answers through the whole core, 100,000 unless told otherwise.
 * Tells its seed, so that the same cases can be had again.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const [cases = '100000', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
const command = `npm run fuzz ${cases} ${seed}`;

console.log(`${cases} cases with the seed ${seed}. Again: ${command}`);
const { status } = spawnSync('npm', ['exec', '--', 'vitest', 'run', '--project', 'fuzz', '--testTimeout', '0'], {
  env: { ...process.env, FUZZ_CASES: cases, FUZZ_SEED: seed },
  stdio: 'inherit',
});
console.log(`${status === 0 ? 'Nothing found' : 'Found something'}. Again: ${command}`);
process.exitCode = status ?? 1;
