import { describe, expect, test } from 'vitest';
import { type BaseOptions, type ChangedFiles, readBase } from '../../../src/baseline/load.ts';
import type { CommitFiles } from '../../../src/files/commit-source.ts';
import type { PlanFile } from '../../../src/files/find-plan-files.ts';
import { parsePlanPatterns } from '../../../src/files/plan-patterns.ts';
import { UnreadableError } from '../../../src/files/source.ts';
import { parseHere } from '../../../src/plan/parse-yaml.ts';
import { readPlans } from '../../../src/plan/read.ts';
import { prose } from '../../../src/shared/message.ts';
import { memorySource } from '../../support/memory-source.ts';
import { file, link, type Tree } from '../../support/tree.ts';

const PLAN = file('generations: [{ id: a, model: bfl/flux-schnell }]');
const NEW_LINE = 'generations: [{ id: b, model: bfl/flux-schnell }]';
const NOTHING: ChangedFiles = { isAdded: () => false, removed: [], isComplete: true };

function added(...paths: string[]): ChangedFiles {
  return { ...NOTHING, isAdded: (path) => paths.includes(path) };
}

function commit(tree: Tree): CommitFiles {
  return { ...memorySource('the commit', tree), sha: async () => 'b'.repeat(40) };
}

interface Case extends Partial<Omit<BaseOptions, 'plans' | 'patterns' | 'parse'>> {
  readonly plan: readonly string[];
  /** The plans of the head, as `checkout|path`. */
  readonly judged: readonly string[];
  readonly base: Tree;
  readonly headText?: string;
  readonly changes?: ChangedFiles;
}

/** The plans of the base and whether the input names them, and the diagnostics. */
async function read({ plan, judged, base, headText = NEW_LINE, changes = NOTHING, ...options }: Case) {
  const plans = judged.map((text): PlanFile => {
    const [checkout = '', path = ''] = text.split('|');
    return { path: checkout + path, checkout };
  });
  const side = { name: 'main', files: commit(base) };
  // A line that no plan of the base has.
  const countRecords = async () => ({ count: 2 });
  const heads = await readPlans(
    plans.map(({ path }) => ({ file: path, text: headText, root: '', countRecords })),
    parseHere,
  );
  const { limits, diagnostics } = await readBase({
    plans,
    heads,
    checkouts: [...new Set(plans.map(({ checkout }) => checkout))],
    patterns: parsePlanPatterns(plan).patterns,
    limits: side,
    costs: side,
    changedFiles: async () => changes,
    head: memorySource('the head', {}),
    isOtherRepository: async () => false,
    hasCeiling: false,
    parse: parseHere,
    redact: String,
    ...options,
  });
  return {
    plans: limits?.plans.map(({ file: path, isNamed }) => (isNamed ? path : `(${path})`)),
    broken: limits?.plans.filter((old) => old.plan === undefined).map(({ file: path }) => path),
    renames: [...(limits?.renames ?? [])],
    said: diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
  };
}

