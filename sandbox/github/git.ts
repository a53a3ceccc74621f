/** Refs, trees and blobs, with the ids that Git gives them, and their endpoints. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Answer } from '../http/answer.ts';
import { notFound, type RepoInput, type RepoRoute, read } from './endpoint.ts';
import { type FileContent, type Repo, sampleSha } from './state.ts';

const MOST_BYTES_WITH_CONTENT = 1_048_576;

export const gitDataRoutes: readonly RepoRoute[] = [
  ['get-tree', 'GET /git/trees/{tree_sha}', read('contents'), getTree],
  ['get-blob', 'GET /git/blobs/{file_sha}', read('contents'), getBlob],
  ['get-contents', 'GET /contents/{path...}', read('contents'), getContents],
];

/** A tree by its own id, or the root tree of a branch or a commit. */
function getTree({ request, parameter, repo }: RepoInput): Answer {
  const wanted = parameter('tree_sha');
  const commit = commitOf(repo, wanted);
  const found = commit === undefined ? findTree(repo, wanted) : treeOf(filesOf(repo, commit) ?? {});
  if (found === undefined) return notFound();
  // Any value turns it on, even `0` and `false`.
  const isRecursive = request.query['recursive'] !== undefined;
  const entries = isRecursive ? everything(found) : found.entries;
  // Like GitHub, answers the id of the commit if a commit was asked for.
  const sha = commit ?? wanted;
  return { status: 200, body: { sha, tree: entries.map(({ tree: _, ...entry }) => entry), truncated: false } };
}

function getBlob({ parameter, repo }: RepoInput): Answer {
  const sha = parameter('file_sha');
  const contents = Object.values(repo.files).flatMap((files) => Object.values(files));
  const found = contents.find((content) => kindOf(content) !== 'submodule' && idOf(content) === sha);
  if (found === undefined) return notFound();
  const bytes = bytesOf(found);
  const content = bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
  return { status: 200, body: { sha, size: bytes.length, content, encoding: 'base64' } };
}

/** A file by its path. Folders and submodules are not told here, since no client of the sandbox asks for them. */
function getContents({ request, parameter, repo }: RepoInput): Answer {
  const files = filesOf(repo, commitOf(repo, request.query['ref'] ?? 'main')) ?? {};
  const path = parameter('path');
  const link = files[path];
  // Like GitHub, follows a link to a file of the repository.
  const target =
    link !== undefined && kindOf(link) === 'link' ? posix.join(posix.dirname(path), `${bytesOf(link)}`) : path;
  const found = files[target];
  if (found === undefined || kindOf(found) !== 'file') return notFound();
  const bytes = bytesOf(found);
  const isLarge = bytes.length > MOST_BYTES_WITH_CONTENT;
  const content = isLarge ? '' : bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
  const encoding = isLarge ? 'none' : 'base64';
  return { status: 200, body: { content, encoding } };
}

interface TreeEntry {
  readonly path: string;
  readonly mode: '100644' | '120000' | '160000' | '040000';
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; only blobs have it. */
  readonly size?: number;
  readonly tree?: Tree;
}

interface Tree {
  readonly sha: string;
  /** In Git's order. */
  readonly entries: readonly TreeEntry[];
}

export function kindOf(content: FileContent): 'file' | 'link' | 'submodule' {
  if (typeof content === 'string' || content instanceof Uint8Array) return 'file';
  return 'symlink' in content ? 'link' : 'submodule';
}

/** The bytes of a blob. A link's are its target; a submodule has none. */
export function bytesOf(content: FileContent): Buffer {
  if (typeof content === 'string' || content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.from('symlink' in content ? content.symlink : '');
}

/** The id of a file or a link. A submodule has the id of a commit of its own repository. */
export function idOf(content: FileContent): string {
  const isSubmodule = typeof content === 'object' && 'submodule' in content;
  return isSubmodule ? sampleSha(content.submodule) : objectId('blob', bytesOf(content));
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

/** All entries below a tree, each folder before its content. */
function everything({ entries }: Tree, above = ''): TreeEntry[] {
  return entries.flatMap((entry) => {
    const path = `${above}${entry.path}`;
    const below = entry.tree === undefined ? [] : everything(entry.tree, `${path}/`);
    return [{ ...entry, path }, ...below];
  });
}

function treeOf(files: Files): Tree {
  const folders = new Map<string, Record<string, FileContent>>();
  const entries: TreeEntry[] = [];
  for (const [path, content] of Object.entries(files)) {
    const [, name = '', rest = ''] = /^([^/]*)\/(.*)$/s.exec(path) ?? [];
    if (rest === '') entries.push(fileEntry(path, content));
    else folders.set(name, { ...folders.get(name), [rest]: content });
  }
  for (const [path, inside] of folders) {
    const tree = treeOf(inside);
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
  const kind = kindOf(content);
  if (kind === 'submodule') return { path, mode: '160000', type: 'commit', sha };
  return { path, mode: kind === 'link' ? '120000' : '100644', type: 'blob', sha, size: bytesOf(content).length };
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
  const name = ref.replace(/^(?:refs\/)?(?:heads|tags)\//, '');
  if (Object.hasOwn(repo.branches, name)) return repo.branches[name];
  const ofPulls = repo.pulls.flatMap(({ head, base, mergeCommitSha, commits }) => {
    return [head.sha, base.sha, mergeCommitSha, ...commits];
  });
  if ([...Object.values(repo.branches), ...ofPulls].includes(name)) return name;
  const others = Object.keys(repo.files).filter((key) => !Object.hasOwn(repo.branches, key));
  const shaOf = (key: string) => (/^[\da-f]{6,40}$/.test(key) ? key : sampleSha(`${repo.owner}/${repo.name}@${key}`));
  return others.includes(name) ? shaOf(name) : others.map(shaOf).find((sha) => sha === name);
}

/** The files that a test gave for a commit, under its id or a name. */
export function filesOf(repo: Repo, sha: string | undefined): Files | undefined {
  const names = [sha ?? '', ...Object.keys(repo.files)].filter((name) => Object.hasOwn(repo.files, name));
  const name = names.find((candidate) => candidate === sha || commitOf(repo, candidate) === sha);
  return name === undefined ? undefined : repo.files[name];
}
