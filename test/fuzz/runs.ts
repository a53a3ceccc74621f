import type { Parameters } from 'fast-check';

/** Cases in all: a few where everything is tested, many by `npm run fuzz`. */
const CASES = Number(process.env['FUZZ_CASES'] || 250);
const SEED = process.env['FUZZ_SEED'];

/** A share of all cases, with the seed that the long run tells; on a failure fast-check prints the seed and the path. */
export function runs(share: number): Parameters<unknown> {
  return { numRuns: Math.ceil(CASES * share), ...(SEED !== undefined && { seed: Number(SEED) }) };
}
