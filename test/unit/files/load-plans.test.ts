import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPlans } from '../../../src/files/load-plans.ts';
import { inWorkspace } from '../../../src/files/plan-files.ts';

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
    const { plans, problems } = await readPlans(inWorkspace(workspace), `./b.yml\n${join(workspace, 'a.yml')}`, asItIs);
    expect(problems).toEqual([]);
    expect(plans).toMatchObject([
      { file: 'b.yml', text: 'b' },
      { file: 'a.yml', text: 'a' },
    ]);
  });

  test('count once where they are named twice', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    const { plans } = await readPlans(inWorkspace(workspace), 'a.yml\n./a.yml\n\n  x/../a.yml', asItIs);
    expect(plans).toHaveLength(1);
  });

  test('that cannot be read are a problem each, and the others are read', async () => {
    await writeFile(join(workspace, 'a.yml'), 'a');
    const { plans, problems } = await readPlans(inWorkspace(workspace), 'no.yml\na.yml\nnone.yml', asItIs);
    expect(plans).toHaveLength(1);
    expect(problems.map(({ message }) => String(message))).toEqual([
      'The plan file `no.yml` does not exist.',
      'The plan file `none.yml` does not exist.',
    ]);
  });

  test('never show a secret', async () => {
    await writeFile(join(workspace, 'a.yml'), 'name: bye_key');
    const { plans } = await readPlans(inWorkspace(workspace), 'a.yml', (text) => text.replaceAll('bye_key', '***'));
    expect(plans).toMatchObject([{ file: 'a.yml', text: 'name: ***' }]);
  });

  test('are a hundred at most', async () => {
    const paths = Array.from({ length: 101 }, (_, index) => `${index}.yml`);
    const { plans, problems } = await readPlans(inWorkspace(workspace), paths.join('\n'), asItIs);
    expect(plans).toMatchObject([]);
    expect(problems.map(({ message }) => String(message))).toEqual([
      'The input `plan` means 101 files; 100 are the most.',
    ]);
  });

  test('are those that patterns find, sorted, and a pattern that finds none is a mistake', async () => {
    for (const name of ['b.yml', 'a.yml', 'c.yml']) await writeFile(join(workspace, name), name);
    const { plans, problems } = await readPlans(inWorkspace(workspace), '*.yml\nplans/**\n!c.yml', asItIs);
    expect(plans.map(({ file }) => file)).toEqual(['a.yml', 'b.yml']);
    expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'error: No file of the workspace matches `plans/**`, which the input `plan` names.',
    ]);
  });

  test('may not all be left out again', async () => {
    await writeFile(join(workspace, 'a.yml'), '');
    const { plans, problems } = await readPlans(inWorkspace(workspace), '*.yml\n!a.yml', asItIs);
    expect(plans).toEqual([]);
    expect(problems.map(({ message }) => String(message))).toEqual([
      'The input `plan` leaves no plan file: everything that it names is left out again.',
    ]);
  });

  test('count the records of data files in the workspace', async () => {
    await writeFile(join(workspace, 'a.yml'), '');
    await writeFile(join(workspace, 'rows.csv'), 'name\none\ntwo\n');
    const [plan] = (await readPlans(inWorkspace(workspace), 'a.yml', asItIs)).plans;
    expect(await plan?.countRecords('rows.csv')).toEqual({ count: 2 });
    expect(await plan?.countRecords('../rows.csv')).toHaveProperty('message');
  });
});

describe('a plan in the workflow itself', () => {
  test.each([
    'generations: []',
    'generations:\n  - model: a/b\n',
    '{ "generations": [] }',
    '# a comment: here\nname: Spring\n',
    'generations: [}\n',
    'generations:\n\t- tab: x\n',
  ])('is text that is a mapping: %j', async (input) => {
    const { plans, problems } = await readPlans(inWorkspace(workspace), input, asItIs);
    expect(problems).toEqual([]);
    expect(plans).toMatchObject([{ file: 'plan input', text: input }]);
  });

  test.each(['a.yml', 'a.yml\nb.yml', 'C:/plans/a.yml', 'odd:name.yml', '!a.yml\n*.yml', '- a.yml'])(
    'is no path: %j',
    async (input) => {
      const { plans, problems } = await readPlans(inWorkspace(workspace), input, asItIs);
      expect(plans).toEqual([]);
      expect(problems.length).toBeGreaterThan(0);
    },
  );

  test('never shows a secret', async () => {
    const { plans } = await readPlans(inWorkspace(workspace), 'name: bye_key', (text) =>
      text.replaceAll('bye_key', '***'),
    );
    expect(plans).toMatchObject([{ text: 'name: ***' }]);
  });
});
