import { isUtf8Path } from '../support/tree.ts';
import { type Case, filesOnDisk, type Mode, patternsFor, similarity } from './case.ts';
import { expectedFiles, isNamed } from './expected-files.ts';
import { type Broken, brokenRules, type ExpectedLine, type ExpectedPlan, expectedPlan, sum } from './expected-plan.ts';
import type { Mills } from './plan.ts';

export const VERDICTS = ['pass', 'warn', 'fail', 'error'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The weakest verdict that the contract allows, and why. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly because: readonly string[];
}

export function isWeaker(one: Verdict, other: Verdict): boolean {
  return VERDICTS.indexOf(one) < VERDICTS.indexOf(other);
}

/** A plan file that is judged. */
interface HeadPlan {
  /** Where it was found. */
  readonly path: string;
  /** Where it is in its own repository. */
  readonly repositoryPath: string;
  /** Whether it is in the checkout of the pull request, and one of its commits has a plan there. */
  readonly isOurs: boolean;
  readonly lines: readonly ExpectedLine[];
  readonly plan: ExpectedPlan;
}

/** From here on, two files may be taken for one that was renamed … */
const ALIKE = 0.4;
/** … and from here on they have to be. Git's own line is at half, and measures by bytes. */
const CLEARLY_ALIKE = 0.75;

/**
 * What the contract asks of a case, written from the contract alone. It is lenient where the contract leaves a choice: the
 * gate may be stricter, never weaker.
 */
export function expectedVerdict(given: Case, mode: Mode): Expectation {
  const tree = mode === 'api' ? given.head : filesOnDisk(given);
  const found = expectedFiles(tree, patternsFor(given, mode));
  const errors = [...found.errors];
  if (given.isBaseUnreadable) errors.push('the limits of the base branch are unknown');
  const plans: HeadPlan[] = [];
  for (const path of found.plans) {
    const { folder, isOurCheckout } = checkoutOf(given, mode, path);
    const plan = expectedPlan(tree, path, folder);
    if (plan.lines === undefined) {
      errors.push(plan.trouble ?? path);
      continue;
    }
    const repositoryPath = path.slice(folder.length);
    // A file that a step has made in place of one of the base goes on from that, and one in place of a link is the head's.
    const isKnown = given.head[repositoryPath] !== undefined || given.base[repositoryPath]?.kind === 'file';
    plans.push({ path, repositoryPath, isOurs: isOurCheckout && (isKnown || mode === 'cli'), lines: plan.lines, plan });
    if (!isKnown && mode !== 'cli' && given.ceiling === undefined) {
      errors.push(`${path} is not in the head of the pull request, and there is no ceiling`);
    }
  }
  if (errors.length > 0) return { verdict: 'error', because: errors };
  return worst([...limitsOf(given, mode, plans), ...wholeRules(given, plans)]);
}

/** Each plan belongs to its nearest checkout, of which a submodule is one. */
function checkoutOf({ workspace, head }: Case, mode: Mode, path: string): { folder: string; isOurCheckout: boolean } {
  const { folder: own, hasGit, others } = workspace;
  const submodules = Object.entries(head)
    .filter(([, entry]) => entry.kind === 'submodule' && entry.checkedOut !== undefined)
    .map(([submodule]) => ({ folder: `${own}${submodule}/`, hasGit: true }));
  const checkouts = mode === 'api' ? [] : [{ folder: own, hasGit }, ...others, ...submodules];
  const folders = checkouts.filter((checkout) => checkout.hasGit).map(({ folder }) => folder);
  const nearest = folders.filter((folder) => path.startsWith(folder)).sort((a, b) => b.length - a.length)[0] ?? '';
  return { folder: nearest, isOurCheckout: mode === 'api' || nearest === own };
}

function worst(broken: readonly Demand[]): Expectation {
  const verdict = VERDICTS.toReversed().find((one) => broken.some(({ severity }) => severity === one)) ?? 'pass';
  return { verdict, because: broken.map(({ because }) => because) };
}

type Demand = Broken | { readonly severity: 'error'; readonly because: string };

