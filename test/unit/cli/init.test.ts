import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { firstJob, firstWorkflow, init } from '../../../src/cli/init.ts';
import { fakeShell } from '../../support/shell.ts';

const WORKFLOW = '.github/workflows/budget.yml';

/** A repository with these files. */
async function repositoryWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'init-')));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [file, text] of Object.entries({ '.git': '', 'shop/readme.md': '', ...files })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

async function initIn(folder: string, options: { readonly gitlab?: boolean; readonly force?: boolean } = {}) {
  const shell = fakeShell({ folder });
  const exitCode = await init({ gitlab: false, force: false, ...options }, shell);
  return { exitCode, stdout: shell.stdout(), stderr: shell.stderr() };
}

describe('`init` in a second folder', () => {
  test('says that the workflow does not gate the plan, with the lines to write', async () => {
    const root = await repositoryWith({ [WORKFLOW]: firstWorkflow('generation-plan.yml') });
    const { exitCode, stdout } = await initIn(join(root, 'shop'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      [
        '../.github/workflows/budget.yml does not gate shop/generation-plan.yml yet. Name it there, under `plan:`:',
        '',
        '          plan: |',
        '            generation-plan.yml',
        '            shop/generation-plan.yml',
        '',
        'Next: ',
      ].join('\n'),
    );
    // The lines fit into the workflow as they are.
    const lines = stdout.slice(stdout.indexOf('          plan: |'), stdout.indexOf('\n\nNext'));
    const gated = parse(firstWorkflow('generation-plan.yml').replace(/^ +plan: .*$/m, lines));
    expect(gated.jobs.gate.steps.at(-1).with.plan).toBe('generation-plan.yml\nshop/generation-plan.yml\n');
  });

  test.each(['"**/generation-plan.yml"', 'shop/generation-plan.yml', '|\n            a.yml\n            shop/*.yml'])(
    'says nothing of it where the workflow names it: %s',
    async (plan) => {
      const root = await repositoryWith({ [WORKFLOW]: firstWorkflow(plan) });
      expect((await initIn(join(root, 'shop'))).stdout).not.toContain('does not gate');
    },
  );

  test.each(['', 'on: push', 'a: [', '"**/*.yml"'])(
    'says it of a workflow that it cannot use: %j',
    async (workflow) => {
      const root = await repositoryWith({ [WORKFLOW]: workflow });
      expect((await initIn(join(root, 'shop'))).stdout).toContain(
        '          plan: |\n            shop/generation-plan.yml\n',
      );
    },
  );
});

test('the workflow has a ceiling, and its check has the name that the README says to require', async () => {
  const { jobs } = parse(firstWorkflow('generation-plan.yml'));
  expect(jobs.gate.name).toBe('gate');
  expect(jobs.gate.steps.at(-1).with.budget).toBe('50.00');
  expect(await readFile('README.md', 'utf8')).toContain('Make the job `gate` a');
});

test('the last line says what to do last', async () => {
  const root = await repositoryWith();
  expect((await initIn(root)).stdout).toMatch(
    /\nLast, make the check `gate` required, under Settings, Rules: [^\n]+\n$/,
  );
});

describe('`init --gitlab`', () => {
  test('writes a plan and a pipeline', async () => {
    const root = await repositoryWith();
    const { exitCode, stdout } = await initIn(root, { gitlab: true });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Wrote generation-plan\.yml\nWrote \.gitlab-ci\.yml\n\nNext: /);
    expect(stdout).toContain('Last, check "Pipelines must succeed"');
    expect(await readFile(join(root, '.gitlab-ci.yml'), 'utf8')).toBe(firstJob('generation-plan.yml'));
  });

  test('writes a part to include where there is a pipeline', async () => {
    const root = await repositoryWith({ '.gitlab-ci.yml': 'stages: [test]\n' });
    const { stdout } = await initIn(root, { gitlab: true });
    expect(stdout).toContain('Wrote budget-gate.gitlab-ci.yml\n');
    expect(stdout).toContain(
      'Include budget-gate.gitlab-ci.yml in .gitlab-ci.yml:\n\n  include:\n    - local: /budget-gate.gitlab-ci.yml\n',
    );
    expect(await readFile(join(root, '.gitlab-ci.yml'), 'utf8')).toBe('stages: [test]\n');
  });

  test('is the job of the example, without its note, and with a ceiling', async () => {
    const { 'budget-gate': example } = parse(await readFile('examples/gitlab-ci/.gitlab-ci.yml', 'utf8'));
    const { 'budget-gate': written } = parse(firstJob('generation-plan.yml'));
    const script = example.script.filter((line: string) => !line.includes('budget-note.mjs'));
    const withCeiling = script.map((line: string) => line.replace(' check ', ' check --budget 50 '));
    expect(written).toEqual({ ...example, script: withCeiling });
  });

  test.each([
    ['media team/generation-plan.yml', "check 'media team/generation-plan.yml' --budget"],
    ["a: b #'c/generation-plan.yml", "check 'a: b #'\\''c/generation-plan.yml' --budget"],
  ])('names a plan in another folder: %s', (plan, call) => {
    expect(parse(firstJob(plan))['budget-gate'].script[2]).toContain(call);
  });
});

describe('`init` where the plan and the workflow are there', () => {
  test('says whether the workflow gates the plan', async () => {
    const plans = { 'generation-plan.yml': '', 'shop/generation-plan.yml': '' };
    const root = await repositoryWith({ [WORKFLOW]: firstWorkflow('generation-plan.yml'), ...plans });
    const gated = await initIn(root);
    expect(gated).toMatchObject({ exitCode: 2, stdout: '' });
    expect(gated.stderr).toContain('.github/workflows/budget.yml gates generation-plan.yml.\n');
    const { stderr } = await initIn(join(root, 'shop'));
    expect(stderr).toContain('../.github/workflows/budget.yml does not gate shop/generation-plan.yml yet.');
    expect(stderr).toContain('            shop/generation-plan.yml\n');
  });
});
