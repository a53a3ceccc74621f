import { asCheckedOut, file, inFolder, overlay, type Tree } from '../support/tree.ts';
import type { Mills } from './plan.ts';

/** How the gate runs: as a step on `pull_request` or `pull_request_target`, or as `check --baseline`. */
export const MODES = ['workspace', 'api', 'cli'] as const;
export type Mode = (typeof MODES)[number];

/** A checkout of another repository in the workspace. */
export interface OtherCheckout {
  /** With `/` at the end. */
  readonly folder: string;
  readonly tree: Tree;
  readonly hasGit: boolean;
  /** Whether its `.git` tells which repository it is of. */
  readonly hasOrigin: boolean;
}

/** What is on disk. */
export interface Workspace {
  /** Where the head of the pull request is checked out, with `/` at the end; empty for the workspace itself. */
  readonly folder: string;
  /** Whether the checkout has a `.git`; an archive of the repository has none. */
  readonly hasGit: boolean;
  readonly others: readonly OtherCheckout[];
  /** What is only on disk, by its path in the workspace. */
  readonly extra: Tree;
}

export interface Case {
  /** The base branch as it is now. */
  readonly base: Tree;
  /** Where the pull request has left the base branch, if that has changed since. */
  readonly branchPoint?: Tree;
  /** The head of the pull request. */
  readonly head: Tree;
  readonly workspace: Workspace;
  /** The lines of the input `plan`, relative to the repository. */
  readonly patterns: readonly string[];
  /** The input `budget`. */
  readonly ceiling?: Mills;
  readonly balance: Mills;
  /** Files that the pull request changes beside those of the trees. */
  readonly furtherChanges: number;
  /** Whether the base branch cannot be read. */
  readonly isBaseUnreadable?: boolean;
}

export const PLAIN_WORKSPACE: Workspace = { folder: '', hasGit: true, others: [], extra: {} };

export const MUCH_MONEY: Mills = 1_000_000_000;

/** Whether a mode can run a case: the command line runs in the root of one checkout. */
export function canRun({ workspace }: Case, mode: Mode): boolean {
  if (mode !== 'cli') return true;
  return workspace.folder === '' && workspace.hasGit && workspace.others.length === 0;
}

/** Whether all modes see the same files, so that they have to agree. */
export function isTheSameForAll({ workspace, head, base, branchPoint, furtherChanges }: Case): boolean {
  const { folder, hasGit, others, extra } = workspace;
  const hasSubmodule = [head, base].some((tree) => Object.values(tree).some(({ kind }) => kind === 'submodule'));
  const isPlain = folder === '' && hasGit && others.length === 0 && Object.keys(extra).length === 0;
  return isPlain && !hasSubmodule && branchPoint === undefined && furtherChanges === 0;
}

/** What a real checkout has in its `.git`, as far as a search could find it. */
const GIT_FOLDER: Tree = { '.git/HEAD': file('ref: refs/heads/change\n') };

/** All files on disk. */
export function filesOnDisk({ head, workspace }: Case): Tree {
  const { folder, hasGit, others, extra } = workspace;
  const checkouts = [{ folder, tree: head, hasGit }, ...others];
  const disk = checkouts.reduce<Tree>(
    (made, checkout) =>
      overlay(made, inFolder({ ...asCheckedOut(checkout.tree), ...(checkout.hasGit && GIT_FOLDER) }, checkout.folder)),
    {},
  );
  return overlay(disk, extra);
}

/** The lines of the input `plan` for a mode: in a workspace, those with a folder begin with that of the checkout. */
export function patternsFor({ patterns, workspace }: Case, mode: Mode): string[] {
  if (mode !== 'workspace') return [...patterns];
  return patterns.map((pattern) => {
    const [sign, path] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
    return path.startsWith('**/') ? pattern : `${sign}${workspace.folder}${path.replace(/^\.\//, '')}`;
  });
}

/** A file that a pull request changes, as GitHub lists it: `changed` if its kind is another now. */
export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'changed' | 'removed' | 'renamed';
  readonly previousPath: string | undefined;
}

/** Git takes a file for a renamed one if it keeps half of it. */
const GIT_RENAME_SIMILARITY = 0.5;

/** What GitHub lists: the changes since the branch point. */
export function changedFiles({ base, branchPoint = base, head }: Case): ChangedFile[] {
  const gone = new Set(Object.keys(branchPoint).filter((path) => head[path] === undefined));
  const kept = Object.entries(head).flatMap(([path, entry]): ChangedFile[] => {
    const before = branchPoint[path];
    if (before !== undefined) {
      if (JSON.stringify(before) === JSON.stringify(entry)) return [];
      return [{ path, status: before.kind === entry.kind ? 'modified' : 'changed', previousPath: undefined }];
    }
    const [closest] = [...gone]
      .map((old) => ({ old, share: similarity(branchPoint, old, head, path) }))
      .filter(({ share }) => share >= GIT_RENAME_SIMILARITY)
      .sort((a, b) => b.share - a.share);
    if (closest === undefined) return [{ path, status: 'added', previousPath: undefined }];
    gone.delete(closest.old);
    return [{ path, status: 'renamed', previousPath: closest.old }];
  });
  return [...kept, ...[...gone].map((path): ChangedFile => ({ path, status: 'removed', previousPath: undefined }))];
}

/** The share of two files that Git sees as kept, from 0 to 1: the bytes of equal lines, of the longer file. */
export function similarity(before: Tree, oldPath: string, after: Tree, newPath: string): number {
  const [old, now] = [before[oldPath], after[newPath]];
  if (old?.kind !== 'file' || now?.kind !== 'file') return 0;
  const left = old.text.split(/(?<=\n)/);
  const counts = new Map<string, number>();
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  let kept = 0;
  for (const line of now.text.split(/(?<=\n)/)) {
    const count = counts.get(line) ?? 0;
    if (count > 0) kept += line.length;
    counts.set(line, count - 1);
  }
  const longer = Math.max(old.text.length, now.text.length);
  return longer === 0 ? 0 : kept / longer;
}
