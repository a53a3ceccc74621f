import { describe, expect, test } from 'vitest';
import { arrange, headline } from '../support/step.ts';

/** The credit guide's own example. */
const CATALOGUE = `
generations:
  - id: catalogue
    model: bfl/flux-1.1-pro
    count: 500
`;

describe('the example of the credit guide: 500 images at 0.052', () => {
  test('fails where the balance is 12.480, and says first what is missing', async () => {
    const scene = await arrange({ plan: CATALOGUE, balance: '12.480' });
    const step = await scene.run();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toEqual({
      verdict: 'fail',
      'total-cost': '26.000',
      'baseline-cost': '0.000',
      'cost-change': '26.000',
      balance: '12.480',
      'remaining-balance': '-13.520',
      shortfall: '13.520',
      'generation-count': '500',
      violations: '["balance"]',
      report: '',
      matrix: '',
      'comment-id': String(scene.comment().id),
      'comment-url': `${scene.github.serverUrl}/sample-studio/catalogue/pull/7#issuecomment-${scene.comment().id}`,
    });
    const sentence = 'The plan costs $26.000, and the balance is $12.480: $13.520 is missing.';
    expect(headline(scene.comment().body)).toBe(`${sentence} All of it is new.`);
    expect(headline(step.summary)).toBe(headline(scene.comment().body));
    expect(step.messages('error')).toEqual([expect.stringContaining(sentence)]);
  });

  test('passes where the balance is exactly 26.000', async () => {
    const scene = await arrange({ plan: CATALOGUE, balance: '26.000' });
    const step = await scene.run();
    expect(step.exitCode).toBe(0);
    expect(step.outputs).toMatchObject({
      verdict: 'pass',
      'total-cost': '26.000',
      'remaining-balance': '0.000',
      shortfall: '0.000',
      violations: '[]',
    });
    expect(headline(scene.comment().body)).toBe(
      'The plan costs $26.000 (all of it new), and the balance of $26.000 covers it.',
    );
    expect(step.annotations).toEqual([]);
  });

  test('fails where the balance is 25.999', async () => {
    const step = await (await arrange({ plan: CATALOGUE, balance: '25.999' })).run();
    expect(step.outputs).toMatchObject({ verdict: 'fail', shortfall: '0.001', 'remaining-balance': '-0.001' });
  });
});

describe('amounts are exact', () => {
  test('a million outputs at 0.0052 cost 5200.000', async () => {
    const scene = await arrange({
      plan: 'generations: [{ model: acme/cheap, count: 1000000 }]',
      balance: '5200',
      babysea: { models: [{ identifier: 'acme/cheap', type: 'image', price: '0.0052' }] },
    });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({
      verdict: 'pass',
      'total-cost': '5200.000',
      'remaining-balance': '0.000',
      'generation-count': '1000000',
    });
    expect(step.text).toContain('$5,200.000');
  });

  test('0.1 and 0.2 are 0.3, which a balance of 0.3 covers', async () => {
    const scene = await arrange({
      plan: 'generations: [{ model: acme/one }, { model: acme/two }]',
      balance: '0.3',
      babysea: {
        models: [
          { identifier: 'acme/one', type: 'image', price: '0.1' },
          { identifier: 'acme/two', type: 'image', price: '0.2' },
        ],
      },
    });
    const step = await scene.run({ inputs: { 'low-balance': '0' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.300', 'remaining-balance': '0.000' });
  });
});

describe('what is affordable alone and not together', () => {
  test('three lines: fails', async () => {
    const plan = `
generations:
  - model: bfl/flux-1.1-pro
    count: 100
  - model: bfl/flux-1.1-pro
    count: 100
  - model: bfl/flux-1.1-pro
    count: 100
`;
    const step = await (await arrange({ plan, balance: '5.200' })).run();
    expect(step.outputs).toMatchObject({ verdict: 'fail', 'total-cost': '15.600', shortfall: '10.400' });
  });

  test('two plan files: they share one balance', async () => {
    const half = 'generations: [{ model: bfl/flux-1.1-pro, count: 100 }]';
    const scene = await arrange({ files: { 'plans/a.yml': half, 'plans/b.yml': half }, balance: '10.399' });
    const inputs = { plan: 'plans/a.yml\nplans/b.yml\n\n./plans/a.yml' };
    const step = await scene.run({ inputs });
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      'total-cost': '10.400',
      shortfall: '0.001',
      'generation-count': '200',
    });
    expect(scene.comment().body).toContain('plans/a.yml');
    expect(scene.comment().body).toContain('plans/b.yml');
  });
});

describe('a plan without generations', () => {
  test('costs nothing and passes', async () => {
    const step = await (await arrange({ plan: 'generations: []', balance: '5' })).run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.000', 'generation-count': '0' });
  });
});

test('what the API clamps to a hundred outputs is priced in full', async () => {
  const plan = `
generations:
  - id: clips
    model: kling/v1.5-pro
    count: 150
    duration: 10
    resolution: 720p
  - id: images
    model: bfl/flux-schnell
    count: 300
    outputs: 4
`;
  const step = await (await arrange({ plan, balance: '100' })).run();
  // 150 × 10 s × 0.049 + 300 × 4 × 0.005
  expect(step.outputs).toMatchObject({ 'total-cost': '79.500', 'generation-count': '1350' });
});
