import type { Alternative } from '../advice/alternatives.ts';
import { outputsOf } from '../plan/plan.ts';
import type { PricedLine } from '../pricing/price-plan.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** The lines that something is to be saved on, and the cheaper models that are known for them. */
export interface Savable {
  readonly lines: readonly PricedLine[];
  /** The plan files that they stand in. */
  readonly files: readonly string[];
  readonly alternatives: readonly Alternative[];
}

/**
 * The least change that saves an amount: fewer of the dearest line, or a cheaper model for it.
 *
 * @param over USD to be saved in `runs` runs
 */
export function remedy({ lines, files, alternatives }: Savable, over: Usd, runs = 1): Message {
  const [dearest] = lines.toSorted((a, b) => (b.cost ?? Usd.zero).compare(a.cost ?? Usd.zero));
  if (dearest?.unitCost === undefined || dearest.unitCost.isZero) return say`Generate less`;
  const { line } = dearest;
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
