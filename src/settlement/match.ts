import { type EstimateRequest, type Estimates, estimateOf, priceKey } from '../pricing/estimator.ts';
import { sumOf } from '../pricing/price-plan.ts';
import { groupBy } from '../shared/helpers.ts';
import { Usd } from '../shared/money.ts';
import type { PlannedLine } from './planned.ts';
import type { GenerationRecord } from './records.ts';

/** How many generations ended how, and what that costs as computed. */
export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly pending: number;
  /** USD for what succeeded; `null` if the price is unknown. */
  readonly settled_cost: Usd | null;
  /** USD that is reserved for what is pending; `null` if the price is unknown. */
  readonly reserved_cost: Usd | null;
}

export interface MatchedLine {
  readonly line: PlannedLine;
  readonly tally: Tally;
  /** How many more succeeded or are pending than were planned. */
  readonly surplus: number;
}

/** Records with the same settings that no line of the plan has. */
export interface OtherGroup extends Priced {
  readonly tally: Tally;
  /** Whether the plan has the model, with other settings. */
  readonly isPlannedModel: boolean;
  /** By time of creation. */
  readonly ids: readonly string[];
  /** USD for one output. */
  readonly unitCost: Usd | undefined;
}

/** The records of a run beside the lines of the plan: each record is counted in one line, or in one group of others. */
export interface Matched {
  readonly lines: readonly MatchedLine[];
  readonly others: readonly OtherGroup[];
  readonly total: Tally;
}

interface Priced extends EstimateRequest {
  readonly outputs: number;
}

