import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { cli } from '../support/cli.ts';
import { settle } from '../support/settle-step.ts';
import { arrange } from '../support/step.ts';

test('a job of the matrix that runs again pays for nothing twice, and each generation is settled once', async () => {
  const keys = { [defaultKey]: {}, bye_sandbox_generates: { preset: 'Full Access' as const } };
  const plan = `
generations:
  - { id: stills, model: bfl/flux-1.1-pro, count: 3, params: { generation_prompt: A seal } }
  - { id: hero, model: kling/v1.5-pro, count: 2, duration: 5, params: { generation_prompt: A seal } }
`;
  const scene = await arrange({ plan, balance: '50.000', babysea: { keys } });
  const { outputs } = await scene.run({ inputs: { report: 'report.json' } });
  const jobs: { include: { lines: { model: string; count: number; params: object; idempotency_key: string }[] }[] } =
    JSON.parse(outputs['matrix'] ?? '');
  const generate = async () => {
    const answers: string[] = [];
    for (const { model, count, params, idempotency_key: key } of jobs.include.flatMap(({ lines }) => lines)) {
      const type = model.startsWith('kling/') ? 'video' : 'image';
      for (let index = 1; index <= count; index++) {
        const answer = await fetch(`${scene.babysea.url}/v1/generate/${type}/${model}`, {
          method: 'POST',
          headers: {
            authorization: 'Bearer bye_sandbox_generates',
            'content-type': 'application/json',
            'idempotency-key': `${key}:${index}`,
          },
          body: JSON.stringify(params),
        });
        answers.push(JSON.stringify(await answer.json()));
      }
    }
    return answers;
  };
  await generate();
  await writeFile(join(scene.workspace, 'ids.jsonl'), (await generate()).join('\n'));
  const step = await settle(scene, { generations: 'ids.jsonl', comment: 'never' });
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
