import type { LimitFunction } from 'p-limit';
import type { BabySeaApi } from '../babysea/api.ts';
import { type LibraryModel, parseResponse, providerHealthSchema } from '../babysea/responses.ts';
import { isDefaulted, type Line, outputsOf, type Settings } from '../plan/plan.ts';
import type { Billing } from '../pricing/balance.ts';
import {
  type Estimate,
  type EstimateRequest,
  type Estimates,
  Estimator,
  estimateOf,
  priceKey,
} from '../pricing/estimator.ts';
import { acceptsAudio, acceptsParam, fieldsOf, listedPrices, type ModelLibrary } from '../pricing/model-library.ts';
import { monthlyCost, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Message } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { subscriptionAdvice } from './subscription.ts';
import { summarizeUsage, type Usage, type UsageSummary } from './usage.ts';

/** Suggestions, the health of providers and a usage summary; never part of the verdict. */
export interface Advice {
  readonly alternatives: readonly Alternative[];
  /** `undefined` if it is unknown which providers are degraded. */
  readonly degraded: readonly DegradedModel[] | undefined;
  readonly subscription: Message | undefined;
  readonly usage: UsageSummary | undefined;
}

export const NO_ADVICE: Advice = {
  alternatives: [],
  degraded: undefined,
  subscription: undefined,
  usage: undefined,
};

export interface AdviceOptions extends AlternativesOptions {
  /** Whether to look for cheaper models. */
  readonly wantsAlternatives: boolean;
  readonly billing: Billing | undefined;
  readonly balance: Usd | undefined;
  /** Still pending while the prices of cheaper models are requested. Never rejects. */
  readonly usage: Promise<Usage> | undefined;
  /** The providers that are degraded now; `undefined` if unknown. Never rejects. */
  readonly degradedProviders: Promise<ReadonlySet<string> | undefined> | undefined;
  readonly now: Date;
}

/** Requests only the prices of cheaper models. */
export async function gatherAdvice(options: AdviceOptions): Promise<Advice> {
  const { plans, library, billing, balance, now } = options;
  const cost = sumOf(plans.map((plan) => plan.cost));
  const monthly = monthlyCost(plans);
  // With a missing price, the verdict is an error: cheaper models do not matter yet.
  const pending = cost === undefined || !options.wantsAlternatives ? [] : findAlternatives(options);
  const [alternatives, usage, providers] = await Promise.all([pending, options.usage, options.degradedProviders]);
  return {
    alternatives,
    degraded: providers && degradedModels(plans, providers, library),
    subscription: monthly && subscriptionAdvice(monthly, billing?.plan),
    usage: usage && summarizeUsage({ ...usage, balance, cost, billingPlan: billing?.plan, now }),
  };
}

export interface Alternative {
  /** The plan file, and the id of the line in it. */
  readonly plan: string;
  readonly line: string;
  readonly model: string;
  readonly unitCost: Usd;
  /** USD that the whole line would cost less. */
  readonly saving: Usd;
}

interface AlternativesOptions {
  readonly plans: readonly PricedPlan[];
  readonly estimates: Estimates;
  readonly library: ModelLibrary;
  readonly api: BabySeaApi;
  /** Limits the estimates in flight. */
  readonly slots: LimitFunction;
  /** Whether the limits of a plan file allow a model in it. */
  readonly allows: (file: string, model: string) => boolean;
}

/** Looks at this many of the most expensive prices: advice must not take more requests than the prices. */
const MAX_PRICES = 5;
/** Candidates to estimate for each of them, cheapest first. */
const MAX_CANDIDATES = 3;

interface PaidLine {
  readonly file: string;
  readonly line: Line;
  /** Its own model in the library. */
  readonly own: LibraryModel | undefined;
  readonly estimate: Estimate;
  readonly cost: Usd;
}

/**
 * Cheaper models that accept the most expensive lines as they are, largest saving first. The prices of the library only
 * select the candidates; the savings come from estimates. Never rejects: a candidate without a price is left out.
 */
export async function findAlternatives(options: AlternativesOptions): Promise<Alternative[]> {
  const { estimates, library, api, slots } = options;
  const lines = paidLines(options);
  /** By the price key of the lines that they may replace. */
  const candidates = new Map<string, readonly EstimateRequest[]>();
  for (const paid of lines) {
    if (candidates.size === MAX_PRICES) break;
    const key = priceKey(paid.line);
    if (!candidates.has(key)) candidates.set(key, candidatesFor(paid, options));
  }
  const missing = [...candidates.values()].flat().filter((candidate) => !estimates.has(priceKey(candidate)));
  // The region is only for error messages, which are not shown.
  const estimator = new Estimator(api, { slots, region: '', library: Promise.resolve({ value: library }) });
  const confirmed = new Map([...estimates, ...(await estimator.estimateAll(missing))]);
  return lines
    .flatMap((paid) => cheapestOf(candidates.get(priceKey(paid.line)) ?? [], paid, options, confirmed))
    .sort((a, b) => b.saving.compare(a.saving));
}

/** The lines that cost something, most expensive first. */
function paidLines({ plans, estimates, library }: AlternativesOptions): PaidLine[] {
  return plans
    .flatMap(({ plan, lines }) =>
      lines.flatMap(({ line, cost }) => {
        const estimate = estimateOf(line, estimates);
        if (cost === undefined || cost.isZero || estimate === undefined) return [];
        return [{ file: plan.file, line, own: library.get(line.model), estimate, cost }];
      }),
    )
    .sort((a, b) => b.cost.compare(a.cost));
}

