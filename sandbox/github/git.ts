/** Refs, trees and blobs, with the ids that Git gives them, and their endpoints. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Answer } from '../http/answer.ts';
import { notFound, type RepoInput, type RepoRoute, read, refusal, repoRoute } from './endpoint.ts';
import { type FileContent, type Pull, type Repo, sampleSha } from './state.ts';

const MOST_BYTES = 100_000_000;
const MOST_BYTES_WITH_CONTENT = 1_048_576;

export const gitDataRoutes: readonly RepoRoute[] = [
  repoRoute('get-tree', 'GET /git/trees/{tree_sha...}', read('contents'), getTree),
  repoRoute('get-blob', 'GET /git/blobs/{file_sha}', read('contents'), getBlob),
  repoRoute('get-contents', 'GET /contents/{path...}', read('contents'), getContents),
];

/** A tree by its own id, or the root tree of a branch, a tag or a commit. */
function getTree({ request, parameter, repo }: RepoInput): Answer {
  if (Object.keys(repo.branches).length === 0) return refusal(409, 'Git Repository is empty.');
  const wanted = parameter('tree_sha');
  const found = treeAt(repo, wanted) ?? findTree(repo, wanted);
  if (found === undefined) return notFound();

  // Any value turns it on, even `0` and `false`.
  const recursive = request.query['recursive'] !== undefined;
  const entries = recursive ? everything(found) : found.entries;
  const most = recursive ? repo.mostTreeEntries : repo.mostFolderEntries;
  const tree = entries.slice(0, most).map(({ tree: _, ...entry }) => entry);
  // Like GitHub, answers the id of the commit if a commit was asked for.
  const sha = commitOf(repo, wanted) ?? found.sha;
  return { status: 200, body: { sha, tree, truncated: entries.length > most } };
}

function getBlob({ request, parameter, repo, links }: RepoInput): Answer {
  const sha = parameter('file_sha');
  const bytes = findBlob(repo, sha);
  if (bytes === undefined) return notFound();
  if (bytes.length > MOST_BYTES) {
    return refusal(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large.', {
      errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
    });
  }
  if (/application\/vnd\.github(\.v3)?\.raw(\+json)?/.test(request.headers.accept ?? '')) {
    return { status: 200, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }, body: bytes };
  }
  return {
    status: 200,
    body: {
      sha,
      node_id: `B_kwDO${sha}`,
      size: bytes.length,
      url: `${links.api}/repos/${repo.owner}/${repo.name}/git/blobs/${sha}`,
      content: bytes.toString('base64').replace(/.{1,60}/g, '$&\n'),
      encoding: 'base64',
    },
  };
}

/** A file by its path. Folders and submodules are not told here, since no client of the sandbox asks for them. */
function getContents({ request, parameter, repo }: RepoInput): Answer {
  const files = filesAt(repo, request.query['ref'] ?? 'main') ?? {};
  const path = parameter('path');
  const link = files[path];
  // Like GitHub, follows a link to a file of the repository.
  const target = link !== undefined && isLink(link) ? posix.join(posix.dirname(path), link.symlink) : path;
  const content = files[target];
  if (content === undefined || isLink(content) || isSubmodule(content)) return notFound();
  const bytes = bytesOf(content);
  const isLarge = bytes.length > MOST_BYTES_WITH_CONTENT;
  const told = isLarge
    ? { content: '', encoding: 'none' }
    : { content: bytes.toString('base64').replace(/.{1,60}/g, '$&\n'), encoding: 'base64' };
  return { status: 200, body: { type: 'file', size: bytes.length, path, sha: idOf(content), ...told } };
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000' | '160000' | '040000';
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; only blobs have it. */
  readonly size?: number;
  readonly tree?: Tree;
}

export interface Tree {
  readonly sha: string;
  /** In Git's order. */
  readonly entries: readonly TreeEntry[];
}

