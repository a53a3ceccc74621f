import type { Alternative } from '../advice/alternatives.ts';
import { Usd } from '../money.ts';
import type { PricedLine } from '../quotes/price.ts';
import { say, type Text } from '../text.ts';

/** The least change that saves an amount: fewer of the dearest line, or a cheaper model for it. */
export function remedy(lines: readonly PricedLine[], over: Usd, alternatives: readonly Alternative[]): Text {
  const [dearest] = lines.toSorted((a, b) => (b.cost ?? Usd.zero).compare(a.cost ?? Usd.zero));
  if (dearest?.unitCost === undefined || dearest.unitCost.isZero) return say`Generate less`;
  const { line } = dearest;
  const fewer = over.timesCovered(dearest.unitCost.times(line.outputs));
  const removal = fewer < line.count ? say`remove ${fewer} of ${line.id}` : say`remove ${line.id}`;
  const enough = alternatives.find(({ line: id, saving }) => id === line.id && !over.exceeds(saving));
  const swap = enough === undefined ? undefined : say`, or use ${enough.model} for it`;
  // Where the whole of the dearest line does not save enough, that is still where to begin.
  const start = fewer > line.count ? say`Begin with the dearest: ` : say`The least: `;
  return say`${start}${removal}${swap}`;
}
