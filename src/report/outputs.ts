import type { Verdict } from '../budget/rules.ts';
import type { Line } from '../plan/plan.ts';
import { bodyKeyOf } from '../plan/settings-layer.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Report } from './schema.ts';

/** The step's outputs that the report decides; empty text where a figure is unknown. */
export function stepOutputs(report: Report) {
  return {
    verdict: report.verdict,
    'total-cost': report.total_cost?.toString() ?? '',
    'baseline-cost': report.baseline_cost?.toString() ?? '',
    'cost-change': report.cost_change?.toString() ?? '',
    balance: report.balance?.toString() ?? '',
    'remaining-balance': report.remaining_balance?.toString() ?? '',
    shortfall: report.shortfall?.toString() ?? '',
    'generation-count': report.generation_count?.toString() ?? '',
    violations: JSON.stringify([...new Set(report.violations.map(({ rule }) => rule))]),
  };
}

/** GitHub's limit of jobs in one matrix (docs.github.com: actions/reference/limits). */
const MAX_SHARDS = 256;
/** A job's outputs may have 1 MB together; this leaves room for the others. */
const MAX_MATRIX_BYTES = 900_000;

interface ShardLine {
  readonly file: string;
  readonly priced: PricedLine;
}

interface Shard {
  readonly lines: ShardLine[];
  cost: Usd;
}

/**
 * The `matrix` output: JSON for `strategy.matrix` of a later job that generates what was judged. A line a shard as long as
 * GitHub takes that many jobs, past that shards of even cost. Empty text where there is nothing that may be generated.
 */
export function matrixOutput(
  plans: readonly PricedPlan[],
  verdict: Verdict,
): { matrix: string; diagnostic?: Diagnostic } {
  if (verdict !== 'pass' && verdict !== 'warn') return { matrix: '' };
  const lines = plans.flatMap(({ plan, lines }) =>
    lines.filter(({ line }) => line.count > 0).map((priced) => ({ file: plan.file, priced })),
  );
  if (lines.length === 0) return { matrix: '' };
  // What is too large by its lines alone is not shared out first.
  const matrix = areTooLarge(lines) ? undefined : matrixOf(shardsOf(lines));
  if (matrix !== undefined && Buffer.byteLength(matrix) <= MAX_MATRIX_BYTES) return { matrix };
  const problem: Diagnostic = {
    severity: 'warning',
    message: say`The output ${'matrix'} is left empty: it would have more than ${MAX_MATRIX_BYTES} bytes, which are the most that fit a job’s outputs.`,
    help: say`Shorten the ${'params'} of the plan, or split it into several files that are judged in jobs of their own.`,
  };
  return { matrix: '', diagnostic: problem };
}

function areTooLarge(lines: readonly ShardLine[]): boolean {
  let size = 0;
  return lines.some((line) => {
    size += Buffer.byteLength(JSON.stringify(entryOf(line)));
    return size > MAX_MATRIX_BYTES;
  });
}

function matrixOf(shards: readonly Shard[]): string {
  const include = shards.map(({ cost, lines }, index) => ({
    shard: index + 1,
    of: shards.length,
    cost,
    lines: lines.map(entryOf),
  }));
  return JSON.stringify({ include });
}

function entryOf({ file, priced: { line } }: ShardLine): object {
  const { id, model, count, outputs } = line;
  return { plan: file, id, model, count, outputs, params: bodyOf(line) };
}

/** Dearest first, each to the shard that costs least so far: shards of even cost. Lines keep the plan's order in theirs. */
function shardsOf(lines: readonly ShardLine[]): Shard[] {
  if (lines.length <= MAX_SHARDS) return lines.map((line) => ({ lines: [line], cost: line.priced.cost ?? Usd.zero }));
  const shards = Array.from({ length: MAX_SHARDS }, (): Shard => ({ lines: [], cost: Usd.zero }));
  const order = new Map(lines.map((line, index) => [line, index]));
  const place = (line: ShardLine) => order.get(line) ?? 0;
  const costOf = ({ priced }: ShardLine) => priced.cost ?? Usd.zero;
  const queue = [...shards];
  for (const line of lines.toSorted((a, b) => costOf(b).compare(costOf(a)))) {
    const cheapest = queue.shift();
    if (cheapest === undefined) break;
    cheapest.lines.push(line);
    cheapest.cost = cheapest.cost.plus(costOf(line));
    queue.splice(placeIn(queue, cheapest), 0, cheapest);
  }
  for (const shard of shards) shard.lines.sort((a, b) => place(a) - place(b));
  return shards;
}

/** Where a shard belongs in a queue that has the cheapest first. */
function placeIn(queue: readonly Shard[], shard: Shard): number {
  let first = 0;
  let last = queue.length;
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    const other = queue[middle];
    // Of shards that cost the same, the one with fewer lines: lines that cost nothing are spread too.
    const order = other === undefined ? 0 : other.cost.compare(shard.cost) || other.lines.length - shard.lines.length;
    if (order <= 0) first = middle + 1;
    else last = middle;
  }
  return first;
}

/** The whole request body of one generation: the plan's `params`, and its short keys under the API's names. */
function bodyOf({ params, settings, outputs, origins }: Line): Record<string, unknown> {
  const stood = { ...settings, ...(origins.outputs !== undefined && { outputs }) };
  const body: Record<string, unknown> = { ...params };
  for (const key of ['duration', 'resolution', 'audio', 'outputs'] as const) {
    const name = bodyKeyOf(key);
    if (name !== undefined && stood[key] !== undefined) body[name] = stood[key];
  }
  return body;
}
