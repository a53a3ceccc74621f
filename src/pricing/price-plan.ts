import { requestOf } from '../babysea/error-messages.ts';
import { type Line, outputsOf, type Plan, placeOfLine } from '../plan/plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { plural, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { type Estimates, priceKey } from './estimator.ts';

/** A line with its price; both amounts are `undefined` if the price is unknown. */
export interface PricedLine {
  readonly line: Line;
  /** USD for one output. */
  readonly unitCost: Usd | undefined;
  /** USD for all outputs of the line: unit cost × count × outputs. */
  readonly cost: Usd | undefined;
}

/** A plan with its prices. */
export interface PricedPlan {
  readonly plan: Plan;
  readonly lines: readonly PricedLine[];
  /** USD for all lines; `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  /** Outputs of all lines. */
  readonly generationCount: number;
}

/** Gives every line its price. */
export function pricePlan(plan: Plan, estimates: Estimates): PricedPlan {
  // Of thousands of lines many are alike: what they cost is computed once, and is one object.
  const costs = new Map<string, Usd>();
  const lines = plan.lines.map((line): PricedLine => {
    const key = priceKey(line);
    const answer = estimates.get(key);
    if (answer === undefined || !('value' in answer)) return { line, unitCost: undefined, cost: undefined };
    const { unitCost } = answer.value;
    const outputs = outputsOf(line);
    const cost = costs.get(`${outputs} ${key}`) ?? unitCost.times(outputs);
    costs.set(`${outputs} ${key}`, cost);
    return { line, unitCost, cost };
  });
  const generationCount = plan.lines.reduce((sum, line) => sum + outputsOf(line), 0);
  return { plan, lines, cost: sumOf(lines.map(({ cost }) => cost)), generationCount };
}

/** USD a month, where the plan says how often it runs and every price is known. */
export function monthlyCostOf({ plan, cost }: PricedPlan): Usd | undefined {
  return plan.runsPerMonth === undefined ? undefined : cost?.times(plan.runsPerMonth);
}

/** What the plans that say how often they run cost a month; nothing where none does. */
export function monthlyCost(plans: readonly PricedPlan[]): Usd | undefined {
  const regular = plans.filter(({ plan }) => plan.runsPerMonth !== undefined);
  return regular.length > 0 ? sumOf(regular.map(monthlyCostOf)) : undefined;
}

/** The sum of amounts, or `undefined` where one of them is unknown. */
export function sumOf(amounts: readonly (Usd | undefined)[]): Usd | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === amounts.length ? Usd.sum(known) : undefined;
}

/**
 * Why prices are missing: a diagnostic for each missing price, at the first line that needs it; one for all that fail of
 * the same.
 *
 * @param reported lines that have a diagnostic of their own already
 */
export function missingPrices(
  plans: readonly Plan[],
  estimates: Estimates,
  reported: ReadonlySet<Line> = new Set(),
): Diagnostic[] {
  const missing = [...estimates].filter(([, answer]) => 'error' in answer);
  if (missing.length === 0) return [];
  const users = linesByPrice(plans, reported);
  const diagnostics = new Map<string, Diagnostic>();
  const ofService: Diagnostic[] = [];
  for (const [key, answer] of estimates) {
    if ('value' in answer) continue;
    const { message, help, reach } = answer.error;
    if (reach === 'everything') {
      diagnostics.set(String(message), { severity: 'error', message, help });
      continue;
    }
    const [first, ...others] = users.get(key) ?? [];
    if (first === undefined) continue;
    const also = others.length > 0 ? say` ${plural(others.length, 'other line')} of the same price too.` : undefined;
    const place = placeOfLine(first.plan, first.line, 'model');
    const problem: Diagnostic = { severity: 'error', message: say`${message}${also}`, help, place };
    if (reach === 'service') ofService.push(problem);
    else diagnostics.set(key, problem);
  }
  const [first, ...others] = ofService;
  if (first !== undefined) {
    const also =
      others.length > 0
        ? say` ${plural(others.length, 'other price')} ${prose(others.length === 1 ? 'is' : 'are')} missing as well.`
        : undefined;
    diagnostics.set('service', { ...first, message: say`${first.message}${also}` });
  }
  return [...diagnostics.values()];
}

/** Warns of estimates that differ from the model library's price: for each model once, at its first line. */
export function differingPrices(plans: readonly Plan[], estimates: Estimates): Diagnostic[] {
  const differing = [...estimates].filter(([, answer]) => 'value' in answer && answer.value.listedCost !== undefined);
  if (differing.length === 0) return [];
  const users = linesByPrice(plans, new Set());
  const warnings = new Map<string, Diagnostic>();
  for (const [key, answer] of differing) {
    const [first] = users.get(key) ?? [];
    if (first === undefined || !('value' in answer) || warnings.has(first.line.model)) continue;
    const { unitCost, listedCost } = answer.value;
    const { model } = first.line;
    warnings.set(model, {
      severity: 'warning',
      message: say`BabySea estimates ${unitCost} for one output of ${model}${requestOf(answer.value)}, but its model library lists ${listedCost}. The gate uses the estimate.`,
      help: prose('Run the gate again; if the two still differ, ask BabySea support with the request id.'),
      place: placeOfLine(first.plan, first.line, 'model'),
    });
  }
  return [...warnings.values()];
}

function linesByPrice(plans: readonly Plan[], reported: ReadonlySet<Line>): Map<string, { plan: Plan; line: Line }[]> {
  const users = new Map<string, { plan: Plan; line: Line }[]>();
  for (const plan of plans) {
    for (const line of plan.lines) {
      if (reported.has(line)) continue;
      const key = priceKey(line);
      const others = users.get(key);
      if (others === undefined) users.set(key, [{ plan, line }]);
      else others.push({ plan, line });
    }
  }
  return users;
}
