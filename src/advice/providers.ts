import type { BabySeaApi } from '../babysea/api.ts';
import { parseResponse, providerHealthSchema } from '../babysea/responses.ts';
import type { ModelLibrary } from '../pricing/model-library.ts';
import type { PricedPlan } from '../pricing/price-plan.ts';

/** A model of the plans some of whose providers are degraded now. That costs time, not money: failures are refunded. */
export interface DegradedModel {
  readonly model: string;
  readonly degraded: readonly string[];
  /** The providers of the model that are left, in the order in which they would be tried. */
  readonly others: readonly string[];
}

/** The providers that BabySea calls degraded; `undefined` if it does not say so in time. Never rejects. */
export async function fetchDegradedProviders(api: BabySeaApi): Promise<ReadonlySet<string> | undefined> {
  try {
    const { providers } = parseResponse(providerHealthSchema, await api.health.providers());
    return new Set(providers.flatMap((entry) => (entry?.status === 'degraded' ? [entry.provider] : [])));
  } catch {
    // A key without the scope `health:read`, or a slow answer: the advice is left out, and the report says `null`.
    return undefined;
  }
}

/** The models of the plans that have a degraded provider, each combination of a model and its providers once. */
export function degradedModels(
  plans: readonly PricedPlan[],
  degraded: ReadonlySet<string>,
  library: ModelLibrary,
): DegradedModel[] {
  const found = new Map<string, DegradedModel>();
  for (const { line } of plans.flatMap(({ lines }) => lines)) {
    const providers = providersOf(line.params, library.get(line.model)?.model_supported_provider ?? []);
    const isDegraded = (provider: string) => degraded.has(provider);
    if (line.count === 0 || !providers.some(isDegraded)) continue;
    found.set(JSON.stringify([line.model, providers]), {
      model: line.model,
      degraded: providers.filter(isDegraded),
      others: providers.filter((provider) => !isDegraded(provider)),
    });
  }
  return [...found.values()];
}

/** Those of the model's providers that a line names itself, each once; all of them if it names none. */
function providersOf(params: Readonly<Record<string, unknown>>, supported: readonly string[]): readonly string[] {
  const order = providerOrder(params['generation_provider_order']) ?? [];
  const named = order.filter((provider) => supported.includes(provider));
  return named.length > 0 ? [...new Set(named)] : supported;
}

/** A longer order names no providers that a model has, and each line of a plan would take time for it. */
const MAX_PROVIDERS = 100;
const MAX_CHARACTERS = 5_000;

/**
 * The providers that a request names, in the order in which they are tried.
 *
 * @param order its `generation_provider_order`: a list, or text with commas
 */
export function providerOrder(order: unknown): readonly string[] | undefined {
  if (typeof order === 'string') {
    return order.length > MAX_CHARACTERS ? undefined : order.split(',').map((name) => name.trim());
  }
  const isOrder =
    Array.isArray(order) && order.length <= MAX_PROVIDERS && order.every((entry) => typeof entry === 'string');
  return isOrder ? order : undefined;
}
