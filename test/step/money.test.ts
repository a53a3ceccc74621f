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
    const sentence = 'Over the balance: $26.000 planned, $12.480 available, $13.520 missing';
    expect(headline(scene.comment().body)).toBe(sentence);
    expect(headline(step.summary)).toBe(headline(scene.comment().body));
    expect(step.messages('error')).toEqual([
      expect.stringContaining('The plan costs $26.000, and the balance is $12.480: $13.520 is missing.'),
    ]);
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
    expect(headline(scene.comment().body)).toBe('Pass: $26.000 planned (all new), $26.000 available');
    expect(step.annotations).toEqual([]);
  });
});
