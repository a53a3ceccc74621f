import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortfallOf } from '../../../src/budget/check-rules.ts';
import { RULES } from '../../../src/budget/rules.ts';
import { lacksScope, refused } from '../../support/answers.ts';
import { usd } from '../../support/money.ts';
import { type Run, reportOf } from '../../support/reports.ts';

/** 500 × 0.052 = 26 USD of one output each, under a budget of its own. */
function catalogue(budget: object = {}) {
  return { 'plan.yml': { budget, generations: [{ id: 'catalogue', model: 'bfl/flux-1.1-pro', count: 500 }] } };
}
const prices = { 'bfl/flux-1.1-pro': 0.052 };

async function judged(run: Partial<Run>) {
  const report = await reportOf({ plans: catalogue(), prices, balance: 100, ...run });
  const { verdict } = report;
  return { report, verdict, violations: report.violations.map(({ rule, severity }) => `${rule} ${severity}`) };
}

async function messagesOf(run: Partial<Run>) {
  const { report } = await judged(run);
  return report.violations.map(({ message, help, limit, actual, plan }) => ({
    text: `${message} ${help}`,
    limit,
    actual,
    plan,
  }));
}

describe('balance', () => {
  test.each([
    [26.001, 'pass'],
    [26, 'pass'],
    [25.999, 'fail'],
    [12.48, 'fail'],
    [0, 'fail'],
  ])('of %d for 26.000: %s', async (balance, verdict) => {
    expect((await judged({ balance })).verdict).toBe(verdict);
  });

  test('says how much is missing', async () => {
    expect(await messagesOf({ balance: 12.48 })).toEqual([
      {
        text: 'The plan costs $26.000, and the balance is $12.480: $13.520 is missing. Buy 2 credit packs of $10.000 ($20.000 in all), the cheapest way to cover it (only the account’s primary owner can, with a paid subscription), or remove 260 generations of `catalogue`.',
        limit: '12.480',
        actual: '26.000',
        plan: null,
      },
    ]);
  });

  test.each([
    ['74', 'pass'],
    ['74.001', 'fail'],
  ])('of 100 with a reserve of %s: %s', async (reserve, verdict) => {
    expect((await judged({ reserve })).verdict).toBe(verdict);
  });

  test('counts the reserve into what is missing', async () => {
    const [violation] = await messagesOf({ balance: 30, reserve: '10' });
    expect(violation?.text).toMatch(
      /^The plan costs \$26\.000 and \$10\.000 must be left after the run, and the balance is \$30\.000: \$6\.000 is missing\./,
    );
  });

  test('fails three lines that are each affordable and not together', async () => {
    const plans = { 'plan.yml': { generations: [{ model: 'a/b' }, { model: 'a/b' }, { model: 'a/b' }] } };
    const { report, violations } = await judged({ plans, prices: { 'a/b': 5 }, balance: 12.48 });
    expect(violations).toEqual(['balance fail']);
    expect(String(report.shortfall)).toBe('2.520');
  });

  test('fails two plans that are each affordable and not together', async () => {
    const plan = { generations: [{ model: 'a/b' }] };
    const { violations } = await judged({
      plans: { 'a.yml': plan, 'b.yml': plan },
      prices: { 'a/b': 7 },
      balance: 12.48,
    });
    expect(violations).toEqual(['balance fail']);
  });

  test('fails where budgets only warn too', async () => {
    expect((await judged({ balance: 1, warnOnly: true })).violations).toEqual(['balance fail']);
  });
});

describe('budget', () => {
  test.each([
    ['26.001', 'pass'],
    ['26', 'pass'],
    ['25.999', 'fail'],
    ['0', 'fail'],
  ])('of %s for 26.000: %s', async (budget, verdict) => {
    expect((await judged({ budget })).verdict).toBe(verdict);
  });

  test('says by how much', async () => {
    expect(await messagesOf({ budget: '20' })).toEqual([
      {
        text: 'The plan costs $26.000, and the `budget` is $20.000: $6.000 too much. Remove 116 generations of `catalogue`, or have the input `budget` raised to $26.000.',
        limit: '20.000',
        actual: '26.000',
        plan: null,
      },
    ]);
  });

  test('is over all plans', async () => {
    const plans = { ...catalogue(), 'other.yml': { generations: [{ model: 'bfl/flux-1.1-pro' }] } };
    const [violation, ...others] = await messagesOf({ plans, budget: '26' });
    expect(others).toEqual([]);
    expect(violation?.text).toMatch(/^The 2 plans cost \$26\.052, and the `budget` is \$26\.000: \$0\.052 too much\./);
  });
});

