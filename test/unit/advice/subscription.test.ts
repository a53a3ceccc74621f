import { describe, expect, test } from 'vitest';
import { auditTrailText, subscriptionAdvice } from '../../../src/advice/subscription.ts';
import { usd } from '../../support/money.ts';

test.each([
  ['Starter Monthly', '$9.000 a month'],
  ['Pro Monthly', '$29.000 a month'],
  ['scale monthly', '$99.000 a month'],
  ['Enterprise Monthly', '$199.000 a month'],
  ['Starter Yearly', '$90.000 a year'],
  ['Pro Yearly', '$290.000 a year'],
  ['Enterprise Yearly', '$1,990.000 a year'],
])('%s brings %s', (plan, credits) => {
  expect(String(subscriptionAdvice(usd('1'), plan))).toContain(`within the ${credits} that`);
});

test.each([undefined, '', 'Starter', 'Platinum Monthly', 'Starter Weekly', 'constructor Monthly'])(
  'the credits of %s are unknown',
  (plan) => {
    expect(subscriptionAdvice(usd('100'), plan)).toBeUndefined();
  },
);

describe('the advice', () => {
  test('says what a month needs on top', () => {
    expect(String(subscriptionAdvice(usd('120'), 'Pro Monthly'))).toBe(
      'At $120.000 a month, this needs $91.000 a month on top of the $29.000 that `Pro Monthly` brings: from credit packs, or from a larger subscription.',
    );
  });

  test('says that the credits are enough, to the last of them', () => {
    expect(String(subscriptionAdvice(usd('29'), 'Pro Monthly'))).toBe(
      'At $29.000 a month, this stays within the $29.000 a month that `Pro Monthly` brings.',
    );
  });

  test('compares a yearly subscription by the year, so that nothing is rounded', () => {
    expect(String(subscriptionAdvice(usd('24.1666'), 'Pro Yearly'))).toContain('stays within the $290.000 a year');
    expect(String(subscriptionAdvice(usd('24.1667'), 'Pro Yearly'))).toContain('needs $0.0004 a year on top');
  });

  test('knows how long the ledger is kept', () => {
    expect(String(auditTrailText('Starter Monthly'))).toBe(
      'BabySea keeps the credit audit trail of `Starter Monthly` for 90 days.',
    );
    expect(String(auditTrailText('Scale'))).toContain('for 1 year');
    expect(auditTrailText('Platinum')).toBeUndefined();
  });
});
