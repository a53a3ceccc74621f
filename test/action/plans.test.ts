import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { rewriteJson } from '../support/faults.ts';
import { arrange, headline, refusal, type Scene, withData } from '../support/in-process.ts';

/** What the estimates were asked for, each as text, in no order. */
function askedOf(scene: Scene): string[] {
  return scene.babysea
    .requestsTo('estimate')
    .map(({ path, query }) => `${path} ${JSON.stringify(query)}`)
    .toSorted();
}

const NO_ADVICE = { alternatives: 'false' };

describe('a plan as people write it', () => {
  test('with a matrix, defaults and the records of a data file costs what its lines cost', async () => {
    const plan = `
name: Spring catalogue
runs_per_month: 4
defaults: { resolution: 720p }
generations:
  - id: products
    model: bfl/flux-1.1-pro
    count_from: ../data/products.csv
  - id: sweep
    model: kling/v1.5-pro
    count: 3
    matrix:
      duration: [5, 10]
      resolution: [720p, 1080p]
      exclude: [{ duration: 10, resolution: 1080p }]
  - id: clip
    model: kling/v1.5-pro
    duration: 5
`;
    const products = `name,note\r\nseal,"two\r\nlines"\r\notter,plain\r\n\r\n`;
    const scene = await arrange({ files: { 'plans/spring.yml': plan, 'data/products.csv': products } });
    const step = await scene.run({ inputs: { plan: 'plans/spring.yml', ...NO_ADVICE } });
    // 2 × 0.052 + 3 × (5 × 0.049 + 5 × 0.098 + 10 × 0.049) + 5 × 0.049
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '4.024', 'generation-count': '12' });
    expect(askedOf(scene)).toEqual([
      '/v1/estimate/bfl/flux-1.1-pro {"count":"1"}',
      '/v1/estimate/kling/v1.5-pro {"count":"1","duration":"10","resolution":"720p"}',
      '/v1/estimate/kling/v1.5-pro {"count":"1","duration":"5","resolution":"1080p"}',
      '/v1/estimate/kling/v1.5-pro {"count":"1","duration":"5","resolution":"720p"}',
    ]);
    const { body } = scene.comment();
    for (const text of ['data/products.csv', 'sweep (5 s, 1080p)', '$16.096']) expect(body).toContain(text);
  });

  test('in several files found by a pattern has one balance over all, and each its own budget', async () => {
    const scene = await arrange({
      files: {
        'plans/a.yml': 'budget: { max_total: 1 }\ngenerations: [{ model: bfl/flux-1.1-pro, count: 10 }]',
        'plans/deep/b.yml': 'budget: { max_total: 0.5 }\ngenerations: [{ model: bfl/flux-1.1-pro, count: 10 }]',
        'plans/draft.yml': 'not: a plan',
      },
      balance: '1.00',
    });
    const step = await scene.run({ inputs: { plan: 'plans/**/*.yml\n!plans/draft.yml', 'low-balance': '0' } });
    expect(step.outputs).toMatchObject({
      verdict: 'fail',
      'total-cost': '1.040',
      shortfall: '0.040',
      violations: '["balance","max_total"]',
    });
    expect(headline(scene.comment().body)).toMatch(/^Over the balance: \$1\.040 planned, \$1\.000 available/);
    expect(step.messages('error')).toContainEqual(expect.stringMatching(/`plans\/deep\/b\.yml` costs \$0\.520/));
  });

  test('that no pattern finds is an error that says what was looked for', async () => {
    const scene = await arrange({ files: { 'a.yml': 'generations: []' } });
    const step = await scene.run({ inputs: { plan: 'a.yml\nplans/*.yml' } });
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '' });
    expect(step.messages('error')).toEqual([expect.stringContaining('No file of the workspace matches `plans/*.yml`')]);
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
  });

  test('inline in the workflow is judged, and counts data files from the root', async () => {
    const scene = await arrange({ files: { 'data/rows.txt': 'one\n\ntwo\nthree\n' } });
    const plan = 'generations:\n  - model: bfl/flux-1.1-pro\n    count_from: data/rows.txt\n';
    expect((await scene.run({ inputs: { plan } })).outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.156' });
    expect(scene.comment().body).toContain('Plan: `plan input`');
  });

  test('inline has its mistakes at their place in the input, and no annotation in a file', async () => {
    const scene = await arrange();
    const step = await scene.run({ inputs: { plan: 'generations:\n  - modle: bfl/flux-schnell\n' } });
    expect(step.outputs).toMatchObject({ verdict: 'error' });
    expect(step.messages('error')).toEqual([
      expect.stringMatching(/^plan input:2:5 The key `modle` is unknown\. Did you mean `model`\?/),
    ]);
    expect(step.annotations.map(({ file }) => file)).toEqual([undefined]);
  });
});

describe('the model library', () => {
  test('that cannot be had is a notice, and the estimates decide', async () => {
    const scene = await arrange({
      plan: 'defaults: { audio: false }\ngenerations: [{ model: bfl/flux-schnell, count: 3 }]',
    });
    scene.babysea.faults.add({ endpoint: 'library', times: 'always', ...refusal(500, { retryable: false }) });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.015' });
    expect(step.messages('notice')).toEqual([
      expect.stringMatching(
        /^The plan was not checked against the model library; the estimates alone decide\..*HTTP 500/,
      ),
    ]);
    expect(scene.comment().body).toContain('was not checked against the model library');
  });
});

