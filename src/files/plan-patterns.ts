import { isAbsolute, posix } from 'node:path';
import { Minimatch } from 'minimatch';
import type { Diagnostic } from '../shared/diagnostic.ts';
import { type Message, prose, say } from '../shared/message.ts';

export interface Glob {
  readonly text: string;
  matches(path: string): boolean;
  /** Whether a path below this folder may match. */
  mayMatchBelow(folder: string): boolean;
}

/**
 * The wildcards of a workflow's path filters: `*`, `?`, `[…]` and `**`. No braces, no extended globs. A name that begins
 * with a dot is matched like any other.
 */
const GLOB_OPTIONS = {
  dot: true,
  nobrace: true,
  noext: true,
  nocomment: true,
  nonegate: true,
  // Patterns mean the same on every runner.
  platform: 'linux',
} as const;

export function compileGlob(text: string): Glob {
  const shorten = characterShortener(text);
  const pattern = new Minimatch(shorten(text), GLOB_OPTIONS);
  const depth = text.split('/').includes('**') ? Number.POSITIVE_INFINITY : text.split('/').length;
  return {
    text,
    matches: (path) => pattern.match(shorten(path)),
    mayMatchBelow: (folder) => folder.split('/').length < depth && pattern.match(shorten(folder), true),
  };
}

/** Characters of two UTF-16 units, such as emoji, and the private-use characters that replace them. */
const LONG_CHARACTER = /[\u{10000}-\u{10ffff}\ue000-\uf8ff]/gu;
const FIRST_SHORT = 0xe000;
const ANY_OTHER = '\uf8ff';

/**
 * Minimatch counts units of UTF-16, so that `?` would not match an emoji. Each long character of the pattern gets a short
 * one of its own, and all others share one more, which the pattern does not have.
 */
function characterShortener(pattern: string): (text: string) => string {
  const named = [...new Set(pattern.match(LONG_CHARACTER))];
  const short = new Map(named.map((character, index) => [character, String.fromCharCode(FIRST_SHORT + index)]));
  return (text) => text.replace(LONG_CHARACTER, (character) => short.get(character) ?? ANY_OTHER);
}

/** Which plan files are meant: paths and patterns, without what is excluded. */
export interface PlanPatterns {
  /** Relative to the workspace, in their normal form. */
  readonly paths: readonly string[];
  readonly globs: readonly Glob[];
  isExcluded(path: string): boolean;
  /** Whether everything below a folder is excluded, so that it need not be searched. */
  isFolderExcluded(folder: string): boolean;
  /** Whether `node_modules` is searched, too; plans are never found there. */
  readonly isEverywhere?: boolean;
}

/** All YAML files of a commit. As in GitHub's list of changes, those in `node_modules` are among them. */
export const YAML_FILES: PlanPatterns = {
  paths: [],
  globs: ['**/*.[yY][mM][lL]', '**/*.[yY][aA][mM][lL]'].map(compileGlob),
  isExcluded: () => false,
  isFolderExcluded: () => false,
  isEverywhere: true,
};

const HELP = say`Write one path or pattern on each line, with ${'/'} between folders: ${'generation-plan.yml'}, ${'plans/*.yml'}, ${'**/generation-plan.yml'}. A line that begins with ${'!'} excludes.`;

/**
 * Reads the paths and patterns of plan files. A text with `*`, `?` or `[` is always a pattern, never a file of that name.
 *
 * @param workspace the absolute path of the workspace, which may be written in front of a path
 */
export function parsePlanPatterns(
  lines: readonly string[],
  workspace?: string,
): { patterns: PlanPatterns; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const paths = new Set<string>();
  const globs = new Map<string, Glob>();
  const excluded: Glob[] = [];
  for (const line of lines) {
    const isExclusion = line.startsWith('!');
    const path = normalize(isExclusion ? line.slice(1) : line, workspace);
    if (typeof path !== 'string') {
      diagnostics.push({
        severity: 'error',
        message: say`${line} is not a plan file or pattern: ${path.reason}.`,
        help: HELP,
      });
    } else if (isExclusion) {
      excluded.push(compileGlob(path));
    } else if (isPattern(path)) {
      globs.set(path, compileGlob(path));
    } else {
      paths.add(path);
    }
  }
  const isMatch = (glob: Glob, path: string) => (isPattern(glob.text) ? glob.matches(path) : glob.text === path);
  const isExcluded = (path: string) => excluded.some((glob) => isMatch(glob, path));
  const trees = excluded.filter(({ text }) => text.endsWith('/**')).map(({ text }) => compileGlob(text.slice(0, -3)));
  const excludesAll = excluded.some(({ text }) => text === '**');
  return {
    patterns: {
      paths: [...paths],
      globs: [...globs.values()],
      isExcluded,
      isFolderExcluded: (folder) => excludesAll || trees.some((glob) => isMatch(glob, folder)),
    },
    diagnostics,
  };
}

export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

function normalize(text: string, workspace: string | undefined): string | { readonly reason: Message } {
  const path = withoutWorkspace(text.trim(), workspace);
  if (path === '') return { reason: prose('the path is missing') };
  if (path.startsWith('#')) return { reason: prose('this text cannot hold comments') };
  if (/[\p{C}\p{Zl}\p{Zp}\ufffd]/u.test(path))
    return { reason: prose('it has a character that cannot be part of a path') };
  if (path.includes('\\')) return { reason: say`it has a ${'\\'}` };
  if (path.includes('{')) return { reason: say`${'{'} is not supported` };
  if (/,\s*\S+\.ya?ml$/i.test(path)) return { reason: prose('it names several files on one line') };
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return { reason: prose('it is outside the workspace') };
  const normal = posix.normalize(path).replace(/\/$/, '');
  if (normal === '..' || normal.startsWith('../')) return { reason: prose('it is outside the workspace') };
  if (isPattern(path) && path.split('/').includes('..')) return { reason: say`a pattern cannot have ${'..'}` };
  if (isCostly(normal)) return { reason: say`it has too many ${'*'}` };
  if (normal === '.') return { reason: prose('it is a folder') };
  if (normal.split('/').some(isGitFolder)) return { reason: say`${'.git'} is Git’s own folder` };
  return normal;
}

/** Stars between the slashes of a pattern, and `**`: matching takes time that grows with a power of their number. */
const MAX_STARS = 3;

function isCostly(pattern: string): boolean {
  const segments = pattern.split('/');
  const stars = segments.map((segment) => segment.match(/\*+/g)?.length ?? 0);
  return segments.filter((segment) => segment === '**').length > MAX_STARS || Math.max(...stars) > MAX_STARS;
}

/** `${{ github.workspace }}/plan.yml` is a natural way to write a path, on Windows with backslashes. */
function withoutWorkspace(path: string, workspace: string | undefined): string {
  if (workspace === undefined || !path.startsWith(workspace)) return path;
  const rest = path.slice(workspace.length);
  return /^[\\/]/.test(rest) ? rest.slice(1).replaceAll(workspace.includes('\\') ? '\\' : '/', '/') : path;
}

/** Git keeps credentials there; on some file systems it goes by other spellings, too. */
export function isGitFolder(name: string): boolean {
  return name.toLowerCase() === '.git';
}
