import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, git } from '../support/cli.ts';
import { arrange, cli, PLAN as FILE, refusal, type Scene } from '../support/in-process.ts';

const PLAN = `
name: Spring campaign
budget: { max_total: 30, warn_at: 80% }
generations:
  - { id: catalogue, model: bfl/flux-1.1-pro, count: 500 }
  - { id: hero, model: kling/v1.5-pro, duration: 10, resolution: 720p, count: 2 }
`;

/** Calls `check` in the scene's workspace, against its sandbox. */
function check(scene: Scene, args: readonly string[] = [], env: Readonly<Record<string, string | undefined>> = {}) {
  return cli(['check', '--base-url', scene.babysea.url, ...args], { folder: scene.workspace, env });
}

/** The report that the step writes, as bytes. */
async function reportOfStep(scene: Scene, inputs: Readonly<Record<string, string>> = {}): Promise<string> {
  await scene.run({ inputs: { report: 'step-report.json', ...inputs } });
  const file = join(scene.workspace, 'step-report.json');
  const report = await readFile(file, 'utf8');
  await rm(file);
  return withoutTime(report);
}

/** The report is the same but for when it was made. */
function withoutTime(report: string): string {
  return report.replace(/^ {2}"time": "\d{4}-\d\d-\d\dT[\d:.]+Z",$/m, '  "time": "then",');
}

describe('the report of `check` is the one of the step, byte for byte but for its time', () => {
  test.each<[string, number, string, Readonly<Record<string, string>>]>([
    ['pass', 0, PLAN.replace('80%', '29'), {}],
    ['warn', 0, PLAN, { 'usage-days': '30', 'warn-only': 'true', budget: '20' }],
    ['fail', 1, PLAN, { reserve: '80', 'low-balance': '200', alternatives: 'false' }],
    ['error', 2, PLAN.replace('flux-1.1-pro', 'flux-1.1-por'), {}],
    ['error', 2, PLAN.replace('duration', 'durration'), {}],
  ])('verdict %s, exit code %i', async (verdict, exitCode, plan, inputs) => {
    const scene = await arrange({ plan, balance: '100' });
    const args = Object.entries(inputs).map(([name, value]) => {
      if (name === 'warn-only') return '--warn-only';
      return name === 'alternatives' ? '--no-alternatives' : `--${name}=${value}`;
    });
    const ofStep = await reportOfStep(scene, { baseline: 'none', ...inputs });
    const result = await check(scene, ['--format', 'json', ...args]);
    expect({ ...result, stdout: withoutTime(result.stdout) }).toEqual({ exitCode, stdout: ofStep, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({ verdict });
  });

  test('with a baseline, whose limits judge', async () => {
    const scene = await arrange({ plan: PLAN, base: { [FILE]: PLAN }, balance: '100' });
    commitAll(scene.workspace);
    scene.repo.branches['main'] = git(scene.workspace, 'rev-parse', 'HEAD').trim();
    await scene.write(FILE, PLAN.replace('max_total: 30', 'max_total: 90').replace('500', '700'));
    const ofStep = await reportOfStep(scene);
    const { exitCode, stdout } = await check(scene, ['--format', 'json', '--baseline', 'main']);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'fail',
      cost_change: '10.400',
      violations: [{ rule: 'max_total', limit: '30.000' }, { rule: 'warn_at' }],
      proposals: [{ key: 'max_total', from: '$30.000', to: '$90.000' }],
    });
    expect({ exitCode, stdout: withoutTime(stdout) }).toEqual({ exitCode: 1, stdout: ofStep });
  });
});

