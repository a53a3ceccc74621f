import { describe, expect, test } from 'vitest';
import { auditTrailText, monthlyCredits, subscriptionAdvice } from '../../../src/advice/subscription.ts';
import { usd } from '../../support/money.ts';

describe('the credits of a subscription', () => {
  test.each([
    ['Starter Monthly', '9.000'],
    ['Pro Monthly', '29.000'],
    ['scale monthly', '99.000'],
    ['Enterprise Monthly', '199.000'],
  ])('%s are %s a month', (plan, credits) => {
    expect(String(monthlyCredits(plan))).toBe(credits);
  });

  test.each([
    ['Starter Yearly', '7.500'],
    ['Pro Yearly', '24.166'],
    ['Enterprise Yearly', '165.833'],
  ])('%s are a twelfth of a year, %s a month', (plan, credits) => {
    expect(String(monthlyCredits(plan))).toBe(credits);
  });

  test.each([undefined, null, '', 'Starter', 'Platinum Monthly', 'Starter Weekly', 'constructor Monthly'])(
    '%s are unknown',
    (plan) => {
      expect(monthlyCredits(plan)).toBeUndefined();
      expect(subscriptionAdvice(usd('100'), plan)).toBeUndefined();
    },
  );
});

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
