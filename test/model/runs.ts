import { randomInt } from 'node:crypto';

/** Cases of the model: a few hundred where everything is tested, thousands by `npm run model`. */
export const CASES = Number(process.env['MODEL_CASES'] || 250);
/** Cases that are also made real, on disk and in Git. */
export const REAL_CASES = Number(process.env['MODEL_REAL_CASES'] || 20);
export const SEED = Number(process.env['MODEL_SEED'] || randomInt(2 ** 31));

/** What to run to have the same cases again. */
export const AGAIN = `npm run model -- ${CASES} ${SEED}`;
