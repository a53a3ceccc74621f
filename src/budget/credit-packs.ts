import { list, type Message, plural, say } from '../shared/message.ts';
import { Usd } from '../shared/money.ts';

export interface Packs {
  readonly usd: number;
  readonly count: number;
}

/** The credit packs that BabySea sells, in USD, dearest first (docs.babysea.ai: guides/credits). */
const SIZES = [1000, 500, 100, 50, 25, 10];

/** USD. Every sum of packs is a multiple of this, and packs make every multiple except 5 and 15. */
const STEP = 5;

/**
 * The fewest packs that cover a shortfall for the least money, most expensive first.
 *
 * The least money is the next sum that packs can make. Taking the largest pack that leaves such a sum gives the fewest
 * packs for these sizes; a test compares it with every way to pay.
 */
export function packsFor(shortfall: Usd): Packs[] {
  let left = shortfall.roundUpTo(STEP);
  while (!isSum(left)) left += STEP;
  return SIZES.flatMap((usd) => {
    let count = Math.floor(left / usd);
    while (!isSum(left - count * usd)) count--;
    left -= count * usd;
    return count > 0 ? [{ usd, count }] : [];
  });
}

/** `a pack of $25.000 covers`, `1 pack of $25.000 and 2 packs of $10.000 ($45.000) cover`. */
export function packsText(packs: readonly Packs[]): Message {
  const kinds = packs.map(({ usd, count }) => say`${plural(count, 'pack')} of ${Usd.of(usd)}`);
  const total = Usd.sum(packs.map(({ usd, count }) => Usd.of(usd).times(count)));
  const isOne = packs.length === 1 && packs[0]?.count === 1;
  return isOne ? say`a pack of ${total} covers` : say`${list(kinds)} (${total}) cover`;
}

function isSum(usd: number): boolean {
  return usd === 0 || (usd >= 10 && usd !== 15);
}
