import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { arrange, headline, temporaryFolder } from '../support/in-process.ts';

const PLAN = `
name: Spring campaign
budget: { max_total: 30, warn_at: 80% }
generations:
  - id: catalogue
    model: bfl/flux-1.1-pro
    count: 500
  - id: hero
    model: kling/v1.5-pro
    duration: 10
    resolution: 720p
    audio: false
    count: 2
`;

async function publishedSchema(): Promise<ValidateFunction> {
  const file = join(import.meta.dirname, '../../schema/report.schema.json');
  return new Ajv({ allErrors: true }).compile(JSON.parse(await readFile(file, 'utf8')));
}

describe('the JSON report', () => {
  test.each([
    ['pass', {}, '100'],
    ['warn', { 'warn-only': 'true', budget: '20' }, '100'],
    ['fail', { reserve: '1' }, '12.480'],
    ['error', { 'api-key': '' }, '100'],
  ])('of the verdict `%s` is as its published schema says', async (verdict, inputs, balance) => {
    const scene = await arrange({ plan: verdict === 'pass' ? PLAN.replace('80%', '29') : PLAN, balance });
    const step = await scene.run({ inputs: { report: 'out/report.json', ...inputs } });
    expect(step.outputs).toMatchObject({ verdict, report: 'out/report.json' });
    const report = await scene.readJson('out/report.json');
    const validate = await publishedSchema();
    expect({ valid: validate(report), errors: validate.errors }).toEqual({ valid: true, errors: null });
    expect(report).toMatchObject({ schema_version: 1, verdict });
  });

  test('has every figure, exact, as text', async () => {
    const scene = await arrange({ plan: PLAN, balance: '12.480' });
    await scene.run({ inputs: { report: 'report.json', reserve: '0.5', budget: '40' } });
    expect(await scene.readJson('report.json')).toMatchObject({
      verdict: 'fail',
      headline: 'Over the balance: $26.980 planned, $12.480 available, $0.500 reserved, $15.000 missing',
      total_cost: '26.980',
      baseline: { name: 'main' },
      baseline_cost: '0.000',
      cost_change: '26.980',
      generation_count: 502,
      balance: '12.480',
      balance_source: 'billing',
      remaining_balance: '-14.500',
      reserve: '0.500',
      shortfall: '15.000',
      budget: '40.000',
      violations: [
        { rule: 'balance', plan: null, severity: 'fail', limit: '11.980', actual: '26.980' },
        { rule: 'warn_at', plan: 'generation-plan.yml', severity: 'warn', limit: '24.000', actual: '26.980' },
      ],
      problems: [],
      plans: [
        {
          file: 'generation-plan.yml',
          name: 'Spring campaign',
          cost: '26.980',
          lines: [
            { id: 'catalogue', model: 'bfl/flux-1.1-pro', count: 500, outputs: 1, unit_cost: '0.052', cost: '26.000' },
            {
              id: 'hero',
              duration: 10,
              resolution: '720p',
              // The model has no sound to begin with.
              audio: null,
              count: 2,
              unit_cost: '0.490',
              cost: '0.980',
            },
          ],
        },
      ],
    });
  });

  test('may lie in the runner’s temporary folder', async () => {
    const temporary = await temporaryFolder();
    const scene = await arrange({ plan: PLAN });
    const report = join(temporary, 'report.json');
    const step = await scene.run({ inputs: { report }, env: { RUNNER_TEMP: temporary } });
    expect(step.outputs).toMatchObject({ verdict: 'warn', report });
    expect(await scene.readJson(report)).toMatchObject({ verdict: 'warn' });
  });

  test.each([
    ['outside of both', (outside: string) => join(outside, 'report.json')],
    ['above the workspace', () => '../report.json'],
    ['behind a link to the outside', () => 'link/report.json'],
    ['where a folder is', () => 'folder'],
  ])('%s is refused, with a warning; the verdict stands', async (_, reportIn) => {
    const outside = await temporaryFolder();
    const scene = await arrange({ plan: PLAN, files: { 'folder/keep': '' } });
    await symlink(outside, join(scene.workspace, 'link'));
    const step = await scene.run({ inputs: { report: reportIn(outside), budget: '26' } });
    expect(step.outputs).toMatchObject({ verdict: 'fail', report: '' });
    expect(step.messages('warning')).toContainEqual(expect.stringMatching(/The report `.*` was not written/));
    expect(await readdir(outside)).toEqual([]);
    expect(await readdir(scene.workspace)).toEqual(['folder', 'generation-plan.yml', 'link']);
  });

  test('is not written where none is asked for', async () => {
    const scene = await arrange({ plan: PLAN });
    expect((await scene.run()).outputs).toMatchObject({ report: '' });
    expect(await readdir(scene.workspace)).toEqual(['generation-plan.yml']);
  });
});

