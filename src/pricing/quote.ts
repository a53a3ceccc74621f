import type { BabySeaApi, Envelope } from '../babysea/api.ts';
import { InvalidResponseError } from '../babysea/errors.ts';
import { estimateSchema, parseResponse } from '../babysea/responses.ts';
import type { Line, Settings } from '../plan/plan.ts';
import { Usd } from '../shared/money.ts';
import type { Answer } from './billing.ts';
import { listedPrices, listedUnitCost, type ModelLibrary } from './model-library.ts';

/** What a price depends on: lines that have this in common share one estimate. */
export interface EstimateRequest extends Settings {
  readonly model: string;
}

/** What was priced, as far as it was asked for or the answer tells it: a model's own default is only told. */
export type Effective = Pick<Settings, 'duration' | 'resolution'>;

/** What BabySea says that one output costs. */
export interface Estimate extends Effective {
  /** USD for one output. */
  readonly unitCost: Usd;
  /** USD that the account has, if the estimate reports it. */
  readonly creditBalance: Usd | undefined;
  /** USD for the same output by the model library, if that is another price. */
  readonly listedCost?: Usd | undefined;
  readonly requestId?: string | undefined;
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

/** The outputs that every estimate is for: the API clamps a count to 1..100, and prices a larger one as 100. */
const COUNT = 1;

/**
 * Asks for the price of one output.
 *
 * @throws InvalidResponseError if the answer is for something else than was asked, or contradicts itself
 */
export async function fetchEstimate(api: BabySeaApi, { model, ...settings }: EstimateRequest): Promise<Estimate> {
  const answer = await api.estimate(model, { count: COUNT, ...settings });
  const data = parseResponse(estimateSchema, answer);
  expectEcho('model_identifier', model, data.model_identifier, answer);
  expectEcho('duration_seconds', settings.duration, data.duration_seconds, answer);
  expectEcho('resolution', settings.resolution, data.resolution, answer);
  expectEcho('assets_count', COUNT, data.assets_count, answer);
  const duration = data.duration_seconds ?? settings.duration;
  const { cost_per_second: perSecond, cost_per_generation: unitCost, cost_total_consumed: total } = data;
  if (perSecond && duration !== undefined) {
    const formula = `cost_per_second × duration_seconds, ${perSecond.format()} × ${duration}`;
    expectAmount('cost_per_generation', perSecond.times(duration), formula, unitCost, answer);
  }
  if (total) expectAmount('cost_total_consumed', unitCost.times(COUNT), 'cost_per_generation', total, answer);
  return {
    unitCost,
    creditBalance: data.credit_balance ?? undefined,
    duration,
    resolution: data.resolution ?? settings.resolution,
    requestId: answer.request_id,
  };
}

function expectEcho<T>(field: string, asked: T | undefined, answered: T | null | undefined, answer: Envelope): void {
  if (asked === undefined || answered === undefined || answered === null || asked === answered) return;
  throw new InvalidResponseError({
    expected: `${field} to be what was asked for`,
    // What was asked comes from the plan, so it is data too.
    found: `${String(answered)} instead of ${String(asked)}`,
    requestId: answer.request_id,
  });
}

/**
 * The part of an amount that a difference may be: BabySea may multiply in binary floating point, where 0.1 × 3 is
 * 0.30000000000000004. No price has twelve significant digits.
 */
const BINARY_NOISE = '0.000000000001';

function isSameAmount(a: Usd, b: Usd): boolean {
  const difference = a.exceeds(b) ? a.minus(b) : b.minus(a);
  return !difference.exceeds(b.times(BINARY_NOISE));
}

function expectAmount(field: string, expected: Usd, formula: string, found: Usd, answer: Envelope): void {
  if (isSameAmount(found, expected)) return;
  throw new InvalidResponseError({
    expected: `${field} to be ${expected.format()} (${formula})`,
    found: found.format(),
    requestId: answer.request_id,
  });
}

/**
 * Compares an estimate with the price that the model library lists. Adds the listed price if it is another one.
 *
 * @throws InvalidResponseError if the estimate is 0 and the library does not say 0 too: an unknown price is never $0
 */
export function checkListedPrice(
  estimate: Estimate,
  { model, audio }: EstimateRequest,
  library: Answer<ModelLibrary>,
): Estimate {
  const listed = 'value' in library ? library.value.get(model) : undefined;
  const settings = { duration: estimate.duration, resolution: estimate.resolution, audio };
  const listedCost = listed && listedUnitCost(listed, settings);
  if (estimate.unitCost.isZero) {
    const prices = listed === undefined ? [] : listedPrices(listed, settings);
    if (prices.length > 0 && prices.every((price) => price.isZero)) return estimate;
    throw new InvalidResponseError({
      expected: `cost_per_generation to be ${priceInstead(prices, listedCost, library)}`,
      found: estimate.unitCost.format(),
      requestId: estimate.requestId,
    });
  }
  const isOther = listedCost !== undefined && !listedCost.isZero && !isSameAmount(estimate.unitCost, listedCost);
  return isOther ? { ...estimate, listedCost } : estimate;
}

/** What an estimate of 0 should have been. */
function priceInstead(prices: readonly Usd[], listedCost: Usd | undefined, library: Answer<ModelLibrary>): string {
  if (listedCost !== undefined) return `${listedCost.format()} (the price in the model library)`;
  if (prices.length > 0) {
    const [highest = Usd.zero] = prices.toSorted((a, b) => b.compare(a));
    return `above $0.000 (the model library lists up to ${highest.format()})`;
  }
  const reason = 'value' in library ? 'lists no price for this model' : 'could not be read';
  return `above $0.000 (the model library ${reason})`;
}