describe('cheaper models', () => {
  const PLAN = 'generations: [{ id: hero, model: bfl/flux-1.1-pro, count: 100 }]';

  test('are named with the saving that an estimate confirms', async () => {
    const scene = await arrange({ plan: PLAN });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(scene.comment().body).toContain(
      '- `hero`: `bfl/flux-schnell` takes the same settings for $0.005 an output, $4.700 less in all.',
    );
    expect(askedOf(scene)).toContain('/v1/estimate/bfl/flux-schnell {"count":"1"}');
  });

  test('are named by what the estimate says, not by the library, and not where none confirms', async () => {
    const scene = await arrange({ plan: PLAN });
    const cheap = ({ path }: { path: string }) => !path.endsWith('flux-1.1-pro');
    const change = withData({ cost_per_generation: 0.06 });
    scene.babysea.faults.add({ endpoint: 'estimate', times: 'always', when: cheap, ...rewriteJson(change) });
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '5.200' });
    expect(scene.comment().body).not.toContain('Cheaper models');
  });
});

describe('the look back at usage', () => {
  test('tells the estimated usage, without a word in the verdict', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-schnell }]' });
    const step = await scene.run({ inputs: { 'usage-days': '30' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(scene.comment().body).toContain('**The last 30 days**');
    expect(scene.babysea.requestsTo('usage').map(({ query }) => query)).toEqual([{ days: '30' }]);
  });

  test('with a key that may not read usage says so, and the verdict is the same', async () => {
    const scene = await arrange({
      plan: 'generations: [{ model: bfl/flux-schnell }]',
      babysea: { keys: { [defaultKey]: ['generation:write', 'generation:read', 'library:read'] } },
    });
    const step = await scene.run({ inputs: { 'usage-days': '7' } });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'total-cost': '0.005' });
    expect(scene.comment().body).toMatch(/usage of the last 7 days.*it lacks the scope/);
    expect(step.messages('error')).toEqual([]);
  });
});

describe('the output `matrix`', () => {
  test('is for `strategy.matrix` of a later job, and sums to the total', async () => {
    const scene = await arrange({
      plan: `
generations:
  - { id: stills, model: bfl/flux-1.1-pro, count: 10, params: { generation_prompt: A seal } }
  - { id: clips, model: kling/v1.5-pro, matrix: { duration: [5, 10] } }
`,
    });
    const { outputs } = await scene.run();
    expect(JSON.parse(outputs['matrix'] ?? '')).toMatchObject({
      include: [
        {
          shard: 1,
          of: 3,
          cost: '0.520',
          lines: [{ id: 'stills', count: 10, params: { generation_prompt: 'A seal' } }],
        },
        { shard: 2, of: 3, cost: '0.245', lines: [{ id: 'clips (5 s)', params: { generation_duration: 5 } }] },
        { shard: 3, of: 3, cost: '0.490', lines: [{ id: 'clips (10 s)', params: { generation_duration: 10 } }] },
      ],
    });
    expect(outputs['total-cost']).toBe('1.255');
  });

  test('is empty where the gate does not pass', async () => {
    const scene = await arrange({ plan: 'generations: [{ model: bfl/flux-1.1-pro, count: 10 }]', balance: '0.1' });
    expect((await scene.run()).outputs).toMatchObject({ verdict: 'fail', matrix: '' });
  });
});

describe('a file that is made to exhaust the gate, or is no plan, is one clear error', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => [...pair])) {
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
  }
  const lists = ['model', 'count', 'outputs', 'duration', 'resolution', 'audio', 'a', 'b', 'c', 'd'];

  test.each<[string, string, RegExp]>([
    ['a YAML bomb', `${bomb.join('\n')}\ngenerations: *i\n`, /more than 1,000,000 values/],
    [
      'a matrix of ten lists of ten',
      `generations:\n  - matrix: { ${lists.map((key) => `${key}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]`).join(', ')} }\n`,
      /would have 10,000,000,000 lines; at most 10,000 are allowed/,
    ],
    ['2 MiB', `# ${'x'.repeat(2 * 1024 * 1024)}\ngenerations: []\n`, /has more than 1 MiB/],
    ['several documents', 'generations: []\n---\ngenerations: []\n', /several YAML documents/],
    ['tabs', 'generations:\n\t- model: a/b\n', /indented with a tab/],
    ['no UTF-8', 'latin1', /is not UTF-8 text/],
  ])('%s', async (_, plan, message) => {
    const scene = await arrange();
    await scene.write('generation-plan.yml', plan);
    if (plan === 'latin1')
      await writeFile(join(scene.workspace, 'generation-plan.yml'), Buffer.from('name: Früh\n', 'latin1'));
    const step = await scene.run();
    expect(step.outputs).toMatchObject({ verdict: 'error', 'total-cost': '' });
    expect(step.messages('error')).toEqual([expect.stringMatching(message)]);
    expect(scene.babysea.requestsTo('estimate')).toEqual([]);
  });
});
