import { describe, expect, test } from 'vitest';
import { parsePlanPatterns } from '../../../src/files/plan-patterns.ts';

const WORKSPACE = '/work/repo';

function parse(...lines: string[]) {
  const { patterns, diagnostics } = parsePlanPatterns(lines, WORKSPACE);
  const { paths, globs } = patterns;
  return { paths, globs: globs.map(({ text }) => text), said: diagnostics.map(({ message }) => String(message)) };
}

describe('a line that names plan files', () => {
  test.each([
    ['plans/a.yml', 'plans/a.yml'],
    ['./plans//a.yml', 'plans/a.yml'],
    ['x/../plans/a.yml', 'plans/a.yml'],
    ['/work/repo/plans/a.yml', 'plans/a.yml'],
    ['..plans/a.yml', '..plans/a.yml'],
    ['my plan (2).yml', 'my plan (2).yml'],
  ])('is a path in its normal form: %s', (line, path) => {
    expect(parse(line)).toEqual({ paths: [path], globs: [], said: [] });
  });

  test.each(['plans/*.yml', 'plans/?.yml', 'plans/[id].yml', '**/generation-plan.yml'])(
    'is a pattern if it has a wildcard, whatever files there are: %s',
    (line) => {
      expect(parse(line)).toEqual({ paths: [], globs: [line], said: [] });
    },
  );

  test('counts once, however it is spelled', () => {
    expect(parse('a.yml', './a.yml', '/work/repo/a.yml', './*.yml', '*.yml')).toEqual({
      paths: ['a.yml'],
      globs: ['*.yml'],
      said: [],
    });
  });

  test.each([
    ['a\\b.yml', 'it has a `\\`'],
    ['a.yml, b.yml', 'it names several files on one line'],
    ['{a,b}.yml', '`{` is not supported'],
    ['# the plans', 'this text cannot hold comments'],
    ['../a.yml', 'it is outside the workspace'],
    ['/etc/a.yml', 'it is outside the workspace'],
    ['/work/repo-2/a.yml', 'it is outside the workspace'],
    ['C:/plans/a.yml', 'it is outside the workspace'],
    ['plans/../../*.yml', 'it is outside the workspace'],
    ['*/../a.yml', 'a pattern cannot have `..`'],
    ['*a*a*a*a.yml', 'it has too many `*`'],
    ['**/a/**/b/**/c/**/d.yml', 'it has too many `*`'],
    ['.', 'it is a folder'],
    ['!', 'the path is missing'],
    ['.git/config', '`.git` is Git’s own folder'],
    ['x/.GIT/*.yml', '`.git` is Git’s own folder'],
    ['caf\ufffd.yml', 'it has a character that cannot be part of a path'],
    ['a\u200b.yml', 'it has a character that cannot be part of a path'],
  ])('that is neither says why: %s', (line, why) => {
    const { said } = parse(line);
    expect(said).toEqual([expect.stringContaining(`is not a plan file or pattern: ${why}.`)]);
  });

  test('may be an absolute path of Windows in the workspace', () => {
    const { patterns, diagnostics } = parsePlanPatterns(['D:\\a\\repo\\plans\\a.yml'], 'D:\\a\\repo');
    expect([patterns.paths, diagnostics]).toEqual([['plans/a.yml'], []]);
  });
});

describe('a line with `!`', () => {
  test.each([
    ['!plans/a.yml', 'plans/a.yml', true],
    ['!./plans/a.yml', 'plans/a.yml', true],
    ['!plans/*', 'plans/a.yml', true],
    ['!plans/*', 'plans/deep/a.yml', false],
    ['!vendor/**', 'vendor/deep/a.yml', true],
    ['!vendor', 'vendor/a.yml', false],
    // A pattern is never a file of that name.
    ['!plans/[x].yml', 'plans/[x].yml', false],
    ['!plans/[x].yml', 'plans/x.yml', true],
  ])('%s excludes %s: %s', (line, path, isExcluded) => {
    expect(parsePlanPatterns([line]).patterns.isExcluded(path)).toBe(isExcluded);
  });

  test.each([
    ['!vendor/**', 'vendor', true],
    ['!**/draft/**', 'a/draft', true],
    ['!**', 'a', true],
    ['!vendor', 'vendor', false],
    // It excludes files that begin so, not what lies in a folder of that name.
    ['!**/draft*', 'draft-2', false],
  ])('%s excludes all of the folder %s: %s', (line, folder, isExcluded) => {
    expect(parsePlanPatterns([line]).patterns.isFolderExcluded(folder)).toBe(isExcluded);
  });
});
