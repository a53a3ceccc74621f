import fc from 'fast-check';
import type { Envelope, EstimateParams, PacedApi } from '../../src/babysea/api.ts';
import { BabySeaNetworkError, BabySeaRetryError, RateLimitedError } from '../../src/babysea/errors.ts';
import { lacksScope, refused, refusedAfter, refusedKey } from '../support/answers.ts';
import { hostileText } from '../support/hostile.ts';
import { decimalOf, unitsOf } from './integers.ts';
import { DURATIONS, IMAGE_MODELS, MODELS, RESOLUTIONS } from './plan-shapes.ts';

/** What BabySea says of one model. */
export type Outcome =
  | { readonly kind: 'price'; readonly usd: string; readonly isPerSecond: boolean; readonly extra: object }
  /** An answer that no price may be taken from. */
  | { readonly kind: 'absurd'; readonly data: unknown }
  | { readonly kind: 'error'; readonly error: Error; readonly isFor: 'request' | 'service' | 'everything' };

export interface Account {
  readonly models: ReadonlyMap<string, Outcome>;
  /** USD, or what no balance may be taken from. */
  readonly billing: { readonly usd: string } | { readonly data: unknown } | Error;
  /** USD, as every estimate says it. */
  readonly creditBalance: string | null;
  readonly library: 'all' | 'names' | 'nonsense' | 'error';
  readonly usage: unknown;
}

const usd = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, decimals]) => `${whole}.${decimals}`),
  fc.constantFrom('0', '0.005', '0.1', '0.2', '0.052', '1'),
);
const balance = fc.oneof(usd, fc.constantFrom('1000', '20000', '100000', '9999999999', '0'));
/** Too small or too large to be multiplied by a length and still be a number exactly. */
const extremeUsd = fc.constantFrom('0.000000000000000001', '0.0000005', '9999999999', '0.123456789012345');

const price: fc.Arbitrary<Outcome> = fc
  .tuple(fc.oneof({ weight: 20, arbitrary: usd }, extremeUsd), fc.boolean(), fc.boolean())
  .map(([usd, isPerSecond, isTalkative]) => ({
    kind: 'price',
    usd,
    isPerSecond: isPerSecond && usd.length < 12 && Number(usd) < 1_000,
    extra: isTalkative ? { surprise: [1], assets_count: 1, credit_balance_can_afford: 'no' } : {},
  }));

/** What stands in a field in place of what is documented. */
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    '0.05',
    true,
    [],
    {},
    -1,
    -0.001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e10,
    1e-19,
  ),
  hostileText,
);
const absurd: fc.Arbitrary<Outcome> = fc
  .oneof(
    nonsense.filter((value) => value !== undefined).map((cost_per_generation) => ({ cost_per_generation })),
    fc.constant({ cost_per_generation: undefined }),
    fc
      .oneof(hostileText, fc.constantFrom('other/model', 'bfl/flux-schnell ', 5, null))
      .map((model_identifier) => ({ model_identifier })),
    fc.constantFrom(
      { model_type: 'audio' },
      { model_type: undefined },
      { credit_balance: -1 },
      { credit_balance: '5' },
      { assets_count: 100 },
      { cost_total_consumed: -1 },
      { cost_total_consumed: 1e9 },
      { cost_per_second: 1e9, duration_seconds: 5 },
    ),
  )
  .map((data) => ({ kind: 'absurd', data }));
const noData: fc.Arbitrary<Outcome> = fc
  .constantFrom<unknown>(null, undefined, [], 'x', 5)
  .map((data) => ({ kind: 'absurd', data }));

const error: fc.Arbitrary<Outcome> = fc.oneof(
  fc.tuple(fc.constantFrom(400, 403, 404, 422), hostileText).map(([status, said]): Outcome => {
    return { kind: 'error', error: refused(status, { message: said, code: said }), isFor: 'request' };
  }),
  hostileText.map((said): Outcome => ({ kind: 'error', error: new TypeError(said), isFor: 'request' })),
  fc.constantFrom<Outcome>(
    { kind: 'error', error: refusedAfter(3, 503), isFor: 'service' },
    { kind: 'error', error: new BabySeaRetryError(3, new BabySeaNetworkError('reset')), isFor: 'service' },
    { kind: 'error', error: refusedKey(), isFor: 'everything' },
    { kind: 'error', error: lacksScope(), isFor: 'everything' },
    {
      kind: 'error',
      error: new RateLimitedError({ limit: 60, seconds: 99, secondsLeft: 5, timeout: 200 }),
      isFor: 'everything',
    },
  ),
);

