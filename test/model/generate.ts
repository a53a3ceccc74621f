import fc from 'fast-check';
import { file, isUtf8Path, link, type Tree, withEntry } from '../support/tree.ts';
import { type Case, MUCH_MONEY, PLAIN_WORKSPACE, type Workspace } from './case.ts';
import { type Change, changed, greedy, planAt, planPaths } from './changes.ts';
import { isPattern, matches } from './glob.ts';
import { amountOf, type BudgetData, type LineData, type Mills, type PlanData, PRICES, planText } from './plan.ts';

const PLAIN_PATHS = [
  'generation-plan.yml',
  'plans/a.yml',
  'plans/b.yml',
  'plans/c.yml',
  'campaigns/spring/generation-plan.yml',
  'campaigns/autumn/generation-plan.yml',
  'campaigns/autumn/late/generation-plan.yml',
  'drafts/a.yml',
];
const DEEP = `${'deep/'.repeat(60)}generation-plan.yml`;
const ODD_PATHS = [
  'plans/*.yml',
  '*.yml',
  '**/generation-plan.yml',
  'plans/[ab].yml',
  'plans/[bc].yml',
  'plans/{a,b}.yml',
  'plans/?.yml',
  'plans/a b.yml',
  'plans/.hidden.yml',
  '.hidden/generation-plan.yml',
  'Plans/a.yml',
  'plans/A.yml',
  'plans/caf\u00e9.yml',
  'plans/cafe\u0301.yml',
  'plans/caf\udce9.yml',
  'campaigns/caf\udce9/generation-plan.yml',
  'campaigns/caf\ufffd/generation-plan.yml',
  'caf\udce9/plans/a.yml',
  'node_modules/x/generation-plan.yml',
  'plans/node_modules/generation-plan.yml',
  'Node_Modules/generation-plan.yml',
  'archive/generation-plan.yml',
  'hidden/generation-plan.yml',
  'plans/\u{1f9ad}.yml',
  DEEP,
];
const ODD_FOLDERS = ['hidden', 'archive', 'campaigns/caf\udce9', 'node_modules/x', 'Plans', '.hidden', 'a b', 'plans'];
const PATTERNS = [
  'plans/*.yml',
  'plans/?.yml',
  'plans/[ab].yml',
  'plans/{a,b}.yml',
  './plans/*.yml',
  '**/generation-plan.yml',
  '**/*.yml',
  'campaigns/**/generation-plan.yml',
  'campaigns/*/generation-plan.yml',
  '*/*.yml',
  '*.yml',
];
const PLAIN_PATTERNS = ['plans/*.yml', '**/generation-plan.yml', '**/*.yml', 'campaigns/**/generation-plan.yml'];
const EXCLUSIONS = ['!**/archive/**', '!plans/b.yml', '!**/node_modules/**', '!hidden/**', '!plans/[bc].yml'];
const IDS = ['hero', 'x', 'y', 'z', 'w', 'seal \u{1f9ad}'];
const MODELS = Object.keys(PRICES);
const RUNS = [1, 4, 30];
const DATA_FILES: Tree = {
  'data/products.csv': file('name\none\ntwo\n\nthree\n'),
  'data/scenes.txt': file('one\n\ntwo\n'),
};

const model = fc.constantFrom(...MODELS);
const count = fc.integer({ min: 1, max: 9 });

const line: fc.Arbitrary<LineData> = fc
  .record({
    id: fc.constantFrom(...IDS),
    hasId: fc.integer({ min: 0, max: 9 }),
    model,
    count: fc.option(count),
    isCounted: fc.integer({ min: 0, max: 9 }),
  })
  .map((drawn) => ({
    ...(drawn.hasId > 0 && { id: drawn.id }),
    model: drawn.model,
    ...(drawn.isCounted > 0 && drawn.count !== null && { count: drawn.count }),
    ...(drawn.isCounted === 0 && { count_from: 'products.csv' }),
  }));

const anyRoom = {
  max_total: fc.constantFrom(1, 1, 1.5),
  max_monthly: fc.constantFrom(1, 2),
  max_generations: fc.constantFrom(1, 2),
  max_per_generation: fc.constant(1),
  max_increase: fc.constantFrom('0%', '20%', '0.000', '5.000'),
  warn_at: fc.constantFrom('80%', '100%'),
  denied_models: fc.subarray(MODELS, { maxLength: 2 }),
  allowed_models: fc.constantFrom(['*'], ['bfl/*', 'acme/one'], MODELS),
};
const { max_total, max_monthly, max_generations, max_per_generation, max_increase, denied_models } = anyRoom;

