import type { Answer } from '../http/answer.ts';
import { blobSha, bytesOf, isLink, isSubmodule } from './blobs.ts';
import type { RepoInput, RepoRoute } from './endpoint.ts';
import { commitOf, type Files, filesAt } from './refs.ts';
import { notFound, refusal } from './refusals.ts';
import { type FileContent, sampleSha } from './state.ts';

/** Every path of a commit in one answer. */
export const treeRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'get-tree',
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/trees/{tree_sha...}',
    handle: { needs: { anyOf: ['contents'], level: 'read' }, answer: getTree },
  },
];

interface Entry {
  readonly path: string;
  readonly mode: '100644' | '120000' | '160000' | '040000';
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; only blobs have it. */
  readonly size?: number;
}

/** The tree of a branch, a tag or a commit, but not of a directory by its own id. */
function getTree({ request, parameter, repo, links }: RepoInput): Answer {
  if (Object.keys(repo.branches).length === 0) return refusal(409, 'Git Repository is empty.');
  const ref = parameter('tree_sha');
  const sha = commitOf(repo, ref);
  const files = filesAt(repo, ref);
  if (sha === undefined || files === undefined) return notFound();

  // Any value turns it on, also `0` and `false`.
  const { recursive } = request.query;
  const entries = entriesOf(files).filter(({ path }) => recursive !== undefined || !path.includes('/'));
  const most = recursive === undefined ? entries.length : repo.mostTreeEntries;
  const git = `${links.api}/repos/${repo.owner}/${repo.name}/git`;
  const tree = entries.slice(0, most).map((entry) => {
    // The commit of a submodule is in another repository, and has no address here.
    return entry.type === 'commit' ? entry : { ...entry, url: `${git}/${entry.type}s/${entry.sha}` };
  });
  // As GitHub does, the id of the commit where a commit was asked for.
  return { status: 200, body: { sha, url: `${git}/trees/${sha}`, tree, truncated: entries.length > most } };
}

/** Files and the directories above them in git's order, where a directory counts as if its name ended in a slash. */
function entriesOf(files: Files): Entry[] {
  const all = Object.entries(files).map(([path, content]) => entryOf(path, content));
  const inside = new Map<string, Entry[]>();
  for (const entry of all) {
    for (const directory of directoriesAbove(entry.path)) {
      const entries = inside.get(directory) ?? [];
      entries.push(entry);
      inside.set(directory, entries);
    }
  }
  const directories = [...inside].map(([path, entries]): Entry => {
    const listing = entries.map(({ path: below, sha }) => `${below.slice(path.length)} ${sha}`).sort();
    return { path, mode: '040000', type: 'tree', sha: sampleSha(listing.join('\n')) };
  });
  const key = ({ path, type }: Entry) => (type === 'tree' ? `${path}/` : path);
  return [...all, ...directories].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function entryOf(path: string, content: FileContent): Entry {
  if (isSubmodule(content)) return { path, mode: '160000', type: 'commit', sha: sampleSha(path) };
  const bytes = bytesOf(content);
  const mode = isLink(content) ? '120000' : '100644';
  return { path, mode, type: 'blob', sha: blobSha(bytes), size: bytes.length };
}

function directoriesAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}
