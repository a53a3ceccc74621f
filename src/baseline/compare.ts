import { type Line, outputsOf } from '../plan/plan.ts';
import { type PricedLine, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { listFirst, type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import { type BasePlan, matchLines, type OldLine, type PlanMatches } from './match-plans.ts';

const KEYS = ['model', 'count', 'outputs', 'duration', 'resolution', 'audio'] as const;

/** A setting that differs, as text: `duration`, `5`, `10`; `undefined` if a side does not have it. */
export interface SettingChange {
  readonly key: (typeof KEYS)[number];
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
 * @param base the valid plans of the baseline, priced by the same estimates
 */
export function comparePlans(
  plans: readonly PricedPlan[],
  matches: PlanMatches,
  base: readonly PricedPlan[],
): Comparison {
  const { predecessors } = matches;
  const { name, commit } = matches.base;
  const priced = new Map(base.map((plan) => [plan.plan.file, plan]));
  const { before, removed, deleted } = matchLines(plans, matches, priced);
  const costs = new Map(matches.base.plans.map(({ file }) => [file, costOf(priced.get(file))]));
  const changes = plans.map(({ plan: { file }, lines }): [string, PlanChange] => {
    const old = predecessors.get(file) ?? [];
    const isBroken = old.some(({ plan }) => plan === undefined);
    return [
      file,
      {
        lines: new Map(
          lines
            .filter(({ line }) => !isBroken || before.has(line))
            .map((line) => [line.line, changeOf(line, before.get(line.line), old)]),
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
    name,
    commit,
    plans: new Map(changes),
    deleted: matches.deleted.flatMap((plan) => {
      const old = priced.get(plan.file);
      return old === undefined ? [] : [{ ...old, lines: deleted.get(plan.file) ?? [] }];
    }),
    costs,
    cost: sumOf(counted.map((plan) => costs.get(plan.file))),
    diagnostics: [
      ...brokenPlans(counted, name),
      ...unpricedLines(
        counted.flatMap((plan) => priced.get(plan.file)?.lines ?? []),
        name,
      ),
    ],
  };
}

/** The cost of a plan of the baseline, if known. Lines that have no price any more count as nothing. */
function costOf(plan: PricedPlan | undefined): Usd | undefined {
  if (plan === undefined || plan.lines.some(isUnknownForNow)) return undefined;
  return Usd.sum(plan.lines.map(({ cost }) => cost ?? Usd.zero));
}

function changeOf({ line, cost }: PricedLine, before: OldLine | undefined, own: readonly BasePlan[]): LineChange {
  if (before === undefined) return { kind: 'added', settings: [], movedFrom: undefined, costChange: cost };
  const settings = differences(before.line, line);
  const movedFrom = own.some(({ file }) => file === before.file) ? undefined : before.file;
  const isSame = settings.length === 0 && movedFrom === undefined;
  const costBefore = before.cost ?? (isUnknownForNow(before) ? undefined : Usd.zero);
  const costChange = costBefore && cost?.minus(costBefore);
  return { kind: isSame ? 'same' : 'changed', settings, movedFrom, costChange };
}

function differences(before: Line, now: Line): SettingChange[] {
  const from = { ...before, ...before.settings };
  const to = { ...now, ...now.settings };
  return KEYS.filter((key) => from[key] !== to[key]).map((key) => ({
    key,
    from: from[key]?.toString(),
    to: to[key]?.toString(),
  }));
}

/** Whether a line of the baseline may have a price that could not be read in this run. */
export function isUnknownForNow(line: PricedLine): boolean {
  return isWithoutPrice(line) && line.error !== undefined && line.error.isFinal !== true;
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
        help: prose('Correct the plan there; until then, its cost cannot be compared.'),
      }))
  );
}

/** Lines of the baseline without a price: those that have none any more, and those whose price could not be read. */
export function unpricedLines(lines: readonly PricedLine[], base: string): Diagnostic[] {
  const unpriced = lines.filter(isWithoutPrice);
  const forNow = unpriced.filter(isUnknownForNow);
  const forGood = unpriced.filter((line) => !isUnknownForNow(line));
  const diagnostics: Diagnostic[] = [];
  if (forGood.length > 0) {
    const counts = prose(forGood.length === 1 ? 'counts' : 'count');
    diagnostics.push({
      severity: 'notice',
      message: say`${named(forGood)} of ${base} cannot be priced any more, and ${counts} as nothing in the comparison. ${forGood[0]?.error?.message}`,
    });
  }
  if (forNow.length > 0) {
    diagnostics.push({
      severity: 'warning',
      message: say`${named(forNow)} of ${base} could not be priced, so the cost of the change is unknown. ${forNow[0]?.error?.message}`,
      help: prose('Run the gate again.'),
    });
  }
  return diagnostics;
}

function named(lines: readonly PricedLine[]): Message {
  const ids = lines.map(({ line }) => line.id);
  return say`${prose(ids.length === 1 ? 'The line' : 'The lines')} ${listFirst(ids, 5)}`;
}