/** Limits that leave some room, or none, above what the plan costs; often one alone, so that no other hides it. */
const room = fc.oneof(
  { weight: 2, arbitrary: fc.record(anyRoom, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record({ max_total }) },
  { weight: 2, arbitrary: fc.record({ max_monthly }) },
  fc.record({ max_generations }),
  fc.record({ max_per_generation }),
  fc.record({ max_increase }),
  fc.record({ denied_models }),
);
/** What is drawn for {@link limitsWithRoom}: factors, percentages and lists. */
interface Room {
  readonly max_total?: number;
  readonly max_monthly?: number;
  readonly max_generations?: number;
  readonly max_per_generation?: number;
  readonly max_increase?: string;
  readonly warn_at?: string;
  readonly denied_models?: readonly string[];
  readonly allowed_models?: readonly string[];
}

const plan: fc.Arbitrary<PlanData> = fc
  .record({
    lines: fc.uniqueArray(line, { minLength: 1, maxLength: 4, selector: ({ id, model: made }) => id ?? `of ${made}` }),
    runs: fc.option(fc.constantFrom(...RUNS), { freq: 3 }),
    room: fc.option(room, { freq: 4 }),
    name: fc.option(fc.constantFrom('Spring', 'Autumn'), { freq: 2 }),
  })
  .map(({ lines, runs, room: drawn, name }) => ({
    ...(name !== null && { name }),
    ...(runs !== null && { runs_per_month: runs }),
    ...(drawn !== null && { budget: limitsWithRoom(lines, runs, drawn) }),
    generations: lines,
  }));

/** Limits that the lines keep, but for the models. */
function limitsWithRoom(lines: readonly LineData[], runs: number | null, drawn: Room): BudgetData {
  const counts = lines.map((each) => each.count ?? (each.count_from === undefined ? 1 : 3));
  const cost = lines.reduce((sum, each, index) => sum + (PRICES[each.model] ?? 0) * (counts[index] ?? 0), 0);
  const outputs = counts.reduce((sum, each) => sum + each, 0);
  const dearest = Math.max(...lines.map((each) => PRICES[each.model] ?? 0));
  const { max_total, max_monthly, max_generations, max_per_generation, warn_at, denied_models, ...rest } = drawn;
  const used = new Set(lines.map((each) => each.model));
  return {
    ...rest,
    ...(max_total !== undefined && { max_total: amountOf(Math.floor(cost * max_total)) }),
    ...(max_monthly !== undefined && runs !== null && { max_monthly: amountOf(cost * runs * max_monthly) }),
    ...(max_generations !== undefined && { max_generations: outputs * max_generations }),
    ...(max_per_generation !== undefined && { max_per_generation: amountOf(dearest) }),
    ...(warn_at !== undefined && max_total !== undefined && { warn_at }),
    ...(denied_models !== undefined && { denied_models: denied_models.filter((each) => !used.has(each)) }),
  };
}

const number = fc.nat({ max: 11 });
const plainPath = fc.constantFrom(...PLAIN_PATHS);
const anyPath = fc.oneof({ weight: 3, arbitrary: plainPath }, { weight: 2, arbitrary: fc.constantFrom(...ODD_PATHS) });
const raised = fc.constantFrom<BudgetData | null>(null, {}, { max_total: amountOf(100_000_000) });

const plainChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('rename file' as const), plan: number, to: plainPath }),
  fc.record({
    kind: fc.constant('rename folder' as const),
    plan: number,
    to: fc.constantFrom('plans', 'drafts', 'campaigns/summer'),
  }),
  fc.record({ kind: fc.constant('copy file' as const), plan: number, to: plainPath }),
  fc.record(
    { kind: fc.constant('split' as const), plan: number, line: number, to: plainPath, runs: fc.constantFrom(...RUNS) },
    { requiredKeys: ['kind', 'plan', 'line', 'to'] },
  ),
  fc.record({ kind: fc.constant('merge' as const), plan: number, into: number }),
  fc.record({ kind: fc.constant('move line' as const), plan: number, line: number, into: number }),
  fc.record({
    kind: fc.constant('add line' as const),
    plan: number,
    line: fc.record({ id: fc.constantFrom(...IDS, 'brand new'), model, count }),
  }),
  fc.record({ kind: fc.constant('delete' as const), plan: number }),
  fc.record({ kind: fc.constant('limits' as const), plan: number, to: raised }),
  fc.record({ kind: fc.constant('count' as const), plan: number, line: number, count: fc.constantFrom(1, 20, 500) }),
  fc.record({ kind: fc.constant('model' as const), plan: number, line: number, model }),
  fc.record({
    kind: fc.constant('ids' as const),
    plan: number,
    how: fc.constantFrom('rename one' as const, 'rename all' as const, 'leave out' as const),
  }),
  fc.record({ kind: fc.constant('runs' as const), plan: number, to: fc.constantFrom(null, ...RUNS) }),
  fc.record({ kind: fc.constant('add plan' as const), path: plainPath, data: plan }),
);

const oddChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('rename file' as const), plan: number, to: anyPath }),
  fc.record({ kind: fc.constant('rename folder' as const), plan: number, to: fc.constantFrom(...ODD_FOLDERS) }),
  fc.record({ kind: fc.constant('add plan' as const), path: anyPath, data: plan }),
  fc.record({
    kind: fc.constant('link file' as const),
    plan: number,
    to: fc.constantFrom(
      'other plan' as const,
      'other plan' as const,
      'itself' as const,
      'nothing' as const,
      'outside' as const,
      'absolute' as const,
      'chain' as const,
    ),
    other: number,
  }),
  fc.record({
    kind: fc.constant('link folder' as const),
    plan: number,
    to: fc.constantFrom(
      'hidden' as const,
      'hidden' as const,
      'the root' as const,
      'itself' as const,
      'nothing' as const,
      'outside' as const,
      'absolute' as const,
    ),
  }),
  fc.record({ kind: fc.constant('submodule' as const), plan: number, checkedOut: fc.boolean() }),
  fc.record({
    kind: fc.constant('break' as const),
    plan: number,
    how: fc.constantFrom('text' as const, 'key' as const, 'limit' as const),
  }),
  fc.record({
    kind: fc.constant('add link' as const),
    path: fc.oneof(anyPath, fc.constantFrom('loop', 'plans/loop', 'more')),
    target: fc.constantFrom('.', '..', 'plans', '../plans', 'a.yml', '/srv/plans', '../../x', 'loop'),
  }),
  fc.record({
    kind: fc.constant('data file' as const),
    how: fc.constantFrom('pointer' as const, 'link' as const, 'more' as const, 'delete' as const),
  }),
);

const plainChanges = fc.array(plainChange, { minLength: 1, maxLength: 3 });
const anyChanges = fc.array(fc.oneof({ weight: 3, arbitrary: plainChange }, { weight: 2, arbitrary: oddChange }), {
  minLength: 1,
  maxLength: 3,
});

function withPlans(tree: Tree, plans: readonly (readonly [string, PlanData])[]): Tree {
  const made = plans.reduce((all, [path, data]) => withEntry(all, path, file(planText(data))), tree);
  // Where a plan counts a data file, that is beside it.
  return planPaths(made).reduce((all, path) => {
    const isCounting = planAt(all, path)?.generations.some(({ count_from }) => count_from !== undefined);
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
    return isCounting ? withEntry(all, `${folder}products.csv`, file('name\none\ntwo\n\nthree\n')) : all;
  }, made);
}

function tree(path: fc.Arbitrary<string>): fc.Arbitrary<Tree> {
  return fc
    .array(fc.tuple(path, plan), { minLength: 1, maxLength: 4 })
    .map((plans) => withPlans({ 'README.md': file('# Catalogue\n'), ...DATA_FILES }, plans));
}

const oddEntry = fc.constantFrom<readonly [string, Tree[string]]>(
  ['plans/link.yml', link('a.yml')],
  ['latest', link('plans')],
  ['loop', link('.')],
  ['vendor/lib', { kind: 'submodule' }],
  ['campaigns/shared', link('../plans')],
  ['docs/guide.md', link('../README.md')],
);

const extra: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('secret', 'plans/secret', 'campaigns/secret', 'campaigns/spring', 'node_modules')
      .map((path): Tree => ({ [path]: { kind: 'unreadable-folder' } })),
  },
  { weight: 1, arbitrary: fc.tuple(anyPath, plan).map(([path, data]) => withPlans({}, [[path, data]])) },
);

const workspace: fc.Arbitrary<Workspace> = fc
  .record({
    folder: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constantFrom('repo/', 'work/repo/')),
    hasGit: fc.integer({ min: 0, max: 7 }).map((drawn) => drawn > 0),
    other: fc.option(
      fc.record({
        folder: fc.constantFrom('aaa/', 'zzz/'),
        tree: tree(plainPath),
        hasGit: fc.boolean(),
        hasOrigin: fc.boolean(),
      }),
      {
        freq: 2,
      },
    ),
    extra,
  })
  .map(({ folder, hasGit, other, extra: files }) => ({
    folder,
    hasGit,
    others: other === null ? [] : [other],
    extra: Object.fromEntries(Object.entries(files).map(([path, entry]) => [folder + path, entry])),
  }));

