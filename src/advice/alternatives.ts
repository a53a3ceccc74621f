import type { BabySeaApi } from '../babysea/api.ts';
import { type Line, outputsOf } from '../plan/plan.ts';
import { type Estimate, type EstimateRequest, type Estimates, Estimator, priceKey } from '../pricing/estimator.ts';
import type { ModelLibrary } from '../pricing/model-library.ts';
import type { PricedPlan } from '../pricing/price-plan.ts';
import type { Usd } from '../shared/money.ts';
import { listedCost, settingsWith } from './candidates.ts';

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
  readonly quotes: Estimates;
  readonly catalogue: ModelLibrary;
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
  readonly quote: Estimate;
  /** USD for the whole line. */
  readonly cost: Usd;
}

/**
 * Cheaper models that take the lines as they are, for the dearest lines, greatest saving first. The catalogue's pricing
 * only says which to ask for: what is claimed is what a quote says. Never rejects: this is advice, so a candidate whose
 * price cannot be had is passed over in silence.
 */
export async function findAlternatives(options: AlternativesOptions): Promise<Alternative[]> {
  const { plans, quotes, catalogue, api, concurrency, allows } = options;
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
  const confirmed = new Map([...quotes, ...(await estimator.askAll(unasked))]);
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
        return [{ file: plan.file, line, quote: answer.value, cost }];
      }),
    )
    .sort((a, b) => b.cost.compare(a.cost));
}

/** The models that take a line and are cheaper by the catalogue, cheapest first. */
function candidatesFor(
  { file, line, quote }: PaidLine,
  catalogue: ModelLibrary,
  allows: AlternativesOptions['allows'],
) {
  const own = catalogue.get(line.model);
  if (own === undefined) return [];
  return [...catalogue]
    .flatMap(([model, listed]) => {
      const settings = listed && allows(file, model) && settingsWith(listed, line, own, quote);
      const cost = settings && listedCost(listed, settings);
      return cost && quote.unitCost.exceeds(cost) ? [{ model, settings, cost }] : [];
    })
    .sort((a, b) => a.cost.compare(b.cost))
    .slice(0, MAX_CANDIDATES);
}

/** The cheapest of the models by their quotes, where it is cheaper than the line's own; none or one. */
function cheapestOf(
  models: readonly string[],
  { file, line, quote }: PaidLine,
  { catalogue, allows }: AlternativesOptions,
  quotes: Estimates,
): Alternative[] {
  const own = catalogue.get(line.model);
  const cheaper = models.flatMap((model): Alternative[] => {
    const listed = catalogue.get(model);
    // Lines of one price may still differ in what they ask of a model, so each is looked at for itself.
    const settings = own && listed && allows(file, model) && settingsWith(listed, line, own, quote);
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
