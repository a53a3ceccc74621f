import pLimit from 'p-limit';
import type { BabySeaApi, Envelope, PacedApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { InvalidResponseError } from '../babysea/errors.ts';
import { estimateSchema, parseResponse } from '../babysea/responses.ts';
import type { Line, Settings } from '../plan/plan.ts';
import { say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Result } from '../shared/result.ts';
import { listedPrices, listedUnitCost, type ModelLibrary } from './model-library.ts';

/** What a price depends on: lines that have this in common share one estimate. */
export interface EstimateRequest extends Settings {
  readonly model: string;
}

/** What was priced, as far as it was asked for or the answer says: a model's own default is known from the answer alone. */
export type PricedSettings = Pick<Settings, 'duration' | 'resolution'>;

/** What BabySea says that one output costs. */
export interface Estimate extends PricedSettings {
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

/** The estimates of distinct prices, by {@link priceKey}. */
export type Estimates = ReadonlyMap<string, Result<Estimate, ErrorDescription>>;

export interface EstimatorOptions {
  /** Estimates in flight at most, whoever asks. */
  readonly concurrency: number;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** What every estimate is compared with; never rejects. */
  readonly library: Promise<Result<ModelLibrary, ErrorDescription>>;
  /** Called with every answer: how many there are, of how many that are wanted so far. */
  readonly onProgress?: (done: number, wanted: number) => void;
}

/** Asks BabySea for prices, each once however often it is wanted, and remembers the answers. */
export class Estimator {
  readonly #api: BabySeaApi | PacedApi;
  readonly #region: string;
  readonly #library: Promise<Result<ModelLibrary, ErrorDescription>>;
  readonly #onProgress: NonNullable<EstimatorOptions['onProgress']>;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #answers = new Map<string, Promise<Result<Estimate, ErrorDescription>>>();
  #fatal: ErrorDescription | undefined;
  #done = 0;

  constructor(api: BabySeaApi | PacedApi, options: EstimatorOptions) {
    const { concurrency, region, library, onProgress = () => undefined } = options;
    this.#api = api;
    this.#region = region;
    this.#library = library;
    this.#onProgress = onProgress;
    this.#limit = pLimit(concurrency);
  }

  /**
   * The estimates of these prices; only new ones are asked for. Never rejects: a missing one says why. After an error that
   * all others would share (a refused key), nothing more is asked.
   */
  async askAll(prices: ReadonlyMap<string, EstimateRequest>): Promise<Estimates> {
    const unasked = [...prices.keys()].filter((key) => !this.#answers.has(key));
    if ('expect' in this.#api) this.#api.expect(unasked.length);
    const wanted = [...prices].map(async ([key, priced]): Promise<[string, Result<Estimate, ErrorDescription>]> => {
      const answer =
        this.#answers.get(key) ?? this.#limit(() => this.#ask(priced)).then((asked) => this.#check(priced, asked));
      this.#answers.set(key, answer);
      return [key, await answer];
    });
    return new Map(await Promise.all(wanted));
  }

  async #ask(priced: EstimateRequest): Promise<Result<Estimate, ErrorDescription>> {
    if (this.#fatal !== undefined) return { error: this.#fatal };
    try {
      return { value: await fetchEstimate(this.#api, priced) };
    } catch (error) {
      const failure = this.#describe(error, priced);
      if (failure.reach === 'everything') this.#fatal ??= failure;
      return { error: this.#fatal ?? failure };
    } finally {
      this.#done += 1;
      this.#onProgress(this.#done, this.#answers.size);
    }
  }

  /** Not part of asking, so that estimates are in flight while the library is on its way. */
  async #check(
    priced: EstimateRequest,
    answer: Result<Estimate, ErrorDescription>,
  ): Promise<Result<Estimate, ErrorDescription>> {
    if ('error' in answer) return answer;
    try {
      return { value: checkListedPrice(answer.value, priced, await this.#library) };
    } catch (error) {
      return { error: this.#describe(error, priced) };
    }
  }

  #describe(error: unknown, { model }: EstimateRequest): ErrorDescription {
    return describeError(error, say`the price of ${model}`, this.#region, { namesModel: true });
  }
}

/** The outputs that every estimate is for: the API clamps a count to 1..100, and prices a larger one as 100. */
const COUNT = 1;

/**
 * Asks for the price of one output.
 *
 * @throws InvalidResponseError if the answer is for something else than was asked, or contradicts itself
 */
async function fetchEstimate(api: BabySeaApi, { model, ...settings }: EstimateRequest): Promise<Estimate> {
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
function checkListedPrice(
  estimate: Estimate,
  { model, audio }: EstimateRequest,
  library: Result<ModelLibrary, ErrorDescription>,
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
function priceInstead(
  prices: readonly Usd[],
  listedCost: Usd | undefined,
  library: Result<ModelLibrary, ErrorDescription>,
): string {
  if (listedCost !== undefined) return `${listedCost.format()} (the price in the model library)`;
  if (prices.length > 0) {
    const [highest = Usd.zero] = prices.toSorted((a, b) => b.compare(a));
    return `above $0.000 (the model library lists up to ${highest.format()})`;
  }
  const reason = 'value' in library ? 'lists no price for this model' : 'could not be read';
  return `above $0.000 (the model library ${reason})`;
}
