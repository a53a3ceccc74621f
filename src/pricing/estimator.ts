import pLimit from 'p-limit';
import type { BabySeaApi, PacedApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription } from '../babysea/error-messages.ts';
import { say } from '../shared/message.ts';
import type { Answer } from './billing.ts';
import type { ModelLibrary } from './model-library.ts';
import { checkListedPrice, type Estimate, type EstimateRequest, fetchEstimate } from './quote.ts';

/** The quotes for distinct prices, by their key. */
export type Estimates = ReadonlyMap<string, Answer<Estimate>>;

export interface EstimatorOptions {
  /** Estimates in flight at most, whoever asks. */
  readonly concurrency: number;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
  /** What every estimate is compared with; never rejects. */
  readonly library: Promise<Answer<ModelLibrary>>;
  /** Hears of every answer: how many there are, of how many that are wanted so far. */
  readonly onProgress?: (done: number, wanted: number) => void;
}

/** Asks BabySea for prices, each once however often it is wanted, and remembers the answers. */
export class Estimator {
  readonly #api: BabySeaApi | PacedApi;
  readonly #region: string;
  readonly #library: Promise<Answer<ModelLibrary>>;
  readonly #onProgress: NonNullable<EstimatorOptions['onProgress']>;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #answers = new Map<string, Promise<Answer<Estimate>>>();
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
   * The quotes for these prices, of which those that are new are asked for. Never rejects: what could not be had says
   * why. After a trouble that all the others would share (a refused key), no more is asked.
   */
  async askAll(prices: ReadonlyMap<string, EstimateRequest>): Promise<Estimates> {
    const unasked = [...prices.keys()].filter((key) => !this.#answers.has(key));
    if ('expect' in this.#api) this.#api.expect(unasked.length);
    const wanted = [...prices].map(async ([key, priced]): Promise<[string, Answer<Estimate>]> => {
      const answer =
        this.#answers.get(key) ?? this.#limit(() => this.#ask(priced)).then((asked) => this.#check(priced, asked));
      this.#answers.set(key, answer);
      return [key, await answer];
    });
    return new Map(await Promise.all(wanted));
  }

  async #ask(priced: EstimateRequest): Promise<Answer<Estimate>> {
    if (this.#fatal !== undefined) return { trouble: this.#fatal };
    try {
      return { value: await fetchEstimate(this.#api, priced) };
    } catch (error) {
      const trouble = this.#describe(error, priced);
      if (trouble.reach === 'everything') this.#fatal ??= trouble;
      return { trouble: this.#fatal ?? trouble };
    } finally {
      this.#done += 1;
      this.#onProgress(this.#done, this.#answers.size);
    }
  }

  /** Not part of asking, so that estimates are in flight while the library is on its way. */
  async #check(priced: EstimateRequest, answer: Answer<Estimate>): Promise<Answer<Estimate>> {
    if ('trouble' in answer) return answer;
    try {
      return { value: checkListedPrice(answer.value, priced, await this.#library) };
    } catch (error) {
      return { trouble: this.#describe(error, priced) };
    }
  }

  #describe(error: unknown, { model }: EstimateRequest): ErrorDescription {
    return describeError(error, say`the price of ${model}`, this.#region, { namesModel: true });
  }
}
