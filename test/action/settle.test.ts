import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../sandbox/runner.ts';
import { arrange, cli, refusal, type Scene, startInProcess } from '../support/in-process.ts';
import { settle as settleStep } from '../support/settle-step.ts';

const PLAN = `
generations:
  - { id: stills, model: bfl/flux-1.1-pro, count: 10 }
  - { id: hero, model: kling/v1.5-pro, count: 2, duration: 5, resolution: 720p }
`;

function settle(scene: Scene, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  return settleStep(scene, inputs, {}, startInProcess('action/settle.ts'));
}

/** The gate has run and written its report; then this was generated, at these costs in all. */
async function generated(counts: {
  readonly stills: number;
  readonly heroSeconds: readonly number[];
  readonly spent: string;
}): Promise<Scene> {
  const scene = await arrange({ plan: PLAN, balance: '50.000' });
  await scene.run({ inputs: { report: 'report.json' } });
  const record = (index: number, fields: object) => ({
    generation_id: `a7d3f0e2-${index}`,
    model_identifier: 'bfl/flux-1.1-pro',
    generation_status: 'succeeded' as const,
    generation_created_at: new Date(Date.now() + index).toISOString(),
    ...fields,
  });
  const stills = Array.from({ length: counts.stills }, (_, index) => record(index, {}));
  const clips = counts.heroSeconds.map((seconds, index) =>
    record(100 + index, {
      model_identifier: 'kling/v1.5-pro',
      generation_duration: seconds,
      generation_resolution: '720p',
    }),
  );
  scene.babysea.generations = [...scene.babysea.generations, ...stills, ...clips].toReversed();
  scene.babysea.account.balance = counts.spent;
  return scene;
}

describe('the step `settle`', () => {
  test('passes where all was generated as planned, and says nothing on the pull request', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 5], spent: '48.990' });
    const step = await settle(scene, { settlement: 'settlement.json' });
    expect(step.outputs).toEqual({
      verdict: 'pass',
      'planned-cost': '1.010',
      'settled-cost': '1.010',
      difference: '0.000',
      succeeded: '12',
      failed: '0',
      pending: '0',
      unplanned: '0',
      'unexplained-cost': '0.000',
      settlement: 'settlement.json',
    });
    expect(await scene.readJson('settlement.json')).toMatchObject({ schema_version: 1, verdict: 'pass', records: 12 });
    expect(step.summary).toMatch(/^### ✅ \$1\.010 planned, \$1\.010 in computed charges: as planned\./);
    expect(step.annotations).toEqual([]);
    // The gate's own comment is still the only one.
    expect(scene.comment().body).toMatch(/^<!-- babysea-budget-gate: -->/);
  });

  test('warns of a longer video in a comment of its own, which says it once it is good again', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 10], spent: '48.745' });
    const step = await settle(scene);
    expect(step.outputs).toMatchObject({ verdict: 'warn', 'settled-cost': '1.255', difference: '-0.245' });
    expect(step.annotations.map(({ level, title, message }) => `${level} ${title}: ${message.slice(0, 41)}`)).toEqual([
      'warning Budget gate: settle: The computed cost, with what is still res',
      'warning Budget gate: settle: 1 generation (`a7d3f0e2-101`) of `kling/v',
      'notice Budget gate: settle: 1 of 12 planned generations has no record',
    ]);
    const [gate, own] = scene.repo.comments.map(({ body }) => body);
    expect(gate).toMatch(/^<!-- babysea-budget-gate: -->/);
    expect(own).toMatch(/^<!-- babysea-budget-gate-settle: -->\n### ⚠️ \$1\.010 planned, \$1\.255 in computed charges/);
    scene.babysea.generations = [];
    scene.babysea.account.balance = '50.000';
    await settle(scene);
    expect(scene.repo.comments).toHaveLength(2);
    expect(scene.repo.comments[1]?.body).toContain(
      '### ✅ $1.010 planned, $0.000 in computed charges: $1.010 less than planned.',
    );
  });

  test('fails above the overrun that is allowed', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 10], spent: '48.745' });
    const step = await settle(scene, { 'max-overrun': '24.2%', comment: 'never' });
    expect(step.outputs).toMatchObject({ verdict: 'fail' });
    expect(step.annotations[0]).toMatchObject({ level: 'error', message: expect.stringContaining('`max-overrun`') });
    expect((await settle(scene, { 'max-overrun': '0.245', comment: 'never' })).outputs).toMatchObject({
      verdict: 'warn',
    });
  });

  test('prices a plan where there is no report; the balance of before is then unknown', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 5], spent: '48.990' });
    const since = new Date(Date.now() - 60_000).toISOString();
    const step = await settle(scene, { report: '', plan: 'generation-plan.yml', since });
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'settled-cost': '1.010', 'unexplained-cost': '' });
  });
});

