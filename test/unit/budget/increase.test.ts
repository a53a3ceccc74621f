import { describe, expect, test } from 'vitest';
import { uncheckedIncreases } from '../../../src/budget/check-rules.ts';
import type { GroupBaseline, LimitGroup } from '../../../src/budget/limits.ts';
import { usd } from '../../support/money.ts';

function group(
  baseline: GroupBaseline,
  budget: LimitGroup['budget'] = { max_increase: { usd: usd('1') } },
): LimitGroup {
  return {
    file: 'plan.yml',
    files: ['plan.yml'],
    budget,
    baseRunsPerMonth: undefined,
    lines: [],
    cost: usd('2'),
    baseline,
  };
}

function told(baseline: GroupBaseline, isOnPullRequest: boolean): string[] {
  return uncheckedIncreases([group(baseline)], isOnPullRequest).map(
    ({ severity, message, help }) => `${severity}: ${message}${help ? ` ${help}` : ''}`,
  );
}

const notChecked = 'The `max_increase` of `plan.yml` is not checked, since there is no baseline.';

describe('a `max_increase` that cannot be judged', () => {
  test('is an error where its baseline could not be priced', () => {
    for (const isOnPullRequest of [true, false]) {
      expect(told({ kind: 'unknown' }, isOnPullRequest)).toEqual([
        'error: The `max_increase` of `plan.yml` could not be checked, since its baseline could not be priced. Run the gate again.',
      ]);
    }
  });

  test('is warned of on a pull request that compares nothing', () => {
    expect(told({ kind: 'none' }, true)).toEqual([
      `warning: ${notChecked} Leave the input \`baseline\` at \`auto\` to check it.`,
    ]);
  });

  test('is mentioned elsewhere, where there may be nothing to compare with', () => {
    expect(told({ kind: 'none' }, false)).toEqual([`notice: ${notChecked}`]);
  });

  test.each<GroupBaseline>([
    { kind: 'new' },
    { kind: 'broken', name: 'main' },
    { kind: 'known', cost: usd('1'), name: 'main' },
  ])('is not spoken of where the baseline is $kind', (baseline) => {
    expect(told(baseline, true)).toEqual([]);
    expect(told(baseline, false)).toEqual([]);
  });

  test('is not spoken of where there is none', () => {
    expect(uncheckedIncreases([group({ kind: 'none' }, {}), group({ kind: 'unknown' }, {})], true)).toEqual([]);
  });
});
