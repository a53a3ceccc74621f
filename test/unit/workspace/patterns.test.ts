import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFiles } from '../../../src/workspace/find.ts';
import { matcherOf } from '../../../src/workspace/matcher.ts';
import { hasWildcard } from '../../../src/workspace/patterns.ts';

const FILES = [
  'root.yml',
  '.hidden.yml',
  'a.yaml',
  '#odd.yml',
  '(x).yml',
  '{a,b}.yml',
  '+(a).yml',
  'plans/a.yml',
  'plans/b.yml',
  'plans/a.json',
  'plans/A.yml',
  'plans/deep/c.yml',
  'plans/deep/er/d.yml',
  'plans/.secret/e.yml',
  'other/plans/f.yml',
];

let workspace: string;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'patterns-'));
  for (const file of FILES) {
    await mkdir(dirname(join(workspace, file)), { recursive: true });
    await writeFile(join(workspace, file), '');
  }
});
afterAll(() => rm(workspace, { recursive: true }));

describe('what a list of paths and patterns names, by its text alone', () => {
  test.each([
    [['root.yml']],
    [['./plans/a.yml']],
    [['plans//a.yml']],
    [['*.yml']],
    [['**/*.yml']],
    [['**']],
    [['plans/**']],
    [['plans/*/*.yml']],
    [['plans/?.yml']],
    [['plans/[ab].yml']],
    [['plans/[a-z].yml']],
    [['plans/[!a].yml']],
    [['plans/**/*.yml', '!plans/deep/**']],
    [['plans/*.yml', '!plans/a.yml']],
    [['!plans/a.yml', 'plans/*.yml']],
    [['plans/*', '!**/*.json']],
    [['**/plans/*.yml']],
    [['*.{yml,yaml}']],
    [['{a,b}.y*']],
    [['+(a).y*']],
    [['(x).*']],
    [['.*']],
    [['#*.yml']],
    [['plans/*.YML']],
    [['plans/**/d.yml', 'plans/a.*']],
    [['**/.secret/*']],
  ])('%j is what it finds in a folder', async (patterns) => {
    const { files } = await findFiles(workspace, patterns);
    expect(FILES.filter(matcherOf(patterns)).toSorted()).toEqual(files.toSorted());
  });

  test('is nothing for no pattern, and for those that only leave out', () => {
    expect(FILES.filter(matcherOf([]))).toEqual([]);
    expect(FILES.filter(matcherOf(['!plans/a.yml']))).toEqual([]);
  });

  test.each([
    ['plan.yml', false],
    ['plans/(x) {a,b}!.yml', false],
    ['plans/*.yml', true],
    ['plan?.yml', true],
    ['[p]lan.yml', true],
  ])('%s is a pattern: %s', (path, is) => {
    expect(hasWildcard(path)).toBe(is);
  });
});
