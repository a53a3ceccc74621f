/**
 * `npm run model [cases] [seed]`: pull requests that try to get around the gate, 5,000 unless told otherwise. Tells its
 * seed, so that the same cases can be had again.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const [cases = '5000', seed = String(randomInt(2 ** 31)), real = '100'] = process.argv.slice(2);
const command = `npm run model -- ${cases} ${seed}`;

console.log(`${cases} cases with the seed ${seed}. Again: ${command}`);
const { status } = spawnSync('npm', ['exec', '--', 'vitest', 'run', '--project', 'model'], {
  env: { ...process.env, MODEL_CASES: cases, MODEL_SEED: seed, MODEL_REAL_CASES: real },
  stdio: 'inherit',
});
console.log(`${status === 0 ? 'Nothing found' : 'Found something'}. Again: ${command}`);
process.exitCode = status ?? 1;
