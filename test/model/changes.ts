import { posix } from 'node:path';
import { file, link, type Tree, withEntry, without } from '../support/tree.ts';
import {
  amountOf,
  BROKEN_TAIL,
  type BudgetData,
  LFS_POINTER,
  type LineData,
  type PlanData,
  planText,
  UNKNOWN_KEY,
} from './plan.ts';

/**
 * A change to a tree. Numbers choose among what is there: the plan files, their folders and their lines, in order, from
 * the start again if there are fewer. A change that finds nothing to change does nothing.
 */
export type Change =
  | { readonly kind: 'rename file'; readonly plan: number; readonly to: string }
  | { readonly kind: 'rename folder'; readonly plan: number; readonly to: string }
  | { readonly kind: 'copy file'; readonly plan: number; readonly to: string }
  | {
      readonly kind: 'split';
      readonly plan: number;
      readonly line: number;
      readonly to: string;
      readonly runs?: number;
    }
  | { readonly kind: 'merge'; readonly plan: number; readonly into: number }
  | { readonly kind: 'move line'; readonly plan: number; readonly line: number; readonly into: number }
  | { readonly kind: 'add line'; readonly plan: number; readonly line: LineData }
  | { readonly kind: 'delete'; readonly plan: number }
  | { readonly kind: 'link file'; readonly plan: number; readonly to: LinkTarget; readonly other: number }
  | { readonly kind: 'link folder'; readonly plan: number; readonly to: FolderTarget }
  | { readonly kind: 'submodule'; readonly plan: number; readonly checkedOut: boolean }
  | { readonly kind: 'limits'; readonly plan: number; readonly to: BudgetData | null }
  | { readonly kind: 'count'; readonly plan: number; readonly line: number; readonly count: number }
  | { readonly kind: 'model'; readonly plan: number; readonly line: number; readonly model: string }
  | { readonly kind: 'break'; readonly plan: number; readonly how: 'text' | 'key' | 'limit' }
  | { readonly kind: 'ids'; readonly plan: number; readonly how: 'rename one' | 'rename all' | 'leave out' }
  | { readonly kind: 'runs'; readonly plan: number; readonly to: number | null }
  | { readonly kind: 'add plan'; readonly path: string; readonly data: PlanData }
  | { readonly kind: 'add link'; readonly path: string; readonly target: string }
  | { readonly kind: 'data file'; readonly how: 'pointer' | 'link' | 'more' | 'delete' };

export type LinkTarget = 'other plan' | 'itself' | 'nothing' | 'outside' | 'absolute' | 'chain';
export type FolderTarget = 'hidden' | 'the root' | 'itself' | 'nothing' | 'outside' | 'absolute';

/** The tree with a change made. */
export function changed(tree: Tree, change: Change): Tree {
  if (change.kind === 'add plan') return withEntry(tree, change.path, file(planText(change.data)));
  if (change.kind === 'add link') return withEntry(tree, change.path, link(change.target));
  if (change.kind === 'data file') return withDataFile(tree, change.how);
  const paths = planPaths(tree);
  const path = pick(paths, change.plan);
  const plan = path === undefined ? undefined : planAt(tree, path);
  if (path === undefined || plan === undefined) return tree;
  const put = (data: PlanData) => withEntry(tree, path, file(planText(data)));
  const folder = posix.dirname(path);

  switch (change.kind) {
    case 'rename file':
      return withEntry(without(tree, path), change.to, file(textAt(tree, path)));
    case 'copy file':
      return withEntry(tree, change.to, file(textAt(tree, path)));
    case 'rename folder':
      return folder === '.' ? tree : moved(tree, folder, change.to);
    case 'delete':
      return without(tree, path);
    case 'split': {
      const line = pick(plan.generations, change.line);
      if (line === undefined) return tree;
      const { runs_per_month: _, ...rest } = plan;
      const { max_monthly: __, ...budget } = plan.budget ?? {};
      const part = change.runs === undefined ? { ...rest, budget } : { ...plan, runs_per_month: change.runs };
      const left = put({ ...plan, generations: plan.generations.filter((other) => other !== line) });
      return withEntry(left, change.to, file(planText({ ...part, generations: [line] })));
    }
    case 'merge': {
      const into = pick(paths, change.into);
      const target = into === undefined ? undefined : planAt(tree, into);
      if (into === undefined || target === undefined || into === path) return tree;
      const generations = distinct([...target.generations, ...plan.generations]);
      return withEntry(without(tree, path), into, file(planText({ ...target, generations })));
    }
    case 'move line': {
      const into = pick(paths, change.into);
      const target = into === undefined ? undefined : planAt(tree, into);
      const line = pick(plan.generations, change.line);
      if (into === undefined || target === undefined || line === undefined || into === path) return tree;
      const left = put({ ...plan, generations: plan.generations.filter((other) => other !== line) });
      return withEntry(left, into, file(planText({ ...target, generations: distinct([...target.generations, line]) })));
    }
    case 'add line':
      return put({ ...plan, generations: distinct([...plan.generations, change.line]) });
    case 'link file': {
      const target = linkTarget(change.to, path, pick(paths, change.other) ?? path);
      const linked = withEntry(tree, path, link(target));
      return change.to === 'chain' ? withEntry(linked, posix.join(folder, target), link('gone.yml')) : linked;
    }
    case 'link folder': {
      if (folder === '.') return tree;
      const up = '../'.repeat(folder.split('/').length);
      if (change.to === 'hidden') {
        return withEntry(moved(tree, folder, 'hidden'), folder, link(`${up.slice(3)}hidden`));
      }
      const targets = {
        'the root': up.slice(3) || '.',
        itself: posix.basename(folder),
        nothing: 'gone',
        outside: `${up}../x`,
        absolute: '/srv/plans',
      };
      return withEntry(without(tree, folder), folder, link(targets[change.to]));
    }
    case 'submodule': {
      if (folder === '.') return tree;
      const inside = Object.fromEntries(
        Object.entries(tree).flatMap(([other, entry]) =>
          other.startsWith(`${folder}/`) ? [[other.slice(folder.length + 1), entry]] : [],
        ),
      );
      return withEntry(tree, folder, { kind: 'submodule', ...(change.checkedOut && { checkedOut: inside }) });
    }
    case 'limits': {
      const { budget: _, ...rest } = plan;
      return put(change.to === null ? rest : { ...rest, budget: change.to });
    }
    case 'count': {
      const chosen = pick(plan.generations, change.line);
      return put({
        ...plan,
        generations: plan.generations.map((line) => (line === chosen ? withCount(line, change.count) : line)),
      });
    }
    case 'model': {
      const chosen = pick(plan.generations, change.line);
      return put({
        ...plan,
        generations: plan.generations.map((line) => (line === chosen ? { ...line, model: change.model } : line)),
      });
    }
    case 'ids':
      return put({
        ...plan,
        generations: plan.generations.map((line, index) => {
          const { id, ...rest } = line;
          if (change.how === 'leave out') return rest;
          return id === undefined || (change.how === 'rename one' && index > 0) ? line : { ...line, id: `${id} again` };
        }),
      });
    case 'runs': {
      const { runs_per_month: _, ...rest } = plan;
      return put(change.to === null ? rest : { ...rest, runs_per_month: change.to });
    }
    case 'break': {
      if (change.how === 'text') return withEntry(tree, path, file(textAt(tree, path) + BROKEN_TAIL));
      if (change.how === 'limit') return put({ ...plan, budget: { ...plan.budget, max_total: 'a lot' } });
      return withEntry(tree, path, file(`${JSON.stringify({ [UNKNOWN_KEY]: 1, ...plan }, null, 2)}\n`));
    }
  }
}

