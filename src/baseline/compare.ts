import type { Line } from '../plan/plan.ts';
import type { Estimates } from '../pricing/estimator.ts';
import { type PricedLine, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { Usd } from '../shared/money.ts';
import { brokenPlans, isUnknownForNow, unpricedLines } from './diagnostics.ts';
import { matchLines, type OldLine } from './match-lines.ts';
import type { PlanMatches } from './match-plans.ts';
import type { BasePlan } from './types.ts';

/** A setting that differs, as text: `duration`, `5`, `10`; `undefined` if a side does not have it. */
export interface SettingChange {
  readonly key: 'model' | 'count' | 'outputs' | 'duration' | 'resolution' | 'audio';
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface LineChange {
  readonly kind: 'added' | 'changed' | 'same';
  readonly settings: readonly SettingChange[];
  /** The plan file that the line was in, if it was another one. */
  readonly movedFrom: string | undefined;
  /** USD; `undefined` if the price is unknown, now or on the base. */
  readonly costChange: Usd | undefined;
}

export interface PlanChange {
  /** Only lines whose baseline is known. */
  readonly lines: ReadonlyMap<Line, LineChange>;
  readonly removed: readonly PricedLine[];
  /** USD; zero for a new plan, `undefined` if unknown. */
  readonly baselineCost: Usd | undefined;
  readonly isNew: boolean;
  /** Whether its base plan is invalid, so that the base lines are unknown. */
  readonly isBroken: boolean;
}

export interface Comparison {
  /** The branch or ref that they are compared with. */
  readonly name: string;
  readonly commit: string | undefined;
  /** By the file of the plan. */
  readonly plans: ReadonlyMap<string, PlanChange>;
  /** The plans that were deleted, without the lines that moved to others. */
  readonly deleted: readonly PricedPlan[];
  /** USD, by the file on the base; `undefined` if unknown. */
  readonly costs: ReadonlyMap<string, Usd | undefined>;
  readonly cost: Usd | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares each plan with its baseline, line by line, by their ids. Both sides have the prices of today, so that only changes of the
 * plan count. A line of the baseline that cannot be priced any more counts as nothing, and a notice says so.
 *
 * @param base the valid plans of the baseline, priced by the same quotes
 */
export function comparePlans(
  plans: readonly PricedPlan[],
  matches: PlanMatches,
  base: ReadonlyMap<BasePlan, PricedPlan>,
  quotes: Estimates,
): Comparison {
  const { side, predecessors } = matches;
  const { before, removed, deleted } = matchLines(plans, matches, base);
  const costs = new Map(side.plans.map((plan) => [plan.file, costOf(base.get(plan), quotes)]));
  const changes = plans.map(({ plan: { file }, lines }): [string, PlanChange] => {
    const old = predecessors.get(file) ?? [];
    const isBroken = old.some(({ plan }) => plan === undefined);
    return [
      file,
      {
        lines: new Map(
          lines
            .filter(({ line }) => !isBroken || before.has(line))
            .map((line) => [line.line, changeOf(line, before.get(line.line), old, quotes)]),
        ),
        removed: removed.get(file) ?? [],
        baselineCost: sumOf(old.map((plan) => costs.get(plan.file))),
        isNew: old.length === 0,
        isBroken,
      },
    ];
  });
  const counted = [...new Set([...[...predecessors.values()].flat(), ...matches.deleted])];
  return {
    name: side.name,
    commit: side.commit,
    plans: new Map(changes),
    deleted: matches.deleted.flatMap((plan) => {
      const priced = base.get(plan);
      return priced === undefined ? [] : [{ ...priced, lines: deleted.get(plan.file) ?? [] }];
    }),
    costs,
    cost: sumOf(counted.map((plan) => costs.get(plan.file))),
    diagnostics: [
      ...brokenPlans(counted, side.name),
      ...unpricedLines(
        counted.flatMap((plan) => base.get(plan)?.lines ?? []),
        quotes,
        side.name,
      ),
    ],
  };
}

/** The cost of a plan of the baseline, if known. Lines that have no price any more count as nothing. */
function costOf(plan: PricedPlan | undefined, quotes: Estimates): Usd | undefined {
  if (plan === undefined || plan.lines.some((line) => isUnknownForNow(line, quotes))) return undefined;
  return Usd.sum(plan.lines.map(({ cost }) => cost ?? Usd.zero));
}

function changeOf(
  { line, cost }: PricedLine,
  before: OldLine | undefined,
  own: readonly BasePlan[],
  quotes: Estimates,
): LineChange {
  if (before === undefined) return { kind: 'added', settings: [], movedFrom: undefined, costChange: cost };
  const settings = differences(before.line, line);
  const movedFrom = own.some(({ file }) => file === before.file) ? undefined : before.file;
  const isSame = settings.length === 0 && movedFrom === undefined;
  const costBefore = before.cost ?? (isUnknownForNow(before, quotes) ? undefined : Usd.zero);
  const costChange = costBefore && cost?.minus(costBefore);
  return { kind: isSame ? 'same' : 'changed', settings, movedFrom, costChange };
}

function differences(before: Line, now: Line): SettingChange[] {
  const [from, to] = [comparable(before), comparable(now)];
  return KEYS.filter((key) => from[key] !== to[key]).map((key) => ({
    key,
    from: from[key]?.toString(),
    to: to[key]?.toString(),
  }));
}

const KEYS = ['model', 'count', 'outputs', 'duration', 'resolution', 'audio'] as const;

function comparable({ model, count, outputs, settings: { duration, resolution, audio } }: Line) {
  return { model, count, outputs, duration, resolution, audio };
}
