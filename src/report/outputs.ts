import { createHash } from 'node:crypto';
import type { Verdict } from '../budget/rules.ts';
import type { Line } from '../plan/plan.ts';
import { bodyKeyOf } from '../plan/settings-layer.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
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

interface ShardLine {
  readonly file: string;
  readonly priced: PricedLine;
}

interface Shard {
  readonly lines: ShardLine[];
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
  const lines = plans.flatMap(({ plan, lines }) =>
    lines.filter(({ line }) => line.count > 0).map((priced) => ({ file: plan.file, priced })),
  );
  if (lines.length === 0) return { matrix: '' };
  // Skip the distribution if the lines alone are too large.
  const matrix = areTooLarge(lines, scope) ? undefined : matrixOf(shardsOf(lines), scope);
  if (matrix !== undefined && Buffer.byteLength(matrix) <= MAX_MATRIX_BYTES) return { matrix };
  const diagnostic: Diagnostic = {
    severity: 'warning',
    message: say`The output ${'matrix'} is empty: it would be larger than ${MAX_MATRIX_BYTES} bytes, the most that fits into the outputs of a job.`,
    help: say`Shorten the ${'params'} of the plan, or split it into several files, each checked by a job of its own.`,
  };
  return { matrix: '', diagnostic };
}

function areTooLarge(lines: readonly ShardLine[], scope: RunScope): boolean {
  let size = 0;
  return lines.some((line) => {
    size += Buffer.byteLength(JSON.stringify(entryOf(line, scope)));
    return size > MAX_MATRIX_BYTES;
  });
}

function matrixOf(shards: readonly Shard[], scope: RunScope): string {
  const include = shards.map(({ cost, lines }, index) => ({
    shard: index + 1,
    of: shards.length,
    cost,
    lines: lines.map((line) => entryOf(line, scope)),
  }));
  return JSON.stringify({ include });
}

function entryOf({ file, priced: { line } }: ShardLine, scope: RunScope): object {
  const { id, model, count, outputs } = line;
  const idempotency_key = idempotencyKeyOf(file, id, scope);
  return { plan: file, id, model, count, outputs, params: bodyOf(line), idempotency_key };
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
function shardsOf(lines: readonly ShardLine[]): Shard[] {
  if (lines.length <= MAX_SHARDS) return lines.map((line) => ({ lines: [line], cost: line.priced.cost ?? Usd.zero }));
  const shards = Array.from({ length: MAX_SHARDS }, (): Shard => ({ lines: [], cost: Usd.zero }));
  const order = new Map(lines.map((line, index) => [line, index]));
  const place = (line: ShardLine) => order.get(line) ?? 0;
  const costOf = ({ priced }: ShardLine) => priced.cost ?? Usd.zero;
  for (const line of lines.toSorted((a, b) => costOf(b).compare(costOf(a)))) {
    const cheapest = shards.reduce((least, shard) => (compareShards(shard, least) < 0 ? shard : least));
    cheapest.lines.push(line);
    cheapest.cost = cheapest.cost.plus(costOf(line));
  }
  for (const shard of shards) shard.lines.sort((a, b) => place(a) - place(b));
  return shards;
}

/** If costs are equal, fewer lines come first, so that free lines are distributed too. */
function compareShards(one: Shard, other: Shard): number {
  return one.cost.compare(other.cost) || one.lines.length - other.lines.length;
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
