import type { SandboxModel } from './catalogue.ts';
import type { Success } from './envelope.ts';

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
