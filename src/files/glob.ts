import { Minimatch } from 'minimatch';

/** A pattern of paths. */
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
const OPTIONS = {
  dot: true,
  nobrace: true,
  noext: true,
  nocomment: true,
  nonegate: true,
  // Patterns mean the same on every runner.
  platform: 'linux',
} as const;

export function compileGlob(text: string): Glob {
  const pattern = new Minimatch(text, OPTIONS);
  const depth = text.split('/').includes('**') ? Number.POSITIVE_INFINITY : text.split('/').length;
  return {
    text,
    matches: (path) => pattern.match(path),
    mayMatchBelow: (folder) => folder.split('/').length < depth && pattern.match(folder, true),
  };
}