/** The bytes of a blob. A link's are its target; a submodule has none. */
export function bytesOf(content: FileContent): Buffer {
  if (isLink(content)) return Buffer.from(content.symlink);
  if (isSubmodule(content)) return Buffer.alloc(0);
  return Buffer.from(isExecutable(content) ? content.executable : content);
}

/** The id of a file or a link. A submodule has the id of a commit of its own repository. */
export function idOf(content: FileContent): string {
  return isSubmodule(content) ? sampleSha(content.submodule) : objectId('blob', bytesOf(content));
}

/** The root tree of a branch, a tag or a commit, if there is one. */
export function treeAt(repo: Repo, ref: string): Tree | undefined {
  const files = filesAt(repo, ref);
  return files === undefined ? undefined : treeOf(files);
}

/** Finds the tree of a root or a folder in any commit. A commit without files has the empty tree. */
function findTree(repo: Repo, sha: string): Tree | undefined {
  for (const files of [{}, ...Object.values(repo.files)]) {
    const root = treeOf(files);
    const found = [root, ...everything(root).flatMap(({ tree }) => tree ?? [])].find((tree) => tree.sha === sha);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findBlob(repo: Repo, sha: string): Buffer | undefined {
  for (const files of Object.values(repo.files)) {
    const found = Object.values(files).find((content) => !isSubmodule(content) && idOf(content) === sha);
    if (found !== undefined) return bytesOf(found);
  }
  return undefined;
}

/** All entries below a tree, each folder before its content. */
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
  // Git sorts by bytes, and a folder as if its name ended in a slash.
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

export type Files = Readonly<Record<string, FileContent>>;

/**
 * The commit that a ref names; undefined where there is none. A fork's commits are known here too, for the base
 * repository has them at `refs/pull/N/head`. A name of `files` that is neither a branch nor hex digits is a tag.
 */
export function commitOf(repo: Repo, ref: string): string | undefined {
  const [, number, side] = /^(?:refs\/)?pull\/(\d+)\/(head|merge)$/.exec(ref) ?? [];
  const pull = repo.pulls.find((candidate) => String(candidate.number) === number);
  if (pull !== undefined) return side === 'head' ? pull.head.sha : pull.mergeCommitSha;
  const name = shortName(ref);
  if (Object.hasOwn(repo.branches, name)) return repo.branches[name];
  if (knownCommits(repo).includes(name)) return name;
  const named = (tag: string) => sampleSha(`${repo.owner}/${repo.name}@${tag}`);
  const others = Object.keys(repo.files).filter((key) => !Object.hasOwn(repo.branches, key));
  const told = others.find((key) => key === name || named(key) === name);
  return told === undefined || isHex(told) ? told : named(told);
}

/** The files at a ref, if there is such a ref. It may have none. */
export function filesAt(repo: Repo, ref: string): Files | undefined {
  const commit = commitOf(repo, ref);
  return commit === undefined ? undefined : (toldFiles(repo, shortName(ref), commit) ?? {});
}

/** The files that a test gave for a commit, under its id or a name. */
export function filesOfCommit(repo: Repo, commit: string): Files | undefined {
  return toldFiles(repo, commit, commit);
}

function toldFiles(repo: Repo, name: string, commit: string): Files | undefined {
  const other = Object.keys(repo.files).find((candidate) => commitOf(repo, candidate) === commit);
  const told = [name, commit, other].find((key) => key !== undefined && Object.hasOwn(repo.files, key));
  return told === undefined ? undefined : repo.files[told];
}

function knownCommits({ branches, pulls, statuses }: Repo): string[] {
  return [...Object.values(branches), ...pulls.flatMap(commitsOf), ...statuses.map(({ sha }) => sha)];
}

function commitsOf({ head, base, mergeCommitSha, commits }: Pull): string[] {
  return [head.sha, base.sha, mergeCommitSha, ...commits];
}

function shortName(ref: string): string {
  return ref.replace(/^(?:refs\/)?(?:heads|tags)\//, '');
}

function isHex(name: string): boolean {
  return /^[\da-f]{6,40}$/.test(name);
}