describe('the job summary', () => {
  test('has the verdict, the figures, the rules, the lines and where it comes from', async () => {
    const scene = await arrange({ plan: PLAN, balance: '12.480' });
    const step = await scene.run({ inputs: { 'api-key': 'bye_sandbox_read_only' } });
    expect(headline(step.summary)).toMatch(/^Over the balance: \$26\.980 planned, \$12\.480 available/);
    expect(step.summary).toContain('| Planned | Change | Outputs | Balance | Remaining | Shortfall |');
    expect(step.summary).toContain('| $26.980 | +$26.980 | 502 | $12.480 | -$14.500 | $14.500 |');
    expect(step.summary).toMatch(/❌&nbsp;<code>balance<\/code>/);
    expect(step.summary).toMatch(/⚠️&nbsp;<code>warn_at<\/code>/);
    expect(step.summary).toContain('<td><code>catalogue</code></td><td><code>bfl/flux-1.1-pro</code></td>');
    expect(step.summary).toContain('10 s · <code>720p</code></td>');
    expect(step.summary).toContain(`/sample-studio/catalogue/blob/${scene.pull.head.sha}/generation-plan.yml`);
    expect(step.summary).toContain('/actions/runs/20260105001');
    // The comment says the same.
    expect(scene.comment().body.replace(/^<!--.*-->\n/gm, '')).toBe(step.summary);
  });

  test('is left out where the workflow says so', async () => {
    const step = await (await arrange({ plan: PLAN })).run({ inputs: { summary: 'false' } });
    expect(step.summary).toBe('');
    expect(step.outputs).toMatchObject({ verdict: 'warn' });
  });

  test('that cannot be written is a warning; the verdict stands', async () => {
    const scene = await arrange({ plan: 'generations: []' });
    const step = await scene.run({ env: { GITHUB_STEP_SUMMARY: join(scene.workspace, 'not/there') } });
    expect(step.outputs).toMatchObject({ verdict: 'pass' });
    expect(step.messages('warning')).toEqual([expect.stringContaining('The job summary could not be written')]);
  });
});

describe('the log', () => {
  test('has a table of each plan that a person can read, the figures, and the verdict last', async () => {
    const step = await (await arrange({ plan: PLAN, balance: '30' })).run({ on: 'push' });
    expect(step.log).toContainEqual({
      command: { name: 'group', properties: {}, data: 'generation-plan.yml (Spring campaign): $26.980, 502 outputs' },
    });
    expect(step.text.split('\n')).toEqual([
      'line       model             settings    count  unit cost     cost',
      'catalogue  bfl/flux-1.1-pro                500     $0.052  $26.000',
      'hero       kling/v1.5-pro    10 s, 720p      2     $0.490   $0.980',
      'planned    $26.980',
      'outputs        502',
      'balance    $30.000',
      'remaining   $3.020',
      'Warning: $26.980 planned, $30.000 available; violates `warn_at`',
    ]);
  });

  test('has what changes, too, where there is a base branch to compare with', async () => {
    const base = { 'generation-plan.yml': PLAN.replace('count: 500', 'count: 450') };
    const step = await (await arrange({ plan: PLAN, balance: '30', base })).run();
    expect(step.log).toContainEqual({
      command: {
        name: 'group',
        properties: {},
        data: 'generation-plan.yml (Spring campaign): $26.980, 502 outputs, +$2.600',
      },
    });
    expect(step.text.split('\n')).toEqual([
      'line       model             settings    count  unit cost     cost   change',
      'catalogue  bfl/flux-1.1-pro                500     $0.052  $26.000  +$2.600',
      'hero       kling/v1.5-pro    10 s, 720p      2     $0.490   $0.980     same',
      'planned    $26.980',
      'on main    $24.380',
      'change     +$2.600',
      'outputs        502',
      'balance    $30.000',
      'remaining   $3.020',
      'Warning: $26.980 planned ($2.600 more than on `main`), $30.000 available; violates `warn_at`',
    ]);
  });
});