const outcome = fc.oneof({ weight: 60, arbitrary: price }, absurd, noData, error);
const models = fc
  .tuple(...MODELS.map((model) => outcome.map((made): [string, Outcome] => [model, made])))
  .map((entries) => new Map(entries));

export const anyAccount: fc.Arbitrary<Account> = fc.record({
  models,
  billing: fc.oneof(
    { weight: 12, arbitrary: balance.map((usd) => ({ usd })) },
    nonsense.map((billing_credit_balance) => ({ data: { billing_credit_balance } })),
    fc.constantFrom<Account['billing']>({ data: null }, lacksScope(), refused(500), new TypeError('boom')),
  ),
  creditBalance: fc.oneof(fc.constant(null), balance),
  library: fc.constantFrom('names', 'names', 'names', 'all', 'nonsense', 'error'),
  usage: fc.anything(),
});

/** An account that answers everything. */
export const soundAccount: fc.Arbitrary<Account> = fc.record({
  models: fc
    .tuple(...MODELS.map((model) => price.map((made): [string, Outcome] => [model, made])))
    .map((entries) => new Map(entries)),
  billing: balance.map((usd) => ({ usd })),
  creditBalance: balance,
  library: fc.constantFrom('names', 'names', 'all'),
  usage: fc.constant({}),
});

/**
 * What one output costs, as a whole number of 10^-18 USD; `undefined` where nothing believable says so, such as 0, which
 * the library never lists here.
 */
export function unitCostOf({ models }: Account, model: string, duration: number | undefined): bigint | undefined {
  const outcome = models.get(model);
  if (outcome?.kind !== 'price') return undefined;
  // Lengths have one decimal at most.
  const tenths = outcome.isPerSecond && duration !== undefined ? BigInt(Math.round(duration * 10)) : 10n;
  const cost = (unitsOf(outcome.usd) * tenths) / 10n;
  return cost === 0n ? undefined : cost;
}

/** The API of such an account. */
export function apiOf(account: Account): PacedApi {
  async function estimate(model: string, params: number | EstimateParams = {}): Promise<Envelope> {
    const { duration, resolution } = typeof params === 'number' ? {} : params;
    const outcome = account.models.get(model) ?? { kind: 'error', error: refused(404) };
    if (outcome.kind === 'error') throw outcome.error;
    const cost = unitCostOf(account, model, duration);
    const sound = {
      model_identifier: model,
      model_type: 'video',
      cost_per_generation: cost === undefined ? Number(outcome.kind === 'absurd') : Number(decimalOf(cost)),
      ...(duration !== undefined && { duration_seconds: duration }),
      ...(resolution !== undefined && { resolution }),
      credit_balance: account.creditBalance === null ? null : Number(account.creditBalance),
    };
    if (outcome.kind === 'price') return { request_id: 'req_1', data: { ...sound, ...outcome.extra } };
    const { data } = outcome;
    return {
      request_id: 'req_`|\n@octocat',
      data: typeof data === 'object' && data && !Array.isArray(data) ? { ...sound, ...data } : data,
    };
  }

  async function billing(): Promise<Envelope> {
    if (account.billing instanceof Error) throw account.billing;
    if ('data' in account.billing) return { data: account.billing.data };
    return { data: { billing_plan: 'Starter Monthly', billing_credit_balance: Number(account.billing.usd) } };
  }

  async function models(): Promise<Envelope> {
    if (account.library === 'error') throw refused(502);
    if (account.library === 'nonsense') return { data: account.usage };
    return {
      data: {
        models: MODELS.map((model) => (account.library === 'all' ? modelOf(model) : { model_identifier: model })),
      },
    };
  }

  const lookedBack = async () => ({ data: account.usage });
  const bare = {
    estimate,
    billing,
    library: { models },
    usage: lookedBack,
    listGenerations: lookedBack,
    getGeneration: lookedBack,
    health: { providers: lookedBack },
  };
  return { ...bare, within: () => bare };
}

function modelOf(model: string): object {
  const isImage = IMAGE_MODELS.includes(model);
  return {
    model_identifier: model,
    model_type: isImage ? 'image' : 'video',
    model_pricing: 0.01,
    model_supported_provider: null,
    schema: {
      generation_prompt: true,
      ...(!isImage && {
        generation_duration: DURATIONS,
        generation_resolution: RESOLUTIONS,
        generation_generate_audio: true,
      }),
    },
  };
}
