import { describe, expect, test } from 'vitest';
import { arrange, headline } from '../support/step.ts';

/** 100 × 0.052 + 200 × 0.005 = 6.200 */
const LINES = `
generations:
  - id: hero
    model: bfl/flux-1.1-pro
    count: 100
  - id: thumbnails
    model: bfl/flux-schnell
    count: 200
`;

describe('limits that the workflow sets', () => {
  test('`reserve` must be left after the run', async () => {
    const scene = await arrange({ plan: LINES, balance: '10' });
    const step = await scene.run({ inputs: { reserve: '4.00' } });
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      shortfall: '0.200',
      'remaining-balance': '3.800',
      violations: '["balance"]',
    });
    const kept = await scene.run({ inputs: { reserve: '3.80' } });
    expect(kept.outputs).toMatchObject({ verdict: 'pass', shortfall: '0.000' });
  });

  test('`budget` is a ceiling over all plans', async () => {
    const scene = await arrange({ files: { 'a.yml': LINES, 'b.yml': LINES }, balance: '50' });
    const plan = 'a.yml\nb.yml';
    const step = await scene.run({ inputs: { plan, budget: '12.39' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', 'total-cost': '12.400', violations: '["budget"]' });
    expect(headline(scene.comment().body)).toBe(
      'The 2 plans cost $12.400, and the `budget` is $12.390: $0.010 too much. All of it is new.',
    );
    expect((await scene.run({ inputs: { plan, budget: '12.40' } })).outputs).toMatchObject({ verdict: 'pass' });
  });

  test('`low-balance` warns before the run, and `0` turns it off', async () => {
    const scene = await arrange({ plan: 'generations: []', balance: '0.999' });
    const step = await scene.run();
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({ verdict: 'warn', violations: '["low_balance"]' });
    expect(step.messages('warning')).toEqual([expect.stringContaining('The balance is $0.999 before the run')]);
    expect((await scene.run({ inputs: { 'low-balance': '0' } })).outputs).toMatchObject({ verdict: 'pass' });
  });
});

describe('limits that a plan sets', () => {
  const limited = `
budget:
  max_total: 6.00
  max_per_generation: 0.05
  max_generations: 299
  warn_at: 80%
${LINES}`;

  test('fail the step, each told with what it allows and what stands against it', async () => {
    const scene = await arrange({ plan: limited, balance: '50' });
    const step = await scene.run();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      violations: '["max_total","max_per_generation","max_generations","warn_at"]',
      shortfall: '0.000',
    });
    expect(step.messages('error')).toEqual([
      expect.stringContaining('`generation-plan.yml` costs $6.200, and its `max_total` is $6.000: $0.200 too much.'),
      expect.stringContaining('One output of `hero` costs $0.052'),
      expect.stringContaining('asks for 300 outputs, and its `max_generations` is 299: 1 too many.'),
    ]);
    expect(step.messages('warning')).toEqual([expect.stringContaining('reaches its `warn_at` of $4.800')]);
    expect(step.annotations.map(({ file }) => file)).toEqual(Array(4).fill('generation-plan.yml'));
  });

  test('warn where the workflow says `warn-only`', async () => {
    const scene = await arrange({ plan: limited, balance: '50' });
    const step = await scene.run({ inputs: { 'warn-only': 'true', budget: '1' } });
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({
      verdict: 'warn',
      violations: '["budget","max_total","max_per_generation","max_generations","warn_at"]',
    });
    expect(step.messages('error')).toEqual([]);
  });

  test('do not let a balance that is too low through, `warn-only` or not', async () => {
    const scene = await arrange({ plan: LINES, balance: '6.199' });
    const step = await scene.run({ inputs: { 'warn-only': 'true' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["balance"]' });
  });

  test('`warn_at` warns from exactly there on', async () => {
    const warnAt = (amount: string) => `budget: { warn_at: ${amount} }\n${LINES}`;
    const scene = await arrange({ plan: warnAt('6.20'), balance: '50' });
    expect((await scene.run()).outputs).toMatchObject({ verdict: 'warn', violations: '["warn_at"]' });
    await scene.write('generation-plan.yml', warnAt('6.201'));
    expect((await scene.run()).outputs).toMatchObject({ verdict: 'pass', violations: '[]' });
  });

  test('count for each plan file alone', async () => {
    const files = {
      'a.yml': `budget: { max_total: 6.20 }\n${LINES}`,
      'b.yml': `budget: { max_total: 6.19 }\n${LINES}`,
    };
    const step = await (await arrange({ files, balance: '50' })).run({ inputs: { plan: 'a.yml\nb.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.messages('error')).toEqual([expect.stringContaining('`b.yml` costs $6.200')]);
  });
});

test('of several rules that do not hold, the sentence tells of the balance first and names the others', async () => {
  const scene = await arrange({ plan: `budget: { max_total: 6 }\n${LINES}`, balance: '0.200' });
  const step = await scene.run({ inputs: { budget: '5' } });
  expect(step.outputs).toMatchObject({
    verdict: 'fail',
    violations: '["balance","budget","max_total","low_balance"]',
    shortfall: '6.000',
  });
  expect(headline(scene.comment().body)).toMatch(/^The plan costs \$6\.200, and the balance is \$0\.200: \$6\.000 is/);
  expect(headline(scene.comment().body)).toMatch(/`budget` and `max_total`/);
});
