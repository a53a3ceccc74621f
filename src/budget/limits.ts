import * as v from 'valibot';
import type { Comparison } from '../baseline/compare.ts';
import {
  type BasePlan,
  isSameRequest,
  type LineRequest,
  type PlanMatches,
  requestOf,
} from '../baseline/match-plans.ts';
import { allowsModel, type Line, outputsOf, type Plan } from '../plan/plan.ts';
import type { BudgetReading } from '../plan/plan-data.ts';
import { type Budget, budgetSchema } from '../plan/schema.ts';
import { type PricedLine, type PricedPlan, sumOf } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { groupBy } from '../shared/helpers.ts';
import { list, type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { LocatedLine } from './rules.ts';

/** What `max_increase` compares a cost with. */
export type GroupBaseline =
  /** There is no baseline. */
  | { readonly kind: 'none' }
  /** The plan is new: its whole cost is an increase. */
  | { readonly kind: 'new' }
  /** The plan that it continues has errors on the base branch. */
  | { readonly kind: 'broken'; readonly name: string }
  /** A price is missing now. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known'; readonly cost: Usd; readonly name: string };

export interface LimitedLine extends LocatedLine {
  /** The larger of what its plan and the plan whose limits apply say; `undefined` if neither says. */
  readonly runsPerMonth: number | undefined;
}

/** One plan's limits, and the lines that they apply to. */
export interface LimitGroup {
  readonly file: string;
  readonly budget: Budget;
  /** Runs a month on the base branch, if the limits are from there: a pull request cannot lower it. */
  readonly baseRunsPerMonth: number | undefined;
  readonly lines: readonly LimitedLine[];
  /** USD for all lines; `undefined` unless every price is known. */
  readonly cost: Usd | undefined;
  readonly baseline: GroupBaseline;
  readonly files: readonly string[];
}

/**
 * Decides which limits apply to which lines. Without a base branch, each plan has its own limits. With one, the limits of
 * the base branch apply, so that a pull request cannot raise its own:
 *
 * - The limits of a base plan apply to every plan that continues it.
 * - To a line that moves to another file, the limits of the plan that it left apply as well. It is recognised by its id,
 *   even if the other file already has a line with that id. In a plan that has no limits on the base branch, a line with
 *   a new id is recognised by its request.
 * - A plan that continues no plan with limits has its own.
 */
export function assignLimits(
  plans: readonly PricedPlan[],
  matches: PlanMatches | undefined,
  comparison: Comparison | undefined,
): LimitGroup[] {
  const ownGroup = (plan: PricedPlan) =>
    groupOf(plan.plan.file, plan.plan.budget, undefined, [plan], [], baselineOf([plan], undefined, comparison));
  if (matches === undefined) return plans.map(ownGroup);

  const moved = movedLines(plans, matches);
  const limitedByBase = new Set<PricedPlan>();
  const groups = matches.base.plans.flatMap((old): LimitGroup[] => {
    const successors = successorsOf(old, plans, matches);
    const [first, ...others] = successors;
    const only = others.length === 0 ? first : undefined;
    const { budget, unread } = limitsOnBase(old, only?.plan.budget ?? {});
    if (budget === undefined) return [];
    // If limits cannot be read on the base branch, each of several successors keeps its own.
    if (only !== undefined || unread.length === 0) for (const plan of successors) limitedByBase.add(plan);
    const arrivals = moved.get(old) ?? [];
    if (successors.length === 0 && arrivals.length === 0) return [];
    const baseline = baselineOf(successors, old, comparison);
    return [groupOf(only?.plan.file ?? old.file, budget, old.limits?.runsPerMonth, successors, arrivals, baseline)];
  });
  return [...groups, ...plans.filter((plan) => !limitedByBase.has(plan)).map(ownGroup)];
}

function predecessorsOf({ plan }: PricedPlan, { predecessors }: PlanMatches): readonly BasePlan[] {
  return predecessors.get(plan.file) ?? [];
}

function successorsOf(old: BasePlan, plans: readonly PricedPlan[], matches: PlanMatches): PricedPlan[] {
  return plans.filter((plan) => predecessorsOf(plan, matches).includes(old));
}

/** A line, or a part of one, that may have come from another file; and the plan that holds it now. */
interface Arrival {
  readonly plan: PricedPlan;
  readonly priced: PricedLine;
}

/**
 * The lines that are in other files now, by the base plan that they left. A line that is missed here escapes its old limits. So
 * every line that may have moved is counted, even for several base plans.
 */
