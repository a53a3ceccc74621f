import { posix } from 'node:path';
import { type EntryKind, type FileSource, type FolderEntry, UnreadableError } from '../../src/files/source.ts';
import { prose, say } from '../../src/shared/message.ts';
import { type Entry, shownPath, type Tree } from './tree.ts';

/** A source of files in memory. */
export interface MemorySource extends FileSource {
  /** The paths that were listed so far. */
  readonly listed: readonly string[];
}

type Node = Entry | { readonly kind: 'folder'; readonly names: Map<string, Node> };

/** More links in a row than Linux follows. */
const MAX_LINKS = 40;

/**
 * Offers a tree as a source does: it follows no link, shows names that are not UTF-8 without offering what is there, and
 * throws for a folder that may not be listed.
 */
export function memorySource(name: string, tree: Tree): MemorySource {
  const root = nodeOf(tree);
  const listed: string[] = [];

  /** @throws UnreadableError for what lies in a folder that may not be listed */
  function nodeAt(path: string): Node | undefined {
    let node: Node | undefined = root;
    for (const part of path === '' ? [] : path.split('/')) {
      if (node?.kind === 'unreadable-folder') throw unreadable(path);
      node = node?.kind === 'folder' ? node.names.get(part) : undefined;
    }
    return node;
  }

  function unreadable(path: string): UnreadableError {
    return new UnreadableError(say`The folder ${path} of ${name} cannot be listed.`, prose('Make it readable.'));
  }

  function isFile(path: string): boolean {
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      const parts = at.split('/');
      // The first link on the way.
      const index = parts.findIndex((_, end) => nodeAt(parts.slice(0, end + 1).join('/'))?.kind === 'link');
      if (index === -1) return nodeAt(at)?.kind === 'file';
      const here = parts.slice(0, index + 1).join('/');
      const node = nodeAt(here);
      if (node?.kind !== 'link' || posix.isAbsolute(node.target)) return false;
      at = posix.join(posix.dirname(here), node.target, ...parts.slice(index + 1));
      if (at.endsWith('/') || at === '.' || at.startsWith('..')) return false;
    }
    return false;
  }

  return {
    name: prose(name),
    listed,
    list: async (folder) => {
      listed.push(folder);
      const node = nodeAt(folder);
      if (node?.kind === 'unreadable-folder') throw unreadable(folder);
      if (node?.kind === 'empty-folder') return [];
      if (node?.kind !== 'folder') return undefined;
      return [...node.names].map(([part, child]): FolderEntry => ({ name: shownPath(part), kind: kindOf(child) }));
    },
    isLinkToFile: async (path) => {
      try {
        return isFile(path);
      } catch (error) {
        if (error instanceof UnreadableError) return false;
        throw error;
      }
    },
    read: async (path, maxBytes) => {
      const node = nodeAt(path);
      if (node?.kind !== 'file') throw new Error(`${path} is not a file: a source is asked only for files.`);
      const bytes = Buffer.from(node.text);
      return bytes.length > maxBytes ? 'too-large' : bytes;
    },
  };
}

function nodeOf(tree: Tree): Node {
  const root: Node = { kind: 'folder', names: new Map() };
  for (const [path, entry] of Object.entries(tree)) {
    const parts = path.split('/');
    const last = parts.pop() ?? '';
    let { names } = root;
    for (const part of parts) {
      let child = names.get(part);
      if (child === undefined) {
        child = { kind: 'folder', names: new Map() };
        names.set(part, child);
      }
      if (child.kind !== 'folder') throw new Error(`${path} lies below what is not a folder.`);
      names = child.names;
    }
    names.set(last, entry);
  }
  return root;
}

function kindOf({ kind }: Node): EntryKind {
  return kind === 'empty-folder' || kind === 'unreadable-folder' ? 'folder' : kind;
}
