import { file, link, type Tree } from '../support/tree.ts';
import { type Case, type Mode, MUCH_MONEY, PLAIN_WORKSPACE, type Workspace } from './case.ts';
import type { Verdict } from './expected-verdict.ts';
import { BROKEN_TAIL, type BudgetData, LFS_POINTER, type LineData, type PlanData, planText } from './plan.ts';

/** A case that somebody thought of, and the weakest verdict that is right. */
export interface Example {
  readonly name: string;
  readonly given: Case;
  /** In all modes, or in each that it is about. */
  readonly expected: Verdict | Partial<Readonly<Record<Mode, Verdict>>>;
}

const PRICE = 'acme/one';

/** So many lines of one dollar each. */
function dollars(count: number, id = 'x'): LineData {
  return { id, model: PRICE, count };
}

function plan(lines: readonly LineData[], budget?: BudgetData, more: Partial<PlanData> = {}) {
  return file(planText({ ...more, ...(budget && { budget }), generations: lines }));
}

const five: BudgetData = { max_total: '5.000' };
const plenty: BudgetData = { max_total: '1000000.000' };
const cheap = plan([dollars(5)], five);
const greedy = plan([dollars(100)], plenty);
const MANY = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Makes two versions of a file alike. */
const LONG_LIST = Array.from({ length: 60 }, (_, index) => `acme/${'long-'.repeat(4)}${index}`).concat('acme/*');
const raw = 'caf\udce9';

type Given = Pick<Case, 'base' | 'head' | 'patterns'> &
  Partial<Omit<Case, 'workspace'>> & { workspace?: Partial<Workspace> };

function given({ workspace, ...rest }: Given): Case {
  return { balance: MUCH_MONEY, furtherChanges: 0, ...rest, workspace: { ...PLAIN_WORKSPACE, ...workspace } };
}

/** A plan that counts a data file. */
function counting(data: string): Tree {
  const lines = [{ id: 'x', model: PRICE, count_from: 'products.csv' }];
  return { 'plan.yml': plan(lines), 'products.csv': file(data) };
}

/**
 * Part A of the known cases, as far as it is about files: A11 is about a label, A12 about the event, A14 about an answer of
 * GitHub's, A15 about a comment, and other tests hold those.
 */
