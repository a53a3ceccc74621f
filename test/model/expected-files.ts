import { posix } from 'node:path';
import { foldersAbove, isBelow, isUtf8Path, shownPath, type Tree } from '../support/tree.ts';
import { examplesBelow, isPattern, matches } from './glob.ts';

/** Which plan files the contract has judged. */
export interface ExpectedFiles {
  /** Sorted, each once. */
  readonly plans: readonly string[];
  /** Why the verdict has to be `error`. */
  readonly errors: readonly string[];
}

/** The contract, "Which files are read", for one tree. */
export function expectedFiles(tree: Tree, lines: readonly string[]): ExpectedFiles {
  const plans = new Set<string>();
  const errors: string[] = [];
  const excluded = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const isExcluded = (path: string) => excluded.some((line) => matchesLine(line, path));

  for (const line of lines.filter((candidate) => !candidate.startsWith('!'))) {
    if (!isPattern(line)) {
      const path = posix.normalize(line);
      if (isExcluded(path)) continue;
      const trouble = whyNoPlan(tree, path);
      if (trouble === undefined) plans.add(path);
      else errors.push(trouble);
      continue;
    }
    let hasMatch = false;
    for (const [path, entry] of Object.entries(tree)) {
      const isHolder = entry.kind !== 'file';
      if (isNeverSearched(isHolder ? [...foldersAbove(path), path] : foldersAbove(path))) continue;
      const shown = shownPath(path);
      const isMatch = matches(line, shown);
      if (isMatch && (entry.kind === 'file' || entry.kind === 'link')) hasMatch = true;
      if (isMatch && !isExcluded(shown)) {
        if (entry.kind === 'link') errors.push(`${shown} is a link`);
        else if (entry.kind === 'file' && !isUtf8Path(path)) errors.push(`${shown} is not UTF-8`);
        else if (entry.kind === 'file') plans.add(path);
      }
      const couldHold = examplesBelow(line, shown).some((example) => !isExcluded(example));
      if (entry.kind === 'submodule' && couldHold) errors.push(`${shown} is a submodule, which could hold a plan`);
      if (entry.kind === 'unreadable-folder' && couldHold)
        errors.push(`${shown} cannot be read, and could hold a plan`);
      if (entry.kind === 'link') {
        const behind = filesBehind(tree, path, 0);
        if (behind === 'outside' && couldHold) errors.push(`${shown} leads outside, where a plan could be`);
        if (behind === 'outside') continue;
        const plan = behind.find((file) => matches(line, file) && !isExcluded(file));
        if (plan !== undefined) errors.push(`${plan} lies behind the link ${shown}`);
      }
    }
    if (!hasMatch) errors.push(`${line} has no match`);
  }
  if (plans.size === 0 && errors.length === 0) errors.push('nothing is judged');
  return { plans: [...plans].sort(), errors };
}

/** Whether the lines of the input name a path, whatever is there. */
export function isNamed(lines: readonly string[], path: string): boolean {
  const isSearched = !isNeverSearched(foldersAbove(path));
  const isIncluded = lines.some((line) => {
    return !line.startsWith('!') && (isSearched || !isPattern(line)) && matchesLine(line, path);
  });
  return isIncluded && !lines.some((line) => line.startsWith('!') && matchesLine(line.slice(1), path));
}

function matchesLine(line: string, path: string): boolean {
  return isPattern(line) ? matches(line, path) : posix.normalize(line) === path;
}

/** `.git` in other letters is the same folder to some file systems, and Git keeps no file in one: nothing is asked of it. */
function isNeverSearched(folders: readonly string[]): boolean {
  return folders.some((folder) => /(?:^|\/)(?:node_modules|\.[gG][iI][tT])$/.test(folder));
}

/** Why there is no plan at a path; `undefined` if a regular file is there, reached without a link. */
export function whyNoPlan(tree: Tree, path: string): string | undefined {
  if (path.startsWith('/') || path === '..' || path.startsWith('../')) return `${path} leads outside`;
  for (const folder of foldersAbove(path)) {
    const kind = tree[folder]?.kind;
    if (kind !== undefined) return `${path} lies below ${folder}, which is a ${kind}`;
  }
  const entry = tree[path];
  if (entry?.kind === 'file') return undefined;
  return entry === undefined ? `${path} is no file` : `${path} is a ${entry.kind}`;
}

/** Links behind links that are looked at. */
const MAX_DEPTH = 3;

/** The paths of the files that can be reached through a link; nothing is known of what lies outside of the tree. */
function filesBehind(tree: Tree, path: string, depth: number): string[] | 'outside' {
  const target = followed(tree, path);
  if (target === 'outside') return 'outside';
  if (target === undefined || tree[target] !== undefined) return [];
  const found: string[] = [];
  for (const [other, entry] of Object.entries(tree)) {
    if (target !== '' && !isBelow(other, target)) continue;
    const rest = target === '' ? other : other.slice(target.length + 1);
    if (isNeverSearched(foldersAbove(rest))) continue;
    const behind = `${shownPath(path)}/${shownPath(rest)}`;
    if (entry.kind === 'file') found.push(behind);
    if (entry.kind !== 'link' || depth === MAX_DEPTH) continue;
    const deeper = filesBehind(tree, other, depth + 1);
    if (deeper !== 'outside') found.push(...deeper.map((file) => behind + file.slice(shownPath(other).length)));
  }
  return found;
}

/** Where a link leads, through all links on the way; `undefined` if it leads in a circle. */
function followed(tree: Tree, path: string): string | 'outside' | undefined {
  let at = path;
  for (let links = 0; links < 40; links++) {
    const here = [...foldersAbove(at), at].find((part) => tree[part]?.kind === 'link');
    const entry = here === undefined ? undefined : tree[here];
    if (here === undefined || entry?.kind !== 'link') return at;
    if (entry.target.startsWith('/')) return 'outside';
    at = posix.join(posix.dirname(here), entry.target, at.slice(here.length)).replace(/\/$/, '');
    if (at === '.') at = '';
    if (at === '..' || at.startsWith('../')) return 'outside';
  }
  return undefined;
}
