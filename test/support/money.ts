import { Usd } from '../../src/shared/money.ts';

/** An amount that a test writes as decimal text. */
export function usd(text: string): Usd {
  const amount = Usd.parse(text);
  if (amount === undefined) throw new Error(`${text} is no amount`);
  return amount;
}
