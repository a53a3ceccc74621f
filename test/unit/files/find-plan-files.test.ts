import { describe, expect, test } from 'vitest';
import { findPlanFiles } from '../../../src/files/find-plan-files.ts';
import { parsePlanPatterns } from '../../../src/files/plan-patterns.ts';
import { prose } from '../../../src/shared/message.ts';
import { memorySource } from '../../support/memory-source.ts';
import { type Entry, file, link, type Tree } from '../../support/tree.ts';

const PLAN = file('generations: []');
const UNREADABLE: Entry = { kind: 'unreadable-folder' };
const TREE: Tree = {
  'plans/b.yml': PLAN,
  'plans/a.yml': PLAN,
  'plans/deep/c.yml': PLAN,
  'plans/a.json': PLAN,
  '.hidden/d.yml': PLAN,
  'root.yml': PLAN,
};

async function find(tree: Tree, ...lines: string[]) {
  const { patterns } = parsePlanPatterns(lines);
  const { files, unmatched, refused, checkouts } = await findPlanFiles(
    memorySource('the workspace', tree),
    patterns,
    prose('Check the path.'),
  );
  return {
    files: files.map(({ path }) => path),
    unmatched,
    refused: refused.map(({ path, reason }) => `${reason}: ${path}`),
    said: refused.map(({ diagnostic: { message, help } }) => `${message} ${help}`),
    checkouts,
    of: files.map(({ path, checkout }) => `${checkout}|${path}`),
  };
}

describe('the plan files that patterns mean', () => {
  test.each<[string[], string[]]>([
    [['plans/*.yml'], ['plans/a.yml', 'plans/b.yml']],
    [['plans/**/*.yml'], ['plans/a.yml', 'plans/b.yml', 'plans/deep/c.yml']],
    [['plans/?.yml'], ['plans/a.yml', 'plans/b.yml']],
    [['plans/[b-z].yml'], ['plans/b.yml']],
    [
      ['plans/*.yml', 'plans/a.*', 'plans/a.yml'],
      ['plans/a.json', 'plans/a.yml', 'plans/b.yml'],
    ],
    [
      ['plans/**/*.yml', '!plans/deep/**'],
      ['plans/a.yml', 'plans/b.yml'],
    ],
    [['!plans/a.yml', 'plans/*.yml'], ['plans/b.yml']],
    [['plans/a.yml', 'root.yml', '!plans/*'], ['root.yml']],
    [['plans/*.yml', '!plans/*'], []],
    [['**/d.yml'], ['.hidden/d.yml']],
  ])('%j', async (lines, files) => {
    expect(await find(TREE, ...lines)).toMatchObject({ files, unmatched: [], refused: [] });
  });

  test('do not include folders', async () => {
    expect(await find(TREE, 'plan*')).toMatchObject({ files: [], unmatched: ['plan*'], refused: [] });
  });

  test('are not searched in node_modules and .git', async () => {
    const tree = { ...TREE, 'node_modules/x/a.yml': PLAN, 'x/node_modules/a.yml': PLAN, '.git/a.yml': PLAN };
    expect((await find(tree, '**/a.yml')).files).toEqual(['plans/a.yml']);
  });

  test('are not searched in folders in which no pattern can match', async () => {
    const source = memorySource('the workspace', { ...TREE, 'images/x/y.png': PLAN });
    await findPlanFiles(source, parsePlanPatterns(['plans/*.yml']).patterns, prose(''));
    expect(source.listed).toEqual(['', 'plans']);
  });

  test('end with the time for everything', async () => {
    const source = memorySource('the workspace', TREE);
    const search = findPlanFiles(source, parsePlanPatterns(['**/*.yml']).patterns, prose(''), AbortSignal.abort());
    await expect(search).rejects.toThrow();
  });

  test('name patterns without a match', async () => {
    expect((await find(TREE, 'plans/*.yml', 'nothing/*.yml')).unmatched).toEqual(['nothing/*.yml']);
  });
});

