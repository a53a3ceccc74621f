import { Usd } from '../money.ts';
import { type Line, outputsOf, type Plan, placeOfLine } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import { plural, say } from '../text.ts';
import type { Quotes } from './ask.ts';
import { priceKey } from './quote.ts';

/** A line with its price; both amounts are `undefined` where the price could not be had. */
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
export function pricePlan(plan: Plan, quotes: Quotes): PricedPlan {
  const lines = plan.lines.map((line): PricedLine => {
    const answer = quotes.get(priceKey(line));
    const unitCost = answer !== undefined && 'value' in answer ? answer.value.unitCost : undefined;
    return { line, unitCost, cost: unitCost?.times(outputsOf(line)) };
  });
  const generationCount = plan.lines.reduce((sum, line) => sum + outputsOf(line), 0);
  return { plan, lines, cost: sumOf(lines.map(({ cost }) => cost)), generationCount };
}

/** The sum of amounts, or `undefined` where one of them is unknown. */
export function sumOf(amounts: readonly (Usd | undefined)[]): Usd | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === amounts.length ? Usd.sum(known) : undefined;
}

/** Why prices are missing: a problem for each quote that could not be had, at the first line that needs it. */
export function missingPrices(plans: readonly Plan[], quotes: Quotes): Problem[] {
  const users = linesByPrice(plans);
  const problems = new Map<string, Problem>();
  for (const [key, answer] of quotes) {
    if ('value' in answer) continue;
    const { message, help, isFatal, isUnknownModel } = answer.trouble;
    const [first, ...others] = users.get(key) ?? [];
    if (isFatal || first === undefined) {
      problems.set(String(message), { severity: 'error', message, help });
      continue;
    }
    const also = others.length > 0 ? say` ${plural(others.length, 'other line')} of the same price too.` : undefined;
    const place = placeOfLine(first.plan, first.line, isUnknownModel ? 'model' : undefined);
    problems.set(key, { severity: 'error', message: say`${message}${also}`, help, place });
  }
  return [...problems.values()];
}

function linesByPrice(plans: readonly Plan[]): Map<string, { plan: Plan; line: Line }[]> {
  const users = new Map<string, { plan: Plan; line: Line }[]>();
  for (const plan of plans) {
    for (const line of plan.lines) {
      const key = priceKey(line);
      const others = users.get(key);
      if (others === undefined) users.set(key, [{ plan, line }]);
      else others.push({ plan, line });
    }
  }
  return users;
}