/** The plan files of a tree that can be changed. */
export function planPaths(tree: Tree): string[] {
  return Object.keys(tree).filter((path) => planAt(tree, path) !== undefined);
}

/** The data of a plan file. */
export function planAt(tree: Tree, path: string): PlanData | undefined {
  const entry = tree[path];
  const isPlan = entry?.kind === 'file' && path.endsWith('.yml') && !entry.text.endsWith(BROKEN_TAIL);
  return isPlan ? JSON.parse(entry.text) : undefined;
}

function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(1, items.length)];
}

function textAt(tree: Tree, path: string): string {
  const entry = tree[path];
  return entry?.kind === 'file' ? entry.text : '';
}

function withCount({ count_from: _, ...line }: LineData, count: number): LineData {
  return { ...line, count };
}

/** Each id once: the first line that has it stays. */
function distinct(lines: readonly LineData[]): LineData[] {
  const ids = new Set<string>();
  return lines.filter(({ id }) => {
    if (id === undefined) return true;
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  });
}

function moved(tree: Tree, folder: string, to: string): Tree {
  const inside = Object.entries(tree).filter(([path]) => path.startsWith(`${folder}/`));
  return inside.reduce(
    (made, [path, entry]) => withEntry(made, to + path.slice(folder.length), entry),
    without(tree, folder),
  );
}

function linkTarget(to: LinkTarget, path: string, other: string): string {
  const targets = {
    'other plan': posix.relative(posix.dirname(path), other),
    itself: posix.basename(path),
    nothing: 'gone.yml',
    outside: `${'../'.repeat(path.split('/').length)}outside.yml`,
    absolute: '/srv/plans/a.yml',
    chain: 'next.yml',
  };
  return targets[to];
}

function withDataFile(tree: Tree, how: 'pointer' | 'link' | 'more' | 'delete'): Tree {
  const paths = Object.keys(tree).filter((path) => /\.(?:csv|txt)$/.test(path));
  return paths.reduce((made, path) => {
    if (how === 'delete') return without(made, path);
    if (how === 'more') return withEntry(made, path, file(`${textAt(made, path)}${'one more\n'.repeat(200)}`));
    return withEntry(made, path, how === 'pointer' ? file(LFS_POINTER) : link('other.csv'));
  }, tree);
}

/**
 * What a greedy pull request does to each plan: it costs much more, and its limits would allow that. Cheaper variants of the
 * same pull request hide less.
 */
export function greedy(tree: Tree, count: number): Tree {
  return planPaths(tree).reduce((made, path) => {
    const plan = planAt(made, path);
    const [first, ...others] = plan?.generations ?? [];
    if (plan === undefined || first === undefined) return made;
    const { budget: _, ...rest } = plan;
    const budget = { max_total: amountOf(100_000_000) };
    return withEntry(
      made,
      path,
      file(planText({ ...rest, budget, generations: [withCount(first, count), ...others] })),
    );
  }, tree);
}
