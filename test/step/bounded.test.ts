import { describe, expect, test } from 'vitest';
import { arrange } from '../support/step.ts';

const NUMBERS = Array.from({ length: 100 }, (_, index) => index + 1).join(', ');
const MATRIX = `generations: [{ model: bfl/flux-schnell, matrix: { count: [${NUMBERS}], outputs: [${NUMBERS}] } }]\n`;

function fields(count: number): string {
  return Array.from({ length: count }, (_, index) => `generation_k${index}: 1`).join(', ');
}

describe('a small plan that would be much work is an error in time', () => {
  test.each([
    [
      '60,000 anchors and 15,000 aliases',
      {
        'plan.yml': `x:\n${Array.from({ length: 60_000 }, (_, index) => `- &a${index} 1\n`).join('')}${'- *a9\n'.repeat(15_000)}`,
      },
      /This file has 15,000 aliases; 1,000 are the most\.|Time ran out while `plan\.yml` was parsed\./,
    ],
    ['a mebibyte of directives', { 'plan.yml': '%A\n'.repeat(349_000) }, /The directive `%A` is not supported\./],
    [
      '200,000 times the same key',
      { 'plan.yml': 'k: 1\n'.repeat(200_000) },
      /This mapping has the key `k` already\.|Time ran out while `plan\.yml` was parsed\./,
    ],
    [
      '30 plans of 10,000 lines each',
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`plan-${index}.yml`, MATRIX])),
      /The 30 plans of this run would have 300,000 lines; 10,000 are the most\./,
    ],
    [
      '10,000 lines that share 40,000 fields of `params`',
      { 'plan.yml': MATRIX.replace(' }]\n', `, params: { ${fields(40_000)} } }]\n`) },
      /This plan would have 400,000,000 fields of `params` in all lines; 500,000 are the most\.|Time ran out while `plan\.yml` was parsed\./,
    ],
    [
      '1,000 lines with 300 fields that the model does not have',
      {
        'plan.yml': `generations: [{ model: bfl/flux-schnell, matrix: { count: [${NUMBERS}], outputs: [1,2,3,4,5,6,7,8,9,10] }, params: { ${fields(300)} } }]\n`,
      },
      /has no field `generation_k0`/,
    ],
  ])('%s', async (_, files, said) => {
    const scene = await arrange({ files });
    const started = Date.now();
    const step = await scene.run({ inputs: { plan: 'plan*.yml', timeout: '5' } });
    // Twice the 5 s of grace, since other tests run at the same time.
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.messages('error')[0]).toMatch(said);
    expect(step.stderr).toBe('');
  });
});
