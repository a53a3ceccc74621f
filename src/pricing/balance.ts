import type { BabySeaApi } from '../babysea/api.ts';
import { describeError, type ErrorDescription, requestOf } from '../babysea/error-messages.ts';
import { billingSchema, parseResponse } from '../babysea/responses.ts';
import type { Diagnostic } from '../shared/diagnostic.ts';
import type { Result } from '../shared/helpers.ts';
import { prose, say } from '../shared/message.ts';
import type { Usd } from '../shared/money.ts';
import { type Estimates, hasFatalError } from './estimator.ts';

export interface Billing {
  readonly balance: Usd;
  /** The subscription, such as `Starter Monthly`. */
  readonly plan: string | undefined;
  /** The currency that billing names, such as `usd`; `undefined` if it names none. */
  readonly currency: string | undefined;
  readonly requestId: string | undefined;
}

/** Never rejects. */
export async function fetchBilling(api: BabySeaApi, region: string): Promise<Result<Billing, ErrorDescription>> {
  try {
    const response = await api.billing();
    const data = parseResponse(billingSchema, response);
    return {
      value: {
        balance: data.billing_credit_balance,
        plan: data.billing_plan ?? undefined,
        currency: data.billing_currency ?? undefined,
        requestId: response.request_id,
      },
    };
  } catch (error) {
    return { error: describeError(error, prose('the account’s balance'), region) };
  }
}

export function isInUsd({ currency = 'usd' }: Billing): boolean {
  return currency.toLowerCase() === 'usd';
}

export interface Balance {
  readonly amount: Usd | undefined;
  readonly source: 'billing' | 'estimates' | undefined;
}

interface ResolvedBalance {
  readonly balance: Balance;
  readonly diagnostics: readonly Diagnostic[];
}

const UNKNOWN: Balance = { amount: undefined, source: undefined };

/**
 * The lowest balance that billing and the estimates report, with a warning if they differ or if billing could not be read.
 * An unknown balance is an error.
 */
export function resolveBalance(billing: Result<Billing, ErrorDescription>, estimates: Estimates): ResolvedBalance {
  const reported = [...estimates.values()]
    .flatMap((estimate) => ('value' in estimate && estimate.value.creditBalance ? [estimate.value.creditBalance] : []))
    .sort((a, b) => a.compare(b));
  return 'value' in billing
    ? lowerBalance(billing.value, reported)
    : balanceWithoutBilling(billing.error, reported, estimates);
}

/** @param reported the balances that the estimates report, lowest first */
function lowerBalance(billing: Billing, reported: readonly Usd[]): ResolvedBalance {
  const { balance, currency } = billing;
  if (!isInUsd(billing)) {
    const message = say`The account’s balance is unknown: BabySea bills this account in ${currency}, and the gate compares USD (the balance is ${balance.toString()}${requestOf(billing)}).`;
    const help = prose('Use the key of an account that is billed in USD, or ask BabySea support with the request id.');
    return { balance: UNKNOWN, diagnostics: [{ severity: 'error', message, help }] };
  }
  const [lowest] = reported;
  const highest = reported.at(-1);
  const isLower = lowest !== undefined && balance.exceeds(lowest);
  const other = isLower ? lowest : highest?.exceeds(balance) ? highest : undefined;
  const chosen: Balance = isLower ? { amount: lowest, source: 'estimates' } : { amount: balance, source: 'billing' };
  if (other === undefined) return { balance: chosen, diagnostics: [] };
  const message = say`BabySea reports two balances: billing says ${balance}, an estimate says ${other}. The gate uses the lower one.`;
  const help = prose(
    'If no other job is spending credits now, run the gate again; if they still differ, ask BabySea support.',
  );
  return { balance: chosen, diagnostics: [{ severity: 'warning', message, help }] };
}

function balanceWithoutBilling(
  { message, help }: ErrorDescription,
  [lowest]: readonly Usd[],
  estimates: Estimates,
): ResolvedBalance {
  if (lowest !== undefined) {
    const fallback = say`Billing could not be read; using the balance of ${lowest} from the estimates. ${message}`;
    return {
      balance: { amount: lowest, source: 'estimates' },
      diagnostics: [{ severity: 'warning', message: fallback, help }],
    };
  }
  if (hasFatalError(estimates)) return { balance: UNKNOWN, diagnostics: [] };
  const unknown = say`The account’s balance is unknown. ${message}`;
  return { balance: UNKNOWN, diagnostics: [{ severity: 'error', message: unknown, help }] };
}
