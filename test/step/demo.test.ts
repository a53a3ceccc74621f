/** The demo of the built action on somebody's own plan. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demo } from '../../sandbox/demo.ts';
import { blocksOf } from '../../scripts/markdown-blocks.ts';
import { folderWith } from '../support/folder.ts';

const repository = join(import.meta.dirname, '..', '..');

async function runOwn(folder: string, plan: string): Promise<{ readonly exitCode: number; readonly text: string }> {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const exitCode = await demo({ root: repository, own: { folder, plan }, print });
  return { exitCode, text: lines.join('\n') };
}

test('runs somebody’s own plan from where they stand, and expects nothing of it', async () => {
  const folder = await folderWith({ 'plans/mine.yml': 'generations: [{ model: bfl/flux-schnell, count: 20 }]' });
  const { exitCode, text } = await runOwn(folder, 'plans/mine.yml');
  expect(exitCode).toBe(0);
  expect(text).toContain('Pass: $0.100 planned (all new), $25.000 available');
  expect(text).not.toContain('examples/');
});

test('passes the README’s own plan', async () => {
  const blocks = blocksOf(await readFile(join(repository, 'README.md'), 'utf8'));
  const plan = blocks.find(
    ({ language, mark, text }) => language === 'yaml' && mark === undefined && /^version: 1$/m.test(text),
  );
  const { exitCode, text } = await runOwn(await folderWith({ 'mine.yml': plan?.text ?? '' }), 'mine.yml');
  expect({ exitCode, text }).toEqual({ exitCode: 0, text: expect.stringContaining('verdict: pass') });
});

test.each([
  ['that the balance cannot pay for', 'generations: [{ model: bfl/flux-1.1-pro, count: 1000 }]', 'fail'],
  ['that has a mistake', 'generations: [{ model: bfl/flux-1.1-pro, count: none }]', 'error'],
])('ends as the step does over somebody’s own plan %s', async (_, plan, verdict) => {
  const { exitCode, text } = await runOwn(await folderWith({ 'mine.yml': plan }), 'mine.yml');
  expect({ exitCode, text }).toEqual({ exitCode: 1, text: expect.stringContaining('The step failed (exit code 1).') });
  expect(text).toContain(`verdict: ${verdict}`);
});

describe('a plan outside of the folder that somebody stands in', () => {
  const COUNTED = 'generations: [{ model: bfl/flux-schnell, count_from: ../data/products.csv }]';
  const ALONE = 'generations: [{ model: bfl/flux-schnell, count_from: products.csv }]';
  const PRODUCTS = 'name\nmug\ncup\n';

  test.each<[string, (folder: string) => string]>([
    ['a path from there', () => '../shop/plans/mine.yml'],
    ['an absolute path', (folder) => join(folder, 'shop/plans/mine.yml')],
  ])('is run in its own repository, with the data of it: %s', async (_, pathOf) => {
    const shop = { 'shop/.git': '', 'shop/plans/mine.yml': COUNTED, 'shop/data/products.csv': PRODUCTS };
    const folder = await folderWith({ 'clone/.git': '', ...shop });
    const { text } = await runOwn(join(folder, 'clone'), pathOf(folder));
    expect(text).toContain(`Your plan, ${pathOf(folder)}`);
    expect(text).toContain('adds plans/mine.yml.');
    expect(text).toContain('Pass: $0.010 planned (all new)');
  });

  test('is run in its own folder where no repository is around it', async () => {
    const folder = await folderWith({ 'clone/.git': '', 'shop/mine.yml': ALONE, 'shop/products.csv': PRODUCTS });
    const { text } = await runOwn(join(folder, 'clone'), '../shop/mine.yml');
    expect(text).toContain('adds mine.yml.');
    expect(text).toContain('Pass: $0.010 planned (all new)');
  });
});