function movedLines(plans: readonly PricedPlan[], matches: PlanMatches): Map<BasePlan, Arrival[]> {
  const arrivals = plans.flatMap((plan) => arrivalsIn(plan, predecessorsOf(plan, matches)));
  const departures = matches.base.plans.map((old) => ({
    old,
    ids: departedIds(old, successorsOf(old, plans, matches)),
  }));
  const departed = new Set(departures.flatMap(({ ids }) => [...ids]));
  const arrived = new Set(arrivals.map(({ priced }) => priced.line.id));
  // A line that is recognised by its id is not matched by its request as well.
  const withNewIds = arrivals.filter(
    ({ plan, priced }) => !departed.has(priced.line.id) && !hasBaseLimits(predecessorsOf(plan, matches)),
  );
  return new Map(
    departures.map(({ old, ids }) => {
      const lost = old.plan?.lines.filter(({ id }) => ids.has(id) && !arrived.has(id)) ?? [];
      const moved = [...recognisedById(arrivals, ids), ...recognisedByRequest(withNewIds, lost)];
      return [old, moved.filter(({ plan }) => !predecessorsOf(plan, matches).includes(old))];
    }),
  );
}

/** The arrivals with an id that left, whatever they request: to change the request as well must not free a line. */
function recognisedById(arrivals: readonly Arrival[], ids: ReadonlySet<string>): Arrival[] {
  return arrivals.filter(({ priced }) => ids.has(priced.line.id));
}

/** The arrivals that may request the same as a lost line: a new id must not free a line. */
function recognisedByRequest(arrivals: readonly Arrival[], lost: readonly Line[]): Arrival[] {
  const requests = requestsByModel(lost);
  return arrivals.filter(({ priced: { line } }) =>
    requests.get(line.model)?.some((request) => isSameRequest(request, requestOf(line))),
  );
}

/** The ids of a base plan that none of its successors has. */
function departedIds(old: BasePlan, successors: readonly PricedPlan[]): ReadonlySet<string> {
  const kept = new Set(successors.flatMap(({ lines }) => lines.map(({ line }) => line.id)));
  return new Set([...old.ids].filter((id) => !kept.has(id)));
}

/** The lines that the predecessors of a plan do not have, and the growth of those that they have. */
function arrivalsIn(plan: PricedPlan, predecessors: readonly BasePlan[]): Arrival[] {
  const before = new Map(predecessors.flatMap((old) => old.plan?.lines.map((line) => [line.id, line] as const) ?? []));
  return plan.lines.flatMap((priced) => {
    const old = before.get(priced.line.id);
    const arrived = old === undefined ? priced : growthOf(priced, old);
    return arrived === undefined ? [] : [{ plan, priced: arrived }];
  });
}

/** The growth of a line in whole generations; the whole line if its request is another one. */
function growthOf(priced: PricedLine, old: Line): PricedLine | undefined {
  const { line, unitCost } = priced;
  if (!isSameRequest(requestOf(line), requestOf(old))) return priced;
  const more = outputsOf(line) - outputsOf(old);
  if (more <= 0) return undefined;
  const count = Math.ceil(more / line.outputs);
  return { line: { ...line, count }, unitCost, cost: unitCost?.times(count * line.outputs) };
}

/** Without one of these limits, a plan does not limit the cost of a line that moves to it. */
const COST_LIMITS = ['max_total', 'max_monthly', 'max_increase'] as const;

function hasBaseLimits(predecessors: readonly BasePlan[]): boolean {
  return predecessors.some(({ limits }) => COST_LIMITS.some((key) => limits?.budget?.[key] !== undefined));
}

/** The distinct requests by model: thousands of lines share few of them. */
function requestsByModel(lines: readonly Line[]): ReadonlyMap<string, readonly LineRequest[]> {
  const distinct = new Map(lines.map(requestOf).map((request) => [JSON.stringify(request), request]));
  return groupBy([...distinct.values()], ({ model }) => model);
}

function groupOf(
  file: string,
  budget: Budget,
  baseRunsPerMonth: number | undefined,
  plans: readonly PricedPlan[],
  arrivals: readonly Arrival[],
  baseline: GroupBaseline,
): LimitGroup {
  const members: readonly Arrival[] = [
    ...plans.flatMap((plan) => plan.lines.map((priced) => ({ plan, priced }))),
    ...arrivals,
  ];
  const files = [...plans, ...arrivals.map(({ plan }) => plan)].map(({ plan }) => plan.file);
  const runs = members.map(({ plan }) => largest([baseRunsPerMonth, plan.plan.runsPerMonth]));
  // If some lines have a number of runs, the others count as often as the largest.
  const most = largest(runs);
  const lines = members.map(({ plan, priced }, index) => ({
    ...priced,
    file: plan.plan.file,
    runsPerMonth: runs[index] ?? most,
  }));
  return {
    file,
    budget,
    baseRunsPerMonth,
    lines,
    cost: sumOf(lines.map(({ cost }) => cost)),
    baseline,
    files: [...new Set(files)],
  };
}

