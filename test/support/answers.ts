import type { Envelope, EstimateParams, PacedApi } from '../../src/babysea/api.ts';
import { BabySeaError, BabySeaRetryError } from '../../src/babysea/errors.ts';

/** A question as the API heard it. */
export interface Asked extends EstimateParams {
  readonly model: string;
}

/**
 * What the API says of a model: USD for one output, or fields that differ from those of a sound answer, or a refusal;
 * or what becomes one of them for the settings that are asked for.
 */
export type Price = number | Readonly<Record<string, unknown>> | Error;

export interface Account {
  /** By model; one that is not here is unknown to the API. */
  readonly prices?: Readonly<Record<string, Price | ((asked: Asked) => Price)>>;
  /** What billing says: USD, or a refusal. */
  readonly balance?: unknown;
  /** What every estimate says of the balance, in USD: that of billing if left out; `null` if it could not look it up. */
  readonly creditBalance?: number | null;
  /** The models of the library; if left out, those that have a price, each with {@link openModel}. */
  readonly library?: readonly object[];
  /** How providers are doing, by name; if left out, the API does not say. */
  readonly health?: Readonly<Record<string, string>>;
}

export interface FakeBabySea {
  readonly api: PacedApi;
  /** What was asked for so far, in order. */
  readonly asked: readonly Asked[];
  /** The most estimates that were in flight together. */
  readonly mostInFlight: () => number;
}

/** A library entry without a price that accepts every setting that tests ask for. */
export function openModel(model_identifier: string): object {
  return {
    model_identifier,
    model_type: 'image',
    schema: {
      generation_duration: Array.from({ length: 100 }, (_, index) => index + 1),
      generation_resolution: ['480p', '720p', '1080p', '4k'],
      generation_generate_audio: true,
    },
    specific_schema: ['generation_seed'],
  };
}

/** The other side as data: prices and a balance in, answers in the shape of the documentation out. */
export function fakeBabySea({ prices = {}, balance = 100, library: listed, ...account }: Account = {}): FakeBabySea {
  const { creditBalance = typeof balance === 'number' ? balance : 100 } = account;
  const asked: Asked[] = [];
  let inFlight = 0;
  let mostInFlight = 0;

  async function estimate(model: string, given: number | EstimateParams = {}): Promise<Envelope> {
    const params = typeof given === 'number' ? { count: given } : given;
    const question = { model, ...params };
    asked.push(question);
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
    // Everything that may be asked together is asked before the first answer.
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
    const known = Object.hasOwn(prices, model) ? prices[model] : refused(404);
    const price = typeof known === 'function' ? known(question) : known;
    if (price instanceof Error) throw price;
    const { count = 1, duration, resolution } = params;
    const unit = typeof price === 'number' ? price : 1;
    return {
      request_id: 'req_1',
      data: {
        model_identifier: model,
        model_type: duration === undefined ? 'image' : 'video',
        assets_count: Math.min(count, 100),
        cost_per_generation: unit,
        ...(duration !== undefined && { duration_seconds: duration }),
        ...(resolution !== undefined && { resolution }),
        credit_balance: creditBalance,
        credit_balance_can_afford: true,
        ...(typeof price === 'object' && price),
      },
    };
  }

  async function billing(): Promise<Envelope> {
    if (balance instanceof Error) throw balance;
    return {
      request_id: 'req_2',
      data: { account_id: 'acc_1', billing_plan: 'Starter Monthly', billing_credit_balance: balance },
    };
  }

  const library = {
    models: async () => ({ data: { models: listed ?? Object.keys(prices).map(openModel) } }),
  };
  const usage = async () => ({ data: { usage_total_estimated_cost: 0 } });
  const listGenerations = async () => ({ data: { generations: [] } });
  const unknown = async () => Promise.reject(refused(404));
  const health = {
    providers: async () => {
      if (account.health === undefined) throw refused(404);
      const providers = Object.entries(account.health).map(([provider, status]) => ({ provider, status }));
      return { data: { providers } };
    },
  };
  const bare = { estimate, billing, library, usage, listGenerations, getGeneration: unknown, health };
  const api = { ...bare, within: () => bare };
  return { api, asked, mostInFlight: () => mostInFlight };
}

/** A refusal as the client makes one of an error envelope. */
export function refused(status: number, { message = '', ...facts }: Partial<BabySeaError> = {}): BabySeaError {
  return new BabySeaError(message, { status, requestId: 'req_9', retryable: false, ...facts });
}

/** The same after so many attempts. */
export function refusedAfter(attempts: number, status: number, facts: Partial<BabySeaError> = {}): BabySeaRetryError {
  return new BabySeaRetryError(attempts, refused(status, { retryable: true, ...facts }));
}

/** The key lacks the scope that a question needs. */
export function lacksScope(): BabySeaError {
  return refused(403, { code: 'BSE1003', message: 'Insufficient permissions.' });
}

/** The key is not good, for any question. */
export function refusedKey(): BabySeaError {
  return refused(401, { code: 'BSE1002', message: 'Invalid API key.' });
}
