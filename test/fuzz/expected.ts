import { BabySeaError } from '../../src/babysea/errors.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Account, unitCostOf } from './account.ts';
import type { Case, PlanFile } from './cases.ts';
import { type ExpectedLine, expand } from './expansion.ts';
import { sum, unitsOf } from './integers.ts';

/** What a plan costs as a whole number of 10^-18 USD; `undefined` where a price of it is not to be had. */
export function costOfLines(lines: readonly ExpectedLine[], account: Account): bigint | undefined {
  const costs = lines.map(({ model, duration, outputs }) => {
    const unit = unitCostOf(account, model, duration);
    return unit === undefined ? undefined : unit * outputs;
  });
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === costs.length ? sum(known) : undefined;
}

/** The lines of plan files, where all of them are as their shapes are. */
export function linesOf(plans: readonly PlanFile[], { library }: Account): ExpectedLine[] | undefined {
  const lines = plans.map(({ shape, isIntact }) => (isIntact ? expand(shape, library === 'all') : undefined));
  const known = lines.filter((line) => line !== undefined);
  return known.length === lines.length ? known.flat() : undefined;
}

/** The lines that a report tells of, whatever the plan's text was. */
export function reportedLines({ plans }: Report): ExpectedLine[] {
  return plans.flatMap(({ lines }) =>
    lines.map(({ model, duration, count, outputs }) => ({
      model,
      duration: duration ?? undefined,
      outputs: BigInt(count) * BigInt(outputs),
    })),
  );
}

/** What the baseline costs; `undefined` where that is not known, or not to be foretold. */
export function baselineCost({ base = [], account }: Case): bigint | undefined {
  const lines = linesOf(base, account);
  if (lines === undefined) return undefined;
  const costs = lines.map(({ model, duration, outputs }): bigint | undefined => {
    const unit = unitCostOf(account, model, duration);
    if (unit !== undefined) return unit * outputs;
    const outcome = account.models.get(model);
    // What BabySea denies has no price any more and counts as nothing; what it did not tell, or not credibly, is unknown.
    const isGone = outcome?.kind === 'error' && outcome.error instanceof BabySeaError && outcome.isFor === 'request';
    return isGone || outputs === 0n ? 0n : undefined;
  });
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === costs.length ? sum(known) : undefined;
}

/** Whether some model's price is refused in a way that stops all further questions. */
export function stopsAll({ models }: Account): boolean {
  return [...models.values()].some((outcome) => outcome.kind === 'error' && outcome.isFor === 'everything');
}

/** The lowest balance that billing or, where there are any, the estimates tell; `undefined` where nobody believable does. */
export function balanceOf({ billing, creditBalance }: Account, hasEstimates: boolean): bigint | undefined {
  const told = [
    ...(!(billing instanceof Error) && 'usd' in billing ? [unitsOf(billing.usd)] : []),
    ...(creditBalance !== null && hasEstimates ? [unitsOf(creditBalance)] : []),
  ];
  return told.reduce<bigint | undefined>(
    (least, each) => (least === undefined || each < least ? each : least),
    undefined,
  );
}
