import { describe, expect, test } from 'vitest';
import { resolveBalance } from '../../../src/pricing/balance.ts';
import { fetchBilling } from '../../../src/pricing/billing.ts';
import type { Estimates } from '../../../src/pricing/estimator.ts';
import { prose } from '../../../src/shared/message.ts';
import { fakeBabySea } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';

const refusal = { trouble: { message: prose('Billing is refused.'), help: prose('Ask.'), reach: 'request' as const } };

/** A price whose estimate saw this balance, or none. */
function priced(creditBalance?: string) {
  return { value: { unitCost: usd('1'), creditBalance: creditBalance === undefined ? undefined : usd(creditBalance) } };
}

/** A price that could not be had, and what else that spoils. */
function unpriced(reach: 'everything' | 'service' | 'request') {
  return { trouble: { message: prose('No price.'), help: prose('Wait.'), reach } };
}

/** What the balance is where billing is refused, and what is said of it. */
function settled(...answers: readonly (ReturnType<typeof priced> | ReturnType<typeof unpriced>)[]): string[] {
  const quotes: Estimates = new Map(answers.map((answer, index) => [`${index}`, answer]));
  const { balance, problems } = resolveBalance(refusal, quotes);
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
      `warning: The balance of ${shown} is the estimates’ own, on which the verdict stands. Billing is refused. Ask.`,
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

test('billing tells the balance and the subscription, where there is one', async () => {
  const { api } = fakeBabySea({ balance: 12.48 });
  expect(await fetchBilling(api, 'us')).toEqual({ value: { balance: usd('12.48'), plan: 'Starter Monthly' } });
  const without = { ...api, billing: async () => ({ data: { billing_credit_balance: 1, billing_plan: null } }) };
  expect(await fetchBilling(without, 'us')).toEqual({ value: { balance: usd('1'), plan: undefined } });
});
