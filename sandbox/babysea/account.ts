import Big from 'big.js';
import type { Success } from './envelope.ts';

/** The account behind the keys. Change it while the server runs: the next answer tells of it. */
export interface Account {
  /** USD, a decimal string. */
  balance: string;
  plan: string | null;
}

/** A paying account with this balance. */
export function sampleAccount(balance: string): Account {
  return { balance, plan: 'Starter Monthly' };
}

/** `GET /v1/user/billing` */
export function billing({ plan, balance }: Account): Success {
  return {
    message: 'Billing information retrieved successfully',
    data: { billing_plan: plan, billing_credit_balance: Number(new Big(balance)) },
  };
}
