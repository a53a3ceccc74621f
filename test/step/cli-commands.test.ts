import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, startCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/step.ts';

async function folderWithPlan(plan: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'generation-plan.yml'), plan);
  return folder;
}

test('the hook for pre-commit runs what is built, as it is, on plans', async () => {
  const root = join(import.meta.dirname, '../..');
  const [hook] = parse(await readFile(join(root, '.pre-commit-hooks.yaml'), 'utf8'));
  expect(hook).toMatchObject({ id: 'budget-gate-validate', language: 'script' });
  const isMeant = new RegExp(hook.files);
  expect(
    ['generation-plan.yml', 'a/generation-plan.yaml', 'my-generation-plan.yml'].map((file) => isMeant.test(file)),
  ).toEqual([true, true, false]);
  const folder = await folderWithPlan('generations: [{ model: kling/v1.5-pro, durration: 10 }]\n');
  const [program = '', ...args] = hook.entry.split(' ');
  const { status, stdout } = spawnSync(join(root, program), [...args, 'generation-plan.yml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: expect.stringContaining('generation-plan.yml:1:40') });
});

describe('`sandbox`', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('says how to ask it, and ends cleanly on %s', async (signal) => {
    const folder = await folderWithPlan('generations: [{ model: bfl/flux-schnell }]\n');
    const child = startCli(['sandbox', '--balance', '12.5'], { folder });
    const closed = once(child, 'close');
    const said = String((await once(child.stdout, 'data'))[0]);
    expect(said).toContain('the balance of its account is $12.500');
    // As somebody would type it, in a shell.
    const command = /^ {2}(BABYSEA_API_KEY=.+)$/m.exec(said)?.[1] ?? '';
    const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
    const { status, stdout } = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^balance +\$12\.500$/m);
    child.kill(signal);
    expect(await closed).toEqual([0, null]);
  });

  test('says where its port is taken', async () => {
    const folder = await temporaryFolder();
    const child = startCli(['sandbox'], { folder });
    const port = /127\.0\.0\.1:(\d+)/.exec(String((await once(child.stdout, 'data'))[0]))?.[1] ?? '';
    const { exitCode, stderr } = await cli(['sandbox', '--port', port], { folder });
    child.kill();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`The sandbox could not listen on port ${port} (\`EADDRINUSE\`).`);
  });
});