export const KNOWN_CASES: readonly Example[] = [
  {
    name: 'A1: a decoy that is named like the pattern',
    given: given({
      patterns: ['plans/*.yml'],
      base: { 'plans/big.yml': cheap },
      head: { 'plans/big.yml': plan([dollars(100)], five), 'plans/*.yml': plan([dollars(1, 'decoy')]) },
    }),
    expected: 'fail',
  },
  {
    name: 'A2: a plan in a folder whose name is not UTF-8',
    given: given({
      patterns: ['campaigns/**/generation-plan.yml'],
      base: { 'campaigns/a/generation-plan.yml': cheap },
      head: { 'campaigns/a/generation-plan.yml': cheap, [`campaigns/${raw}/generation-plan.yml`]: greedy },
    }),
    expected: 'error',
  },
  {
    name: 'A2: a folder that cannot be read',
    given: given({
      patterns: ['campaigns/**/generation-plan.yml'],
      base: { 'campaigns/a/generation-plan.yml': cheap },
      head: { 'campaigns/a/generation-plan.yml': cheap },
      workspace: { extra: { 'campaigns/b': { kind: 'unreadable-folder' } } },
    }),
    expected: { workspace: 'error', cli: 'error', api: 'pass' },
  },
  {
    name: 'A3: a folder becomes a link to a hidden one',
    given: given({
      patterns: ['campaigns/**/generation-plan.yml'],
      base: {
        'campaigns/a/generation-plan.yml': plan([dollars(1, 'y')]),
        'campaigns/spring/generation-plan.yml': cheap,
      },
      head: {
        'campaigns/a/generation-plan.yml': plan([dollars(1, 'y')]),
        'campaigns/spring': link('../hidden'),
        'hidden/generation-plan.yml': greedy,
      },
    }),
    expected: 'error',
  },
  {
    name: 'A4: a plan becomes a link to another, which takes its line',
    given: given({
      patterns: ['a.yml', 'b.yml'],
      base: { 'a.yml': cheap, 'b.yml': plan([dollars(1, 'y')]) },
      head: { 'a.yml': link('b.yml'), 'b.yml': plan([dollars(1, 'y'), dollars(100)]) },
    }),
    expected: 'error',
  },
  {
    name: 'A5: two checkouts, and the head raises its limit and renames an id',
    given: given({
      patterns: ['**/generation-plan.yml'],
      base: { 'generation-plan.yml': plan([dollars(1)], { max_total: '1.000' }) },
      head: { 'generation-plan.yml': plan([dollars(100, 'other')], { max_total: '100.000' }) },
      workspace: {
        folder: 'repo/',
        others: [
          { folder: 'aaa/', hasGit: true, hasOrigin: true, tree: { 'generation-plan.yml': plan([dollars(1, 'aaa')]) } },
        ],
      },
    }),
    expected: 'fail',
  },
  {
    name: 'A6: a plan behind a link of the checkout to itself',
    given: given({
      patterns: ['aaa/plan.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': greedy, aaa: link('.') },
      workspace: { folder: 'repo/' },
    }),
    expected: 'error',
  },
  {
    name: 'A7: a checkout without .git',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': greedy },
      workspace: { folder: 'sub/', hasGit: false },
    }),
    expected: { workspace: 'error', api: 'fail' },
  },
  {
    name: 'A8: more changed files than GitHub lists, and a line moves to another plan',
    given: given({
      patterns: ['*.yml'],
      base: { 'a.yml': cheap, 'b.yml': plan([dollars(1, 'y')]) },
      head: { 'b.yml': plan([dollars(1, 'y'), dollars(100)]) },
      furtherChanges: 3_000,
    }),
    expected: 'fail',
  },
  {
    name: 'A9: a plan is split in two that run more and less often',
    given: given({
      patterns: ['plans/*.yml'],
      base: {
        'plans/a.yml': plan([dollars(1), dollars(1, 'y')], { max_monthly: '60.000' }, { runs_per_month: 30 }),
      },
      head: {
        'plans/a.yml': plan([dollars(1)], { max_monthly: '60.000' }, { runs_per_month: 1 }),
        'plans/b.yml': plan([dollars(9, 'y')], plenty, { runs_per_month: 30 }),
      },
    }),
    expected: 'fail',
  },
  ...[
    ['with CRLF', LFS_POINTER.replaceAll('\n', '\r\n')],
    ['after a blank line', `\n${LFS_POINTER}`],
    ['of the first version', LFS_POINTER.replace('git-lfs.github.com', 'hawser.github.com')],
  ].map(
    ([how, text = '']): Example => ({
      name: `A10: a pointer of Git LFS ${how}`,
      given: given({ patterns: ['plan.yml'], base: counting('name\none\n'), head: counting(text) }),
      expected: 'error',
    }),
  ),
  {
    name: 'A13: GitHub refuses the base branch',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': greedy },
      isBaseUnreadable: true,
    }),
    expected: 'error',
  },
  {
    name: 'A13: GitHub refuses the base branch, and the plan has moved',
    given: given({
      patterns: ['*.yml'],
      base: { 'old.yml': cheap },
      head: { 'new.yml': greedy },
      isBaseUnreadable: true,
    }),
    expected: 'error',
  },
  {
    name: 'A16: the base branch has moved the plan since',
    given: given({
      patterns: ['**/*.yml'],
      branchPoint: { 'generation-plan.yml': cheap },
      base: { 'plans/pictures.yml': cheap },
      head: { 'generation-plan.yml': plan([dollars(500)], { max_total: '500.000' }) },
    }),
    expected: 'fail',
  },
  {
    name: 'A16: the base branch has moved the plan since, and the head gives its line another id',
    given: given({
      patterns: ['**/*.yml'],
      branchPoint: { 'generation-plan.yml': cheap },
      base: { 'plans/pictures.yml': cheap },
      head: { 'generation-plan.yml': plan([dollars(500, 'other')], { max_total: '500.000' }) },
    }),
    expected: { workspace: 'error', api: 'error' },
  },
  {
    name: 'A17: the base branch has no such plan any more, and the pull request does not change it',
    given: given({
      patterns: ['plan.yml'],
      branchPoint: { 'plan.yml': greedy },
      base: {},
      head: { 'plan.yml': greedy },
    }),
    expected: { workspace: 'error', api: 'error' },
  },
  {
    name: 'A17, with a ceiling that it keeps',
    given: given({
      patterns: ['plan.yml'],
      branchPoint: { 'plan.yml': greedy },
      base: {},
      head: { 'plan.yml': greedy },
      ceiling: 100_000,
    }),
    expected: 'pass',
  },
];