function largest(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((most, number) => (most === undefined || (number ?? 0) > most ? number : most), undefined);
}

function baselineOf(
  members: readonly PricedPlan[],
  old: BasePlan | undefined,
  comparison: Comparison | undefined,
): GroupBaseline {
  if (comparison === undefined) return { kind: 'none' };
  const { name, costs, plans } = comparison;
  const changes = members.flatMap(({ plan }) => plans.get(plan.file) ?? []);
  const isOnBase = old !== undefined && costs.has(old.file);
  if (!isOnBase && changes.every(({ isNew }) => isNew)) return { kind: 'new' };
  if (isOnBase ? old.plan === undefined : changes.some(({ isBroken }) => isBroken)) return { kind: 'broken', name };
  const cost = isOnBase ? costs.get(old.file) : sumOf(changes.map(({ baselineCost }) => baselineCost));
  return cost === undefined ? { kind: 'unknown' } : { kind: 'known', cost, name };
}

/** Whether the limits that apply to a plan file allow a model in it. */
export function modelFilter(groups: readonly LimitGroup[]): (file: string, model: string) => boolean {
  return (file, model) => groups.every(({ files, budget }) => !files.includes(file) || allowsModel(budget, model));
}

/**
 * The limits of a plan on the base branch. Those that cannot be read there are taken from the plan that continues it.
 *
 * @param own the limits of the continuing plan
 */
export function limitsOnBase({ limits }: BasePlan, own: Budget): Omit<BudgetReading, 'runsPerMonth'> {
  if (limits === undefined) return { budget: undefined, unread: ['budget'] };
  const { budget, unread } = limits;
  if (budget === undefined) return limits;
  const fallback = Object.entries(own).filter(([key]) => unread.includes(key) || unread.includes('budget'));
  return { budget: { ...Object.fromEntries(fallback), ...budget }, unread };
}

/** A limit that a pull request changes. The new limit applies after the merge. */
export interface Proposal {
  readonly plan: string;
  readonly key: string;
  /** The limit that applies now, and the proposed one; `undefined` for no limit. */
  readonly from: Message | undefined;
  readonly to: Message | undefined;
}

/** The limits of the base branch that a pull request changes, and warnings about those that cannot be read. */
export function proposedLimits(
  plans: readonly Plan[],
  matches: PlanMatches | undefined,
): { proposals: Proposal[]; diagnostics: Diagnostic[] } {
  if (matches === undefined) return { proposals: [], diagnostics: [] };
  const pairs = plans.flatMap((plan) => (matches.predecessors.get(plan.file) ?? []).map((old) => ({ plan, old })));
  return {
    proposals: pairs.flatMap(({ plan, old }) => proposalsIn(plan, old)),
    diagnostics: pairs.flatMap(({ plan, old }) => unreadLimits(plan, old, matches.base.name)),
  };
}

function proposalsIn({ file, budget: own }: Plan, old: BasePlan): Proposal[] {
  const { budget } = limitsOnBase(old, own);
  if (budget === undefined) return [];
  return LIMIT_KEYS.flatMap((key) => {
    const [from, to] = [limitText(budget[key]), limitText(own[key])];
    return String(from) === String(to) ? [] : [{ plan: file, key, from, to }];
  });
}

const LIMIT_KEYS = v.keyof(budgetSchema).options;

function limitText(limit: Budget[keyof Budget]): Message | undefined {
  if (limit === undefined) return undefined;
  if (typeof limit === 'number') return say`${limit}`;
  if (limit instanceof Usd) return say`${limit}`;
  if ('percent' in limit) return prose(`${limit.percent}%`);
  if ('usd' in limit) return say`${limit.usd}`;
  return limit.length === 0 ? prose('none') : list(limit);
}

function unreadLimits({ file }: Plan, old: BasePlan, base: string): Diagnostic[] {
  const { unread } = limitsOnBase(old, {});
  if (unread.length === 0) return [];
  return [
    {
      severity: 'warning',
      message: say`The limits of ${old.file} cannot all be read on ${base} (${list(unread)}), so the limits in ${file} apply instead.`,
      help: say`Correct the plan on ${base}.`,
    },
  ];
}