/** The models that accept a line and are cheaper in the library, cheapest first. */
function candidatesFor(paid: PaidLine, { library, allows }: AlternativesOptions): EstimateRequest[] {
  return [...library]
    .flatMap(([model, listed]) => {
      const settings = listed && allows(paid.file, model) && settingsFor(listed, paid);
      const cost = settings && lowestListedCost(listed, settings);
      return cost && paid.estimate.unitCost.exceeds(cost) ? [{ model, settings, cost }] : [];
    })
    .sort((a, b) => a.cost.compare(b.cost))
    .slice(0, MAX_CANDIDATES);
}

/** The model with the cheapest estimate, if it is cheaper than the line's own; none or one. */
function cheapestOf(
  candidates: readonly EstimateRequest[],
  paid: PaidLine,
  { library, allows }: AlternativesOptions,
  estimates: Estimates,
): Alternative[] {
  const { file, line, estimate } = paid;
  const cheaper = candidates.flatMap(({ model }): Alternative[] => {
    const listed = library.get(model);
    // Lines of one price may still differ in their parameters, so each is checked.
    const settings = listed && allows(file, model) && settingsFor(listed, paid);
    const other = settings && estimateOf({ model, settings }, estimates);
    if (!other || !hasSameSettings(estimate, other) || !estimate.unitCost.exceeds(other.unitCost)) return [];
    const { unitCost } = other;
    const saving = estimate.unitCost.minus(unitCost).times(outputsOf(line));
    return [{ plan: file, line: line.id, model, unitCost, saving }];
  });
  return cheaper.sort((a, b) => a.unitCost.compare(b.unitCost)).slice(0, 1);
}

/** A lower resolution or a shorter video is not the same for less. A setting that only one estimate names may differ. */
function hasSameSettings(one: Estimate, other: Estimate): boolean {
  return one.duration === other.duration && one.resolution === other.resolution;
}

/**
 * The settings for a line with another model. `undefined` if that model cannot do the same: it is of another type, or does
 * not accept a setting, a field or a provider of the line.
 */
function settingsFor(other: LibraryModel, { line, own, estimate }: PaidLine): Settings | undefined {
  if (own === undefined || other === own || other.model_type !== own.model_type) return undefined;
  // If the library does not say that a model does something, assume that it does not.
  if (own.schema.generation_prompt === true && other.schema.generation_prompt !== true) return undefined;
  if (line.outputs > (other.schema.generation_output_number ?? 1)) return undefined;
  if (!acceptsParams(other, line.params)) return undefined;
  // What the line was priced for: the other model's defaults may be lower.
  const { duration, resolution } = estimate;
  const durations = other.schema.generation_duration ?? [];
  const resolutions = other.schema.generation_resolution ?? [];
  const accepts = { duration: durations.length > 0, resolution: resolutions.length > 0, audio: acceptsAudio(other) };
  // A default that was dropped for the line's own model would apply again.
  const keys = ['duration', 'resolution', 'audio'] as const;
  if (keys.some((key) => accepts[key] && isDropped(line, key) && isDefaulted(line, key))) return undefined;
  if (duration !== undefined && !durations.includes(duration)) return undefined;
  if (resolution !== undefined && !resolutions.includes(resolution)) return undefined;
  // A video is priced by its duration.
  if (other.model_type === 'video' && duration === undefined) return undefined;
  const { audio } = line.settings;
  // Among a line's own settings, only `audio: false` is ever dropped.
  if (accepts.audio) return { duration, resolution, audio: isDropped(line, 'audio') ? false : audio };
  // If the line does not say, its own model may make sound by default.
  const mayHaveSound = audio === true || (audio === undefined && acceptsAudio(own));
  return mayHaveSound ? undefined : { duration, resolution, audio: undefined };
}

/** Whether a setting is in the plan but was dropped for the line's own model. */
function isDropped(line: Line, key: keyof Settings): boolean {
  return line.settings[key] === undefined && line.origins[key] !== undefined;
}

/** A field of one model means nothing to a model that does not list it. */
function acceptsParams(model: LibraryModel, params: Line['params']): boolean {
  if (Object.hasOwn(params, 'generation_input_file') && model.schema.generation_input_file !== true) return false;
  if (!hasProviders(model, params['generation_provider_order'])) return false;
  const fields = fieldsOf(model);
  return Object.entries(params).every(([field, value]) => fields.includes(field) && acceptsParam(model, field, value));
}

function hasProviders(model: LibraryModel, order: unknown): boolean {
  if (order === undefined) return true;
  const supported = model.model_supported_provider ?? [];
  return providerOrder(order)?.every((name) => supported.includes(name)) ?? false;
}

/** The lowest matching price of one output in the library, in USD, to select candidates; `undefined` if no price matches. */
function lowestListedCost(model: LibraryModel, settings: Settings): Usd | undefined {
  const [lowest] = listedPrices(model, settings).toSorted((a, b) => a.compare(b));
  return model.model_type === 'video' ? lowest?.times(settings.duration ?? 1) : lowest;
}

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