/** How much money there is, and what may be spent of it. */
const money: fc.Arbitrary<{ readonly balance: Mills; readonly ceiling?: Mills }> = fc
  .record({
    balance: fc.constantFrom(MUCH_MONEY, MUCH_MONEY, MUCH_MONEY, MUCH_MONEY, 30_000),
    ceiling: fc.constantFrom(null, null, null, MUCH_MONEY, 50_000),
  })
  .map(({ balance, ceiling }) => ({ balance, ...(ceiling !== null && { ceiling }) }));

/** The plan files of a tree by their names, or by patterns. */
function lines(patterns: readonly string[], exclusions: readonly string[]) {
  return fc.record({
    isByName: fc.integer({ min: 0, max: 2 }).map((drawn) => drawn === 0),
    isOfHead: fc.boolean(),
    isMatching: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn > 0),
    included: fc.shuffledSubarray([...patterns], { minLength: patterns.length }),
    length: fc.integer({ min: 1, max: 2 }),
    excluded: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      fc.subarray([...exclusions], { maxLength: Math.min(2, exclusions.length) }),
    ),
  });
}

interface Drawn {
  readonly tree: Tree;
  readonly changes: readonly Change[];
  readonly greed: number | null;
  readonly baseChanges: readonly Change[];
  readonly lines: {
    readonly isByName: boolean;
    readonly isOfHead: boolean;
    /** Whether patterns that match nothing in the head are left out, if any is left then. */
    readonly isMatching: boolean;
    readonly length: number;
    readonly included: readonly string[];
    readonly excluded: readonly string[];
  };
  readonly money: { readonly balance: Mills; readonly ceiling?: Mills };
  readonly workspace: Workspace;
  readonly furtherChanges: number;
  readonly isBaseUnreadable: boolean;
}

function caseOf(drawn: Drawn): Case {
  const {
    tree: start,
    changes,
    greed,
    baseChanges,
    lines: input,
    money: { balance, ceiling },
  } = drawn;
  const base = baseChanges.reduce(changed, start);
  const after = changes.reduce(changed, start);
  const head = greed === null ? after : greedy(after, greed);
  const named = planPaths(input.isOfHead ? head : base).filter((path) => isUtf8Path(path) && !isPattern(path));
  const isByName = input.isByName && named.length > 0;
  const matching = input.included.filter((pattern) => Object.keys(head).some((path) => matches(pattern, path)));
  const included = (input.isMatching && matching.length > 0 ? matching : input.included).slice(0, input.length);
  return {
    base,
    ...(baseChanges.length > 0 && { branchPoint: start }),
    head,
    workspace: drawn.workspace,
    patterns: [...(isByName ? named : included), ...input.excluded],
    balance,
    ...(ceiling !== undefined && { ceiling }),
    furtherChanges: drawn.furtherChanges,
    ...(drawn.isBaseUnreadable && { isBaseUnreadable: true }),
  };
}

const greed = fc.constantFrom(500, 500, 40, null);

/** Any repository, any change, any input. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    tree: fc
      .tuple(tree(anyPath), fc.option(oddEntry, { freq: 2 }))
      .map(([made, odd]) => (odd === null ? made : withEntry(made, ...odd))),
    changes: anyChanges,
    greed,
    baseChanges: fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      fc.array(plainChange, { minLength: 1, maxLength: 1 }),
    ),
    lines: lines(PATTERNS, EXCLUSIONS),
    money,
    workspace: fc.oneof({ weight: 2, arbitrary: fc.constant(PLAIN_WORKSPACE) }, workspace),
    furtherChanges: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 3_000),
    isBaseUnreadable: fc.integer({ min: 0, max: 49 }).map((drawn) => drawn === 49),
  })
  .map(caseOf);

/** A repository with nothing odd in it, which is never an error for what files it has. */
export const plainCase: fc.Arbitrary<Case> = fc
  .record({
    tree: tree(plainPath),
    changes: plainChanges,
    greed,
    baseChanges: fc.constant([]),
    lines: lines(PLAIN_PATTERNS, ['!plans/b.yml']),
    money,
    workspace: fc.constant(PLAIN_WORKSPACE),
    furtherChanges: fc.constantFrom(0, 0, 5),
    isBaseUnreadable: fc.constant(false),
  })
  .map(caseOf);
