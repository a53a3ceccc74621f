import type { Alternative } from '../advice/alternatives.ts';
import { outputsOf } from '../plan/plan.ts';
import type { PricedLine } from '../pricing/price-plan.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** The lines that something is to be saved on, and the cheaper models that are known for them. */
export interface Savable<SavableLine extends PricedLine = PricedLine> {
  readonly lines: readonly SavableLine[];
  /** The plan files that hold the lines. */
  readonly files: readonly string[];
  readonly alternatives: readonly Alternative[];
}

/**
 * The least change that saves an amount: fewer of the dearest line, or a cheaper model for it.
 *
 * @param over USD to be saved
 * @param runsOf how often the cost of a line counts
 */
export function remedy<SavableLine extends PricedLine>(
  { lines, files, alternatives }: Savable<SavableLine>,
  over: Usd,
  runsOf: (line: SavableLine) => number = () => 1,
): Message {
  const [dearest] = lines
    .map((priced) => ({ ...priced, runs: runsOf(priced) }))
    .map((priced) => ({ ...priced, total: priced.cost?.times(priced.runs) ?? Usd.zero }))
    .toSorted((a, b) => b.total.compare(a.total));
  if (dearest?.unitCost === undefined || dearest.total.isZero) return say`Generate less`;
  const { line, runs } = dearest;
  const fewer = over.timesCovered(dearest.unitCost.times(line.outputs).times(runs));
  const enough = alternatives.find(
    ({ plan, line: id, saving }) => id === line.id && files.includes(plan) && !over.exceeds(saving.times(runs)),
  );
  const swap = enough === undefined ? undefined : say`, or use ${enough.model} for it`;
  return say`${removal(dearest, fewer, 'dearest')}${swap}`;
}

/** The least that makes so many outputs less: fewer of the line that makes the most. */
export function fewerOutputs(lines: readonly PricedLine[], over: number): Message {
  const [largest] = lines.toSorted((a, b) => outputsOf(b.line) - outputsOf(a.line));
  return largest === undefined
    ? say`Generate less`
    : removal(largest, Math.ceil(over / largest.line.outputs), 'largest');
}

function removal({ line }: PricedLine, fewer: number, most: 'dearest' | 'largest'): Message {
  const what = fewer < line.count ? say`remove ${fewer} of ${line.id}` : say`remove ${line.id}`;
  // Where the whole of the line does not save enough, that is still where to begin.
  return fewer > line.count ? say`Begin with the ${prose(most)}: ${what}` : say`The least: ${what}`;
}

/** A cheaper model that is known for a line. */
export function swapFor({ files, alternatives }: Savable, { line }: PricedLine): Alternative | undefined {
  return alternatives.find(({ plan, line: id }) => id === line.id && files.includes(plan));
}
