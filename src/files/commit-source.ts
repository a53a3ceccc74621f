import { posix } from 'node:path';
import { type Message, say } from '../shared/message.ts';
import { locate } from './read-file.ts';
import { type EntryKind, type FileSource, type FolderEntry, UnreadableError } from './source.ts';

export interface CommitFiles extends FileSource {
  /**
   * The full SHA of the commit.
   *
   * @throws UnreadableError if there is no such commit, or it cannot be read
   */
  sha(): Promise<string>;
}

/** One name in a Git tree, with the object behind it. */
export interface TreeEntry extends FolderEntry {
  readonly id: string;
  /** In bytes; of a file whose size is known before it is read. */
  readonly size?: number | undefined;
}

/** A path below the root tree, and what is there. */
export type PathEntry = readonly [path: string, entry: TreeEntry];

/** One way to Git's objects; each method throws {@link UnreadableError}. */
export interface GitObjects {
  readonly name: Message;
  sha(): Promise<string>;
  /** The entries of a tree, or of the root tree of the commit. */
  tree(id: string): Promise<readonly TreeEntry[]>;
  /**
   * Every path below the root tree with its entry; `undefined` if there are more than can be listed at once. Two names that
   * are not UTF-8 may look the same.
   */
  wholeTree(): Promise<readonly PathEntry[] | undefined>;
  /** @param path where the file is in the commit */
  blob(id: string, maxBytes: number, path: string): Promise<Uint8Array | 'too-large'>;
}

/** No link is longer than a path may be on Linux. */
const MAX_LINK_BYTES = 4096;
/** Links that are followed to see whether a link leads to a file. */
const MAX_LINKS = 10;

/** The files of a commit, from its Git objects. Each tree is read once. */
export function commitFiles(objects: GitObjects): CommitFiles {
  /** Every folder, once folders are searched; `undefined` in it if they cannot be listed at once. */
  let allFolders: Promise<ReadonlyMap<string, readonly TreeEntry[]> | undefined> | undefined;
  /** The folders that were listed one by one. */
  const singleFolders = new Map<string, Promise<readonly TreeEntry[] | undefined>>();
  const source: CommitFiles = { name: objects.name, sha: () => objects.sha(), list, isLinkToFile, read };
  return source;

  async function list(folder: string, isSearched = false): Promise<readonly TreeEntry[] | undefined> {
    if (isSearched) allFolders ??= objects.wholeTree().then((paths) => paths && byFolder(paths));
    const folders = await allFolders;
    if (folders !== undefined) return folders.get(folder);
    const entries = singleFolders.get(folder) ?? listOne(folder);
    singleFolders.set(folder, entries);
    return entries;
  }

  async function listOne(folder: string): Promise<readonly TreeEntry[] | undefined> {
    if (folder === '') return objects.tree(await objects.sha());
    const entry = await entryAt(folder);
    return entry?.kind === 'folder' ? objects.tree(entry.id) : undefined;
  }

  async function entryAt(path: string): Promise<TreeEntry | undefined> {
    const parent = posix.dirname(path);
    const entries = await list(parent === '.' ? '' : parent);
    return entries?.find(({ name }) => name === posix.basename(path));
  }

  async function read(path: string, maxBytes: number): Promise<Uint8Array | 'too-large'> {
    const entry = await entryAt(path);
    if (entry !== undefined && (entry.size ?? 0) > maxBytes) return 'too-large';
    if (entry !== undefined) return objects.blob(entry.id, maxBytes, path);
    throw new UnreadableError(say`${path} is not in ${source.name}.`, say`Check the path.`);
  }

  async function isLinkToFile(path: string): Promise<boolean> {
    let at = path;
    for (let links = 0; links < MAX_LINKS; links++) {
      const bytes = await read(at, MAX_LINK_BYTES);
      if (bytes === 'too-large') return false;
      const target = Buffer.from(bytes).toString();
      const next = posix.join(posix.dirname(at), target);
      if (posix.isAbsolute(target) || target.endsWith('/') || next === '..' || next.startsWith('../')) return false;
      const located = await locate(source, next);
      if (located.kind !== 'link' || located.at !== next) return located.kind === 'file';
      at = next;
    }
    return false;
  }
}

function byFolder(paths: readonly PathEntry[]): ReadonlyMap<string, readonly TreeEntry[]> {
  const folders = new Map<string, TreeEntry[]>([['', []]]);
  for (const [path, entry] of paths) {
    if (entry.kind === 'folder') folders.set(path, folders.get(path) ?? []);
    const parent = posix.dirname(path);
    const folder = parent === '.' ? '' : parent;
    const entries = folders.get(folder);
    if (entries === undefined) folders.set(folder, [entry]);
    else entries.push(entry);
  }
  return folders;
}

/** The meaning of Git's file modes (git-scm.com: git-fast-import, `filemodify`). */
export function kindOfMode(mode: string): EntryKind {
  switch (mode) {
    case '040000':
      return 'folder';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    default:
      return mode.startsWith('100') ? 'file' : 'other';
  }
}

/**
 * The files of a repository by their paths in the workspace.
 *
 * @param folder the folder of the checkout, with `/` at its end; empty for the workspace itself
 */
export function checkedOutAt<Source extends FileSource>(folder: string, source: Source): Source {
  if (folder === '') return source;
  const inRepository = (path: string) => path.slice(folder.length);
  return {
    ...source,
    list: async (path, isSearched) => {
      if (`${path}/`.startsWith(folder)) return source.list(inRepository(path), isSearched);
      const above = path === '' ? '' : `${path}/`;
      if (!folder.startsWith(above)) return undefined;
      return [{ name: folder.slice(above.length).split('/', 1).join(), kind: 'folder' }];
    },
    isLinkToFile: (path) => source.isLinkToFile(inRepository(path)),
    read: (path, maxBytes) => source.read(inRepository(path), maxBytes),
  };
}
