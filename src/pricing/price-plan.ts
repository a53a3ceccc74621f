import { type ErrorDescription, requestOf } from '../babysea/error-messages.ts';
import { type Line, outputsOf, type Plan, placeOfLine } from '../plan/plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { groupBy } from '../shared/helpers.ts';
import { type Message, plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { type Estimates, type Estimator, estimateOf, priceKey } from './estimator.ts';
import type { LibraryResult } from './model-library.ts';
import { dropUnsupportedDefaults, needsModelLibrary } from './validate-models.ts';

/** A line with its price; both amounts are `undefined` if the price is unknown. */
export interface PricedLine {
  readonly line: Line;
  readonly unitCost: Usd | undefined;
  /** USD for all outputs of the line: unit cost × count × outputs. */
  readonly cost: Usd | undefined;
  /** Why BabySea gave no price; `undefined` if it gave one, or was not asked. */
  readonly error?: ErrorDescription | undefined;
}

export interface PricedPlan {
  readonly plan: Plan;
  readonly lines: readonly PricedLine[];
  /** USD for all lines; `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  /** Outputs of all lines. */
  readonly generationCount: number;
}

/** Plans with their prices, and the estimates that these come from. */
interface PricedPlans {
  readonly plans: readonly PricedPlan[];
  readonly estimates: Estimates;
}

/** Drops the defaults that models do not accept, and prices the rest. Never rejects: a price that is missing is unknown. */
export async function pricePlans(
  plans: readonly Plan[],
  estimator: Estimator,
  library: Promise<LibraryResult>,
): Promise<PricedPlans> {
  const models = plans.some(needsModelLibrary) ? await library : undefined;
  const priceable =
    models !== undefined && 'value' in models
      ? plans.map((plan) => dropUnsupportedDefaults(plan, models.value))
      : plans;
  const estimates = await estimator.estimateAll(priceable.flatMap(({ lines }) => lines));
  return { plans: priceable.map((plan) => pricePlan(plan, estimates)), estimates };
}

export function pricePlan(plan: Plan, estimates: Estimates): PricedPlan {
  // Among thousands of lines many are alike: compute each cost once.
  const costs = new Map<string, Usd>();
  const lines = plan.lines.map((line): PricedLine => {
    const price = priceKey(line);
    const estimate = estimates.get(price);
    if (estimate === undefined) return { line, unitCost: undefined, cost: undefined };
    if ('error' in estimate) return { line, unitCost: undefined, cost: undefined, error: estimate.error };
    const { unitCost } = estimate.value;
    const outputs = outputsOf(line);
    const key = `${outputs} ${price}`;
    const cost = costs.get(key) ?? unitCost.times(outputs);
    costs.set(key, cost);
    return { line, unitCost, cost };
  });
  const generationCount = plan.lines.reduce((sum, line) => sum + outputsOf(line), 0);
  return { plan, lines, cost: sumOf(lines.map(({ cost }) => cost)), generationCount };
}

/** USD a month; `undefined` unless the plan says how often it runs and every price is known. */
export function monthlyCostOf({ plan, cost }: PricedPlan): Usd | undefined {
  return plan.runsPerMonth === undefined ? undefined : cost?.times(plan.runsPerMonth);
}

/** The monthly cost of the plans that say how often they run; `undefined` if none does. */
export function monthlyCost(plans: readonly PricedPlan[]): Usd | undefined {
  const regular = plans.filter(({ plan }) => plan.runsPerMonth !== undefined);
  return regular.length > 0 ? sumOf(regular.map(monthlyCostOf)) : undefined;
}

/** The sum of amounts; `undefined` if one of them is unknown. */
export function sumOf(amounts: readonly (Usd | undefined)[]): Usd | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === amounts.length ? Usd.sum(known) : undefined;
}

/**
 * Says why prices are missing: one diagnostic for each price, at the first line that needs it. Prices that are missing for
 * the same reason, such as a refused key, share one diagnostic.
 *
 * @param reported lines that already have a diagnostic
 */
export function missingPriceErrors(plans: readonly PricedPlan[], reported: ReadonlySet<Line>): Diagnostic[] {
  const unpriced = plans.flatMap(({ plan, lines }) =>
    lines.flatMap(({ line, error }) => (error === undefined ? [] : [{ plan, line, error }])),
  );
  const everything = unpriced.filter(({ error }) => error.reach === 'everything');
  const fatal = [...groupBy(everything, ({ error }) => String(error.message)).values()].map(
    ([{ error }]): Diagnostic => ({ severity: 'error', message: error.message, help: error.help }),
  );

  const byPrice = (reach: 'service' | 'request') => {
    const lines = unpriced.filter(({ line, error }) => error.reach === reach && !reported.has(line));
    return [...groupBy(lines, ({ line }) => priceKey(line)).values()].map(([first, ...others]): Diagnostic => {
      const [one, many] = ['other line of the same price has', 'other lines of the same price have'];
      const message = andOthers(first.error.message, others.length, `${one} none either`, `${many} none either`);
      const place = placeOfLine(first.plan, first.line, 'model');
      return { severity: 'error', message, help: first.error.help, place };
    });
  };

  const [outage, ...others] = byPrice('service');
  const [one, many] = ['other price is missing as well', 'other prices are missing as well'];
  const service = outage && { ...outage, message: andOthers(outage.message, others.length, one, many) };
  return [...fatal, ...byPrice('request'), ...(service === undefined ? [] : [service])];
}

function andOthers(message: Message, count: number, one: string, many: string): Message {
  return count === 0 ? message : say`${message} ${plural(count, one, many)}.`;
}

/** Warns of estimates that differ from the price in the model library: once for each model, at its first line. */
export function differingPrices(plans: readonly Plan[], estimates: Estimates): Diagnostic[] {
  const warnings = new Map<string, Diagnostic>();
  const lines = plans.flatMap((plan) => plan.lines.map((line) => ({ plan, line, model: line.model })));
  for (const { plan, line, model } of lines) {
    const estimate = warnings.has(model) ? undefined : estimateOf(line, estimates);
    if (estimate?.listedCost === undefined) continue;
    const { unitCost, listedCost } = estimate;
    warnings.set(model, {
      severity: 'warning',
      message: say`BabySea estimates ${unitCost} for one output of ${model}${requestOf(estimate)}, but its model library lists ${listedCost}. The gate uses the estimate.`,
      help: prose('Run the gate again; if the two still differ, ask BabySea support with the request id.'),
      place: placeOfLine(plan, line, 'model'),
    });
  }
  return [...warnings.values()];
}
