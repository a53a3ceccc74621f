/** A tree of files as plain data, for sources in memory and for real repositories. */

export type Entry =
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'link'; readonly target: string }
  /** `checkedOut` is what its folder holds in a workspace; without it the folder is empty there. */
  | { readonly kind: 'submodule'; readonly checkedOut?: Tree }
  /** Only in a workspace: Git knows no empty folders. */
  | { readonly kind: 'empty-folder' }
  /** Only in a workspace: a folder that may not be listed. */
  | { readonly kind: 'unreadable-folder' };

/**
 * Entries by path, with `/`. Folders follow from the paths. A byte that is not UTF-8 is written as a lone surrogate, as
 * Python does: `'caf\udce9.yml'` is the name with the byte E9.
 */
export type Tree = Readonly<Record<string, Entry>>;

export function file(text: string): Entry {
  return { kind: 'file', text };
}

export function link(target: string): Entry {
  return { kind: 'link', target };
}

const RAW_BYTE = /[\udc80-\udcff]/;
/** A raw byte that is not the second half of a pair: with the flag `u`, pairs count as one character. */
const LONE_RAW_BYTE = /[\udc80-\udcff]/gu;

export function isUtf8Path(path: string): boolean {
  return !RAW_BYTE.test(path.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''));
}

/** The bytes of a path. */
export function pathBytes(path: string): Buffer {
  return Buffer.concat(
    [...path].map((character) => {
      const code = character.charCodeAt(0);
      return character.length === 1 && RAW_BYTE.test(character) ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
    }),
  );
}

/** The path as a source shows it: U+FFFD in place of each byte that is not UTF-8. */
export function shownPath(path: string): string {
  return path.replace(LONE_RAW_BYTE, '\ufffd');
}

/** The paths of the folders above, from the top: `a`, `a/b` for `a/b/c`. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** The tree with one more entry; what cannot be beside it is gone: files in place of its folders, and what was below it. */
export function withEntry(tree: Tree, path: string, entry: Entry): Tree {
  const above = new Set(foldersAbove(path));
  const kept = Object.entries(tree).filter(([other]) => !above.has(other) && !isBelow(other, path));
  return { ...Object.fromEntries(kept), [path]: entry };
}

/** The tree without an entry, or without a folder and all in it. */
export function without(tree: Tree, path: string): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([other]) => other !== path && !isBelow(other, path)));
}

/** The tree under a folder, with `/` at the end; empty for the root. */
export function inFolder(tree: Tree, folder: string): Tree {
  return Object.fromEntries(Object.entries(tree).map(([path, entry]) => [folder + path, entry]));
}

/** One tree over another: entries of the second win. */
export function overlay(under: Tree, over: Tree): Tree {
  return Object.entries(over).reduce((tree, [path, entry]) => withEntry(tree, path, entry), under);
}

/** How a commit looks on disk: submodules are folders of their own, or empty. */
export function asCheckedOut(tree: Tree): Tree {
  return Object.entries(tree).reduce<Tree>((made, [path, entry]) => {
    if (entry.kind !== 'submodule') return withEntry(made, path, entry);
    if (entry.checkedOut === undefined) return withEntry(made, path, { kind: 'empty-folder' });
    return overlay(made, inFolder({ '.git': file('gitdir: elsewhere\n'), ...entry.checkedOut }, `${path}/`));
  }, {});
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