/** By time of creation: what is made of records does not depend on the order in which they came. */
export function byTime(records: readonly GenerationRecord[]): GenerationRecord[] {
  return records.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** The prices that the plan does not tell: those of records with settings that no line has. */
export function unplannedPrices(
  records: readonly GenerationRecord[],
  lines: readonly PlannedLine[],
): EstimateRequest[] {
  const known = new Set(lines.map(priceKeyOf));
  const models = new Set(lines.map(({ model }) => model));
  return (
    records
      .filter((record) => !known.has(priceKeyOf(record)))
      // What failed or was canceled costs nothing, whatever its price; of a planned model it may belong to a line.
      .filter((record) => hasCost(record) || models.has(record.model))
      .map(normalized)
  );
}

/**
 * Matches the records with the lines of the plan, and computes what they cost.
 *
 * @param estimates the prices of {@link unplannedPrices}
 */
export function matchRecords(
  records: readonly GenerationRecord[],
  lines: readonly PlannedLine[],
  estimates: Estimates,
): Matched {
  const planned = new Map(lines.map((line) => [priceKeyOf(line), line.unitCost]));
  const unitCostOf: UnitCostOf = (item) =>
    planned.get(priceKeyOf(item)) ?? estimateOf(normalized(item), estimates)?.unitCost;
  const models = new Set(lines.map(({ model }) => model));
  const { assigned, unassigned } = assignRecords(records, lines, unitCostOf);
  const matched = [...assigned].map(([line, group]): MatchedLine => {
    const surplus = Math.max(0, group.filter(hasCost).length - line.count);
    return { line, surplus, tally: tallyOf(group, line.unitCost, line.outputs) };
  });
  const groups = [...groupBy(byTime(unassigned), keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const others = groups.map(([, group]): OtherGroup => {
    const { model, settings, outputs } = group[0];
    const unitCost = unitCostOf(group[0]);
    const ids = group.map(({ id }) => id);
    const tally = tallyOf(group, unitCost, outputs);
    return { isPlannedModel: models.has(model), model, settings, outputs, ids, unitCost, tally };
  });
  return { lines: matched, others, total: sumOfTallies([...matched, ...others].map(({ tally }) => tally)) };
}

/** USD for one output; `undefined` if unknown. */
type UnitCostOf = (item: Priced) => Usd | undefined;

/**
 * Assigns each record to a line by model, duration, resolution, sound and outputs. A setting that a line leaves open takes
 * any value that costs the same. Of several lines that fit, those with the same settings are filled first, each in the order
 * of the plan; first by what costs, then by the rest.
 */
function assignRecords(
  records: readonly GenerationRecord[],
  lines: readonly PlannedLine[],
  unitCostOf: UnitCostOf,
): { assigned: ReadonlyMap<PlannedLine, readonly GenerationRecord[]>; unassigned: readonly GenerationRecord[] } {
  const alike = groupBy(lines, keyOf);
  const ofModel = groupBy(lines, ({ model }) => model);
  const fittingLines = (record: GenerationRecord): PlannedLine[] => {
    const unitCost = unitCostOf(record);
    const open = (ofModel.get(record.model) ?? []).filter((line) => takes(line, record, unitCost));
    return [...new Set([...(alike.get(keyOf(record)) ?? []), ...open])];
  };
  const assigned = new Map(lines.map((line): [PlannedLine, GenerationRecord[]] => [line, []]));
  const isFull = (line: PlannedLine) => (assigned.get(line)?.length ?? 0) >= line.count;
  const unassigned: GenerationRecord[] = [];
  /** The lines that are left for records with the same key. */
  const queues = new Map<string, PlannedLine[]>();
  const sorted = byTime(records);
  for (const record of [...sorted.filter(hasCost), ...sorted.filter((one) => !hasCost(one))]) {
    const key = keyOf(record);
    const queue = queues.get(key) ?? fittingLines(record);
    queues.set(key, queue);
    // The last line takes what is above all of them.
    while (queue.length > 1 && queue[0] !== undefined && isFull(queue[0])) queue.shift();
    const ofLine = queue[0] && assigned.get(queue[0]);
    (ofLine ?? unassigned).push(record);
  }
  return { assigned, unassigned };
}

function sumOfTallies(tallies: readonly Tally[]): Tally {
  const sum = (field: 'succeeded' | 'failed' | 'canceled' | 'pending') =>
    tallies.reduce((total, tally) => total + tally[field], 0);
  const cost = (field: 'settled_cost' | 'reserved_cost') =>
    sumOf(tallies.map((tally) => tally[field] ?? undefined)) ?? null;
  return {
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    canceled: sum('canceled'),
    pending: sum('pending'),
    settled_cost: cost('settled_cost'),
    reserved_cost: cost('reserved_cost'),
  };
}

/** Sound defaults to off, so that no sound is the same as none named. */
function normalized({ model, settings }: EstimateRequest): EstimateRequest {
  return { model, settings: { ...settings, audio: settings.audio || undefined } };
}

function priceKeyOf(item: EstimateRequest): string {
  return priceKey(normalized(item));
}

/** The same text for lines and records that are alike. */
function keyOf(item: Priced): string {
  return `${item.outputs} ${priceKeyOf(item)}`;
}

function takes(line: PlannedLine, { settings, outputs }: GenerationRecord, unitCost: Usd | undefined): boolean {
  const { duration = settings.duration, resolution = settings.resolution, audio = settings.audio } = line.settings;
  const fits =
    duration === settings.duration && resolution === settings.resolution && Boolean(audio) === Boolean(settings.audio);
  return fits && line.outputs === outputs && unitCost !== undefined && line.unitCost.compare(unitCost) === 0;
}

function hasCost({ status }: GenerationRecord): boolean {
  return status === 'succeeded' || status === 'running';
}

function tallyOf(records: readonly GenerationRecord[], unitCost: Usd | undefined, outputs: number): Tally {
  const count = (status: GenerationRecord['status']) => records.filter((record) => record.status === status).length;
  const costOf = (generations: number) =>
    generations === 0 ? Usd.zero : (unitCost?.times(generations).times(outputs) ?? null);
  const [succeeded, pending] = [count('succeeded'), count('running')];
  return {
    succeeded,
    failed: count('failed'),
    canceled: count('canceled'),
    pending,
    settled_cost: costOf(succeeded),
    reserved_cost: costOf(pending),
  };
}
