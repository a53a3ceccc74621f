import pLimit from 'p-limit';
import type { BabySeaApi } from '../babysea/api.ts';
import { type Trouble, troubleOf } from '../babysea/trouble.ts';
import { say } from '../text.ts';
import type { Answer } from './ask.ts';
import { askQuote, type Priced, type Quote } from './quote.ts';

/** The quotes for distinct prices, by their key. */
export type Quotes = ReadonlyMap<string, Answer<Quote>>;

export interface QuoterOptions {
  /** Estimates in flight at most, whoever asks. */
  readonly concurrency: number;
  /** The region or origin that is asked, for messages. */
  readonly region: string;
}

/** Asks BabySea for prices, each once however often it is wanted, and remembers the answers. */
export class Quoter {
  readonly #api: BabySeaApi;
  readonly #region: string;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #answers = new Map<string, Promise<Answer<Quote>>>();
  #fatal: Trouble | undefined;

  constructor(api: BabySeaApi, { concurrency, region }: QuoterOptions) {
    this.#api = api;
    this.#region = region;
    this.#limit = pLimit(concurrency);
  }

  /**
   * The quotes for these prices, of which those that are new are asked for. Never rejects: what could not be had says
   * why. After a trouble that all the others would share (a refused key), no more is asked.
   */
  async askAll(prices: ReadonlyMap<string, Priced>): Promise<Quotes> {
    const wanted = [...prices].map(async ([key, priced]): Promise<[string, Answer<Quote>]> => {
      const answer = this.#answers.get(key) ?? this.#limit(() => this.#ask(priced));
      this.#answers.set(key, answer);
      return [key, await answer];
    });
    return new Map(await Promise.all(wanted));
  }

  async #ask(priced: Priced): Promise<Answer<Quote>> {
    if (this.#fatal !== undefined) return { trouble: this.#fatal };
    try {
      return { value: await askQuote(this.#api, priced) };
    } catch (error) {
      const trouble = troubleOf(error, say`the price of ${priced.model}`, this.#region);
      if (trouble.reach === 'everything') this.#fatal ??= trouble;
      return { trouble: this.#fatal ?? trouble };
    }
  }
}
