import type { Diagnostic } from '../shared/diagnostic.ts';
import { say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import type { Answer, Billing } from './billing.ts';
import type { Estimates } from './estimator.ts';

/** The account's balance in USD, and who said so; `amount` is `undefined` where nobody did. */
export interface Balance {
  readonly amount: Usd | undefined;
  readonly source: 'billing' | 'estimates' | undefined;
}

/**
 * The balance as billing gives it; where billing is refused or fails, as the estimates saw it, and of those the lowest,
 * with a warning. Where neither knows, that is an error: without a balance nothing can pass.
 */
export function resolveBalance(
  billing: Answer<Billing>,
  quotes: Estimates,
): { balance: Balance; problems: Diagnostic[] } {
  if ('value' in billing) return { balance: { amount: billing.value.balance, source: 'billing' }, problems: [] };
  const { message, help } = billing.trouble;
  const lowest = [...quotes.values()]
    .flatMap((answer) => ('value' in answer && answer.value.creditBalance ? [answer.value.creditBalance] : []))
    .reduce<Usd | undefined>((least, seen) => (least === undefined || least.exceeds(seen) ? seen : least), undefined);
  if (lowest === undefined) {
    // What keeps every price back is told of once, with the prices.
    const isTold = [...quotes.values()].some((answer) => 'trouble' in answer && answer.trouble.reach === 'everything');
    if (isTold) return { balance: { amount: undefined, source: undefined }, problems: [] };
    const unknown = say`The account’s balance is unknown. ${message}`;
    return {
      balance: { amount: undefined, source: undefined },
      problems: [{ severity: 'error', message: unknown, help }],
    };
  }
  const taken = say`The balance of ${lowest} is the estimates’ own, on which the verdict stands. ${message}`;
  return {
    balance: { amount: lowest, source: 'estimates' },
    problems: [{ severity: 'warning', message: taken, help }],
  };
}
