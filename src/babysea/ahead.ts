import type { PacedApi } from './api.ts';

/**
 * The same API, where every run's first questions are asked now: the balance and the model library. Whoever asks for them
 * later gets these answers.
 */
export function askedAhead(api: PacedApi): PacedApi {
  const billing = api.billing();
  const models = api.library.models();
  // Where nobody asks in the end, nobody hears of what went wrong.
  for (const answer of [billing, models]) answer.catch(() => undefined);
  return { ...api, billing: () => billing, library: { models: () => models } };
}