describe('max_total', () => {
  test.each([
    [26, 'pass'],
    [25.999, 'fail'],
    [0, 'fail'],
  ])('of %d for 26.000: %s', async (max_total, verdict) => {
    expect((await judged({ plans: catalogue({ max_total }) })).verdict).toBe(verdict);
  });

  test('says which plan, and by how much', async () => {
    expect(await messagesOf({ plans: catalogue({ max_total: 20 }) })).toEqual([
      {
        text: '`plan.yml` costs $26.000, and its `max_total` is $20.000: $6.000 too much. Remove 116 generations of `catalogue`, or have `max_total` raised to $26.000.',
        limit: '20.000',
        actual: '26.000',
        plan: 'plan.yml',
      },
    ]);
  });

  test('is of each plan alone', async () => {
    const plans = { ...catalogue({ max_total: 26 }), 'other.yml': { budget: { max_total: 26 }, generations: [] } };
    expect((await judged({ plans })).verdict).toBe('pass');
  });

  test('is told of each plan that breaks it', async () => {
    const plan = { budget: { max_total: 1 }, generations: [{ model: 'bfl/flux-1.1-pro', count: 100 }] };
    const messages = await messagesOf({ plans: { 'b.yml': plan, 'a.yml': plan } });
    expect(messages.map((message) => message.plan)).toEqual(['b.yml', 'a.yml']);
  });
});

describe('max_per_generation', () => {
  test.each([
    [0.052, 'pass'],
    ['0.0519', 'fail'],
  ])('of %s for 0.052: %s', async (max_per_generation, verdict) => {
    expect((await judged({ plans: catalogue({ max_per_generation }) })).verdict).toBe(verdict);
  });

  test('speaks of the price of an output and not of the cost of a line', async () => {
    expect((await judged({ plans: catalogue({ max_per_generation: 1 }) })).verdict).toBe('pass');
  });

  test('names the dearest line and its price, and how many others are above it', async () => {
    const plan = {
      budget: { max_per_generation: 1 },
      generations: [{ model: 'a/cheap' }, { id: 'hero', model: 'a/two' }, { model: 'a/three' }, { model: 'a/two' }],
    };
    const [violation] = await messagesOf({
      plans: { 'plan.yml': plan },
      prices: { 'a/cheap': 1, 'a/two': 2, 'a/three': 3 },
    });
    expect(violation).toMatchObject({ limit: '1.000', actual: '3.000' });
    expect(violation?.text).toBe(
      'One output of `three` costs $3.000, and the `max_per_generation` of `plan.yml` is $1.000. 2 other lines are above it too. Use a cheaper model or setting for `three`, `hero` and `two`, or have `max_per_generation` raised to $3.000.',
    );
  });

  test('says of one line that it alone is above it, of two that one other is', async () => {
    const textsOf = async (...models: string[]) => {
      const plan = { budget: { max_per_generation: 1 }, generations: models.map((model) => ({ model })) };
      const violations = await messagesOf({ plans: { 'plan.yml': plan }, prices: { 'a/two': 2, 'a/three': 3 } });
      return violations.map(({ text }) => text);
    };
    expect(await textsOf('a/three')).toEqual([
      'One output of `three` costs $3.000, and the `max_per_generation` of `plan.yml` is $1.000. Use a cheaper model or setting for `three`, or have `max_per_generation` raised to $3.000.',
    ]);
    expect(await textsOf('a/three', 'a/two')).toEqual([
      expect.stringContaining(' is $1.000. 1 other line is above it too. Use a cheaper model'),
    ]);
  });
});

describe('max_generations', () => {
  test.each([
    [500, 'pass'],
    [499, 'fail'],
  ])('of %d for 500 outputs: %s', async (max_generations, verdict) => {
    expect((await judged({ plans: catalogue({ max_generations }) })).verdict).toBe(verdict);
  });

  test('counts outputs, and says by how many', async () => {
    const plan = {
      budget: { max_generations: 1000 },
      generations: [{ model: 'bfl/flux-1.1-pro', count: 600, outputs: 4 }],
    };
    expect(await messagesOf({ plans: { 'plan.yml': plan }, balance: 1000 })).toEqual([
      {
        text: '`plan.yml` asks for 2,400 outputs, and its `max_generations` is 1,000: 1,400 too many. Remove 350 generations of `flux-1.1-pro`, or have `max_generations` raised to 2,400.',
        limit: '1000',
        actual: '2400',
        plan: 'plan.yml',
      },
    ]);
  });
});

