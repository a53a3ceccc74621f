import { describe, expect, test } from 'vitest';
import { arrange } from '../support/in-process.ts';

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
});