describe('an error', () => {
  const nothing = {
    verdict: 'error',
    'planned-cost': '',
    'settled-cost': '',
    difference: '',
    succeeded: '',
    settlement: '',
  };

  test.each([
    [
      'a report of another schema',
      { schema_version: 2 },
      'is not a report of the gate that this version reads: expected the schema version 1 at `schema_version`.',
    ],
    ['a report without its time', { schema_version: 1, plans: [] }, 'expected `time` in it'],
    [
      'a report without prices',
      { schema_version: 1, time: '2026-05-04T12:00:00Z', total_cost: null, balance: null, plans: [] },
      'lacks prices',
    ],
  ])('is %s', async (_, report, message) => {
    const scene = await arrange();
    await writeFile(join(scene.workspace, 'report.json'), JSON.stringify(report));
    const step = await settle(scene, { comment: 'never' });
    expect(step.outputs).toMatchObject(nothing);
    expect(step.annotations.map((one) => `${one.level}: ${one.message}`)).toEqual([expect.stringContaining(message)]);
    expect(scene.babysea.requests).toEqual([]);
  });

  test('is a mistake in the inputs, all of them at once', async () => {
    const scene = await arrange();
    const step = await settle(scene, {
      report: '',
      since: 'yesterday',
      'max-overrun': '-1',
      wait: '1.5',
      comment: 'on-change',
    });
    expect(step.outputs).toMatchObject(nothing);
    expect(step.annotations.map(({ message }) => message.split('.')[0])).toEqual([
      'Neither `report` nor `plan` is given, so it is unknown what was planned',
      'The input `since` is `yesterday`; expected a time with its zone such as `2026-05-04T12:00:00Z`',
      expect.stringContaining('The input `wait` is `1'),
      'The input `max-overrun` is `-1`; expected an amount of USD such as `5',
      'The input `comment` is `on-change`; expected `always`, `on-failure` or `never`',
    ]);
  });

  test('is a proxy that cannot be used for GitHub', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 5], spent: '48.990' });
    const asked = scene.babysea.requests.length;
    const env = { http_proxy: 'socks5://127.0.0.9:1080', GITHUB_API_URL: 'http://api.github.test' };
    const step = await settleStep(scene, {}, env, startInProcess('action/settle.ts'));
    expect(step.outputs).toMatchObject(nothing);
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The variable `http_proxy` does not hold the URL of an HTTP proxy/),
    ]);
    expect(scene.babysea.requests).toHaveLength(asked);
  });

  test('is a list that cannot be read', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [], spent: '49.480' });
    scene.babysea.faults.add({ endpoint: 'content', times: 'always', ...refusal(500, { retryable: false }) });
    const step = await settle(scene, { comment: 'never' });
    expect(step.outputs).toMatchObject({ ...nothing, 'planned-cost': '1.010' });
  });
});

describe('`budget-gate settle`', () => {
  test('gives the settlement of the step, but for its time', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 10], spent: '48.745' });
    await settle(scene, { settlement: 'settlement.json', comment: 'never' });
    const args = ['settle', '--base-url', scene.babysea.url, '--report', 'report.json'];
    const { exitCode, stdout, stderr } = await cli([...args, '--format', 'json'], { folder: scene.workspace });
    const withoutTime = (json: object) => ({ ...json, time: '' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(withoutTime(JSON.parse(stdout))).toEqual(withoutTime(Object(await scene.readJson('settlement.json'))));
    const table = await cli([...args, '--max-overrun', '0'], { folder: scene.workspace });
    expect(table.exitCode).toBe(1);
    expect(table.stdout).toMatch(/above what `max-overrun` allows\.\n$/);
    const markdown = await cli([...args, '--format', 'markdown'], { folder: scene.workspace });
    expect(markdown.stdout).toMatch(/^### ⚠️ /);
  });

  test('writes annotations for a log of GitHub', async () => {
    const scene = await generated({ stills: 10, heroSeconds: [5, 10], spent: '48.745' });
    const args = ['settle', '--base-url', scene.babysea.url, '--report', 'report.json', '--format', 'github'];
    const { stdout } = await cli(args, { folder: scene.workspace });
    expect(stdout).toContain('::group::Planned and generated');
    expect(stdout).toContain(
      '::warning title=Budget gate%3A settle::The computed cost, with what is still reserved, is $1.255',
    );
    expect(stdout).toMatch(/^Verdict: warn\. /m);
  });

  test('refuses a wrong call with exit code 2', async () => {
    const scene = await arrange();
    const { exitCode, stderr } = await cli(['settle', '--wait', 'long'], { folder: scene.workspace });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Neither `report` nor `plan` is given, so it is unknown what was planned.');
  });
});
