import type { LimitFunction } from 'p-limit';
import type { BabySeaApi, Envelope } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { InvalidResponseError } from '../babysea/errors.ts';
import { estimateSchema, parseResponse } from '../babysea/responses.ts';
import type { Line, Settings } from '../plan/plan.ts';
import type { Result } from '../shared/helpers.ts';
import { say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { type LibraryResult, listedPrices, listedUnitCost } from './model-library.ts';

/** What a price depends on: lines with the same values share one estimate. */
export type EstimateRequest = Pick<Line, 'model' | 'settings'>;

/** The settings are those that were priced; a model's own default is known only from the response. */
export interface Estimate extends Pick<Settings, 'duration' | 'resolution'> {
  readonly unitCost: Usd;
  /** The account's balance in USD, if the estimate reports it. */
  readonly creditBalance: Usd | undefined;
  /** The price in the model library in USD, if it differs. */
  readonly listedCost?: Usd | undefined;
  readonly requestId?: string | undefined;
}

/** Equal for lines that have the same price. */
export function priceKey({ model, settings }: EstimateRequest): string {
  return JSON.stringify([model, settings.duration, settings.resolution, settings.audio]);
}

type EstimateResult = Result<Estimate, ErrorDescription>;

/** The estimates of distinct prices, by {@link priceKey}. */
export type Estimates = ReadonlyMap<string, EstimateResult>;

/** `undefined` if the price is unknown. */
export function estimateOf(request: EstimateRequest, estimates: Estimates): Estimate | undefined {
  const result = estimates.get(priceKey(request));
  return result !== undefined && 'value' in result ? result.value : undefined;
}

/** Whether an error, such as a refused key, stopped every request: it is reported once, with the prices. */
export function hasFatalError(estimates: Estimates): boolean {
  return [...estimates.values()].some((result) => 'error' in result && result.error.reach === 'everything');
}

export interface EstimatorOptions {
  /** Limits the estimates in flight, over all estimators. */
  readonly slots: LimitFunction;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** The prices to compare every estimate with; never rejects. */
  readonly library: Promise<LibraryResult>;
  /** Called with every estimate: how many have arrived, of how many that are needed so far. */
  readonly onProgress?: (done: number, wanted: number) => void;
}

/** Milliseconds between two lines on how far it is: long work shows, short work does not. */
const PROGRESS_INTERVAL_MS = 5_000;

/**
 * Writes a line now and then, and drops the others.
 *
 * @param now milliseconds
 */
export function throttled(log: (line: string) => void, now: () => number): (line: string) => void {
  let last = now();
  return (line) => {
    if (now() - last < PROGRESS_INTERVAL_MS) return;
    last = now();
    log(line);
  };
}

/** Tells now and then how far the prices are. */
export function progressLog(log: (line: string) => void, now: () => number): (done: number, wanted: number) => void {
  const tell = throttled(log, now);
  return (done, wanted) => tell(`Estimated ${done} of ${wanted} prices.`);
}

/** Asks BabySea for prices, and remembers them: each distinct price is requested once. */
export class Estimator {
  readonly #api: BabySeaApi;
  readonly #options: EstimatorOptions;
  readonly #estimates = new Map<string, Promise<EstimateResult>>();
  #fatal: ErrorDescription | undefined;
  #done = 0;

  constructor(api: BabySeaApi, options: EstimatorOptions) {
    this.#api = api;
    this.#options = options;
  }

  /**
   * The estimates of these requests, by {@link priceKey}. Never rejects: a missing estimate says why. After an error that every request would run
   * into, such as a refused key, no more requests are sent.
   */
  async estimateAll(requests: readonly EstimateRequest[]): Promise<Estimates> {
    const distinct = new Map(requests.map((request) => [priceKey(request), request]));
    const pending = [...distinct].map(async ([key, request]): Promise<[string, EstimateResult]> => {
      const estimate =
        this.#estimates.get(key) ??
        this.#options.slots(() => this.#request(request)).then((result) => this.#checkPrice(request, result));
      this.#estimates.set(key, estimate);
      return [key, await estimate];
    });
    return new Map(await Promise.all(pending));
  }

  async #request(request: EstimateRequest): Promise<EstimateResult> {
    if (this.#fatal !== undefined) return { error: this.#fatal };
    try {
      return { value: await fetchEstimate(this.#api, request) };
    } catch (error) {
      const description = this.#describe(error, request);
      if (description.reach === 'everything') this.#fatal ??= description;
      return { error: this.#fatal ?? description };
    } finally {
      this.#done += 1;
      this.#options.onProgress?.(this.#done, this.#estimates.size);
    }
  }

  /** Not part of the request, so that waiting for the library does not hold back other estimates. */
  async #checkPrice(request: EstimateRequest, estimate: EstimateResult): Promise<EstimateResult> {
    if ('error' in estimate) return estimate;
    try {
      return { value: checkListedPrice(estimate.value, request, await this.#options.library) };
    } catch (error) {
      return { error: this.#describe(error, request) };
    }
  }

  #describe(error: unknown, { model }: EstimateRequest): ErrorDescription {
    return describeError(error, say`the price of ${model}`, this.#options.region, { namesModel: true });
  }
}

/** Every estimate is for one output: the API prices any count above 100 as 100. */
const COUNT = 1;

/** @throws InvalidResponseError if the response is for another request, or contradicts itself */
async function fetchEstimate(api: BabySeaApi, { model, settings }: EstimateRequest): Promise<Estimate> {
  const response = await api.estimate(model, { count: COUNT, ...settings });
  const data = parseResponse(estimateSchema, response);
  expectEcho('model_identifier', model, data.model_identifier, response);
  expectEcho('duration_seconds', settings.duration, data.duration_seconds, response);
  expectEcho('resolution', settings.resolution, data.resolution, response);
  expectEcho('assets_count', COUNT, data.assets_count, response);
  const duration = data.duration_seconds ?? settings.duration;
  const { cost_per_second: perSecond, cost_per_generation: unitCost, cost_total_consumed: total } = data;
  if (perSecond && duration !== undefined) {
    const formula = `cost_per_second × duration_seconds, ${perSecond.format()} × ${duration}`;
    expectAmount('cost_per_generation', perSecond.times(duration), formula, unitCost, response);
  }
  if (total) expectAmount('cost_total_consumed', unitCost.times(COUNT), 'cost_per_generation', total, response);
  return {
    unitCost,
    creditBalance: data.credit_balance ?? undefined,
    duration,
    resolution: data.resolution ?? settings.resolution,
    requestId: response.request_id,
  };
}

function expectEcho<T>(
  field: string,
  requested: T | undefined,
  returned: T | null | undefined,
  response: Envelope,
): void {
  if (requested === undefined || returned === undefined || returned === null || requested === returned) return;
  throw new InvalidResponseError({
    expected: `${field} to be what was asked for`,
    // The request comes from the plan, so it is data too.
    found: `${String(returned)} instead of ${String(requested)}`,
    requestId: response.request_id,
  });
}

/**
 * The relative difference below which two amounts count as equal: BabySea may multiply in binary floating point, where
 * 0.1 × 3 is 0.30000000000000004. No price has twelve significant digits.
 */
const BINARY_NOISE = '0.000000000001';

function isSameAmount(a: Usd, b: Usd): boolean {
  const difference = a.exceeds(b) ? a.minus(b) : b.minus(a);
  return !difference.exceeds(b.times(BINARY_NOISE));
}

function expectAmount(field: string, expected: Usd, formula: string, found: Usd, response: Envelope): void {
  if (isSameAmount(found, expected)) return;
  throw new InvalidResponseError({
    expected: `${field} to be ${expected.format()} (${formula})`,
    found: found.format(),
    requestId: response.request_id,
  });
}

/**
 * Adds the price in the model library to an estimate that differs from it.
 *
 * @throws InvalidResponseError if the estimate is 0 and the library does not list 0 too: an unknown price is never $0
 */
function checkListedPrice(estimate: Estimate, request: EstimateRequest, library: LibraryResult): Estimate {
  const listed = 'value' in library ? library.value.get(request.model) : undefined;
  const { duration, resolution } = estimate;
  const settings = { duration, resolution, audio: request.settings.audio };
  const listedCost = listed && listedUnitCost(listed, settings);
  if (estimate.unitCost.isZero) {
    const prices = listed === undefined ? [] : listedPrices(listed, settings);
    if (prices.length > 0 && prices.every((price) => price.isZero)) return estimate;
    throw new InvalidResponseError({
      expected: `cost_per_generation to be ${expectedPrice(prices, listedCost, library)}`,
      found: estimate.unitCost.format(),
      requestId: estimate.requestId,
    });
  }
  const differs = listedCost !== undefined && !listedCost.isZero && !isSameAmount(estimate.unitCost, listedCost);
  return differs ? { ...estimate, listedCost } : estimate;
}

/** The price that was expected in place of an estimate of 0. */
function expectedPrice(prices: readonly Usd[], listedCost: Usd | undefined, library: LibraryResult): string {
  if (listedCost !== undefined) return `${listedCost.format()} (the price in the model library)`;
  if (prices.length > 0) {
    const [highest = Usd.zero] = prices.toSorted((a, b) => b.compare(a));
    return `above $0.000 (the model library lists up to ${highest.format()})`;
  }
  const reason = 'value' in library ? 'lists no price for this model' : 'could not be read';
  return `above $0.000 (the model library ${reason})`;
}
