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
  const shorten = characterShortener(text);
  const pattern = new Minimatch(shorten(text), OPTIONS);
  const depth = text.split('/').includes('**') ? Number.POSITIVE_INFINITY : text.split('/').length;
  return {
    text,
    matches: (path) => pattern.match(shorten(path)),
    mayMatchBelow: (folder) => folder.split('/').length < depth && pattern.match(shorten(folder), true),
  };
}

/** Emoji and the like, which are two units of UTF-16, and the characters that stand for them here. */
const LONG_CHARACTER = /[\u{10000}-\u{10ffff}\ue000-\uf8ff]/gu;
const FIRST_SHORT = 0xe000;
const ANY_OTHER = '\uf8ff';

/**
 * Minimatch counts units of UTF-16, so that `?` would not match an emoji. Each long character of the pattern gets a short
 * one of its own, and all others share one more: they are equal to nothing that the pattern names.
 */
function characterShortener(pattern: string): (text: string) => string {
  const named = [...new Set(pattern.match(LONG_CHARACTER))];
  const short = new Map(named.map((character, index) => [character, String.fromCharCode(FIRST_SHORT + index)]));
  return (text) => text.replace(LONG_CHARACTER, (character) => short.get(character) ?? ANY_OTHER);
}
