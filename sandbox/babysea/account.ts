import Big from 'big.js';
import type { Success } from './envelope.ts';
import type { Caller } from './keys.ts';

/** The account behind the keys. Change it while the server runs: the next answer tells of it. */
export interface Account {
  id: string;
  /** USD, a decimal string. */
  balance: string;
  plan: string | null;
  subscriptionStatus: string | null;
  cancelAtPeriodEnd: boolean | null;
  currency: string | null;
  periodStartsAt: string | null;
  periodEndsAt: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

/** A paying account with this balance. */
export function sampleAccount(balance: string): Account {
  return {
    id: '5f0c3b1e-6c1d-4a55-9a37-0d9f2c7b8a10',
    balance,
    plan: 'Starter Monthly',
    subscriptionStatus: 'active',
    cancelAtPeriodEnd: false,
    currency: 'usd',
    periodStartsAt: '2026-01-01T00:00:00.000Z',
    periodEndsAt: '2026-02-01T00:00:00.000Z',
    createdAt: '2025-11-01T08:30:00.000Z',
    updatedAt: '2026-01-01T00:00:05.000Z',
  };
}

/** `GET /v1/user/billing` */
export function billing(account: Account): Success {
  return {
    message: 'Billing information retrieved successfully',
    data: {
      account_id: account.id,
      billing_plan: account.plan,
      billing_credit_balance: Number(new Big(account.balance)),
      billing_subscription_status: account.subscriptionStatus,
      billing_cancel_at_period_end: account.cancelAtPeriodEnd,
      billing_currency: account.currency,
      billing_period_starts_at: account.periodStartsAt,
      billing_period_ends_at: account.periodEndsAt,
      billing_created_at: account.createdAt,
      billing_updated_at: account.updatedAt,
    },
  };
}

/** `GET /v1/status` */
export function status(account: Account, { token, key }: Caller, now: number): Success {
  return {
    message: 'API is operational',
    data: {
      account_id: account.id,
      apikey_id: 'b0b5a1c4-2f57-4a0e-8a86-3a2b7a4f3f51',
      apikey_name: key.name ?? 'Sandbox',
      apikey_prefix: token.slice(0, 8),
      apikey_created_at: '2025-11-01T08:35:00.000Z',
      apikey_last_used_at: new Date(now).toISOString(),
      apikey_expires_at: key.expiresAt ?? null,
    },
  };
}