describe('what could be a plan and cannot be used is refused:', () => {
  test('a path with a wildcard is never a file of that name', async () => {
    const tree = { 'plans/*.yml': PLAN, 'plans/big.yml': PLAN };
    expect((await find(tree, 'plans/*.yml')).files).toEqual(['plans/*.yml', 'plans/big.yml']);
  });

  test.each<[string, Tree, string, string]>([
    ['a link that matches', { 'plans/a.yml': link('../b.yml'), 'b.yml': PLAN }, 'plans/*.yml', 'match: plans/a.yml'],
    ['a link to nothing that matches', { 'plans/a.yml': link('no.yml') }, 'plans/*.yml', 'match: plans/a.yml'],
    ['a link to a folder', { 'c/s': link('../h'), 'h/p.yml': PLAN }, 'c/**/p.yml', 'holder: c/s'],
    ['a link out of the repository', { 'c/s': link('/etc') }, 'c/*/p.yml', 'holder: c/s'],
    ['a link to nothing', { 'c/s': link('no') }, 'c/*/p.yml', 'holder: c/s'],
    ['a link to itself', { 'c/s': link('s') }, 'c/**/p.yml', 'holder: c/s'],
    ['a submodule', { 'c/s': { kind: 'submodule' } }, 'c/**/p.yml', 'holder: c/s'],
    ['an unreadable folder', { 'c/s': UNREADABLE }, 'c/**/p.yml', 'unreadable: c/s'],
    [
      'a folder that is too deep',
      { [`c/${'x/'.repeat(64)}p.yml`]: PLAN },
      'c/**/p.yml',
      `holder: c/${'x/'.repeat(64)}`.slice(0, -1),
    ],
    ['a file with bytes that are not UTF-8', { 'c/caf\udce9.yml': PLAN }, 'c/*.yml', 'match: c/caf\ufffd.yml'],
    ['a folder with such a name', { 'c/caf\udce9/p.yml': PLAN }, 'c/**/p.yml', 'match: c/caf\ufffd'],
    ['a folder with two such bytes', { 'c/\udce9\udce9/p.yml': PLAN }, 'c/?/p.yml', 'match: c/\ufffd\ufffd'],
  ])('%s', async (_, tree, line, refused) => {
    expect(await find(tree, line)).toMatchObject({ files: [], refused: [refused] });
  });

  test.each<[string, Tree, string]>([
    ['a link to a file that does not match', { 'README.md': link('docs/a.md'), 'docs/a.md': PLAN }, '**/p.yml'],
    ['a chain of links to a file', { a: link('b'), b: link('c.md'), 'c.md': PLAN }, '**/p.yml'],
    ['a link beside the pattern', { 'other/x': link('/etc') }, 'c/**/p.yml'],
    ['a link too deep for the pattern', { 'c/x': link('/etc') }, 'c/*.yml'],
    ['an unreadable folder beside the pattern', { other: UNREADABLE }, 'c/**/p.yml'],
    ['a folder as deep as is searched', { [`c/${'x/'.repeat(62)}y/a.txt`]: PLAN }, '**/p.yml'],
    ['a name that is not UTF-8 and cannot match', { 'c/caf\udce9.png': PLAN }, 'c/*.yml'],
  ])('but not %s', async (_, tree, line) => {
    expect((await find({ ...tree, 'c/p.yml': PLAN }, line)).refused).toEqual([]);
  });

  test.each<[string, Tree, string]>([
    ['a link to a folder', { 'c/s': link('../h') }, '!c/s/**'],
    ['a submodule', { 'c/s': { kind: 'submodule' } }, '!c/**/s/**'],
    ['an unreadable folder', { 'c/s': UNREADABLE }, '!c/s/**'],
  ])('nor %s whose content is excluded', async (_, tree, exclusion) => {
    expect((await find({ ...tree, 'c/p.yml': PLAN }, 'c/**/p.yml', exclusion)).refused).toEqual([]);
  });

  test('but an exclusion of names does not exclude what lies behind a link of such a name', async () => {
    const tree = { 'draft-2': link('h'), 'h/p.yml': PLAN };
    expect((await find(tree, 'draft*/p.yml', '!**/draft*')).refused).toEqual(['holder: draft-2']);
  });

  test.each<[string, Tree, string, string]>([
    ['a link', { 'a.yml': link('b.yml'), 'b.yml': PLAN }, 'a.yml', 'match'],
    ['behind a link', { aaa: link('.'), 'p.yml': PLAN }, 'aaa/p.yml', 'match'],
    ['in a submodule', { sub: { kind: 'submodule' } }, 'sub/p.yml', 'match'],
    ['in a folder that cannot be read', { secret: UNREADABLE }, 'secret/p.yml', 'unreadable'],
    ['a folder', { 'p/a.yml': PLAN }, 'p', 'missing'],
    ['missing', {}, 'a.yml', 'missing'],
    ['below a file', { 'a.yml': PLAN }, 'a.yml/b.yml', 'missing'],
  ])('a path that is %s', async (_, tree, path, reason) => {
    expect(await find(tree, path)).toMatchObject({ files: [], refused: [`${reason}: ${path}`] });
  });

  test('a path that is spelled differently, on a file system on which it would be found, too', async () => {
    const { said } = await find({ 'Plans/a.yml': PLAN }, 'plans/a.yml');
    expect(said).toEqual([
      'The plan file `plans/a.yml` does not exist. There is `Plans`, which is spelled differently. Check the path.',
    ]);
    expect((await find({ 'caf\u00e9.yml': PLAN }, 'cafe\u0301.yml')).refused).toEqual(['missing: cafe\u0301.yml']);
  });

  test('with what to do', async () => {
    const tree: Tree = { 'c/a.yml': link('b'), 'c/s': { kind: 'submodule' }, 'c/u': UNREADABLE, 'c/l': link('/etc') };
    expect((await find(tree, 'c/**/*.yml')).said).toEqual([
      'The plan file `c/a.yml` is a symbolic link. The gate does not follow links. Name the file by its own path. Or exclude it with a line `!c/a.yml`.',
      '`c/l` is a symbolic link that may lead to a folder with plans. The gate does not follow links. Replace it by the folder itself. Or exclude it with a line `!c/l/**`.',
      '`c/s` is a submodule, which may hold plans and cannot be read here. Exclude it with a line `!c/s/**`, or name plan files by patterns that do not lead into it.',
      'The folder `c/u` of `the workspace` cannot be listed. Make it readable. Or exclude it with a line `!c/u/**`.',
    ]);
  });
});

describe('each plan belongs to its nearest checkout', () => {
  const tree = { 'aaa/.git/HEAD': PLAN, 'repo/.git/HEAD': PLAN, 'repo/sub/.git': PLAN };
  const plans = { 'aaa/p.yml': PLAN, 'repo/p.yml': PLAN, 'repo/sub/x/p.yml': PLAN, 'repo-2/p.yml': PLAN };

  test('for patterns', async () => {
    const { of, checkouts } = await find({ ...tree, ...plans }, '**/p.yml');
    expect(of).toEqual(['aaa/|aaa/p.yml', '|repo-2/p.yml', 'repo/|repo/p.yml', 'repo/sub/|repo/sub/x/p.yml']);
    expect(checkouts).toEqual(['aaa/', 'repo/', 'repo/sub/']);
  });

  test('for paths', async () => {
    const { of, checkouts } = await find({ ...tree, ...plans, '.git/HEAD': PLAN }, 'repo/sub/x/p.yml');
    expect(of).toEqual(['repo/sub/|repo/sub/x/p.yml']);
    expect(checkouts).toEqual(['', 'repo/', 'repo/sub/']);
  });
});
