import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultKey, FULL_ACCESS, READ_ONLY } from '../../sandbox/babysea/index.ts';
import { cli } from '../support/cli.ts';
import { settle } from '../support/settle-step.ts';
import { arrange } from '../support/step.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the jobs of docs/settle.md pay for nothing twice where they run again, and each generation is settled once', async () => {
  const keys = { [defaultKey]: READ_ONLY, bye_sandbox_generates: FULL_ACCESS };
  const plan = `
generations:
  - { id: stills, model: bfl/flux-1.1-pro, count: 3, params: { generation_prompt: A seal } }
  - { id: hero, model: kling/v1.5-pro, count: 2, duration: 5, params: { generation_prompt: A seal } }
`;
  const scene = await arrange({ plan, balance: '50.000', babysea: { keys } });
  const { outputs } = await scene.run({ inputs: { report: 'report.json' } });
  const jobs: { include: { lines: object[] }[] } = JSON.parse(outputs['matrix'] ?? '');
  // As docs/settle.md says: its workflow, and its script.
  const page = readFileSync(join(ROOT, 'docs/settle.md'), 'utf8');
  const workflow = parse(/```yaml\n(name: Generate\n[\s\S]*?)```/.exec(page)?.[1] ?? '');
  const generateStep: { run: string } = workflow.jobs.generate.steps.find(({ run }: { run?: string }) => run);
  await mkdir(join(scene.workspace, 'scripts'));
  const script = /```bash\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  await writeFile(join(scene.workspace, 'scripts/generate.sh'), script, { mode: 0o755 });
  const generate = async () => {
    for (const { lines } of jobs.include) {
      const env = {
        PATH: process.env['PATH'],
        PLAN_LINES: JSON.stringify(lines),
        BABYSEA_API: scene.babysea.url,
        BABYSEA_API_KEY: 'bye_sandbox_generates',
      };
      await promisify(execFile)('bash', ['-c', generateStep.run], { cwd: scene.workspace, env });
    }
  };
  await generate();
  await generate();
  expect((await readFile(join(scene.workspace, 'generation-ids.txt'), 'utf8')).trim().split('\n')).toHaveLength(10);
  const step = await settle(scene, { generations: 'generation-ids.txt', comment: 'never' });
  expect(step.outputs).toMatchObject({
    verdict: 'pass',
    'planned-cost': '0.646',
    'settled-cost': '0.646',
    succeeded: '5',
    'unexplained-cost': '0.000',
  });
});

test.each([
  ['thrown', `Date.now = () => { throw new Error(text); };`],
  ['thrown where nobody waits', `setTimeout(() => { throw new Error(text); });`],
])('an error that nobody foresaw, %s, ends in one sentence, with every output', async (_, code) => {
  const scene = await arrange();
  const script = join(scene.workspace, 'broken.cjs');
  await writeFile(script, `const text = "broken by " + process.env['INPUT_API-KEY'];\n${code}\n`);
  const step = await settle(scene, {}, { NODE_OPTIONS: `--require ${JSON.stringify(script)}` });
  expect(step.annotations).toMatchObject([
    {
      level: 'error',
      title: 'Budget gate: settle',
      message: 'Internal error. This is a bug in Budget Gate; please report it: broken by ***',
    },
  ]);
  expect(step.outputs).toMatchObject({ verdict: 'error', 'planned-cost': '', 'settled-cost': '', settlement: '' });
});

test('reads 10,000 records of a run in a hundred requests, within little memory', async () => {
  const scene = await arrange({
    plan: 'generations: [{ model: bfl/flux-schnell, count: 10000 }]',
    balance: '50.000',
  });
  await scene.run({ inputs: { report: 'report.json' } });
  const now = Date.now();
  const prompt = 'A baby seal plays in the Arctic. '.repeat(40);
  scene.babysea.generations = Array.from({ length: 10_500 }, (_, index) => ({
    generation_id: `a7d3f0e2-${index}`,
    model_identifier: 'bfl/flux-schnell',
    generation_status: 'succeeded',
    generation_prompt: prompt,
    generation_created_at: new Date(index < 10_000 ? now - index / 1000 : now - 86_400_000 - index).toISOString(),
  }));
  scene.babysea.account.balance = '0';
  const args = ['settle', '--base-url', scene.babysea.url, '--report', 'report.json'];
  const env = { NODE_OPTIONS: '--max-old-space-size=100' };
  const { exitCode, stdout } = await cli(args, { folder: scene.workspace, env });
  expect(stdout).toMatch(/✔ \$50\.000 planned, \$50\.000 in computed charges: as planned\.\n$/);
  expect(exitCode).toBe(0);
  expect(scene.babysea.requests.filter(({ path }) => path.startsWith('/v1/content/list'))).toHaveLength(102);
});
