import { describe, expect, test } from 'vitest';
import { fetchBilling, resolveBalance } from '../../../src/pricing/balance.ts';
import type { Estimates } from '../../../src/pricing/estimator.ts';
import { prose } from '../../../src/shared/message.ts';
import { fakeBabySea } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';

const refusal = { error: { message: prose('Billing is refused.'), help: prose('Ask.'), reach: 'request' as const } };

/** A price whose estimate saw this balance, or none. */
function priced(creditBalance?: string) {
  return { value: { unitCost: usd('1'), creditBalance: creditBalance === undefined ? undefined : usd(creditBalance) } };
}

/** A price that could not be had, and what else that spoils. */
function unpriced(reach: 'everything' | 'service' | 'request') {
  return { error: { message: prose('No price.'), help: prose('Wait.'), reach } };
}

/** What the balance is where billing is refused, and what is said of it. */
function settled(...answers: readonly (ReturnType<typeof priced> | ReturnType<typeof unpriced>)[]): string[] {
  const quotes: Estimates = new Map(answers.map((answer, index) => [`${index}`, answer]));
  const { balance, diagnostics: problems } = resolveBalance(refusal, quotes);
  return [
    `${balance.amount} by ${balance.source}`,
    ...problems.map(({ severity, message, help }) => `${severity}: ${message} ${help}`),
  ];
}

describe('the balance where billing is refused', () => {
  test.each([
    [['7', '6.5', '8'], '$6.500', '6.500'],
    [['6.5', '7'], '$6.500', '6.500'],
    [['7', '6.5'], '$6.500', '6.500'],
    [['0', '7'], '$0.000', '0.000'],
  ])('is the lowest of %j', (seen, shown, amount) => {
    expect(settled(...seen.map(priced))).toEqual([
      `${amount} by estimates`,
      `warning: Billing could not be read; using the balance of ${shown} from the estimates. Billing is refused. Ask.`,
    ]);
  });

  test('is that of the estimates that came and saw one', () => {
    expect(settled(unpriced('everything'), priced(), priced('5'))[0]).toBe('5.000 by estimates');
  });

  test.each([[[]], [[priced()]], [[unpriced('request'), unpriced('service')]]])(
    'is unknown where no estimate saw it: %#',
    (answers) => {
      expect(settled(...answers)).toEqual([
        'undefined by undefined',
        'error: The account’s balance is unknown. Billing is refused. Ask.',
      ]);
    },
  );

  test('is unknown, and told with the prices, where what keeps it back keeps those back', () => {
    expect(settled(unpriced('everything'))).toEqual(['undefined by undefined']);
    expect(settled(priced(), unpriced('everything'))).toEqual(['undefined by undefined']);
  });
});

describe('the balance where billing and the estimates answer', () => {
  const resolved = (balance: string, ...seen: readonly (string | undefined)[]) => {
    const billing = { value: { balance: usd(balance), plan: undefined, currency: 'usd', requestId: undefined } };
    const estimates: Estimates = new Map(seen.map((each, index) => [`${index}`, priced(each)]));
    const { balance: resolved, diagnostics: problems } = resolveBalance(billing, estimates);
    return [
      `${resolved.amount} by ${resolved.source}`,
      ...problems.map(({ severity, message }) => `${severity}: ${message}`),
    ];
  };

  test.each([[[]], [[undefined]], [['12.48']], [['12.48', undefined, '12.480']]])(
    'is that of billing where none of the estimates says otherwise: %j',
    (seen) => {
      expect(resolved('12.48', ...seen)).toEqual(['12.480 by billing']);
    },
  );

  test.each([
    ['100', ['0'], '0.000 by estimates', '$100.000', '$0.000'],
    ['100', ['100', '99.995', '100'], '99.995 by estimates', '$100.000', '$99.995'],
    ['100', ['120', '80', '90'], '80.000 by estimates', '$100.000', '$80.000'],
    ['12.48', ['12.48', '20'], '12.480 by billing', '$12.480', '$20.000'],
    ['0', ['5'], '0.000 by billing', '$0.000', '$5.000'],
  ])('is the lower one where they differ, with a warning: %s and %j', (balance, seen, lower, billed, estimated) => {
    expect(resolved(balance, ...seen)).toEqual([
      lower,
      `warning: BabySea reports two balances: billing says ${billed}, an estimate says ${estimated}. The gate uses the lower one.`,
    ]);
  });
});

describe('a currency', () => {
  const inCurrency = async (billing_currency: unknown) => {
    const answer = { request_id: 'req_7', data: { billing_credit_balance: 100, billing_currency } };
    const { api } = fakeBabySea();
    const billing = await fetchBilling({ ...api, billing: async () => answer }, 'us');
    return resolveBalance(billing, new Map([['price', priced('100')]]));
  };

  test.each(['usd', 'USD', 'Usd', null, undefined])('of %j is that of the prices', async (currency) => {
    expect(await inCurrency(currency)).toEqual({ balance: { amount: usd('100'), source: 'billing' }, diagnostics: [] });
  });

  test.each(['eur', 'jpy', ''])('of %j is an error, whatever the estimates saw', async (currency) => {
    const { balance, diagnostics: problems } = await inCurrency(currency);
    expect(balance).toEqual({ amount: undefined, source: undefined });
    expect(problems.map(({ severity, message, help }) => `${severity}: ${message} ${help}`)).toEqual([
      `error: The account’s balance is unknown: BabySea bills this account in \`${currency}\`, and the gate compares USD (the balance is \`100.000\`, request \`req_7\`). Use the key of an account that is billed in USD, or ask BabySea support with the request id.`,
    ]);
  });
});

test('billing tells the balance and the subscription, where there is one', async () => {
  const { api } = fakeBabySea({ balance: 12.48 });
  const told = { balance: usd('12.48'), plan: 'Starter Monthly', currency: undefined, requestId: 'req_2' };
  expect(await fetchBilling(api, 'us')).toEqual({ value: told });
  const without = { ...api, billing: async () => ({ data: { billing_credit_balance: 1, billing_plan: null } }) };
  expect(await fetchBilling(without, 'us')).toEqual({ value: { balance: usd('1') } });
});
