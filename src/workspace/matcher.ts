import { posix } from 'node:path';
import { Minimatch } from 'minimatch';

/**
 * Whether a path, relative to the workspace, is named by a list of paths and patterns of which `!` leaves out what it
 * matches.
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(compiled);
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => compiled(pattern.slice(1)));
  const isMatch = (path: string) => (pattern: Minimatch) => path === pattern.pattern || pattern.match(path);
  return (path) => included.some(isMatch(path)) && !excluded.some(isMatch(path));
}

/** Whether a folder, relative to the workspace, may hold what a pattern matches. */
export function mayLeadTo(pattern: string): (folder: string) => boolean {
  const whole = compiled(pattern);
  return (folder) => whole.match(folder, true);
}

/** The wildcards of workflows: no braces, no extended globs; what begins with a dot is no exception. */
const OPTIONS = { dot: true, nobrace: true, noext: true, nocomment: true, nonegate: true };

function compiled(pattern: string): Minimatch {
  return new Minimatch(posix.normalize(pattern), OPTIONS);
}
