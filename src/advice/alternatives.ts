import type { BabySeaApi } from '../babysea/api.ts';
import type { LibraryModel } from '../babysea/responses.ts';
import { isDefaulted, type Line, outputsOf, type Settings } from '../plan/plan.ts';
import type { PricedSettings } from '../pricing/estimator.ts';
import { type Estimate, type EstimateRequest, type Estimates, Estimator, priceKey } from '../pricing/estimator.ts';
import type { ModelLibrary } from '../pricing/model-library.ts';
import { acceptsAudio, acceptsParam, fieldsOf, listedPrices } from '../pricing/model-library.ts';
import type { PricedPlan } from '../pricing/price-plan.ts';
import type { Usd } from '../shared/money.ts';

/** A cheaper model for a line, whose price a quote has confirmed. */
export interface Alternative {
  /** The plan file, and the id of the line in it. */
  readonly plan: string;
  readonly line: string;
  readonly model: string;
  /** USD for one output. */
  readonly unitCost: Usd;
  /** USD that the whole line would cost less. */
  readonly saving: Usd;
}

export interface AlternativesOptions {
  readonly plans: readonly PricedPlan[];
  /** The prices that were asked for already; none is asked for again. */
  readonly estimates: Estimates;
  readonly library: ModelLibrary;
  readonly api: BabySeaApi;
  /** Estimates in flight at most. */
  readonly concurrency: number;
  /** Whether the limits that judge a plan file let a model be used in it. */
  readonly allows: (file: string, model: string) => boolean;
}

/** The dearest prices of the plans that are looked at. Advice must not cost more requests than the prices. */
const MAX_PRICES = 5;
/** The cheapest candidates that are asked for, for each of them. */
const MAX_CANDIDATES = 3;

/** A line of a plan file that costs something. */
interface PaidLine {
  readonly file: string;
  readonly line: Line;
  readonly estimate: Estimate;
  /** USD for the whole line. */
  readonly cost: Usd;
}

/**
 * Cheaper models that take the lines as they are, for the dearest lines, greatest saving first. The catalogue's pricing
 * only says which to ask for: what is claimed is what a quote says. Never rejects: this is advice, so a candidate whose
 * price cannot be had is passed over in silence.
 */
export async function findAlternatives(options: AlternativesOptions): Promise<Alternative[]> {
  const { plans, estimates: quotes, library: catalogue, api, concurrency, allows } = options;
  const lines = paidLines(plans, quotes);
  /** The models to ask for, by the price of the line that they may take the place of. */
  const candidates = new Map<string, readonly string[]>();
  const unasked = new Map<string, EstimateRequest>();
  for (const paid of lines) {
    if (candidates.size === MAX_PRICES) break;
    const key = priceKey(paid.line);
    if (candidates.has(key)) continue;
    const found = candidatesFor(paid, catalogue, allows);
    candidates.set(
      key,
      found.map(({ model }) => model),
    );
    for (const { model, settings } of found) {
      const asked = priceKey({ model, settings });
      if (!quotes.has(asked)) unasked.set(asked, { model, ...settings });
    }
  }
  // The region is for the words of an error, and nobody reads these.
  const estimator = new Estimator(api, { concurrency, region: '', library: Promise.resolve({ value: catalogue }) });
  const confirmed = new Map([...quotes, ...(await estimator.estimateAll(unasked))]);
  return lines
    .flatMap((paid) => cheapestOf(candidates.get(priceKey(paid.line)) ?? [], paid, options, confirmed))
    .sort((a, b) => b.saving.compare(a.saving));
}

/** The lines that cost something, dearest first. */
function paidLines(plans: readonly PricedPlan[], quotes: Estimates): PaidLine[] {
  return plans
    .flatMap(({ plan, lines }) =>
      lines.flatMap(({ line, cost }) => {
        const answer = quotes.get(priceKey(line));
        if (cost === undefined || cost.isZero || answer === undefined || !('value' in answer)) return [];
        return [{ file: plan.file, line, estimate: answer.value, cost }];
      }),
    )
    .sort((a, b) => b.cost.compare(a.cost));
}

/** The models that take a line and are cheaper by the catalogue, cheapest first. */
function candidatesFor(
  { file, line, estimate: quote }: PaidLine,
  catalogue: ModelLibrary,
  allows: AlternativesOptions['allows'],
) {
  const own = catalogue.get(line.model);
  if (own === undefined) return [];
  return [...catalogue]
    .flatMap(([model, listed]) => {
      const settings = listed && allows(file, model) && settingsFor(listed, line, own, quote);
      const cost = settings && listedCost(listed, settings);
      return cost && quote.unitCost.exceeds(cost) ? [{ model, settings, cost }] : [];
    })
    .sort((a, b) => a.cost.compare(b.cost))
    .slice(0, MAX_CANDIDATES);
}