/** The rules over all plans. */
function wholeRules({ balance, ceiling }: Case, plans: readonly HeadPlan[]): Demand[] {
  const cost = sum(plans.flatMap(({ lines }) => lines.map((line) => line.cost)));
  return [
    ...(cost > balance ? [{ severity: 'fail' as const, because: 'balance' }] : []),
    ...(ceiling !== undefined && cost > ceiling ? [{ severity: 'fail' as const, because: 'budget' }] : []),
  ];
}

/** Which limits judge which lines, and what they say. */
function limitsOf(given: Case, mode: Mode, plans: readonly HeadPlan[]): Demand[] {
  const { base, head, branchPoint = base, patterns, ceiling } = given;
  const basePlans = new Map(
    Object.keys(base)
      .filter((path) => path.endsWith('.yml') && base[path]?.kind === 'file' && isPlainPath(path))
      .map((path): [string, ExpectedPlan] => [path, expectedPlan(base, path, '')]),
  );
  const ours = plans.filter(({ isOurs }) => isOurs);
  const predecessors = new Map(ours.map((plan) => [plan, predecessorOf(plan.repositoryPath)]));
  const demands: Demand[] = [];
  /** Lines that the limits of another base plan judge since they have moved. */
  const moved = new Set<ExpectedLine>();

  for (const [path, old] of basePlans) {
    const heirs = ours.filter((plan) => predecessors.get(plan) === path);
    const members = [...heirs.map((plan) => ({ plan, lines: plan.lines })), ...movedFrom(path, old)];
    const { budget } = old;
    if (budget === undefined || members.length === 0) continue;
    const judged = {
      name: path,
      budget,
      lines: members.flatMap(({ plan, lines }) =>
        lines.map((line) => ({ line, runs: larger(old.runs, plan.plan.runs) })),
      ),
      baseline: costOf(old),
    };
    if (!old.isUnreadable) {
      demands.push(...brokenRules(judged));
      continue;
    }
    // Whether a reader sees limits in what is no YAML is left to it; else those of the heir count.
    const [heir] = heirs;
    if (heir !== undefined) demands.push(...weaker(brokenRules(judged), ownRules(heir, undefined)));
  }

  for (const plan of plans) {
    const old = basePlans.get(plan.repositoryPath);
    if (!plan.isOurs) {
      const isElsewhere = head[plan.repositoryPath] !== undefined && mode !== 'cli';
      // What the head has at that path may be taken for this plan, or the plan for one of another repository.
      if (ceiling === undefined && isElsewhere && old?.budget !== undefined && !old.isUnreadable) {
        const lines = plan.lines.map((line) => ({ line, runs: larger(old.runs, plan.plan.runs) }));
        demands.push(...brokenRules({ name: plan.repositoryPath, budget: old.budget, lines, baseline: undefined }));
      } else if (!isRelated(plan)) {
        demands.push(...ownRules(plan, undefined));
      }
      continue;
    }
    if (old !== undefined && old.budget === undefined && !old.isUnreadable)
      demands.push(...ownRules(plan, costOf(old)));
    if (base[plan.repositoryPath] !== undefined) continue;
    const isNew = branchPoint[plan.repositoryPath] === undefined;
    const isFollowed = predecessors.get(plan) !== undefined || plan.lines.some((line) => moved.has(line));
    if (!isNew && !isFollowed && ceiling === undefined && mode !== 'cli') {
      demands.push({
        severity: 'error',
        because: `the base branch has no ${plan.path} any more, though it was not added`,
      });
    } else if (!isRelated(plan)) {
      demands.push(...ownRules(plan, isLikeAny(plan, [...basePlans.keys()]) ? undefined : 0));
    }
  }
  return demands;

  /** The base plan that a plan goes on from: the one at its path, or the one that it is a renamed file of. */
  function predecessorOf(path: string): string | undefined {
    if (basePlans.has(path)) return path;
    if (base[path] !== undefined || branchPoint[path] !== undefined) return undefined;
    const gone = Object.keys(branchPoint).filter((old) => head[old] === undefined);
    const added = Object.keys(head).filter((now) => branchPoint[now] === undefined);
    const [old, ...others] = gone.filter((candidate) => similarity(branchPoint, candidate, head, path) >= ALIKE);
    if (old === undefined || others.length > 0 || !basePlans.has(old)) return undefined;
    const copies = added.filter((now) => similarity(branchPoint, old, head, now) >= ALIKE);
    return copies.length === 1 && similarity(branchPoint, old, head, path) >= CLEARLY_ALIKE ? old : undefined;
  }

  /** The lines that were in a base plan and are in another file now. Of copies, the cheapest is the one that has moved. */
  function movedFrom(path: string, old: ExpectedPlan): { plan: HeadPlan; lines: readonly ExpectedLine[] }[] {
    if (!isNamed(patterns, path)) return [];
    return [...idsOf(old)].flatMap((id) => {
      if (isKept(path, id) || [...basePlans.keys()].some((other) => other !== path && isLost(other, id))) return [];
      const copies = ours
        .filter((plan) => predecessors.get(plan) !== path && !wasIn(predecessors.get(plan), id))
        .flatMap((plan) => plan.lines.filter((line) => line.id === id).map((line) => ({ plan, lines: [line], line })))
        .sort((a, b) => a.line.cost * (a.plan.plan.runs ?? 1) - b.line.cost * (b.plan.plan.runs ?? 1));
      for (const { line } of copies) moved.add(line);
      return copies.slice(0, 1);
    });
  }

  /** Whether a base plan may have had a line with the id. */
  function wasIn(path: string | undefined, id: string): boolean {
    const plan = path === undefined ? undefined : basePlans.get(path);
    return plan !== undefined && (plan.lines === undefined || idsOf(plan).has(id));
  }

  function isLost(path: string, id: string): boolean {
    return wasIn(path, id) && !isKept(path, id);
  }

  /** Whether a line with the id is still in the plan that goes on from a base plan. */
  function isKept(path: string, id: string): boolean {
    const heirs = ours.filter((plan) => predecessors.get(plan) === path);
    if (heirs.some(({ lines }) => lines.some((line) => line.id === id))) return true;
    const isJudged = ours.some(({ repositoryPath }) => repositoryPath === path);
    if (isJudged || head[path]?.kind !== 'file') return false;
    return idsOf(expectedPlan(head, path, '')).has(id);
  }

  /** Whether limits of the base might be taken to judge a plan, so that its own need not count. */
  function isRelated(plan: HeadPlan): boolean {
    const limited = [...basePlans].filter(([, { budget, isUnreadable }]) => budget !== undefined || isUnreadable);
    return isLikeAny(
      plan,
      limited.map(([path]) => path),
    );
  }

  /** Whether a plan might be taken to go on from one of the base plans. */
  function isLikeAny({ repositoryPath, lines, plan }: HeadPlan, paths: readonly string[]): boolean {
    const names = new Set(lines.map(nameOf));
    return paths.some((path) => {
      const old = basePlans.get(path);
      if (old?.lines === undefined || path === repositoryPath) return true;
      if (plan.name !== undefined && plan.name === old.name) return true;
      if (old.lines.some((line) => names.has(nameOf(line)))) return true;
      return head[path] === undefined && similarity(branchPoint, path, head, repositoryPath) >= ALIKE;
    });
  }
}

/** A plan under its own limits. */
function ownRules({ path, lines, plan }: HeadPlan, baseline: Mills | undefined): Broken[] {
  const judged = lines.map((line) => ({ line, runs: plan.runs }));
  return plan.budget === undefined ? [] : brokenRules({ name: path, budget: plan.budget, lines: judged, baseline });
}

function weaker(one: readonly Broken[], other: readonly Broken[]): readonly Broken[] {
  return isWeaker(worst(one).verdict, worst(other).verdict) ? one : other;
}

function costOf({ lines }: ExpectedPlan): Mills | undefined {
  return lines && sum(lines.map(({ cost }) => cost));
}

function idsOf({ lines = [] }: ExpectedPlan): ReadonlySet<string> {
  return new Set(lines.flatMap(({ id }) => id ?? []));
}

/** A name with U+FFFD looks like one that is not UTF-8: the head may not have it, so the base is not asked for it. */
function isPlainPath(path: string): boolean {
  return isUtf8Path(path) && !path.includes('\ufffd');
}

/** Its id, or what one may be made from. */
function nameOf({ id, model }: ExpectedLine): string {
  return id ?? model;
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
