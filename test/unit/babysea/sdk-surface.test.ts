import { expect, expectTypeOf, test } from 'vitest';
import type { BabySeaApi, Envelope, PacedApi } from '../../../src/babysea/api.ts';
import {
  BabySeaError,
  BabySeaNetworkError,
  BabySeaRetryError,
  BabySeaTimeoutError,
} from '../../../src/babysea/errors.ts';

/**
 * The surface of the package `babysea` 2.0.0, as far as the gate uses it, written from its documentation: the package cannot
 * be installed from the registry. `npm run check` compares the types; the client's tests show what it does.
 */
interface SdkEnvelope<Data> {
  readonly status: 'success';
  readonly request_id: string;
  readonly message: string;
  readonly timestamp: string;
  readonly data: Data;
}

interface SdkPage<Data> extends SdkEnvelope<Data> {
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

interface SdkEstimateParams {
  count?: number;
  duration?: number;
  resolution?: string;
  audio?: boolean;
}

interface Sdk {
  estimate(model: string, params?: number | SdkEstimateParams): Promise<SdkEnvelope<{ cost_per_generation: number }>>;
  billing(): Promise<SdkEnvelope<{ billing_credit_balance: number }>>;
  usage(days?: number): Promise<SdkEnvelope<{ usage_total_requests: number }>>;
  library: { models(): Promise<SdkEnvelope<{ models: unknown[] }>> };
  getGeneration(id: string): Promise<SdkEnvelope<{ generation_id: string }>>;
  listGenerations(page?: { limit?: number; offset?: number }): Promise<SdkPage<{ generations: unknown[] }>>;
  health: { providers(): Promise<SdkEnvelope<{ providers: unknown[] }>> };
}

interface SdkError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly retryable: boolean;
  readonly rateLimit: { readonly limit?: number | undefined; readonly remaining?: number | undefined };
  readonly requestId: string | undefined;
}

test('the SDK’s client fits where the gate takes one, method by method', () => {
  expectTypeOf<keyof BabySeaApi>().toEqualTypeOf<keyof Sdk>();
  expectTypeOf<Sdk>().toExtend<BabySeaApi>();
  expectTypeOf<PacedApi>().toExtend<BabySeaApi>();
});

test('the gate calls each method as the SDK declares it', () => {
  // Functions compare their parameters the other way round: what ours takes, the SDK's takes too, and the reverse.
  type Parameter<Method extends (...given: never[]) => unknown> = Parameters<Method>;
  expectTypeOf<Parameter<Sdk['estimate']>>().toExtend<Parameter<BabySeaApi['estimate']>>();
  expectTypeOf<Parameter<BabySeaApi['usage']>>().toEqualTypeOf<Parameter<Sdk['usage']>>();
  expectTypeOf<Parameter<BabySeaApi['getGeneration']>>().toEqualTypeOf<Parameter<Sdk['getGeneration']>>();
  expectTypeOf<Parameter<Sdk['listGenerations']>>().toExtend<Parameter<BabySeaApi['listGenerations']>>();
  expectTypeOf<SdkPage<unknown>>().toExtend<Envelope>();
});

test('the errors have the SDK’s names and fields', () => {
  expectTypeOf<BabySeaError>().toExtend<SdkError>();
  expect(new BabySeaError('', { status: 500, retryable: true }).name).toBe('BabySeaError');
  expect(new BabySeaTimeoutError('request').name).toBe('BabySeaTimeoutError');
  expect(new BabySeaRetryError(3, undefined).name).toBe('BabySeaRetryError');
  expect(new BabySeaNetworkError().name).toBe('BabySeaNetworkError');
});