/** The cheapest of the models by their quotes, where it is cheaper than the line's own; none or one. */
function cheapestOf(
  models: readonly string[],
  { file, line, estimate: quote }: PaidLine,
  { library: catalogue, allows }: AlternativesOptions,
  quotes: Estimates,
): Alternative[] {
  const own = catalogue.get(line.model);
  const cheaper = models.flatMap((model): Alternative[] => {
    const listed = catalogue.get(model);
    // Lines of one price may still differ in what they ask of a model, so each is looked at for itself.
    const settings = own && listed && allows(file, model) && settingsFor(listed, line, own, quote);
    const answer = settings && quotes.get(priceKey({ model, settings }));
    if (!answer || !('value' in answer) || !isForTheSame(quote, answer.value)) return [];
    const { unitCost } = answer.value;
    if (!quote.unitCost.exceeds(unitCost)) return [];
    const saving = quote.unitCost.minus(unitCost).times(outputsOf(line));
    return [{ plan: file, line: line.id, model, unitCost, saving }];
  });
  return cheaper.sort((a, b) => a.unitCost.compare(b.unitCost)).slice(0, 1);
}

/** What one answer tells and the other does not may differ: a saving that is a lower resolution is none. */
function isForTheSame(one: Estimate, other: Estimate): boolean {
  return one.duration === other.duration && one.resolution === other.resolution;
}

/**
 * The settings that a line is asked for with another model in the place of its own, or `undefined` where that model does
 * not do the same with it: it is of another type, or does not take a setting, a field or a provider that the line names.
 *
 * @param priced what the line was priced for. What the line leaves to its own model's default is asked for by name, since
 *   the other's default may be less.
 */
export function settingsFor(
  other: LibraryModel,
  line: Line,
  own: LibraryModel,
  priced: PricedSettings,
): Settings | undefined {
  if (other.model_identifier === own.model_identifier || other.model_type !== own.model_type) return undefined;
  // Where a model says nothing of these, it is not taken for granted that it does as the line's own.
  if (own.schema.generation_prompt === true && other.schema.generation_prompt !== true) return undefined;
  if (line.outputs > (other.schema.generation_output_number ?? 1)) return undefined;
  if (!acceptsParams(other, line.params)) return undefined;
  const { duration, resolution } = priced;
  const isTaken =
    acceptsValue(duration, other.schema.generation_duration ?? [], isLeftOut(line, 'duration')) &&
    acceptsValue(resolution, other.schema.generation_resolution ?? [], isLeftOut(line, 'resolution'));
  // A video is priced by its duration, so without one there is nothing to ask for.
  if (!isTaken || (other.model_type === 'video' && duration === undefined)) return undefined;
  const sound = audioFor(other, line, own);
  return sound && { duration, resolution, ...sound };
}

/** A default that was left out for the line's own model would count again for one that takes it. */
function acceptsValue<T>(value: T | undefined, taken: readonly T[], isDefaultLeftOut: boolean): boolean {
  if (isDefaultLeftOut && taken.length > 0) return false;
  return value === undefined || taken.includes(value);
}

function audioFor(other: LibraryModel, line: Line, own: LibraryModel): Pick<Settings, 'audio'> | undefined {
  const { audio } = line.settings;
  if (acceptsAudio(other)) {
    if (!isLeftOut(line, 'audio')) return { audio };
    // Of a line's own settings only `audio: false` is ever left out; of the defaults it may have been either.
    return isDefaulted(line, 'audio') ? undefined : { audio: false };
  }
  // Where the line says nothing, its own model may make sound of itself.
  const mayHaveSound = audio === true || (audio === undefined && acceptsAudio(own));
  return mayHaveSound ? undefined : { audio: undefined };
}

/** Whether a setting stands in the plan and was left out for the line's own model. */
function isLeftOut(line: Line, key: keyof Settings): boolean {
  return line.settings[key] === undefined && line.origins[key] !== undefined;
}

/** Fields that are one model's own mean nothing to another that does not list them. */
function acceptsParams(model: LibraryModel, params: Line['params']): boolean {
  if (Object.hasOwn(params, 'generation_input_file') && model.schema.generation_input_file !== true) return false;
  if (!hasProviders(model, params['generation_provider_order'])) return false;
  const fields = fieldsOf(model);
  return Object.entries(params).every(([field, value]) => fields.includes(field) && acceptsParam(model, field, value));
}

/** Whether every provider of a request's `generation_provider_order` runs the model; it is a list, or text with commas. */
function hasProviders(model: LibraryModel, order: unknown): boolean {
  if (order === undefined) return true;
  const names: unknown = typeof order === 'string' ? order.split(',').map((name) => name.trim()) : order;
  const supported: readonly unknown[] = model.model_supported_provider ?? [];
  return Array.isArray(names) && names.every((name) => supported.includes(name));
}

/**
 * What one output costs by the library, in USD, for finding candidates only: of the prices that may be meant the lowest,
 * `undefined` where there is none.
 */
export function listedCost(model: LibraryModel, settings: Settings): Usd | undefined {
  const [lowest] = listedPrices(model, settings).toSorted((a, b) => a.compare(b));
  return model.model_type === 'video' ? lowest?.times(settings.duration ?? 1) : lowest;
}
