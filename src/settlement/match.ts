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
  readonly running: number;
  /** USD for what succeeded; `undefined` if the price is unknown. */
  readonly settled: Usd | undefined;
  /** USD that is reserved for what is running; `undefined` if the price is unknown. */
  readonly reserved: Usd | undefined;
}

export interface LineTally extends Tally {
  readonly line: PlannedLine;
  /** How many more succeeded or are running than were planned. */
  readonly surplus: number;
}

/** Records with the same settings that no line of the plan has. */
export interface OtherTally extends Tally {
  /** Whether the plan has the model, with other settings. */
  readonly isPlannedModel: boolean;
  readonly model: string;
  readonly settings: Settings;
  readonly outputs: number;
  /** By time of creation. */
  readonly ids: readonly string[];
  /** USD for one output. */
  readonly unitCost: Usd | undefined;
}

/** The records of a run beside the lines of the plan: each record is counted in one line, or in one group of others. */
export interface Matched {
  readonly lines: readonly LineTally[];
  readonly others: readonly OtherTally[];
  readonly total: Tally;
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
  const known = new Set(lines.map((line) => priceKey(normalized(line))));
  const missing = new Map<string, EstimateRequest>();
  for (const record of records) {
    const asked = normalized(record);
    // What failed or was canceled costs nothing, whatever its price; of a planned model it may belong to a line.
    const isFree = record.status === 'failed' || record.status === 'canceled';
    if (known.has(priceKey(asked)) || (isFree && !lines.some(({ model }) => model === record.model))) continue;
    missing.set(priceKey(asked), { model: asked.model, ...asked.settings });
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
  const planned = new Map(lines.map((line) => [priceKey(normalized(line)), line.unitCost]));
  const models = groupBy(lines, ({ model }) => model);
  const unitCostOf = (record: GenerationRecord) => {
    const key = priceKey(normalized(record));
    const estimate = estimates.get(key);
    return planned.get(key) ?? (estimate !== undefined && 'value' in estimate ? estimate.value.unitCost : undefined);
  };
  const lineKeyOf = (record: GenerationRecord) => {
    if (alike.has(keyOf(record))) return keyOf(record);
    const unitCost = unitCostOf(record);
    const line = models.get(record.model)?.find((one) => unitCost !== undefined && takes(one, record, unitCost));
    return line && keyOf(line);
  };
  const keys = new Map(distinct(records).map((record) => [keyOf(record), lineKeyOf(record)]));
  const matched = groupBy(byTime(records), (record) => keys.get(keyOf(record)) ?? '');
  const unmatched = [...groupBy(matched.get('') ?? [], keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const filled = new Map([...alike].flatMap(([key, group]) => fill(group, matched.get(key) ?? [])));
  const tallies = lines.flatMap((line) => filled.get(line) ?? []);
  const others = unmatched.flatMap(([, group]): OtherTally[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { model, settings, outputs } = first;
    const unitCost = unitCostOf(first);
    const isPlannedModel = models.has(model);
    return [
      {
        isPlannedModel,
        model,
        settings,
        outputs,
        ids: group.map(({ id }) => id),
        unitCost,
        ...tally(group, unitCost, outputs),
      },
    ];
  });
  const all = [...tallies, ...others];
  const sum = (field: 'succeeded' | 'failed' | 'canceled' | 'running') =>
    all.reduce((total, one) => total + one[field], 0);
  const total: Tally = {
    succeeded: sum('succeeded'),
    failed: sum('failed'),
    canceled: sum('canceled'),
    running: sum('running'),
    settled: sumOf(all.map(({ settled }) => settled)),
    reserved: sumOf(all.map(({ reserved }) => reserved)),
  };
  return { lines: tallies, others, total };
}

type Priced = Pick<PlannedLine, 'model' | 'settings' | 'outputs'>;

/** Sound defaults to off, so that no sound is the same as none named. */
function normalized<Item extends Pick<Priced, 'model' | 'settings'>>({ model, settings }: Item) {
  return { model, settings: { ...settings, audio: settings.audio || undefined } };
}

/** The same text for lines and records that are alike. */
function keyOf(item: Priced): string {
  return `${item.outputs} ${priceKey(normalized(item))}`;
}

function takes(line: PlannedLine, { settings, outputs }: GenerationRecord, unitCost: Usd): boolean {
  const { duration = settings.duration, resolution = settings.resolution, audio = settings.audio } = line.settings;
  const fits =
    duration === settings.duration && resolution === settings.resolution && Boolean(audio) === Boolean(settings.audio);
  return fits && line.outputs === outputs && line.unitCost.compare(unitCost) === 0;
}

/** Shares records out among lines that are alike, up to what each plans: first what costs, then the rest. */
function fill(lines: readonly PlannedLine[], records: readonly GenerationRecord[]): [PlannedLine, LineTally][] {
  const costs = ({ status }: GenerationRecord) => status === 'succeeded' || status === 'running';
  const queue = [...records.filter(costs), ...records.filter((record) => !costs(record))];
  return lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    const own = queue.splice(0, isLast ? queue.length : line.count);
    const surplus = Math.max(0, own.filter(costs).length - line.count);
    return [line, { line, surplus, ...tally(own, line.unitCost, line.outputs) }];
  });
}

function tally(records: readonly GenerationRecord[], unitCost: Usd | undefined, outputs: number): Tally {
  const count = (status: GenerationRecord['status']) => records.filter((record) => record.status === status).length;
  const costOf = (generations: number) => (generations === 0 ? Usd.zero : unitCost?.times(generations).times(outputs));
  const [succeeded, running] = [count('succeeded'), count('running')];
  return {
    succeeded,
    failed: count('failed'),
    canceled: count('canceled'),
    running,
    settled: costOf(succeeded),
    reserved: costOf(running),
  };
}

function distinct(records: readonly GenerationRecord[]): GenerationRecord[] {
  return [...new Map(records.map((record) => [keyOf(record), record])).values()];
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
