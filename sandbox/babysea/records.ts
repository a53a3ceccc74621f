/** What the API only reports: billing, usage, generation records, and the health of the providers. */
import Big from 'big.js';
import type { SandboxModel } from './catalogue.ts';
import type { Success } from './envelope.ts';

/** The account of the keys. */
export interface Account {
  /** USD, a decimal string. */
  balance: string;
  plan: string | null;
}

export function sampleAccount(balance: string): Account {
  return { balance, plan: 'Starter Monthly' };
}

/** `GET /v1/user/billing` */
export function billing({ plan, balance }: Account): Success {
  return {
    message: 'Billing information retrieved successfully',
    data: { billing_plan: plan, billing_credit_balance: Number(new Big(balance)) },
  };
}

/** How often an endpoint was called in the period. */
interface UsageEndpoint {
  readonly total_requests: number;
  readonly client_error_count: number;
  readonly error_codes: Readonly<Record<string, number>>;
}

/** What a provider did in the period. Costs are USD as decimal strings. */
interface UsageProvider {
  readonly provider: string;
  readonly total_submissions: number;
  readonly cancelled_count: number;
  readonly discarded_count: number;
  readonly failed_count: number;
  readonly total_estimated_cost: string;
  readonly wasted_estimated_cost: string;
}

/** Usage records. The answer has their totals. */
export interface Usage {
  readonly endpoints: readonly UsageEndpoint[];
  readonly providers: readonly UsageProvider[];
}

export const sampleUsage: Usage = {
  endpoints: [
    { total_requests: 420, client_error_count: 9, error_codes: { BSE1004: 7, BSE2001: 2 } },
    { total_requests: 96, client_error_count: 0, error_codes: {} },
  ],
  providers: [
    {
      provider: 'bfl',
      total_submissions: 371,
      cancelled_count: 2,
      discarded_count: 3,
      failed_count: 6,
      total_estimated_cost: '19.292',
      wasted_estimated_cost: '0.468',
    },
    {
      provider: 'replicate',
      total_submissions: 58,
      cancelled_count: 0,
      discarded_count: 1,
      failed_count: 5,
      total_estimated_cost: '3.016',
      wasted_estimated_cost: '0.312',
    },
  ],
};

/** `GET /v1/usage?days` */
export function usageAnswer({ endpoints, providers }: Usage, days: number): Success {
  const cost = providers.reduce((total, { total_estimated_cost }) => total.plus(total_estimated_cost), new Big(0));
  return {
    message: 'Usage retrieved successfully',
    data: {
      usage_period_days: days,
      usage_total_requests: endpoints.reduce((total, { total_requests }) => total + total_requests, 0),
      usage_total_estimated_cost: Number(cost),
      usage_endpoints: endpoints,
      usage_providers: providers.map((provider) => ({
        ...provider,
        total_estimated_cost: Number(provider.total_estimated_cost),
        wasted_estimated_cost: Number(provider.wasted_estimated_cost),
      })),
    },
  };
}

/** A generation record as `GET /v1/content/list` gives it; the request's own `generation_*` fields may stand in it. */
export interface Generation {
  readonly generation_id: string;
  readonly model_identifier: string;
  readonly generation_status: 'pending' | 'processing' | 'succeeded' | 'failed' | 'canceled';
  readonly generation_created_at: string;
  readonly generation_started_at: string | null;
  readonly generation_completed_at: string | null;
  readonly generation_error_code?: string;
  readonly [field: `generation_${string}`]: unknown;
}

/** One generation of each sort that is worth a look. */
export const sampleGenerations: readonly Generation[] = [
  {
    generation_id: 'a7d3f0e2-0001-4c52-8f5c-6a1e5f3b9d01',
    model_identifier: 'bfl/flux-1.1-pro',
    generation_status: 'succeeded',
    generation_prompt: 'A baby seal plays in the Arctic',
    generation_created_at: '2026-01-04T10:15:00.000Z',
    generation_started_at: '2026-01-04T10:15:01.000Z',
    generation_completed_at: '2026-01-04T10:15:06.000Z',
  },
  {
    generation_id: 'a7d3f0e2-0002-4c52-8f5c-6a1e5f3b9d02',
    model_identifier: 'kling/v1.5-pro',
    generation_status: 'failed',
    generation_prompt: 'A baby seal plays in the Arctic',
    generation_duration: 10,
    generation_resolution: '720p',
    generation_created_at: '2026-01-04T09:02:00.000Z',
    generation_started_at: '2026-01-04T09:02:03.000Z',
    generation_completed_at: '2026-01-04T09:04:10.000Z',
    generation_error_code: 'BSE3001',
  },
  {
    generation_id: 'a7d3f0e2-0003-4c52-8f5c-6a1e5f3b9d03',
    model_identifier: 'bytedance/seedance-1-pro',
    generation_status: 'processing',
    generation_prompt: 'Waves at night',
    generation_duration: 5,
    generation_resolution: '1080p',
    generation_created_at: '2026-01-03T22:40:00.000Z',
    generation_started_at: '2026-01-03T22:40:02.000Z',
    generation_completed_at: null,
  },
];

export function generationPage(generations: readonly Generation[], limit: number, offset: number): Success {
  return {
    message: 'Content list retrieved successfully',
    data: { generations: generations.slice(offset, offset + limit) },
    page: { total: generations.length, limit, offset },
  };
}

const WINDOW_SECONDS = 3600;

/** How a provider did in the last hour. */
export interface ProviderHealth {
  readonly status: 'healthy' | 'recovering' | 'degraded' | 'unknown';
  /** Default 100. */
  readonly attempts?: number;
  /** Default 0. */
  readonly failures?: number;
}

/**
 * `GET /v1/health/inference/providers`
 *
 * @param told by provider; every other provider of the models is healthy
 */
export function healthAnswer(models: readonly SandboxModel[], told: Readonly<Record<string, ProviderHealth>>): Success {
  const names = [...new Set([...models.flatMap(({ providers = ['replicate'] }) => providers), ...Object.keys(told)])];
  const providers = names.sort().map((provider) => {
    const { status, attempts = 100, failures = 0 }: ProviderHealth = told[provider] ?? { status: 'healthy' };
    return {
      provider,
      status,
      failure_rate: attempts === 0 ? 0 : failures / attempts,
      window: {
        total_attempts: attempts,
        failures,
        successes: attempts - failures,
        duration_seconds: WINDOW_SECONDS,
      },
    };
  });
  return {
    message: 'Provider health retrieved successfully',
    data: {
      service: 'inference_providers',
      healthy: providers.every(({ status }) => status !== 'degraded'),
      providers_total: providers.length,
      providers,
    },
  };
}
