/** Whether a path is a pattern rather than a name. */
export function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}
