import { minimatch } from 'minimatch';

/**
 * Whether a path, relative to the workspace, is named by a list of paths and patterns of which `!` leaves out what it
 * matches; with the meaning that `@actions/glob` gives to patterns.
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith('!')).map(normalised);
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => normalised(pattern.slice(1)));
  const isMatch = (path: string) => (pattern: string) => path === pattern || minimatch(path, pattern, OPTIONS);
  return (path) => included.some(isMatch(path)) && !excluded.some(isMatch(path));
}

const OPTIONS = { dot: true, nobrace: true, noext: true, nocomment: true, nonegate: true };

function normalised(pattern: string): string {
  return pattern.replace(/^(?:\.\/)+/, '').replace(/\/{2,}/g, '/');
}
