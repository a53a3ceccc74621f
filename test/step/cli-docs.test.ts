import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultKey, startBabySea } from '../../sandbox/babysea/index.ts';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { commitAll } from '../support/cli.ts';
import { npxIn } from '../support/other-ci.ts';
import { temporaryFolder } from '../support/step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SOUND = 'generations: [{ model: bfl/flux-schnell }]\n';

const page = blocksOf(await readFile(join(ROOT, 'docs/cli.md'), 'utf8'));
const commands = page
  .filter(({ language }) => language === 'sh')
  .map((block) => ({ ...block, name: `docs/cli.md:${block.line}` }));

test.each(commands)('the commands at $name do what is said of them', async ({ text, mark, next }) => {
  const folder = await temporaryFolder();
  const babysea = await startBabySea();
  onTestFinished(() => babysea.close());
  // The same commands, but for whom they ask.
  const bin = join(folder, 'bin');
  await npxIn(bin, babysea.url);
  const program = `"${process.execPath}" "${join(ROOT, 'dist/cli/index.js')}"`;
  const origin = `case "$1" in check | models | settle) set -- "$@" --base-url "${babysea.url}" ;; esac`;
  await writeFile(join(bin, 'budget-gate'), `#!/bin/sh\n${origin}\nexec ${program} "$@"\n`);
  await chmod(join(bin, 'budget-gate'), 0o755);
  const work = join(folder, 'work');
  await mkdir(join(work, 'plans/drafts'), { recursive: true });
  const isFirst = text.includes('budget-gate init');
  if (!isFirst) await writeFile(join(work, 'generation-plan.yml'), SOUND);
  await writeFile(join(work, 'plans/a.yml'), SOUND);
  await writeFile(join(work, 'mistaken.yml'), 'generations:\n  - model: kling/v1.5-pro\n    durration: 10\n');
  commitAll(work);

  const env = { PATH: `${bin}${delimiter}${process.env['PATH']}`, BABYSEA_API_KEY: defaultKey };
  const result = await new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((done) => {
    execFile('sh', ['-e', '-c', text], { cwd: work, env, timeout: 25_000 }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
  expect(result).toMatchObject({
    exitCode: mark === undefined ? 0 : Number(/^exits (\d)$/.exec(mark)?.[1]),
    stderr: '',
  });
  if (next?.language === 'text') expect(result.stdout).toBe(next.text);
});

test('the page shows commands', () => {
  expect(commands.length).toBeGreaterThan(5);
});