describe('the plans of the base branch', () => {
  test('are all that the patterns match, whether the head has them or not', async () => {
    const base = { 'plans/a.yml': PLAN, 'plans/gone.yml': PLAN, 'other.yml': PLAN };
    expect(await read({ plan: ['plans/*.yml'], judged: ['|plans/a.yml'], base })).toMatchObject({
      plans: ['plans/a.yml', 'plans/gone.yml'],
      said: [],
    });
  });

  test('have the paths of the checkout, each checkout its own', async () => {
    const base = { 'p.yml': PLAN };
    const { plans, said } = await read({ plan: ['**/p.yml'], judged: ['aaa/|p.yml', 'repo/|p.yml'], base });
    expect([plans, said]).toEqual([['aaa/p.yml', 'repo/p.yml'], []]);
  });

  test('may be broken: a link there is no plan that can be read', async () => {
    const base = { 'p.yml': link('q.yml'), 'q.yml': PLAN };
    expect(await read({ plan: ['p.yml'], judged: ['|p.yml'], base })).toMatchObject({ broken: ['p.yml'], said: [] });
  });

  test('include deleted YAML files that no pattern names, since a line of them may have moved', async () => {
    const removed = ['old.yml', 'b.YAML', 'logo.png', 'gone-on-main.yml'].map((path) => ({
      path,
      renamedTo: undefined,
    }));
    const base = { 'p.yml': PLAN, 'old.yml': PLAN, 'b.YAML': PLAN, 'logo.png': PLAN };
    const changes = { ...NOTHING, removed };
    expect((await read({ plan: ['p.yml'], judged: ['|p.yml'], base, changes })).plans).toEqual([
      'p.yml',
      '(old.yml)',
      '(b.YAML)',
    ]);
  });

  test('include a file that was renamed to a plan, whatever its name', async () => {
    const changes = { ...added('p.yml'), removed: [{ path: 'plan.txt', renamedTo: 'p.yml' }] };
    const read1 = await read({ plan: ['p.yml'], judged: ['|p.yml'], base: { 'plan.txt': PLAN }, changes });
    expect(read1).toMatchObject({ plans: ['(plan.txt)'], renames: [['p.yml', 'plan.txt']], said: [] });
  });

  test('are compared with the files of the head if GitHub does not list all changes', async () => {
    const modules = { 'node_modules/kept.yml': PLAN };
    const base = { 'p.yml': PLAN, 'old.yml': PLAN, 'kept.yml': PLAN, ...modules, 'node_modules/old.yml': PLAN };
    const head = memorySource('the head', { 'p.yml': PLAN, 'kept.yml': PLAN, ...modules });
    const changes = { ...NOTHING, isComplete: false };
    const read1 = await read({ plan: ['p.yml'], judged: ['|p.yml'], base, changes, head });
    expect(read1.plans).toEqual(['p.yml', '(node_modules/old.yml)', '(old.yml)']);
  });

  test('are compared with those in the folder of the checkout, whatever the letters of their endings', async () => {
    const base = { 'p.yml': PLAN, 'old.Yml': PLAN, 'kept.yml': PLAN };
    const head = memorySource('the head', { 'repo/p.yml': PLAN, 'repo/kept.yml': PLAN, 'old.Yml': PLAN });
    const changes = { ...NOTHING, isComplete: false };
    const read1 = await read({ plan: ['repo/p.yml'], judged: ['repo/|p.yml'], base, changes, head });
    expect(read1.plans).toEqual(['repo/p.yml', '(repo/old.Yml)']);
  });

  test('are unknown if more than 100 YAML files are deleted', async () => {
    const removed = Array.from({ length: 101 }, (_, index) => ({ path: `${index}.yml`, renamedTo: undefined }));
    const { said } = await read({ plan: ['p.yml'], judged: ['|p.yml'], base: {}, changes: { ...NOTHING, removed } });
    expect(said).toEqual([
      'error: The limits of `main` could not be read. This pull request deletes 101 YAML files; the gate checks at most 100 to see which one a new plan replaces.',
    ]);
    const headText = 'generations: [{ id: a, model: bfl/flux-schnell, count: 2 }]';
    const noNewLine = { plan: ['p.yml'], judged: ['|p.yml'], base: { 'p.yml': PLAN }, headText };
    expect((await read({ ...noNewLine, changes: { ...NOTHING, removed } })).said).toEqual([]);
  });

  test('are unknown if a folder below a pattern, or the list of changes, cannot be read', async () => {
    const base: Tree = { 'plans/x': { kind: 'unreadable-folder' }, 'plans/a.yml': PLAN };
    const one = await read({ plan: ['plans/**/*.yml'], judged: ['|plans/a.yml'], base });
    expect(one.said).toEqual([expect.stringMatching(/^error: The limits of `main` could not be read\. The folder/)]);
    const changedFiles = () => Promise.reject(new UnreadableError(prose('No answer.'), prose('Again.')));
    const two = await read({ plan: ['a.yml'], judged: ['|a.yml'], base: { 'a.yml': PLAN }, changedFiles });
    expect(two.said).toEqual(['error: The limits of `main` could not be read. No answer.']);
  });
});

describe('a plan that the base branch does not have', () => {
  const options = { plan: ['**/p.yml'], base: {} };

  test('is new if the pull request adds it', async () => {
    expect((await read({ ...options, judged: ['|p.yml'], changes: added('p.yml') })).said).toEqual([]);
    expect((await read({ ...options, judged: ['repo/|p.yml'], changes: added('p.yml') })).said).toEqual([]);
  });

  test.each<[string, Partial<Case>, string]>([
    [
      'the pull request does not add it',
      { judged: ['|p.yml'] },
      '`main` does not have it, and the pull request does not add it',
    ],
    [
      'it lies elsewhere in the repository',
      { judged: ['|sub/p.yml'], changes: added('p.yml') },
      '`main` does not have it, and the pull request does not add it',
    ],
    [
      'the list of changes is cut short',
      { judged: ['|p.yml'], changes: { ...NOTHING, isComplete: false } },
      '`main` does not have it, and GitHub does not list all files that the pull request changes',
    ],
    [
      'it belongs to another repository',
      { judged: ['x/|p.yml'], changes: added('p.yml'), isOtherRepository: async () => true },
      'it belongs to another repository',
    ],
  ])('has no limits if %s', async (_, change, why) => {
    const given = { ...options, judged: [], ...change };
    const [checkout = '', path = ''] = (given.judged[0] ?? '').split('|');
    expect((await read(given)).said).toEqual([`error: No limits of \`main\` apply to \`${checkout + path}\`: ${why}.`]);
    expect((await read({ ...given, hasCeiling: true })).said).toEqual([
      `notice: No limits of \`main\` apply to \`${checkout + path}\`: ${why}. The \`budget\` of the workflow is its ceiling.`,
    ]);
  });

  test('is compared with nothing if there is no base branch', async () => {
    const given = { ...options, judged: ['|p.yml'], limits: undefined, costs: undefined };
    expect(await read(given)).toMatchObject({ plans: undefined, said: [] });
  });
});
