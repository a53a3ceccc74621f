import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { nodesHere } from '../support/nodes.ts';
import { temporaryFolder } from '../support/step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What a fresh clone does not have. */
const NOT_CLONED = ['.git', '.local-action', '.nodes', '.venv', 'node_modules', 'reports'];

const oldest = nodesHere().find(({ major }) => major >= 20)?.node ?? process.execPath;
const commands = blocksOf(await readFile(join(ROOT, 'README.md'), 'utf8'))
  .filter(({ language, mark }) => language === 'sh' && mark === undefined)
  .map((block) => ({ ...block, name: `README.md:${block.line}` }));

let clone: string;
beforeAll(async () => {
  clone = await temporaryFolder(afterAll);
  const isCloned = (file: string) => dirname(file) !== ROOT || !NOT_CLONED.includes(basename(file));
  await cp(ROOT, clone, { recursive: true, filter: isCloned });
  await writeFile(join(clone, 'my-plan.yml'), 'generations: [{ model: bfl/flux-1.1-pro, count: 3 }]\n');
});

/** What a shell makes of it on the clone. */
function run(text: string): Promise<{ exitCode: unknown; stdout: string; stderr: string }> {
  const env = {
    PATH: [dirname(oldest), process.env['PATH']].join(delimiter),
    HOME: clone,
    npm_config_update_notifier: 'false',
  };
  return new Promise((done) => {
    execFile('sh', ['-e', '-c', text], { cwd: clone, env, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test.each(commands)(
  'the command at $name runs on a fresh clone, with the oldest Node that is here',
  async ({ text }) => {
    const { exitCode, stdout, stderr } = await run(text);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(text.includes('my-plan.yml') ? '0.156' : 'All came out as they should.');
  },
  90_000,
);

test('a plan of another folder runs, and npm exits as its step does', async () => {
  const shop = await temporaryFolder();
  await writeFile(join(shop, 'generation-plan.yml'), 'generations: [{ model: bfl/flux-1.1-pro, count: 1000 }]\n');
  const { exitCode, stdout } = await run(`npm run demo "${relative(clone, shop)}/generation-plan.yml"`);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('verdict: fail') });
}, 90_000);

test('the README shows commands', () => {
  expect(commands.length).toBeGreaterThan(1);
});
