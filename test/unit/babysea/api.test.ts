import { expectTypeOf, test } from 'vitest';
import type { BabySeaApi, PacedApi } from '../../../src/babysea/api.ts';
import type { BabySeaOptions } from '../../../src/babysea/client.ts';

/** What the SDK answers with, as its documentation says (`babysea` 2.0.0). */
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

/** The part of the SDK's `BabySea` that the gate uses, with the fields of its data that matter here. */
interface Sdk {
  estimate(
    model: string,
    params?: number | { count?: number; duration?: number; resolution?: string; audio?: boolean },
  ): Promise<SdkEnvelope<{ model_identifier: string; cost_per_generation: number; credit_balance: number | null }>>;
  billing(): Promise<SdkEnvelope<{ billing_plan: string | null; billing_credit_balance: number }>>;
  usage(days?: number): Promise<SdkEnvelope<{ usage_total_estimated_cost: number }>>;
  library: { models(): Promise<SdkEnvelope<{ models: object[]; models_total: number }>> };
  getGeneration(id: string): Promise<SdkEnvelope<{ generation_id: string }>>;
  listGenerations(page?: { limit?: number; offset?: number }): Promise<SdkPage<{ generations: object[] }>>;
  health: { providers(): Promise<SdkEnvelope<{ healthy: boolean; providers: object[] }>> };
}

test('the SDK can take the place of our client', () => {
  // `estimate` is bivariant as a method, so its parameters are compared below.
  expectTypeOf<Omit<Sdk, 'estimate'>>().toExtend<Omit<BabySeaApi, 'estimate'>>();
  expectTypeOf<ReturnType<Sdk['estimate']>>().toExtend<ReturnType<BabySeaApi['estimate']>>();
});

test('our client has every method of the SDK that the gate uses, with the same parameters', () => {
  expectTypeOf<keyof BabySeaApi>().toEqualTypeOf<keyof Sdk>();
  expectTypeOf<Parameters<Sdk['estimate']>>().toExtend<Parameters<BabySeaApi['estimate']>>();
  expectTypeOf<Parameters<Sdk['usage']>>().toEqualTypeOf<Parameters<BabySeaApi['usage']>>();
  expectTypeOf<Parameters<Sdk['getGeneration']>>().toEqualTypeOf<Parameters<BabySeaApi['getGeneration']>>();
  expectTypeOf<Parameters<Sdk['listGenerations']>>().toExtend<Parameters<BabySeaApi['listGenerations']>>();
  expectTypeOf<keyof BabySeaApi['health']>().toEqualTypeOf<keyof Sdk['health']>();
  expectTypeOf<PacedApi>().toExtend<BabySeaApi>();
});

test('our client is made with the options of the SDK, and its own', () => {
  expectTypeOf<BabySeaOptions>().toExtend<{
    apiKey: string;
    region: 'us' | 'eu' | 'jp';
    baseUrl?: string | undefined;
    timeout?: number | undefined;
    maxRetries?: number | undefined;
  }>();
});
