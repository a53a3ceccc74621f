import type { Settings } from '../plan/plan.ts';
import { type EstimateRequest, type Estimates, priceKey } from '../pricing/estimator.ts';
import { sumOf } from '../pricing/price-plan.ts';
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

interface Priced {
  readonly model: string;
  readonly settings: Settings;
  readonly outputs: number;
}

/** By time of creation: what is made of records does not depend on the order in which they came. */
export function byTime(records: readonly GenerationRecord[]): GenerationRecord[] {
  return records.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** The prices that the plan does not tell: those of records with settings that no line has, by `priceKey`. */
export function missingPrices(
  records: readonly GenerationRecord[],
  lines: readonly PlannedLine[],
): Map<string, EstimateRequest> {
  const known = new Set(lines.map(priceKeyOf));
  const models = new Set(lines.map(({ model }) => model));
  const missing = new Map<string, EstimateRequest>();
  for (const record of records) {
    // What failed or was canceled costs nothing, whatever its price; of a planned model it may belong to a line.
    if (known.has(priceKeyOf(record)) || !(hasCost(record) || models.has(record.model))) continue;
    missing.set(priceKeyOf(record), { model: record.model, ...normalized(record.settings) });
  }
  return missing;
}

/**
 * Matches each record to a line by model, duration, resolution, sound and outputs. A setting that a line leaves open takes
 * any value that costs the same. Several lines that are alike are filled in the order of the plan.
 *
 * @param estimates the prices of {@link missingPrices}
 */
export function matchRecords(
  records: readonly GenerationRecord[],
  lines: readonly PlannedLine[],
  estimates: Estimates,
): Matched {
  const alike = groupBy(lines, keyOf);
  const models = groupBy(lines, ({ model }) => model);
  const planned = new Map(lines.map((line) => [priceKeyOf(line), line.unitCost]));
  const own = new Map<string, GenerationRecord[]>();
  const others: OtherGroup[] = [];
  const groups = [...groupBy(byTime(records), keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, group] of groups) {
    const { model, settings, outputs } = group[0];
    const estimate = estimates.get(priceKeyOf(group[0]));
    const estimated = estimate !== undefined && 'value' in estimate ? estimate.value.unitCost : undefined;
    const unitCost = planned.get(priceKeyOf(group[0])) ?? estimated;
    const open = models.get(model)?.find((line) => unitCost !== undefined && takes(line, group[0], unitCost));
    const lineKey = alike.has(key) ? key : open && keyOf(open);
    if (lineKey !== undefined) own.set(lineKey, [...(own.get(lineKey) ?? []), ...group]);
    else {
      const tally = tallyOf(group, unitCost, outputs);
      const ids = group.map(({ id }) => id);
      others.push({ isPlannedModel: models.has(model), model, settings, outputs, ids, unitCost, tally });
    }
  }
  const filled = new Map([...alike].flatMap(([key, group]) => fill(group, byTime(own.get(key) ?? []))));
  const matched = lines.flatMap((line) => filled.get(line) ?? []);
  const tallies = [...matched, ...others].map(({ tally }) => tally);
  const sum = (field: 'succeeded' | 'failed' | 'canceled' | 'pending') =>
    tallies.reduce((total, one) => total + one[field], 0);
  const cost = (field: 'settled_cost' | 'reserved_cost') =>
    sumOf(tallies.map((one) => one[field] ?? undefined)) ?? null;
  const total: Tally = {
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    canceled: sum('canceled'),
    pending: sum('pending'),
    settled_cost: cost('settled_cost'),
    reserved_cost: cost('reserved_cost'),
  };
  return { lines: matched, others, total };
}

/** Sound defaults to off, so that no sound is the same as none named. */
function normalized(settings: Settings): Settings {
  return { ...settings, audio: settings.audio || undefined };
}

function priceKeyOf({ model, settings }: Pick<Priced, 'model' | 'settings'>): string {
  return priceKey({ model, settings: normalized(settings) });
}

/** The same text for lines and records that are alike. */
function keyOf(item: Priced): string {
  return `${item.outputs} ${priceKeyOf(item)}`;
}

function takes(line: PlannedLine, { settings, outputs }: GenerationRecord, unitCost: Usd): boolean {
  const { duration = settings.duration, resolution = settings.resolution, audio = settings.audio } = line.settings;
  const fits =
    duration === settings.duration && resolution === settings.resolution && Boolean(audio) === Boolean(settings.audio);
  return fits && line.outputs === outputs && line.unitCost.compare(unitCost) === 0;
}

function hasCost({ status }: GenerationRecord): boolean {
  return status === 'succeeded' || status === 'running';
}

/** Shares records out among lines that are alike, up to what each plans: first what costs, then the rest. */
function fill(lines: readonly PlannedLine[], records: readonly GenerationRecord[]): [PlannedLine, MatchedLine][] {
  const queue = [...records.filter(hasCost), ...records.filter((record) => !hasCost(record))];
  return lines.map((line, index) => {
    const own = queue.splice(0, index === lines.length - 1 ? queue.length : line.count);
    const surplus = Math.max(0, own.filter(hasCost).length - line.count);
    return [line, { line, surplus, tally: tallyOf(own, line.unitCost, line.outputs) }];
  });
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

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
