import { outputsOf } from '../plan/plan.ts';
import { type Estimates, priceKey } from '../pricing/estimator.ts';
import type { PricedLine } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { list, type Message, plural, prose, say } from '../shared/message.ts';
import type { BasePlan } from './types.ts';

/** Whether a line of the baseline may have a price that could not be read in this run. */
export function isUnknownForNow(line: PricedLine, quotes: Estimates): boolean {
  const answer = isWithoutPrice(line) ? quotes.get(priceKey(line.line)) : undefined;
  return answer !== undefined && 'error' in answer && answer.error.isFinal !== true;
}

function isWithoutPrice({ line, cost }: PricedLine): boolean {
  return cost === undefined && outputsOf(line) > 0;
}

/** Plans that are invalid on the base, so their cost there is unknown. */
export function brokenPlans(plans: readonly BasePlan[], base: string): Diagnostic[] {
  return (
    plans
      // Without a diagnostic of its own, that of another plan says why.
      .filter(({ plan, diagnostics }) => plan === undefined && diagnostics.length > 0)
      .map(({ file, diagnostics: [first] }) => ({
        severity: 'warning',
        message: say`The cost of ${file} on ${base} is unknown, since the plan is invalid there: ${first?.message}`,
        help: prose('The gate compares with it again once it is corrected there.'),
      }))
  );
}

const MAX_NAMED = 5;

/** Lines of the baseline without a price: those that have none any more, and those whose price could not be read. */
export function unpricedLines(lines: readonly PricedLine[], quotes: Estimates, base: string): Diagnostic[] {
  const unpriced = lines.filter(isWithoutPrice);
  const forNow = unpriced.filter((line) => isUnknownForNow(line, quotes));
  const forGood = unpriced.filter((line) => !isUnknownForNow(line, quotes));
  const diagnostics: Diagnostic[] = [];
  if (forGood.length > 0) {
    const counts = prose(forGood.length === 1 ? 'counts' : 'count');
    diagnostics.push({
      severity: 'notice',
      message: say`${named(forGood)} of ${base} cannot be priced any more, and ${counts} as nothing in the comparison. ${reasonOf(forGood, quotes)}`,
    });
  }
  if (forNow.length > 0) {
    diagnostics.push({
      severity: 'warning',
      message: say`${named(forNow)} of ${base} could not be priced, so the cost of the change is unknown. ${reasonOf(forNow, quotes)}`,
      help: prose('Run the gate again.'),
    });
  }
  return diagnostics;
}

function named(lines: readonly PricedLine[]): Message {
  const names: (string | Message)[] = lines.slice(0, MAX_NAMED).map(({ line }) => line.id);
  if (lines.length > MAX_NAMED) names.push(plural(lines.length - MAX_NAMED, 'other'));
  return say`${prose(lines.length === 1 ? 'The line' : 'The lines')} ${list(names)}`;
}

function reasonOf([first]: readonly PricedLine[], quotes: Estimates): Message | undefined {
  const answer = first && quotes.get(priceKey(first.line));
  return answer !== undefined && 'error' in answer ? answer.error.message : undefined;
}
