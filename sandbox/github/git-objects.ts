/** The files of a commit as Git keeps them: blobs and trees with the ids that Git itself gives them. */
import { createHash } from 'node:crypto';
import { type Files, filesAt } from './refs.ts';
import { type FileContent, type Repo, sampleSha } from './state.ts';

/** One name in a folder. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000' | '160000' | '040000';
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; only blobs have it. */
  readonly size?: number;
  /** What is in a folder. */
  readonly tree?: Tree;
}

export interface Tree {
  readonly sha: string;
  /** In Git's order. */
  readonly entries: readonly TreeEntry[];
}

/** The bytes that Git keeps for a file; of a link, where it points. A submodule has none. */
export function bytesOf(content: FileContent): Buffer {
  if (isLink(content)) return Buffer.from(content.symlink);
  if (isSubmodule(content)) return Buffer.alloc(0);
  return Buffer.from(isExecutable(content) ? content.executable : content);
}

/** The id of a file or a link. A submodule has the id of a commit of its own repository. */
export function idOf(content: FileContent): string {
  return isSubmodule(content) ? sampleSha(content.submodule) : objectId('blob', bytesOf(content));
}

/** The root tree of a branch, a tag or a commit; undefined where there is no such ref. */
export function treeAt(repo: Repo, ref: string): Tree | undefined {
  const files = filesAt(repo, ref);
  return files === undefined ? undefined : treeOf(files);
}

/** A tree of any commit by its id, also that of a folder. A commit without files has the empty tree. */
export function findTree(repo: Repo, sha: string): Tree | undefined {
  for (const files of [{}, ...Object.values(repo.files)]) {
    const root = treeOf(files);
    const found = [root, ...everything(root).flatMap(({ tree }) => tree ?? [])].find((tree) => tree.sha === sha);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The bytes of a file of any commit by its id. */
export function findBlob(repo: Repo, sha: string): Buffer | undefined {
  for (const files of Object.values(repo.files)) {
    const found = Object.values(files).find((content) => !isSubmodule(content) && idOf(content) === sha);
    if (found !== undefined) return bytesOf(found);
  }
  return undefined;
}

/** A tree with all that is in its folders, each folder before what is in it. */
export function everything({ entries }: Tree, above = ''): TreeEntry[] {
  return entries.flatMap((entry) => {
    const path = `${above}${entry.path}`;
    const below = entry.tree === undefined ? [] : everything(entry.tree, `${path}/`);
    return [{ ...entry, path }, ...below];
  });
}

export function isLink(content: FileContent): content is { readonly symlink: string } {
  return typeof content === 'object' && 'symlink' in content;
}

export function isSubmodule(content: FileContent): content is { readonly submodule: string } {
  return typeof content === 'object' && 'submodule' in content;
}

function isExecutable(content: FileContent): content is { readonly executable: string } {
  return typeof content === 'object' && 'executable' in content;
}

function treeOf(files: Files): Tree {
  return treeOfPaths(Object.entries(files));
}

function treeOfPaths(files: readonly (readonly [path: string, content: FileContent])[]): Tree {
  const folders = new Map<string, [string, FileContent][]>();
  const entries: TreeEntry[] = [];
  for (const [path, content] of files) {
    const slash = path.indexOf('/');
    if (slash === -1) entries.push(fileEntry(path, content));
    else {
      const name = path.slice(0, slash);
      const inside = folders.get(name) ?? [];
      inside.push([path.slice(slash + 1), content]);
      folders.set(name, inside);
    }
  }
  for (const [path, inside] of folders) {
    const tree = treeOfPaths(inside);
    entries.push({ path, mode: '040000', type: 'tree', sha: tree.sha, tree });
  }
  // Git compares bytes, and a folder as if its name ended in a slash.
  const key = ({ path, type }: TreeEntry) => Buffer.from(type === 'tree' ? `${path}/` : path);
  entries.sort((a, b) => Buffer.compare(key(a), key(b)));
  const lines = entries.flatMap(({ path, mode, sha }) => [
    Buffer.from(`${mode.replace(/^0/, '')} ${path}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return { sha: objectId('tree', Buffer.concat(lines)), entries };
}

function fileEntry(path: string, content: FileContent): TreeEntry {
  const sha = idOf(content);
  if (isSubmodule(content)) return { path, mode: '160000', type: 'commit', sha };
  const mode = isLink(content) ? '120000' : isExecutable(content) ? '100755' : '100644';
  return { path, mode, type: 'blob', sha, size: bytesOf(content).length };
}

function objectId(type: 'blob' | 'tree', bytes: Buffer): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
