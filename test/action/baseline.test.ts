import { describe, expect, test } from 'vitest';
import { arrange, headline, PLAN } from '../support/in-process.ts';

/** So many images at 0.005: 1000 of them cost 5.000. */
function images(count: number, limits = ''): string {
  return `${limits}generations: [{ id: images, model: bfl/flux-schnell, count: ${count} }]\n`;
}

describe('on a pull request the plan is compared with the base branch', () => {
  test('one that costs less: the change is negative', async () => {
    const scene = await arrange({ plan: images(400), base: { [PLAN]: images(1000) } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ 'total-cost': '2.000', 'baseline-cost': '5.000', 'cost-change': '-3.000' });
    const { body } = scene.comment();
    expect(headline(body)).toMatch(/^Pass: \$2\.000 planned \(\$3\.000 less than on `main`\)/);
    expect(body).toContain('| Planned | Change | Outputs |');
    expect(body).toContain('| $2.000 | -$3.000 | 400 |');
    expect(body).toContain('<td align="right">count 1,000 → 400<br><b>-$3.000</b></td>');
  });

  test('settings that both have are estimated once', async () => {
    const before = `generations:\n  - { model: bfl/flux-schnell, count: 3 }\n  - { model: google/veo-2, duration: 5 }\n`;
    const after = `generations:\n  - { model: bfl/flux-schnell, count: 9 }\n  - { model: google/veo-2, duration: 5 }\n`;
    const scene = await arrange({ plan: after, base: { [PLAN]: before } });
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ 'cost-change': '0.030' });
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(2);
  });
});

describe('`max_increase`', () => {
  const limited = (limit: string, count: number) => images(count, `budget: { max_increase: ${limit} }\n`);

  test('of 20%: from 1000 to 1201 images is too much', async () => {
    const scene = await arrange({ plan: limited('20%', 1201), base: { [PLAN]: limited('20%', 1000) } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_increase"]' });
  });
});

describe('`baseline`', () => {
  test('none: nothing is compared, and the limits of the base branch judge all the same', async () => {
    const base = { [PLAN]: images(1000, 'budget: { max_total: 5 }\n') };
    const scene = await arrange({ plan: images(1600), base });
    const step = await scene.run({ inputs: { baseline: 'none' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.outputs).toMatchObject({ 'baseline-cost': '', 'cost-change': '' });
    expect(scene.comment().body).not.toContain('Change');
  });

  test('none: a warning says that a `max_increase` is not judged', async () => {
    const base = { [PLAN]: images(1000, 'budget: { max_increase: 0% }\n') };
    const scene = await arrange({ plan: images(1600), base });
    const step = await scene.run({ inputs: { baseline: 'none' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', violations: '[]' });
    expect(step.messages('warning')).toEqual([
      expect.stringMatching(/^The `max_increase` of `generation-plan\.yml` is not checked.*`baseline`.*`auto`/),
    ]);
    expect(scene.comment().body).toContain('is not checked');
  });

  const SHA = 'c0ffee0'.padEnd(40, '0');

  test.each([
    ['a branch', 'release/2026'],
    ['a tag', 'v1.0'],
    ['a commit', SHA],
  ])('%s: costs are compared with it, and the limits stay those of the base branch', async (_, ref) => {
    const base = { [PLAN]: images(1000, 'budget: { max_total: 5 }\n') };
    const scene = await arrange({ plan: images(1600), base });
    if (ref.startsWith('release')) scene.repo.branches[ref] = SHA;
    scene.repo.files[ref] = { [PLAN]: images(400, 'budget: { max_total: 100 }\n') };
    const step = await scene.run({ inputs: { baseline: ref } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', violations: '["max_total"]' });
    expect(step.outputs).toMatchObject({ 'baseline-cost': '2.000', 'cost-change': '6.000' });
    expect(scene.comment().body).toContain(`compared with \`${ref}\``);
  });

  test('a ref: compares without a pull request, too', async () => {
    const scene = await arrange({ plan: images(1600), base: { [PLAN]: images(1000) } });
    const step = await scene.run({ on: 'push', inputs: { baseline: 'main' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'baseline-cost': '5.000', 'cost-change': '3.000' });
  });

  test('a ref that does not exist is an error that names it', async () => {
    const scene = await arrange({ plan: images(1600), base: { [PLAN]: images(1000) } });
    const step = await scene.run({ inputs: { baseline: 'nowhere' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '8.000', 'baseline-cost': '' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^The baseline could not be read\. The commit `nowhere` could not be read/),
    ]);
  });
});

test('a plan that is written in the workflow has no baseline, and its own budget judges it', async () => {
  const base = { [PLAN]: images(1000, 'budget: { max_total: 1 }\n') };
  const scene = await arrange({ base });
  const plan = (limit: number) => images(1600, `budget: { max_total: ${limit} }\n`);
  const step = await scene.run({ inputs: { plan: plan(8) } });
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'baseline-cost': '', 'cost-change': '' });
  expect([...scene.github.requestsTo('get-blob'), ...scene.github.requestsTo('get-contents')]).toEqual([]);
  expect((await scene.run({ inputs: { plan: plan(7) } })).outputs).toMatchObject({ violations: '["max_total"]' });
});
