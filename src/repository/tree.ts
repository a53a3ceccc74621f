import { posix } from 'node:path';
import { type FileKind, nameOf } from '../files/kind.ts';
import { isGitsOwn, isNoFile, liesOutside, type Refusal } from '../files/refusal.ts';
import { prose, say } from '../shared/message.ts';

/** What stands at a path of a commit; GitHub alone has what is `too-large` even to be handed out. */
export type Entry =
  | FileEntry
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'submodule' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'missing' };

export interface FileEntry {
  readonly kind: 'file';
  /** In bytes. */
  readonly size: number;
  /** Nothing is held open before they are read. Rejects with UnreadableCommit where they break off. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One way to read a commit. */
export interface Tree {
  /** The SHA of the commit. Rejects with UnreadableCommit. */
  commit(): Promise<string>;
  /**
   * What stands at a path, which is relative to the root and has no `.` or `..`. A path below a link is `missing`.
   * Rejects with UnreadableCommit where that cannot be told. `missing` is certain only once the commit is known.
   */
  at(path: string): Promise<Entry>;
}

/** More than people chain; where a link leads to itself, each is a request. */
const MOST_LINKS = 10;

/** The file at a path, through links that stay in the repository; or why there is none to read. */
export async function findFile(
  tree: Tree,
  path: string,
  kind: FileKind,
): Promise<FileEntry | { readonly kind: 'too-large' } | { readonly kind: 'missing' } | Refusal> {
  let asked = treePath(path, kind);
  let below = '';
  let links = 0;
  for (;;) {
    if (typeof asked !== 'string') return asked;
    const entry = await entryAt(tree, asked);
    if (entry.kind === 'link') {
      links += 1;
      if (links > MOST_LINKS) return manyLinks(kind, path);
      asked = posix.isAbsolute(entry.target)
        ? liesOutside(kind, path)
        : treePath(posix.join(posix.dirname(asked), entry.target, below), kind, path);
      below = '';
      continue;
    }
    const folder = posix.dirname(asked);
    if (entry.kind === 'missing' && folder !== '.') {
      // A folder on the way may be a link, or a submodule.
      below = posix.join(posix.basename(asked), below);
      asked = folder;
      continue;
    }
    if (entry.kind === 'submodule') return inSubmodule(kind, path);
    if (below !== '') return { kind: 'missing' };
    return entry.kind === 'folder' ? isNoFile(kind, path) : entry;
  }
}

/** What stands there, once the commit is known: both are asked at once. */
async function entryAt(tree: Tree, path: string): Promise<Entry> {
  const [entry, commit] = await Promise.allSettled([tree.at(path), tree.commit()]);
  if (commit.status === 'rejected') throw commit.reason;
  if (entry.status === 'rejected') throw entry.reason;
  return entry.value;
}

/** The path as a commit has it. */
function treePath(path: string, kind: FileKind, named = path): string | Refusal {
  const plain = posix.normalize(path).replace(/\/$/, '');
  if (posix.isAbsolute(plain) || plain === '..' || plain.startsWith('../')) return liesOutside(kind, named);
  if (plain.split('/').includes('.git')) return isGitsOwn(kind, named);
  // No file can be named by the latter: halves of characters have no bytes.
  if (plain === '.' || /[\0\p{Surrogate}]/u.test(plain)) return isNoFile(kind, named);
  return plain;
}

function inSubmodule(kind: FileKind, path: string): Refusal {
  const message = say`${nameOf(kind, path)} is a submodule or lies in one.`;
  return { message, help: prose('Name a file of the repository itself.') };
}

function manyLinks(kind: FileKind, path: string): Refusal {
  return { message: say`${nameOf(kind, path)} is a link that leads nowhere.`, help: prose('Name the file itself.') };
}
