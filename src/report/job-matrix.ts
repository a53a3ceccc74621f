import { createHash } from 'node:crypto';
import type { Verdict } from '../budget/verdict.ts';
import type { Line } from '../plan/plan.ts';
import { bodyKeyOf } from '../plan/settings-layer.ts';
import type { PricedLine, PricedPlan } from '../pricing/price-plan.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** GitHub's limit of jobs in one matrix (docs.github.com: actions/reference/limits). */
const MAX_SHARDS = 256;
/** A job's outputs may have 1 MB together; this leaves room for the others. */
const MAX_MATRIX_BYTES = 900_000;

/** What tells one gate of one workflow run from all others, and is the same for every attempt of that run. */
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
 * The `matrix` output: JSON for `strategy.matrix` of a later job that generates what was judged. A line a shard as long as
 * GitHub takes that many jobs, past that shards of even cost. Empty text where there is nothing that may be generated.
 *
 * @param scope makes the idempotency keys of the lines: the same scope gives the same keys
 */
export function matrixOutput(
  plans: readonly PricedPlan[],
  verdict: Verdict,
  scope: RunScope,
): { matrix: string; problem?: Diagnostic } {
  if (verdict !== 'pass' && verdict !== 'warn') return { matrix: '' };
  const lines = plans.flatMap(({ plan, lines }) =>
    lines.filter(({ line }) => line.count > 0).map((priced) => ({ file: plan.file, priced })),
  );
  if (lines.length === 0) return { matrix: '' };
  // What is too large by its lines alone is not shared out first.
  const matrix = areTooLarge(lines, scope) ? undefined : matrixOf(shardsOf(lines), scope);
  if (matrix !== undefined && Buffer.byteLength(matrix) <= MAX_MATRIX_BYTES) return { matrix };
  const problem: Diagnostic = {
    severity: 'warning',
    message: say`The output ${'matrix'} is left empty: it would have more than ${MAX_MATRIX_BYTES} bytes, which are the most that fit a job’s outputs.`,
    help: say`Shorten the ${'params'} of the plan, or split it into several files that are judged in jobs of their own.`,
  };
  return { matrix: '', problem };
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
 * The beginning of a line's idempotency keys, which the job completes by the number of the generation: `…:1`. BabySea
 * answers a repeated key with the first generation, so that "re-run failed jobs" does not pay twice. 128 bits of a digest:
 * a matrix has thousands of lines, and GitHub limits its size.
 */
function idempotencyKeyOf(file: string, id: string, { runUrl, job, key }: RunScope): string {
  return createHash('sha256')
    .update(JSON.stringify([runUrl, job, key, file, id]))
    .digest('base64url')
    .slice(0, 22);
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
