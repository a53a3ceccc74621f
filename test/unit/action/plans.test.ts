import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPlans } from '../../../src/action/plans.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'plans-'));
});
afterEach(() => rm(workspace, { recursive: true }));

const asItIs = (text: string) => text;

describe('the plan files of a step', () => {
  test('are read in their order, each under its path from the workspace', async () => {
    await writeFile(join(workspace, 'b.yml'), 'b');
    await writeFile(join(workspace, 'a.yml'), 'a');
    const { plans, problems } = await readPlans(workspace, ['./b.yml', join(workspace, 'a.yml')], asItIs);
    expect(problems).toEqual([]);
    expect(plans).toEqual([
      { file: 'b.yml', text: 'b' },
      { file: 'a.yml', text: 'a' },
    ]);
  });

  test('count once where they are named twice', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    const { plans } = await readPlans(workspace, ['a.yml', './a.yml', 'x/../a.yml'], asItIs);
    expect(plans).toHaveLength(1);
  });

  test('that cannot be read are a problem each, and the others are read', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    const { plans, problems } = await readPlans(workspace, ['no.yml', 'a.yml', 'none.yml'], asItIs);
    expect(plans).toHaveLength(1);
    expect(problems.map(({ message }) => String(message))).toEqual([
      'The plan file `no.yml` does not exist.',
      'The plan file `none.yml` does not exist.',
    ]);
  });

  test('never show a secret', async () => {
    await writeFile(join(workspace, 'a.yml'), 'name: bye_key');
    const { plans } = await readPlans(workspace, ['a.yml'], (text) => text.replaceAll('bye_key', '***'));
    expect(plans).toEqual([{ file: 'a.yml', text: 'name: ***' }]);
  });

  test('are a hundred at most', async () => {
    const paths = Array.from({ length: 101 }, (_, index) => `${index}.yml`);
    const { plans, problems } = await readPlans(workspace, paths, asItIs);
    expect(plans).toEqual([]);
    expect(problems.map(({ message }) => String(message))).toEqual([
      'The input `plan` names 101 files; 100 are the most.',
    ]);
  });
});
