import { describe, expect, test } from 'vitest';
import { arrange, headline, PLAN } from '../support/step.ts';

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
    expect(headline(body)).toMatch(/^The plan costs \$2\.000 \(\$3\.000 less than on `main`\)/);
    expect(body).toContain('| Planned | Change | Outputs |');
    expect(body).toContain('| $2.000 | -$3.000 | 400 |');
    expect(body).toContain('<td align="right">count 1,000 → 400<br><b>-$3.000</b></td>');
  });

  test('one that costs more: the output has no sign, the comment has', async () => {
    const scene = await arrange({ plan: images(1600), base: { [PLAN]: images(1000) } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ 'baseline-cost': '5.000', 'cost-change': '3.000' });
    expect(headline(scene.comment().body)).toMatch(/^The plan costs \$8\.000 \(\$3\.000 more than on `main`\)/);
    expect(scene.comment().body).toContain('| $8.000 | +$3.000 | 1,600 |');
  });

  test('one that is the same', async () => {
    const scene = await arrange({ plan: images(1000), base: { [PLAN]: images(1000) } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ 'baseline-cost': '5.000', 'cost-change': '0.000' });
    expect(headline(scene.comment().body)).toMatch(/^The plan costs \$5\.000 \(as much as on `main`\)/);
    expect(scene.comment().body).toContain('<td align="right">same</td>');
  });

  test('the first one: all of it is new', async () => {
    const scene = await arrange({ plan: images(1000), base: { 'README.md': '# Catalogue' } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ 'baseline-cost': '0.000', 'cost-change': '5.000' });
    expect(scene.comment().body).toContain('<td align="right">added<br><b>+$5.000</b></td>');
  });

  test('settings that both have are estimated once', async () => {
    const before = `generations:\n  - { model: bfl/flux-schnell, count: 3 }\n  - { model: google/veo-2, duration: 5 }\n`;
    const after = `generations:\n  - { model: bfl/flux-schnell, count: 9 }\n  - { model: google/veo-2, duration: 5 }\n`;
    const scene = await arrange({ plan: after, base: { [PLAN]: before } });
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ 'cost-change': '0.030' });
    expect(scene.babysea.requestsTo('estimate')).toHaveLength(2);
  });

  test('its `count_from` counts the data file of the base branch', async () => {
    const plan = 'generations: [{ model: bfl/flux-1.1-pro, count_from: products.csv }]';
    const base = { [PLAN]: plan, 'products.csv': 'name\nseal\npup\n' };
    const scene = await arrange({ plan, files: { 'products.csv': 'name\na\nb\nc\nd\ne\n' }, base });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ 'total-cost': '0.260', 'baseline-cost': '0.104', 'cost-change': '0.156' });
    expect(scene.comment().body).toContain('count 2 → 5');
  });

  test('a plan that is deleted under a pattern is part of the change', async () => {
    const base = { 'plans/a.yml': images(1000), 'plans/b.yml': images(600).replace('images', 'thumbnails') };
    const scene = await arrange({ files: { 'plans/a.yml': images(1000) }, base });
    const step = await scene.run({ inputs: { plan: 'plans/*.yml' } });
    expect(step.outputs).toMatchObject({ 'total-cost': '5.000', 'baseline-cost': '8.000', 'cost-change': '-3.000' });
    expect(scene.comment().body).toContain('<td align="right">deleted<br>-$3.000</td>');
    expect(scene.comment().body).toContain('<td align="right">removed<br><b>-$3.000</b></td>');
  });

  test('a plan that is renamed is not new', async () => {
    const scene = await arrange({ files: { 'spring.yml': images(1600) }, base: { 'winter.yml': images(1000) } });
    const step = await scene.run({ inputs: { plan: 'spring.yml' } });
    expect(step.outputs).toMatchObject({ 'baseline-cost': '5.000', 'cost-change': '3.000' });
    expect(scene.comment().body).toContain('count 1,000 → 1,600');
  });

  test('a line that cannot be priced any more counts as nothing, and a notice says so', async () => {
    const before = 'generations: [{ id: old, model: acme/gone }, { id: images, model: bfl/flux-schnell, count: 1000 }]';
    const scene = await arrange({ plan: images(1000), base: { [PLAN]: before } });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'baseline-cost': '5.000', 'cost-change': '0.000' });
    expect(step.messages('notice')).toEqual([
      expect.stringMatching(/^The line `old` of `main` cannot be priced any more, and counts as nothing/),
    ]);
  });

  test('a line that cannot be priced for now leaves the change unknown, not wrong', async () => {
    const before = 'generations: [{ id: old, model: google/veo-2 }, { id: images, model: bfl/flux-schnell }]';
    const scene = await arrange({ plan: images(1000), base: { [PLAN]: before } });
    const when = ({ path }: { path: string }) => path.includes('veo-2');
    scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', kind: 'html-502', when });
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'baseline-cost': '', 'cost-change': '' });
    expect(step.messages('warning')).toEqual([expect.stringContaining('so the cost of the change is unknown')]);
    expect(scene.comment().body).toContain('| $5.000 | unknown | 1,000 |');
  });
});

describe('`max_increase`', () => {
  const limited = (limit: string, count: number) => images(count, `budget: { max_increase: ${limit} }\n`);

  test.each([
    ['20%', 1200, 'pass'],
    ['20%', 1201, 'fail'],
    ['1.00', 1200, 'pass'],
    ['1.00', 1201, 'fail'],
  ])('of %s: from 1000 to %d images is `%s`', async (limit, count, verdict) => {
    const scene = await arrange({ plan: limited(limit, count), base: { [PLAN]: limited(limit, 1000) } });
    const step = await scene.run();
    const violations = verdict === 'pass' ? '[]' : '["max_increase"]';
    expect(step.outputs).toMatchObject({ verdict, violations });
  });

  test('in percent says nothing of a plan that is new, as an amount it does', async () => {
    expect((await (await arrange({ plan: limited('20%', 1000) })).run()).outputs).toMatchObject({ verdict: 'pass' });
    expect((await (await arrange({ plan: limited('1', 1000) })).run()).outputs).toMatchObject({
      verdict: 'fail',
      violations: '["max_increase"]',
    });
  });

  test('whose baseline cannot be priced for now is an error', async () => {
    const before = 'budget: { max_increase: 20% }\ngenerations: [{ id: old, model: google/veo-2 }]';
    const scene = await arrange({ plan: images(1), base: { [PLAN]: before } });
    const when = ({ path }: { path: string }) => path.includes('veo-2');
    scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', kind: 'html-502', when });
    const step = await scene.run({ inputs: { alternatives: 'false' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '0.005' });
    expect(step.messages('error')).toEqual([expect.stringMatching(/^The `max_increase` .* could not be checked/)]);
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
    expect(scene.comment().body).toContain(`$6.000 more than on \`${ref}\``);
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
  expect(scene.github.requestsTo('get-blob')).toEqual([]);
  expect((await scene.run({ inputs: { plan: plan(7) } })).outputs).toMatchObject({ violations: '["max_total"]' });
});