/** What stays as it is, and what every change of the rules has to keep apart. */
export const FURTHER_CASES: readonly Example[] = [
  {
    name: 'nothing changes',
    given: given({ patterns: ['plan.yml'], base: { 'plan.yml': cheap }, head: { 'plan.yml': cheap } }),
    expected: 'pass',
  },
  {
    name: 'a new plan keeps its own limits',
    given: given({ patterns: ['plan.yml'], base: {}, head: { 'plan.yml': plan([dollars(9)], five) } }),
    expected: 'fail',
  },
  {
    name: 'a new plan may cost what it likes, up to its own limits',
    given: given({ patterns: ['plan.yml'], base: {}, head: { 'plan.yml': greedy } }),
    expected: 'pass',
  },
  {
    name: 'a limit that is dropped still judges',
    given: given({ patterns: ['plan.yml'], base: { 'plan.yml': cheap }, head: { 'plan.yml': plan([dollars(6)]) } }),
    expected: 'fail',
  },
  {
    name: 'a limit that is lowered counts after the merge',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': plan([dollars(5)], { max_total: '1.000' }) },
    }),
    expected: 'pass',
  },
  {
    name: 'a limit that is new where the base has none judges',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': plan([dollars(5)]) },
      head: { 'plan.yml': plan([dollars(6)], five) },
    }),
    expected: 'fail',
  },
  {
    name: 'a renamed plan keeps its limits, for new lines, too',
    given: given({
      patterns: ['*.yml'],
      base: {
        'old.yml': plan(
          MANY.map((id) => dollars(1, id)),
          { max_total: '6.000' },
        ),
      },
      head: {
        'new.yml': plan(
          [...MANY, 'g'].map((id) => dollars(1, id)),
          plenty,
        ),
      },
    }),
    expected: 'fail',
  },
  {
    name: 'a plan that is renamed into what the input names keeps its limits',
    given: given({
      patterns: ['plans/*.yml'],
      base: {
        'drafts/a.yml': plan(
          MANY.map((id) => dollars(1, id)),
          { max_total: '6.000' },
        ),
        'plans/b.yml': cheap,
      },
      head: {
        'plans/a.yml': plan(
          [...MANY, 'g'].map((id) => dollars(1, id)),
          plenty,
        ),
        'plans/b.yml': cheap,
      },
    }),
    expected: 'fail',
  },
  {
    name: 'a plan that is renamed into what the input names, where GitHub does not list that, and with a ceiling',
    given: given({
      patterns: ['plans/*.yml'],
      base: {
        'drafts/a.yml': plan(
          MANY.map((id) => dollars(1, id)),
          { max_total: '6.000' },
        ),
        'plans/b.yml': cheap,
      },
      head: {
        'plans/a.yml': plan(
          [...MANY, 'g'].map((id) => dollars(1, id)),
          plenty,
        ),
        'plans/b.yml': cheap,
      },
      furtherChanges: 3_000,
      ceiling: MUCH_MONEY,
    }),
    expected: 'fail',
  },
  {
    name: 'a renamed plan with other ids keeps its limits, for new lines, too',
    given: given({
      patterns: ['*.yml'],
      base: {
        'old.yml': plan(
          MANY.map((id) => dollars(1, id)),
          { max_total: '6.000', allowed_models: LONG_LIST },
        ),
      },
      head: {
        'new.yml': plan([...MANY.map((id) => dollars(1, `new ${id}`)), { id: 'g', model: 'acme/ten' }], {
          ...plenty,
          allowed_models: LONG_LIST,
        }),
      },
    }),
    expected: 'fail',
  },
  {
    name: 'two plans that become one are judged by both limits',
    given: given({
      patterns: ['*.yml'],
      base: { 'a.yml': cheap, 'b.yml': plan([dollars(1, 'y')], plenty) },
      head: { 'b.yml': plan([dollars(1, 'y'), dollars(6)], plenty) },
    }),
    expected: 'fail',
  },
  {
    name: 'a line that two plans had does not carry a limit over',
    given: given({
      patterns: ['*.yml'],
      base: { 'a.yml': plan([dollars(5)], five), 'b.yml': plan([dollars(50)]) },
      head: { 'a.yml': plan([], five), 'b.yml': plan([dollars(50)]) },
    }),
    expected: 'pass',
  },
  {
    name: 'a plan that runs less often and costs more',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': plan([dollars(1)], { max_monthly: '30.000' }, { runs_per_month: 30 }) },
      head: { 'plan.yml': plan([dollars(20)], { max_monthly: '30.000' }, { runs_per_month: 1 }) },
    }),
    expected: 'fail',
  },
  {
    name: 'a plan that does not say any more how often it runs',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': plan([dollars(1)], { max_monthly: '30.000' }, { runs_per_month: 30 }) },
      head: { 'plan.yml': plan([dollars(2)]) },
    }),
    expected: 'fail',
  },
  {
    name: 'a base plan with a mistake keeps the limits that can be read',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': plan([{ ...dollars(1), count: 0 }], five) },
      head: { 'plan.yml': greedy },
    }),
    expected: 'fail',
  },
  {
    name: 'a base plan that is no YAML may leave the head its own limits',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': file(planText({ budget: five, generations: [] }) + BROKEN_TAIL) },
      head: { 'plan.yml': greedy },
    }),
    expected: 'pass',
  },
  {
    name: 'a head plan that is no YAML',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': file(planText({ generations: [] }) + BROKEN_TAIL) },
    }),
    expected: 'error',
  },
  {
    name: 'a pattern without a match',
    given: given({ patterns: ['plan.yml', 'plans/*.yml'], base: {}, head: { 'plan.yml': cheap } }),
    expected: 'error',
  },
  {
    name: 'a pattern of which the exclusions leave nothing',
    given: given({ patterns: ['*.yml', '!plan.yml'], base: {}, head: { 'plan.yml': cheap } }),
    expected: 'error',
  },
  {
    name: 'an excluded plan is not judged, nor is a link in an excluded folder',
    given: given({
      patterns: ['**/*.yml', '!hidden/**'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': cheap, 'hidden/a.yml': greedy, 'hidden/more': link('../..') },
    }),
    expected: 'pass',
  },
  {
    name: 'links that lead to no plan may be left alone',
    given: given({
      patterns: ['plans/*.yml'],
      base: { 'plans/a.yml': cheap },
      head: {
        'plans/a.yml': cheap,
        'docs/guide.md': link('../README.md'),
        'docs/all': link('../plans'),
        loop: link('.'),
      },
    }),
    expected: 'pass',
  },
  {
    name: 'a link that a pattern matches, wherever it leads',
    given: given({
      patterns: ['plans/*.yml'],
      base: { 'plans/a.yml': cheap },
      head: { 'plans/a.yml': cheap, 'plans/b.yml': link('../README.md'), 'README.md': file('# Catalogue') },
    }),
    expected: 'error',
  },
  {
    name: 'a plan that a step has made anew keeps the limits of the base',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': cheap },
      head: {},
      workspace: { extra: { 'plan.yml': greedy } },
    }),
    expected: { workspace: 'fail', cli: 'fail' },
  },
  {
    name: 'a link out of the repository where a plan could be',
    given: given({
      patterns: ['campaigns/**/generation-plan.yml'],
      base: { 'campaigns/a/generation-plan.yml': cheap },
      head: { 'campaigns/a/generation-plan.yml': cheap, 'campaigns/b': link('/srv/campaigns') },
    }),
    expected: 'error',
  },
  {
    name: 'a folder becomes a submodule',
    given: given({
      patterns: ['**/generation-plan.yml'],
      base: { 'generation-plan.yml': plan([dollars(1, 'y')]), 'campaigns/generation-plan.yml': cheap },
      head: { 'generation-plan.yml': plan([dollars(1, 'y')]), campaigns: { kind: 'submodule' } },
    }),
    expected: { api: 'error', workspace: 'pass', cli: 'pass' },
  },
  {
    name: 'a plan in a submodule that is checked out has no base limits',
    given: given({
      patterns: ['**/generation-plan.yml'],
      base: { 'campaigns/generation-plan.yml': cheap },
      head: { campaigns: { kind: 'submodule', checkedOut: { 'generation-plan.yml': greedy } } },
    }),
    expected: { api: 'error', workspace: 'error' },
  },
  {
    name: 'a plan that a step has made has no base limits',
    given: given({
      patterns: ['*.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': cheap },
      workspace: { extra: { 'made.yml': greedy } },
    }),
    expected: { workspace: 'error', cli: 'pass' },
  },
  {
    name: 'a plan that a step has made is bounded by a ceiling',
    given: given({
      patterns: ['*.yml'],
      base: { 'plan.yml': cheap },
      head: { 'plan.yml': cheap },
      workspace: { extra: { 'made.yml': greedy } },
      ceiling: 104_000,
    }),
    expected: { workspace: 'fail', cli: 'fail' },
  },
  {
    name: 'node_modules is not searched, and a folder that only looks like it is',
    given: given({
      patterns: ['**/generation-plan.yml'],
      base: { 'generation-plan.yml': cheap },
      head: {
        'generation-plan.yml': cheap,
        'node_modules/x/generation-plan.yml': plan([dollars(100, 'y')], five),
        'Node_Modules/generation-plan.yml': plan([dollars(6, 'z')], five),
      },
    }),
    expected: 'fail',
  },
  {
    name: 'letters are compared as they are, composed or not, large or small',
    given: given({
      patterns: ['plans/caf\u00e9.yml'],
      base: {},
      head: { 'plans/cafe\u0301.yml': cheap, 'plans/CAF\u00c9.yml': cheap },
    }),
    expected: 'error',
  },
  {
    name: 'a data file behind a link, and one that leaves the repository',
    given: given({
      patterns: ['plan.yml'],
      base: {},
      head: { ...counting('name\none\n'), 'products.csv': link('other.csv'), 'other.csv': file('name\none\n') },
    }),
    expected: 'error',
  },
  {
    name: 'the balance is too low for all plans together',
    given: given({
      patterns: ['*.yml'],
      base: {},
      head: { 'a.yml': plan([dollars(6)]), 'b.yml': plan([dollars(6, 'y')]) },
      balance: 11_000,
    }),
    expected: 'fail',
  },
  {
    name: 'a warning is a warning',
    given: given({
      patterns: ['plan.yml'],
      base: { 'plan.yml': plan([dollars(1)], { ...five, warn_at: '80%' }) },
      head: { 'plan.yml': plan([dollars(4)]) },
    }),
    expected: 'warn',
  },
];
