import { describe, expect, test } from 'vitest';
import type { ErrorDescription } from '../../../src/babysea/error-messages.ts';
import { brokenPlans, isUnknownForNow, unpricedLines } from '../../../src/baseline/compare.ts';
import type { PricedLine } from '../../../src/pricing/price-plan.ts';
import type { Diagnostic } from '../../../src/shared/diagnostic.ts';
import { prose } from '../../../src/shared/message.ts';
import { sideOf } from '../../support/bases.ts';
import { usd } from '../../support/money.ts';
import { planOf } from '../../support/plans.ts';

type Reach = 'everything' | 'service' | 'request' | 'answer';

/** Lines without a price, and why: `request` is denied one, the others have none for now. */
function unpriced(...reaches: readonly Reach[]): PricedLine[] {
  const generations = reaches.map((reach, index) => ({ id: `${reach}-${index + 1}`, model: 'a/b' }));
  return planOf({ generations }).lines.map((line, index) => {
    const reach = reaches[index] ?? 'request';
    return { line, unitCost: undefined, cost: undefined, error: errorOf(reach) };
  });
}

function errorOf(reach: Reach): ErrorDescription {
  const why = { message: prose(`Why: ${reach}.`), help: prose('Do something.') };
  if (reach === 'request') return { ...why, reach, isFinal: true };
  return { ...why, reach: reach === 'answer' ? 'request' : reach };
}

function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ severity, message, help }) => `${severity}: ${message}${help ? ` ${help}` : ''}`);
}

describe('the price of a line of the baseline is unknown for now', () => {
  test.each<[Reach, boolean]>([
    ['request', false],
    ['answer', true],
    ['service', true],
    ['everything', true],
  ])('unless BabySea denies it one: %s %j', (reach, isUnknown) => {
    expect(unpriced(reach).map(isUnknownForNow)).toEqual([isUnknown]);
  });

  test('but not where nobody asked for it', () => {
    expect(unpriced('service').map((line) => isUnknownForNow({ ...line, error: undefined }))).toEqual([false]);
  });

  test('but not where it has one', () => {
    const priced = unpriced('service').map((line) => ({ ...line, cost: usd('1') }));
    expect(priced.map(isUnknownForNow)).toEqual([false]);
  });

  test('but not where it generates nothing, so that no price is needed', () => {
    const empty = unpriced('service').map(({ line, ...rest }) => ({ ...rest, line: { ...line, count: 0 } }));
    expect(empty.map(isUnknownForNow)).toEqual([false]);
    expect(unpricedLines(empty, 'main')).toEqual([]);
  });
});

describe('lines of the baseline without a price are told of', () => {
  const wanted = 'cannot be priced any more, and';

  test('as counting nothing, where they have none any more', () => {
    expect(told(unpricedLines(unpriced('request'), 'main'))).toEqual([
      `notice: The line \`request-1\` of \`main\` ${wanted} counts as nothing in the comparison. Why: request.`,
    ]);
    expect(told(unpricedLines(unpriced('request', 'request'), 'main'))).toEqual([
      `notice: The lines \`request-1\` and \`request-2\` of \`main\` ${wanted} count as nothing in the comparison. Why: request.`,
    ]);
  });

  test('as leaving the change unknown, where they could not be had now', () => {
    expect(told(unpricedLines(unpriced('service'), 'main'))).toEqual([
      'warning: The line `service-1` of `main` could not be priced, so the cost of the change is unknown. Why: service. Run the gate again.',
    ]);
  });

  test('kind by kind', () => {
    const lines = unpriced('service', 'request', 'everything');
    expect(told(unpricedLines(lines, 'main'))).toEqual([
      `notice: The line \`request-2\` of \`main\` ${wanted} counts as nothing in the comparison. Why: request.`,
      'warning: The lines `service-1` and `everything-3` of `main` could not be priced, so the cost of the change is unknown. Why: service. Run the gate again.',
    ]);
  });

  test.each<[number, string]>([
    [5, '`request-1`, `request-2`, `request-3`, `request-4` and `request-5`'],
    [6, '`request-1`, `request-2`, `request-3`, `request-4`, `request-5` and 1 other'],
    [7, '`request-1`, `request-2`, `request-3`, `request-4`, `request-5` and 2 others'],
  ])('by five ids at most: of %d', (count, names) => {
    const lines = unpriced(...Array.from({ length: count }, () => 'request' as const));
    expect(told(unpricedLines(lines, 'main'))[0]).toContain(`The lines ${names} of \`main\` ${wanted}`);
  });

  test('without a reason where none is known', () => {
    const [problem = ''] = told(
      unpricedLines(
        unpriced('request').map((line) => ({ ...line, error: undefined })),
        'main',
      ),
    );
    expect(problem.trim()).toMatch(/ counts as nothing in the comparison\.$/);
  });

  test('only where there are any', () => {
    const priced = unpriced('request', 'service').map((line) => ({ ...line, cost: usd('0') }));
    expect(unpricedLines(priced, 'main')).toEqual([]);
  });
});

test('plans that have mistakes on the baseline are told of with the first of them, the sound ones are not', async () => {
  const { plans } = await sideOf({
    'sound.yml': { generations: [{ model: 'a/b' }] },
    'noted.yml': { generations: [{ model: 'a/b', matrix: { duration: [5, 5] } }] },
    'broken.yml': { generations: [{ modle: 'a/b' }, { count: 0 }] },
  });
  expect(plans.map(({ diagnostics }) => diagnostics.length)).toEqual([0, 1, 2]);
  // A plan that could not be read because of another one has no diagnostic of its own.
  const [broken] = plans.slice(2);
  const unread = broken && { ...broken, file: 'unread.yml', diagnostics: [] };
  expect(told(brokenPlans([...plans, ...(unread ? [unread] : [])], 'main'))).toEqual([
    'warning: The cost of `broken.yml` on `main` is unknown, since the plan is invalid there: The key `modle` is unknown. Correct the plan there; until then, its cost cannot be compared.',
  ]);
});