describe('the other formats of `check`', () => {
  test('`github` writes what the step writes to its log', async () => {
    const scene = await arrange({ plan: PLAN, balance: '12.480' });
    const step = await scene.run({ inputs: { baseline: 'none', comment: 'never' } });
    const { stdout } = await check(scene, ['--format', 'github']);
    expect(stdout).toBe(step.stdout.replace(/^::add-mask::.*\n/gm, ''));
    expect(stdout).toContain('::error title=Budget gate%3A balance');
  });

  test('`markdown` writes what the comment says, without what finds it again', async () => {
    const scene = await arrange({ plan: PLAN, balance: '12.480' });
    await scene.run({ inputs: { baseline: 'none' } });
    const { stdout, exitCode } = await check(scene, ['--format', 'markdown']);
    const withoutFooter = (body: string) => body.replace(/^<sub>.*<\/sub>\s*$/m, '').replace(/^<!--.*-->\n/gm, '');
    expect(withoutFooter(stdout)).toBe(withoutFooter(scene.comment().body));
    expect(stdout).not.toContain('<!--');
    expect(stdout).toContain('<sub>Plan: `generation-plan.yml`');
    expect(exitCode).toBe(1);
  });

  test('a table is plain where it goes into a pipe, and ends with the verdict', async () => {
    const scene = await arrange({ plan: PLAN, balance: '30' });
    const { stdout, stderr } = await check(scene);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'generation-plan.yml (Spring campaign): $26.980, 502 outputs',
      'line       model             settings    count  unit cost     cost',
      'catalogue  bfl/flux-1.1-pro                500     $0.052  $26.000',
      'hero       kling/v1.5-pro    10 s, 720p      2     $0.490   $0.980',
      '',
      'planned    $26.980',
      'outputs        502',
      'balance    $30.000',
      'remaining   $3.020',
      '',
      'Cheaper models that take the same settings',
      expect.stringMatching(/^• `catalogue`: `bfl\/flux-schnell` takes the same settings/),
      expect.stringMatching(/^• `hero`: `bytedance\/seedance-1\.5-pro` takes the same settings/),
      '',
      expect.stringMatching(/^▲ warn_at: `generation-plan\.yml` costs \$26\.980/),
      '',
      '▲ Warning: $26.980 planned, $30.000 available; violates `warn_at`',
      '',
    ]);
  });

  test('has colours in a pipe only where they are asked for', async () => {
    const scene = await arrange({ plan: PLAN });
    expect((await check(scene, [], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[');
    expect((await check(scene, [], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b[');
  });
});

describe('`check` with a baseline', () => {
  test('tells of a plan that is gone, where a pattern means it', async () => {
    const scene = await arrange({ files: { 'plans/a.yml': PLAN, 'plans/b.yml': 'generations: []' } });
    commitAll(scene.workspace);
    await rm(join(scene.workspace, 'plans/a.yml'));
    const { stdout } = await check(scene, ['plans/*.yml', '--baseline', 'HEAD', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      files: ['plans/b.yml'],
      deleted_plans: [{ file: 'plans/a.yml', baseline_cost: '26.980' }],
      cost_change: '-26.980',
    });
  });

  test('shows what the other branch has made since as removed, since a pattern matches it there', async () => {
    const scene = await arrange({ files: { 'plans/b.yml': 'generations: []' } });
    commitAll(scene.workspace);
    git(scene.workspace, 'branch', 'mine');
    await scene.write('plans/a.yml', PLAN);
    commitAll(scene.workspace);
    git(scene.workspace, 'checkout', '--quiet', 'mine');
    const { stdout } = await check(scene, ['plans/*.yml', '--baseline', 'main', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      files: ['plans/b.yml'],
      deleted_plans: [{ file: 'plans/a.yml' }],
    });
  });

  test('keeps the limits of a plan that was moved', async () => {
    const scene = await arrange({ files: { 'a.yml': PLAN } });
    commitAll(scene.workspace);
    await rm(join(scene.workspace, 'a.yml'));
    await scene.write('b.yml', PLAN.replace('max_total: 30', 'max_total: 90').replace('500', '700'));
    const { exitCode, stdout } = await check(scene, ['b.yml', '--baseline', 'main', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ violations: [{ rule: 'max_total', limit: '30.000' }, {}] });
    expect(exitCode).toBe(1);
  });

  test('lets no plan that the other branch has moved count as new, whatever its name', async () => {
    const scene = await arrange({ files: { 'plan.json': PLAN } });
    commitAll(scene.workspace);
    git(scene.workspace, 'branch', 'mine');
    await rm(join(scene.workspace, 'plan.json'));
    await scene.write('moved.yml', PLAN);
    commitAll(scene.workspace);
    git(scene.workspace, 'checkout', '--quiet', 'mine');
    const { stdout } = await check(scene, ['plan.json', '--baseline', 'main', '--format', 'json']);
    const { verdict, problems } = JSON.parse(stdout);
    expect(verdict).toBe('error');
    expect(problems).toContainEqual(expect.objectContaining({ message: expect.stringContaining('No limits of') }));
  });

  test.each(['main~1', 'main^', 'HEAD~1', '@~1'])('takes the commit as Git names it: %s', async (ref) => {
    const scene = await arrange({ plan: PLAN });
    commitAll(scene.workspace);
    await scene.write(FILE, PLAN.replace('500', '600'));
    commitAll(scene.workspace);
    const { stdout } = await check(scene, ['--baseline', ref, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ baseline: { name: ref }, baseline_cost: '26.980' });
  });

  test.each(['nope', '-n', 'main:generation-plan.yml'])('%s is no commit: a wrong call', async (ref) => {
    const scene = await arrange({ plan: PLAN });
    commitAll(scene.workspace);
    const { exitCode, stdout, stderr } = await check(scene, [`--baseline=${ref}`]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`The option \`--baseline\` is \`${ref}\``);
    expect(scene.babysea.requests).toEqual([]);
  });

  test('outside of a repository is a wrong call', async () => {
    const scene = await arrange({ plan: PLAN });
    expect(await check(scene, ['--baseline', 'main'])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('a call of `check`', () => {
  test('in a folder of the repository names the files as from its root', async () => {
    const scene = await arrange({ files: { 'sub/plan.yml': PLAN, 'data.csv': 'a\n1\n2\n' } });
    commitAll(scene.workspace);
    await scene.write('sub/plan.yml', 'generations: [{ model: bfl/flux-schnell, count_from: ../data.csv }]');
    const args = ['check', '--base-url', scene.babysea.url, 'plan.yml', '--format', 'json', '--baseline', 'main'];
    const { stdout } = await cli(args, { folder: join(scene.workspace, 'sub') });
    expect(JSON.parse(stdout)).toMatchObject({
      files: ['sub/plan.yml'],
      plans: [{ is_new: false, lines: [{ count: 2, count_from: 'data.csv' }] }],
    });
  });

  test('of a plan outside of the repository is refused', async () => {
    const scene = await arrange({ files: { 'outside.yml': PLAN, 'repository/plan.yml': PLAN } });
    await mkdir(join(scene.workspace, 'repository/.git'));
    const args = ['check', '--base-url', scene.babysea.url, '../outside.yml'];
    const { exitCode, stdout } = await cli(args, { folder: join(scene.workspace, 'repository') });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('it is outside the workspace');
  });

  test('with mistakes tells all of them, and asks for nothing', async () => {
    const scene = await arrange({ plan: PLAN });
    const args = ['--budget', '-1', '--region=uk', '--format=xml', '--usage-days=91', '--reserve', ''];
    const { exitCode, stdout, stderr } = await check(scene, args);
    expect({ exitCode, stdout, requests: scene.babysea.requests }).toEqual({ exitCode: 2, stdout: '', requests: [] });
    expect(stderr.match(/^✖ The option `--[a-z-]+`/gm)).toEqual([
      '✖ The option `--reserve`',
      '✖ The option `--region`',
      '✖ The option `--budget`',
      '✖ The option `--usage-days`',
      '✖ The option `--format`',
    ]);
  });

  test.each([
    [['chek'], '(Did you mean check?)'],
    [['check', '--basline', 'main'], '(Did you mean --baseline?)'],
    [['check', '--format'], "option '-f, --format <format>' argument missing"],
    [['init', 'x'], 'too many arguments'],
    [[], 'Usage: budget-gate'],
  ])('%j is a wrong call', async (args, said) => {
    const { workspace } = await arrange();
    const { exitCode, stdout, stderr } = await cli(args, { folder: workspace });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test.each([['--api-key=bye_secret_of_mine'], ['--api-key', 'bye_secret_of_mine'], ['--apikey=bye_secret_of_mine']])(
    'with a key among its options (%s) is refused, without showing it',
    async (...key) => {
      const { workspace, babysea } = await arrange({ plan: PLAN });
      const { exitCode, stdout, stderr } = await cli(['check', ...key], { folder: workspace });
      expect({ exitCode, stdout, requests: babysea.requests }).toEqual({ exitCode: 2, stdout: '', requests: [] });
      expect(stderr).toContain('Set `BABYSEA_API_KEY` in the environment instead.');
      expect(stderr).not.toContain('bye_secret_of_mine');
    },
  );

  test('without a key says how to set it, and reads none out of a file', async () => {
    const scene = await arrange({ plan: PLAN, files: { '.env': 'BABYSEA_API_KEY=bye_sandbox_read_only\n' } });
    const { exitCode, stdout } = await check(scene, [], { BABYSEA_API_KEY: undefined });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('✖ There is no BabySea key, so the gate cannot ask for prices. Set `BABYSEA_API_KEY`');
    expect(scene.babysea.requests).toEqual([]);
  });

  test.each(['table', 'json', 'markdown', 'github'])('hides the key in whatever it shows: %s', async (format) => {
    const key = 'bye_very_secret_key';
    const scene = await arrange({ plan: `name: ${key}\ngenerations: [{ id: "${key}", model: bfl/flux-schnell }]` });
    scene.babysea.faults.add({
      ...refusal(401, { message: `The key ${key} is not known.` }),
      endpoint: 'billing',
      times: 'always',
    });
    const { exitCode, stdout } = await check(scene, ['--format', format], { BABYSEA_API_KEY: key });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('***');
  });

  test('never lets a plan speak to the terminal', async () => {
    const plan = 'name: "\\e[2J\\u202Ex"\ngenerations: [{ model: bfl/flux-schnell, id: "a\\u0085b" }]';
    const scene = await arrange({ plan });
    const { stdout } = await check(scene);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
});
