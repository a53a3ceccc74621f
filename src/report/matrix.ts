import type { Verdict } from '../budget/verdict.ts';
import { Usd } from '../money.ts';
import type { Line } from '../plan/plan.ts';
import { bodyKeyOf } from '../plan/settings.ts';
import type { Problem } from '../problem.ts';
import type { PricedLine, PricedPlan } from '../quotes/price.ts';
import { say } from '../text.ts';

/** GitHub's limit of jobs in one matrix (docs.github.com: actions/reference/limits). */
const MOST_SHARDS = 256;
/** A job's outputs may have 1 MB together; this leaves room for the others. */
const LARGEST_MATRIX = 900_000;

interface Shard {
  readonly lines: { readonly file: string; readonly priced: PricedLine }[];
  cost: Usd;
}

/**
 * The `matrix` output: JSON for `strategy.matrix` of a later job that generates what was judged. A line a shard as long as
 * GitHub takes that many jobs, past that shards of even cost. Empty text where there is nothing that may be generated.
 */
export function matrixOutput(plans: readonly PricedPlan[], verdict: Verdict): { matrix: string; problem?: Problem } {
  if (verdict !== 'pass' && verdict !== 'warn') return { matrix: '' };
  const lines = plans.flatMap(({ plan, lines }) =>
    lines.filter(({ line }) => line.count > 0).map((priced) => ({ file: plan.file, priced })),
  );
  if (lines.length === 0) return { matrix: '' };
  const shards = shardsOf(lines);
  const include = shards.map(({ cost, lines }, index) => ({
    shard: index + 1,
    of: shards.length,
    cost,
    lines: lines.map(({ file, priced: { line } }) => ({
      plan: file,
      id: line.id,
      model: line.model,
      count: line.count,
      outputs: line.outputs,
      params: bodyOf(line),
    })),
  }));
  const matrix = JSON.stringify({ include });
  const size = Buffer.byteLength(matrix);
  if (size <= LARGEST_MATRIX) return { matrix };
  const problem: Problem = {
    severity: 'warning',
    message: say`The output ${'matrix'} is left empty: it would have ${size} bytes, and ${LARGEST_MATRIX} are the most that fit a job’s outputs.`,
    help: say`Shorten the ${'params'} of the plan, or split it into several files that are judged in jobs of their own.`,
  };
  return { matrix: '', problem };
}

/** Dearest first, each to the shard that costs least so far: shards of even cost. Lines keep the plan's order in theirs. */
function shardsOf(lines: readonly Shard['lines'][number][]): Shard[] {
  if (lines.length <= MOST_SHARDS) return lines.map((line) => ({ lines: [line], cost: line.priced.cost ?? Usd.zero }));
  const shards = Array.from({ length: MOST_SHARDS }, (): Shard => ({ lines: [], cost: Usd.zero }));
  const order = new Map(lines.map((line, index) => [line, index]));
  const place = (line: Shard['lines'][number]) => order.get(line) ?? 0;
  const costOf = ({ priced }: Shard['lines'][number]) => priced.cost ?? Usd.zero;
  for (const line of lines.toSorted((a, b) => costOf(b).compare(costOf(a)))) {
    const cheapest = shards.reduce((least, shard) => {
      const byCost = shard.cost.compare(least.cost);
      // Of shards that cost the same, the one with fewer lines: lines that cost nothing are spread too.
      return byCost < 0 || (byCost === 0 && shard.lines.length < least.lines.length) ? shard : least;
    });
    cheapest.lines.push(line);
    cheapest.cost = cheapest.cost.plus(costOf(line));
  }
  for (const shard of shards) shard.lines.sort((a, b) => place(a) - place(b));
  return shards;
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