describe('a baseline that has mistakes', () => {
  const increase = (max_increase: string | number, count: number) =>
    messagesOf({
      before: { 'plan.yml': { budget: { max_increase }, generations: [{ id: 'catalogue', modle: 'a/b' }] } },
      plans: { 'plan.yml': { generations: [{ id: 'catalogue', model: 'bfl/flux-1.1-pro', count }] } },
    });

  test.each([
    ['50%', '50%', '0.000'],
    [20, '$20.000', '20.000'],
  ])('makes all of the cost an increase, also above a max_increase of %s', async (limit, text, amount) => {
    expect(await increase(limit, 500)).toEqual([
      {
        text: `\`plan.yml\` costs $26.000, and its \`max_increase\` is ${text}: all of it counts as an increase, since its cost on \`main\` is unknown. Correct on \`main\` what the warning about it names, or have \`max_increase\` replaced by \`max_total\`.`,
        limit: amount,
        actual: '26.000',
        plan: 'plan.yml',
      },
    ]);
  });

  test('is no violation within the amount', async () => {
    expect(await increase(26, 500)).toEqual([]);
    expect(await increase('50%', 0)).toEqual([]);
  });
});

describe('max_monthly', () => {
  const monthly = (max_monthly: number, runs_per_month = 4) => ({
    'plan.yml': { ...catalogue({ max_monthly })['plan.yml'], runs_per_month },
  });

  test.each([
    [104.001, 'pass'],
    [104, 'pass'],
    [103.999, 'fail'],
  ])('of %d for 26 USD four times: %s', async (most, verdict) => {
    expect((await judged({ plans: monthly(most) })).verdict).toBe(verdict);
  });

  test('says what a month costs, and of how many runs', async () => {
    expect(await messagesOf({ plans: monthly(100) })).toEqual([
      {
        text: '`plan.yml` costs $104.000 a month (4 runs), and its `max_monthly` is $100.000: $4.000 too much. Remove 20 generations of `catalogue`, run it at most 3 times a month, or have `max_monthly` raised to $104.000.',
        limit: '100.000',
        actual: '104.000',
        plan: 'plan.yml',
      },
    ]);
  });

  test('needs to know how often the plan runs', async () => {
    expect((await judged({ plans: catalogue({ max_monthly: 1000 }) })).verdict).toBe('error');
  });
});

