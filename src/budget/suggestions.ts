import type { Alternative } from '../advice/alternatives.ts';
import { outputsOf } from '../plan/plan.ts';
import type { PricedLine } from '../pricing/price-plan.ts';
import { type Message, prose, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

/** The lines that must cost less, and cheaper models for them. */
export interface SavingScope<ScopeLine extends PricedLine = PricedLine> {
  readonly lines: readonly ScopeLine[];
  /** The plan files that hold the lines. */
  readonly files: readonly string[];
  readonly alternatives: readonly Alternative[];
}

/**
 * The smallest change that saves an amount: fewer generations of the most expensive line, or a cheaper model for it.
 *
 * @param over USD to save
 * @param runsOf how often the cost of a line counts
 */
export function suggestSaving<ScopeLine extends PricedLine>(
  { lines, files, alternatives }: SavingScope<ScopeLine>,
  over: Usd,
  runsOf: (line: ScopeLine) => number = () => 1,
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
  const use = enough === undefined ? undefined : say`, or use ${enough.model} for it`;
  return say`${removal(dearest, fewer, 'dearest')}${use}`;
}

/** The smallest change that saves a number of outputs: fewer generations of the line with the most. */
export function suggestFewerOutputs(lines: readonly PricedLine[], over: number): Message {
  const [largest] = lines.toSorted((a, b) => outputsOf(b.line) - outputsOf(a.line));
  return largest === undefined
    ? say`Generate less`
    : removal(largest, Math.ceil(over / largest.line.outputs), 'largest');
}

function removal({ line }: PricedLine, fewer: number, most: 'dearest' | 'largest'): Message {
  const what = fewer < line.count ? say`remove ${fewer} of ${line.id}` : say`remove ${line.id}`;
  // If removing the whole line does not save enough, it is still where to begin.
  return fewer > line.count ? say`Begin with the ${prose(most)}: ${what}` : say`The least: ${what}`;
}

/** The cheaper model for a line, if one is known. */
export function alternativeFor({ files, alternatives }: SavingScope, { line }: PricedLine): Alternative | undefined {
  return alternatives.find(({ plan, line: id }) => id === line.id && files.includes(plan));
}
