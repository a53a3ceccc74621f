import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrange, temporaryFolder } from '../support/in-process.ts';

const GOOD = 'generations: [{ model: bfl/flux-schnell }]';

describe('mistakes in a plan', () => {
  test('are told all at once, each on its line, with what was expected and the nearest word', async () => {
    const plan = `version: 1
budget:
  max_totl: 30
generations:
  - id: hero
    model: flux
    count: 0
  - id: thumbnails
    model: bfl/flux-schnell
    durration: 5
`;
    const scene = await arrange({ plan });
    const step = await scene.run();
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      verdict: 'error',
      'total-cost': '',
      'generation-count': '',
      violations: '[]',
    });
    const file = 'generation-plan.yml';
    expect(step.annotations).toMatchObject([
      {
        level: 'error',
        file,
        line: 3,
        endLine: 3,
        col: 3,
        endColumn: 11,
        message: expect.stringMatching(/`max_totl` is unknown.*`max_total`/),
      },
      {
        file,
        line: 6,
        col: 12,
        endColumn: 16,
        message: expect.stringMatching(/expected a model identifier.*found the text `flux`/),
      },
      {
        file,
        line: 7,
        col: 12,
        message: expect.stringMatching(/expected a whole number from 1 to 1,000,000, found `0`/),
      },
      { file, line: 10, col: 5, message: expect.stringMatching(/`durration` is unknown.*`duration`/) },
    ]);
    expect(step.text).toContain('10 |     durration: 5\n   |     ^^^^^^^^^');
    expect(step.summary).toContain('generation-plan.yml:10:5');
    expect(scene.comment().body).toContain('generation-plan.yml:10:5');
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
  });

  test('of several files are told together', async () => {
    const files = { 'a.yml': 'generations: 1', 'b.yml': 'generatoins: []', 'c.yml': 'a: [', 'good.yml': GOOD };
    const step = await (await arrange({ files })).run({ inputs: { plan: 'a.yml\nb.yml\nc.yml\ngood.yml' } });
    const places = step.annotations.map(({ file, line }) => `${file}:${line}`);
    expect(new Set(places)).toEqual(new Set(['a.yml:1', 'b.yml:1', 'c.yml:1']));
  });

  test('beyond those that GitHub keeps as annotations are in the log, and counted', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `  - { model: bfl/flux-schnell, count: -${index + 1} }`);
    const scene = await arrange({ plan: `generations:\n${lines.join('\n')}` });
    const step = await scene.run();
    const messages = step.messages('error');
    expect(messages).toHaveLength(10);
    expect(messages[9]).toBe('21 more of this kind are in the log.');
    for (const place of [2, 10]) expect(messages[place - 2]).toMatch(new RegExp(`^generation-plan\\.yml:${place}:`));
    expect(step.text).toMatch(/^error: generation-plan\.yml:11:.*found `-10`/m);
    expect(step.text).toMatch(/^error: generation-plan\.yml:31:.*found `-30`/m);
    for (const text of [step.summary, scene.comment().body]) expect(text).toContain('generation-plan.yml:31:');
  });
});

test('a mistake is told without waiting for what was asked before the plan was read', async () => {
  const scene = await arrange({ plan: 'generations: 3' });
  for (const endpoint of ['billing', 'library'] as const)
    scene.babysea.faults.add({ endpoint, times: 'always', kind: 'hang' });
  const step = await scene.run();
  expect(step.outputs).toMatchObject({ verdict: 'error' });
  // A request is waited for up to 30 seconds.
  expect(step.durationMs).toBeLessThan(30_000);
});

describe('a plan file that cannot be had', () => {
  test.each([
    ['is not there', 'missing.yml', /`missing\.yml` does not exist.*`actions\/checkout`/],
    ['is a folder', 'folder', /`folder` is a folder, not a file/],
    ['lies outside of the workspace', '../outside.yml', /`\.\.\/outside\.yml`/],
    ['is a link to the outside', 'link.yml', /`link\.yml` is a symbolic link/],
  ])('%s', async (_, plan, message) => {
    const scene = await arrange({ files: { 'folder/a.yml': GOOD } });
    await symlink(join(await temporaryFolder(), '..'), join(scene.workspace, 'link.yml'));
    const step = await scene.run({ inputs: { plan } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'generation-count': '' });
    expect(step.messages('error')).toEqual([expect.stringMatching(message)]);
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
  });

  test('leaves what all plans cost unknown, though the others are good', async () => {
    const scene = await arrange({ files: { 'good.yml': GOOD } });
    const step = await scene.run({ inputs: { plan: 'good.yml\nmissing.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '', 'generation-count': '', shortfall: '' });
  });
});

describe('mistakes in the inputs', () => {
  test('are told all at once, each with what is expected', async () => {
    const scene = await arrange({ plan: GOOD });
    const wrong = {
      region: 'mars',
      'base-url': 'http://api.example.com',
      budget: '30 USD',
      reserve: '-1',
      'low-balance': 'low',
      'warn-only': 'yes',
      'comment-key': '-->',
      summary: 'perhaps',
      'pull-request': '#7',
      concurrency: '33',
      timeout: '0',
    };
    const step = await scene.run({ inputs: wrong });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    const all = [...step.messages('error'), ...step.text.split('\n')];
    for (const [name, value] of Object.entries(wrong)) {
      expect(all).toContainEqual(expect.stringContaining(`The input \`${name}\` is \`${value}\`; expected `));
    }
    expect(step.messages('error')).toHaveLength(10);
    expect(step.messages('error')[0]).toContain('expected `us`, `eu` or `jp`');
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
    expect(scene.comment().body).toContain('`mars`');
  });

  test('and mistakes in the plan are told together', async () => {
    const step = await (await arrange({ plan: 'generations: 1' })).run({ inputs: { reserve: 'much', 'api-key': '' } });
    expect(step.messages('error')).toEqual([
      expect.stringContaining('`reserve` is `much`'),
      expect.stringContaining('There is no BabySea key'),
      expect.stringContaining('generation-plan.yml:1:14'),
    ]);
  });

  test('left empty are their defaults, as where a variable of the workflow is not set', async () => {
    const scene = await arrange({ plan: GOOD, balance: '0.999' });
    const empty = {
      plan: '',
      region: '',
      reserve: '',
      'low-balance': '',
      'warn-only': '',
      summary: '',
      concurrency: '',
      timeout: '',
    };
    const step = await scene.run({
      inputs: { ...empty, budget: '', report: '', 'comment-key': '', 'pull-request': '' },
    });
    expect(step.outputs).toMatchObject({ verdict: 'warn', violations: '["low_balance"]' });
    expect(step.summary).not.toBe('');
  });
});