describe('allowed_models and denied_models', () => {
  test.each([
    [{ allowed_models: ['bfl/*'] }, []],
    [{ allowed_models: ['*'] }, []],
    [{ allowed_models: ['bfl/flux-1.1-pro'] }, []],
    [{ allowed_models: ['kling/*', '*-pro'] }, []],
    [{ allowed_models: ['bfl/*-schnell', 'google/*'] }, ['allowed_models fail']],
    [{ allowed_models: [] }, ['allowed_models fail']],
    [{ denied_models: ['google/veo-*'] }, []],
    [{ denied_models: [] }, []],
    [{ denied_models: ['bfl/flux-*'] }, ['denied_models fail']],
    [{ allowed_models: ['bfl/*'], denied_models: ['bfl/flux-1.1-pro'] }, ['denied_models fail']],
  ])('%j', async (budget, violations) => {
    expect((await judged({ plans: catalogue(budget) })).violations).toEqual(violations);
  });

  test('name the models, each once, and the patterns', async () => {
    const plans = catalogue({ allowed_models: ['google/*'], denied_models: ['bfl/*'] });
    expect(await messagesOf({ plans })).toEqual([
      {
        text: '`plan.yml` uses `bfl/flux-1.1-pro`, and its `allowed_models` are `google/*`. Use models that match `google/*`, or have `bfl/flux-1.1-pro` added to `allowed_models`.',
        limit: 'google/*',
        actual: 'bfl/flux-1.1-pro',
        plan: 'plan.yml',
      },
      {
        text: '`plan.yml` uses `bfl/flux-1.1-pro`, which its `denied_models` forbid (`bfl/*`). Use other models, or have `bfl/*` removed from `denied_models`.',
        limit: 'bfl/*',
        actual: 'bfl/flux-1.1-pro',
        plan: 'plan.yml',
      },
    ]);
  });

  test('name several of them with commas', async () => {
    const generations = [{ model: 'a/one' }, { model: 'b/two' }, { model: 'a/one' }];
    const budget = { allowed_models: ['google/*', 'kling/*'], denied_models: ['a/*', 'b/*'] };
    expect(await messagesOf({ plans: { 'plan.yml': { budget, generations } }, prices: {} })).toEqual([
      {
        text: '`plan.yml` uses `a/one` and `b/two`, and its `allowed_models` are `google/*` and `kling/*`. Use models that match `google/*` and `kling/*`, or have `a/one` and `b/two` added to `allowed_models`.',
        limit: 'google/*, kling/*',
        actual: 'a/one, b/two',
        plan: 'plan.yml',
      },
      {
        text: '`plan.yml` uses `a/one` and `b/two`, which its `denied_models` forbid (`a/*` and `b/*`). Use other models, or have `a/*` and `b/*` removed from `denied_models`.',
        limit: 'a/*, b/*',
        actual: 'a/one, b/two',
        plan: 'plan.yml',
      },
    ]);
  });

  test.each([
    [0, 'none'],
    [1, '`m/1`'],
    [10, '`m/1`, `m/2`, `m/3`, `m/4`, `m/5`, `m/6`, `m/7`, `m/8`, `m/9` and `m/10`'],
    [11, '`m/1`, `m/2`, `m/3`, `m/4`, `m/5`, `m/6`, `m/7`, `m/8`, `m/9`, `m/10` and 1 other'],
  ])('name ten at most: of %d patterns %s', async (count, words) => {
    const allowed_models = Array.from({ length: count }, (_, index) => `m/${index + 1}`);
    const [violation] = await messagesOf({ plans: catalogue({ allowed_models }) });
    expect(violation?.text).toContain(
      `its \`allowed_models\` are ${words}. ${count === 0 ? 'Remove the lines' : `Use models that match ${words}`}, or have`,
    );
  });

  test('advise to remove only the patterns that forbid something', async () => {
    const [violation] = await messagesOf({ plans: catalogue({ denied_models: ['google/*', 'bfl/*'] }) });
    expect(violation?.text).toContain('(`google/*` and `bfl/*`). Use other models, or have `bfl/*` removed from');
  });

  test('warn where budgets only warn', async () => {
    const plans = catalogue({ denied_models: ['bfl/*'] });
    expect((await judged({ plans, warnOnly: true })).violations).toEqual(['denied_models warn']);
  });
});

describe('warn_at', () => {
  test.each([
    [{ warn_at: 26.001 }, 'pass'],
    [{ warn_at: 26 }, 'warn'],
    [{ warn_at: 25 }, 'warn'],
    [{ warn_at: '80%', max_total: 32.501 }, 'pass'],
    [{ warn_at: '80%', max_total: 32.5 }, 'warn'],
    [{ warn_at: '80 %', max_total: 32.5 }, 'warn'],
    [{ warn_at: '33.3%', max_total: 100 }, 'pass'],
    [{ warn_at: '100%', max_total: 26 }, 'warn'],
  ])('%j for 26.000: %s', async (budget, verdict) => {
    expect((await judged({ plans: catalogue(budget) })).verdict).toBe(verdict);
  });

  test('says what it reaches', async () => {
    expect(await messagesOf({ plans: catalogue({ warn_at: '80%', max_total: 30 }) })).toEqual([
      {
        text: '`plan.yml` costs $26.000, which reaches its `warn_at` of $24.000. It is a warning only.',
        limit: '24.000',
        actual: '26.000',
        plan: 'plan.yml',
      },
    ]);
  });
});

describe('a limit in percent of another that cannot be read on the base branch', () => {
  test('is not judged', async () => {
    const before = { 'plan.yml': { budget: { max_total: 'a lot', warn_at: '80%' }, generations: [] } };
    const { verdict, violations } = await judged({ before, plans: catalogue() });
    expect(violations).toEqual([]);
    expect(verdict).toBe('pass');
  });
});

describe('low_balance', () => {
  const plans = { 'plan.yml': { generations: [] } };

  test.each([
    [0.999, '1', ['low_balance warn']],
    [1, '1', []],
    [0, '0', []],
  ])('a balance of %d below %s: %j', async (balance, lowBalance, violations) => {
    expect((await judged({ plans, balance, lowBalance })).violations).toEqual(violations);
  });

  test('speaks of the balance before the run', async () => {
    expect((await judged({ balance: 26, lowBalance: '1' })).verdict).toBe('pass');
  });

  test('says what to do', async () => {
    expect(await messagesOf({ plans, balance: 0.5, lowBalance: '1' })).toEqual([
      {
        text: 'The balance is $0.500 before the run, below $1.000. Add credits before the next run needs them.',
        limit: '1.000',
        actual: '0.500',
        plan: null,
      },
    ]);
  });
});

