import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultKey, startBabySea } from '../../../sandbox/babysea/index.ts';
import { check } from '../../../src/cli/check.ts';
import { readStream } from '../../../src/cli/console.ts';
import { sandbox } from '../../../src/cli/sandbox.ts';
import { validate } from '../../../src/cli/validate.ts';
import { fakeShell } from '../../support/shell.ts';

const SOUND = 'generations: [{ model: bfl/flux-schnell }]\n';

/** A repository with these files. */
async function repositoryWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'plans-')));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [file, text] of Object.entries({ '.git': '', ...files })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

async function validated(folder: string, named: readonly string[], input: string | Uint8Array = '') {
  const shell = fakeShell({ folder, input });
  const exitCode = await validate(named, {}, shell);
  return { exitCode, stdout: shell.stdout(), stderr: shell.stderr() };
}

describe('a plan on standard input', () => {
  test('is validated, alone or beside files, and counts once', async () => {
    const folder = await repositoryWith({ 'a.yml': SOUND });
    expect(await validated(folder, ['-'], SOUND)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 plan '),
    });
    expect(await validated(folder, ['a.yml', '-', '-'], SOUND)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('2 plans'),
    });
  });

  test('has its mistakes at `standard input:line:column`, in any folder', async () => {
    const folder = await repositoryWith({ 'shop/a.yml': SOUND });
    for (const place of [folder, join(folder, 'shop')]) {
      const { exitCode, stdout } = await validated(place, ['-'], 'generations:\n  - modle: bfl/flux-schnell\n');
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining('✖ standard input:2:5 ') });
    }
  });

  test('is priced, with data files relative to the current folder', async () => {
    const babysea = await startBabySea();
    onTestFinished(() => babysea.close());
    const folder = await repositoryWith({ 'shop/data.csv': 'name\nmug\ncup\n', 'data.csv': 'name\nmug\n' });
    const input = 'generations: [{ model: bfl/flux-schnell, count_from: data.csv }]';
    const shell = fakeShell({ folder: join(folder, 'shop'), env: { BABYSEA_API_KEY: defaultKey }, input });
    expect(await check(['-'], { 'base-url': babysea.url, format: 'json' }, shell)).toBe(0);
    expect(JSON.parse(shell.stdout())).toMatchObject({
      total_cost: '0.010',
      files: ['standard input'],
      plans: [{ file: 'standard input', lines: [{ count: 2, count_from: 'shop/data.csv' }] }],
    });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['is larger than 1 MiB', `# ${'x'.repeat(1024 * 1024)}`, '`standard input` has more than 1 MiB.'],
    ['is not UTF-8', Uint8Array.of(0xff, 0xfe), '`standard input` is not UTF-8 text.'],
  ])('that %s is refused', async (_, input, message) => {
    const { exitCode, stdout } = await validated(await repositoryWith(), ['-'], input);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining(message) });
  });

  test('has no baseline', async () => {
    const shell = fakeShell({ folder: await repositoryWith(), env: { BABYSEA_API_KEY: defaultKey }, input: SOUND });
    expect(await check(['-'], { baseline: 'main' }, shell)).toBe(2);
    expect(shell.stderr()).toContain('`--baseline` has nothing to compare it with. Name the plan file instead of `-`');
  });

  test('that never ends is given up', async () => {
    const started = readStream(new PassThrough(), 10, AbortSignal.timeout(20));
    await expect(started).rejects.toThrow('abort');
  });
});

describe('an argument that names no file', () => {
  test.each([
    [
      '.',
      "`.` is a folder, not a file. Name the plan in it, such as `generation-plan.yml`, or a pattern in quotes: `'**/*.yml'`.",
    ],
    ['shop/', '`shop/` is a folder, not a file. Name the plan in it, such as `shop/generation-plan.yml`, or'],
    ['', 'The path of a plan is empty. A variable of the shell may not be set.'],
    ['no.yml', 'The plan file `no.yml` does not exist. Check the path, or write a first plan with `budget-gate init`.'],
  ])('is answered with what to write: %j', async (named, message) => {
    const { exitCode, stdout } = await validated(await repositoryWith({ 'shop/a.yml': SOUND }), [named]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: expect.stringContaining(`✖ ${message}`) });
  });
});

describe('a wrong option names its own command', () => {
  test('of `validate`', async () => {
    const shell = fakeShell({ folder: await repositoryWith() });
    expect(await validate([], { format: 'markdown' }, shell)).toBe(2);
    expect(shell.stderr()).toBe(
      '✖ The option `--format` is `markdown`; expected `table`, `json` or `github`. See `budget-gate validate --help`.\n',
    );
  });

  test.each([
    [{ balance: 'abc' }, 'The option `--balance` is `abc`; expected an amount of USD such as `30.00`.'],
    [{ balance: '' }, 'The option `--balance` is empty.'],
    [{ port: '99999' }, 'The option `--port` is `99999`; expected a port from 1 to 65535, or 0 for any that is free.'],
  ])('of `sandbox`: %j', async (options, message) => {
    const shell = fakeShell({ folder: await repositoryWith() });
    expect(await sandbox(options, shell)).toBe(2);
    expect(shell.stderr()).toBe(`✖ ${message} See \`budget-gate sandbox --help\`.\n`);
  });
});
