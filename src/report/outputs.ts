import { createHash } from 'node:crypto';
import type { Verdict } from '../budget/rules.ts';
import type { Line } from '../plan/plan.ts';
import { bodyKeyOf } from '../plan/settings-layer.ts';
import type { PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';
import type { Report } from './schema.ts';

/** The step's outputs that come from the report; an unknown figure is empty. Without a report: after an internal error. */
export function stepOutputs(report?: Report) {
  return {
    verdict: report?.verdict ?? 'error',
    'total-cost': report?.total_cost?.toString() ?? '',
    'baseline-cost': report?.baseline_cost?.toString() ?? '',
    'cost-change': report?.cost_change?.toString() ?? '',
    balance: report?.balance?.toString() ?? '',
    'remaining-balance': report?.remaining_balance?.toString() ?? '',
    shortfall: report?.shortfall?.toString() ?? '',
    'generation-count': report?.generation_count?.toString() ?? '',
    violations: JSON.stringify([...new Set(report?.violations.map(({ rule }) => rule))]),
  };
}

/** GitHub's limit of jobs in one matrix (docs.github.com: actions/reference/limits). */
const MAX_SHARDS = 256;
/** The outputs of a job may have 1 MB in all; this leaves room for the others. */
const MAX_MATRIX_BYTES = 900_000;

/** Tells one gate of one workflow run from all others; the same for every attempt of that run. */
export interface RunScope {
  /** The address of the run: the repository and the run id, without the attempt. */
  readonly runUrl: string;
  readonly job: string;
  /** The input `comment-key`. */
  readonly key: string;
}

/** A line as the job gets it. */
interface Entry {
  readonly index: number;
  readonly body: object;
  readonly cost: Usd;
}

interface Shard {
  readonly entries: Entry[];
  cost: Usd;
}

/**
 * The `matrix` output: JSON for `strategy.matrix` of a later job that makes the generations. One line per shard, as far as
 * GitHub's limit of jobs allows; above that, shards of even cost. Empty if nothing may be generated.
 *
 * @param scope the same scope gives the lines the same idempotency keys
 */
export function matrixOutput(
  plans: readonly PricedPlan[],
  verdict: Verdict,
  scope: RunScope,
): { matrix: string; diagnostic?: Diagnostic } {
  if (verdict !== 'pass' && verdict !== 'warn') return { matrix: '' };
  const entries = entriesOf(plans, scope);
  if (entries?.length === 0) return { matrix: '' };
  const matrix = entries && matrixOf(shardsOf(entries));
  if (matrix !== undefined && Buffer.byteLength(matrix) <= MAX_MATRIX_BYTES) return { matrix };
  const diagnostic: Diagnostic = {
    severity: 'warning',
    message: say`The output ${'matrix'} is empty: it would be larger than ${MAX_MATRIX_BYTES} bytes, the most that fits into the outputs of a job.`,
    help: say`Shorten the ${'params'} of the plan, or split it into several files, each checked by a job of its own.`,
  };
  return { matrix: '', diagnostic };
}

/** `undefined` once they are too large, so that the rest of a huge plan takes no time and memory. */
function entriesOf(plans: readonly PricedPlan[], scope: RunScope): Entry[] | undefined {
  const entries: Entry[] = [];
  let size = 0;
  for (const { plan, lines } of plans) {
    for (const { line, cost = Usd.zero } of lines) {
      if (line.count === 0) continue;
      const { id, model, count, outputs } = line;
      const idempotency_key = idempotencyKeyOf(plan.file, id, scope);
      const body = { plan: plan.file, id, model, count, outputs, params: bodyOf(line), idempotency_key };
      size += Buffer.byteLength(JSON.stringify(body));
      if (size > MAX_MATRIX_BYTES) return undefined;
      entries.push({ index: entries.length, body, cost });
    }
  }
  return entries;
}

function matrixOf(shards: readonly Shard[]): string {
  const include = shards.map(({ cost, entries }, index) => ({
    shard: index + 1,
    of: shards.length,
    cost,
    lines: entries.map(({ body }) => body),
  }));
  return JSON.stringify({ include });
}

/**
 * The prefix of a line's idempotency keys, which the job completes with the index of the generation: `…:1`. BabySea answers
 * a repeated key with the first generation, so that "Re-run failed jobs" does not pay twice. 128 bits of a digest: a matrix
 * may have thousands of lines, and GitHub limits its size.
 */
function idempotencyKeyOf(file: string, id: string, { runUrl, job, key }: RunScope): string {
  const digest = createHash('sha256').update(JSON.stringify([runUrl, job, key, file, id]));
  return digest.digest('base64url').slice(0, 22);
}

/** Puts each line, most expensive first, into the cheapest shard so far. Inside a shard, lines keep the plan's order. */
function shardsOf(entries: readonly Entry[]): Shard[] {
  if (entries.length <= MAX_SHARDS) return entries.map((entry) => ({ entries: [entry], cost: entry.cost }));
  const shards = Array.from({ length: MAX_SHARDS }, (): Shard => ({ entries: [], cost: Usd.zero }));
  for (const entry of entries.toSorted((a, b) => b.cost.compare(a.cost))) {
    const cheapest = shards.reduce((least, shard) => (compareShards(shard, least) < 0 ? shard : least));
    cheapest.entries.push(entry);
    cheapest.cost = cheapest.cost.plus(entry.cost);
  }
  for (const shard of shards) shard.entries.sort((a, b) => a.index - b.index);
  return shards;
}

/** If costs are equal, fewer lines come first, so that free lines are distributed too. */
function compareShards(one: Shard, other: Shard): number {
  return one.cost.compare(other.cost) || one.entries.length - other.entries.length;
}

/** The request body of one generation: the plan's `params`, and its short keys under the API's names. */
function bodyOf({ params, settings, outputs, origins }: Line): Record<string, unknown> {
  const shortKeys = { ...settings, ...(origins.outputs !== undefined && { outputs }) };
  const body: Record<string, unknown> = { ...params };
  for (const key of ['duration', 'resolution', 'audio', 'outputs'] as const) {
    const name = bodyKeyOf(key);
    if (name !== undefined && shortKeys[key] !== undefined) body[name] = shortKeys[key];
  }
  return body;
}