const EVERYTHING: Partial<Run> = {
  before: { 'plan.yml': 'generations: []' },
  plans: {
    'plan.yml': {
      ...catalogue({
        max_total: 20,
        max_per_generation: 0.05,
        max_increase: 5,
        max_generations: 499,
        max_monthly: 100,
        allowed_models: ['google/*'],
        denied_models: ['bfl/*'],
        warn_at: '80%',
      })['plan.yml'],
      runs_per_month: 4,
    },
  },
  balance: 0.5,
  budget: '20',
  lowBalance: '1',
};

describe('all rules together', () => {
  test('are told in the order of the table of rules', async () => {
    const { report } = await judged(EVERYTHING);
    expect(report.violations.map(({ rule }) => rule)).toEqual([...RULES]);
  });

  test('that people set only warn where budgets are to warn', async () => {
    expect((await judged({ ...EVERYTHING, warnOnly: true })).violations).toEqual([
      'balance fail',
      'budget warn',
      'max_total warn',
      'max_per_generation warn',
      'max_increase warn',
      'max_generations warn',
      'max_monthly warn',
      'allowed_models warn',
      'denied_models warn',
      'warn_at warn',
      'low_balance warn',
    ]);
  });

  test('warn and do not fail where the balance covers it and budgets are to warn', async () => {
    expect((await judged({ ...EVERYTHING, balance: 26, warnOnly: true })).verdict).toBe('warn');
  });

  test('that need a cost are not judged where it is unknown', async () => {
    const { violations, verdict } = await judged({ ...EVERYTHING, prices: {} });
    expect(verdict).toBe('error');
    expect(violations).toEqual([
      'max_generations fail',
      'allowed_models fail',
      'denied_models fail',
      'low_balance warn',
    ]);
  });
});

describe('the shortfall', () => {
  test.each([
    ['26', '0', '12.48', '13.520'],
    ['26', '0', '26', '0.000'],
    ['26', '0', '27', '0.000'],
    ['26', '5', '27', '4.000'],
  ])('of %s with a reserve of %s and a balance of %s is %s', (cost, reserve, balance, shortfall) => {
    expect(String(shortfallOf(usd(cost), usd(reserve), usd(balance)))).toBe(shortfall);
  });
});

describe('the gate fails closed', () => {
  const answer = fc.oneof(
    fc.double({ min: 0, max: 10 }),
    fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY),
    fc.constantFrom(refused(401), refused(404), refused(500), lacksScope(), new Error('reset')),
    fc.record({ cost_per_generation: fc.jsonValue() }),
    fc.constant({ model_identifier: 'another/model' }),
  );
  const account = fc.record({
    prices: fc.record({ 'a/one': answer, 'a/two': answer }),
    balance: fc.oneof(
      fc.double({ min: 0, max: 100 }),
      fc.jsonValue(),
      fc.constantFrom<unknown>(lacksScope(), refused(500), undefined, Number.NaN),
    ),
    creditBalance: fc.constantFrom(null, 0, 50),
  });
  const planLike = fc.oneof(
    { weight: 3, arbitrary: fc.constant<string | object>({ generations: [{ model: 'a/one' }, { model: 'a/two' }] }) },
    fc.json().map((json) => `generations: ${json}`),
    fc.constantFrom('', '- x', 'generations: [["a/one"]]', 'generations: [{model: a/one}]\nbudget: [max_total]'),
  );

  test('it never passes without every plan, every price and the balance', async () => {
    await fc.assert(
      fc.asyncProperty(account, planLike, async (given, plan) => {
        const report = await reportOf({ ...given, plans: { 'plan.yml': plan } });
        const { verdict, plans, balance, total_cost } = report;
        const isPriced = plans.length === 1 && plans.every(({ cost }) => cost !== null);
        if (!isPriced) expect([verdict, total_cost]).toEqual(['error', null]);
        if (verdict === 'error') return;
        expect(plans).toHaveLength(1);
        expect(plans.flatMap(({ lines }) => lines).every(({ cost }) => cost !== null)).toBe(true);
        expect(balance !== null && total_cost !== null && !(verdict === 'pass' && total_cost.exceeds(balance))).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('it says why where it cannot know', async () => {
    await fc.assert(
      fc.asyncProperty(account, planLike, async (given, plan) => {
        const { verdict, problems } = await reportOf({ ...given, plans: { 'plan.yml': plan } });
        expect(verdict === 'error').toBe(problems.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 500 },
    );
  });
});
