import type { BabySeaApi, Envelope } from '../babysea/api.ts';
import { InvalidResponseError } from '../babysea/errors.ts';
import { estimateSchema, parseResponse } from '../babysea/responses.ts';
import type { Line, Settings } from '../plan/plan.ts';
import type { Usd } from '../shared/money.ts';

/** What a price depends on: lines that have this in common share one quote. */
export interface EstimateRequest extends Settings {
  readonly model: string;
}

/** What was priced, as far as it was asked for or the answer tells it: a model's own default is only told. */
export type Effective = Pick<Settings, 'duration' | 'resolution'>;

/** What BabySea says that one output costs. */
export interface Estimate extends Effective {
  /** USD for one output. */
  readonly unitCost: Usd;
  /** The account's balance as this estimate saw it, where it did. */
  readonly creditBalance: Usd | undefined;
}

/** The same text for what has the same price. */
export function priceKey({ model, settings }: Pick<Line, 'model' | 'settings'>): string {
  return JSON.stringify([model, settings.duration, settings.resolution, settings.audio]);
}

/** The distinct prices that lines need, by their key. */
export function distinctEstimates(lines: Iterable<Line>): Map<string, EstimateRequest> {
  const distinct = new Map<string, EstimateRequest>();
  for (const line of lines) distinct.set(priceKey(line), { model: line.model, ...line.settings });
  return distinct;
}

/**
 * Asks for the price of one output. Always for one: the API clamps a count to 1..100, and prices a larger one as 100.
 *
 * @throws UnbelievableError where the answer speaks of something else than what was asked
 */
export async function fetchEstimate(api: BabySeaApi, { model, ...settings }: EstimateRequest): Promise<Estimate> {
  const answer = await api.estimate(model, { count: 1, ...settings });
  const data = parseResponse(estimateSchema, answer);
  check('model_identifier', model, data.model_identifier, answer);
  check('duration_seconds', settings.duration, data.duration_seconds, answer);
  check('resolution', settings.resolution, data.resolution, answer);
  return {
    unitCost: data.cost_per_generation,
    creditBalance: data.credit_balance ?? undefined,
    duration: data.duration_seconds ?? settings.duration,
    resolution: data.resolution ?? settings.resolution,
  };
}

function check<T>(field: string, asked: T | undefined, answered: T | null | undefined, answer: Envelope): void {
  if (asked === undefined || answered === undefined || answered === null || asked === answered) return;
  throw new InvalidResponseError({
    expected: `${field} to be what was asked for`,
    // What was asked comes from the plan, so it is data too.
    found: `${String(answered)} instead of ${String(asked)}`,
    requestId: answer.request_id,
    attempts: 1,
  });
}
