/** Trees and blobs, as `GET /git/trees` and `GET /git/blobs` give them. */
import type { Answer } from '../http/answer.ts';
import { type RepoInput, type RepoRoute, repoRoute } from './endpoint.ts';
import { everything, findBlob, findTree, treeAt } from './git-objects.ts';
import { commitOf } from './refs.ts';
import { notFound, refusal } from './refusals.ts';
import { read } from './tokens.ts';

const MOST_BYTES = 100_000_000;

export const gitDataRoutes: readonly RepoRoute[] = [
  repoRoute('get-tree', 'GET /git/trees/{tree_sha...}', read('contents'), getTree),
  repoRoute('get-blob', 'GET /git/blobs/{file_sha}', read('contents'), getBlob),
];

/** A tree by its own id, or the root tree of a branch, a tag or a commit. */
function getTree({ request, parameter, repo }: RepoInput): Answer {
  if (Object.keys(repo.branches).length === 0) return refusal(409, 'Git Repository is empty.');
  const wanted = parameter('tree_sha');
  const found = treeAt(repo, wanted) ?? findTree(repo, wanted);
  if (found === undefined) return notFound();

  // Any value turns it on, also `0` and `false`.
  const recursive = request.query['recursive'] !== undefined;
  const entries = recursive ? everything(found) : found.entries;
  const most = recursive ? repo.mostTreeEntries : repo.mostFolderEntries;
  const tree = entries.slice(0, most).map(({ tree: _, ...entry }) => entry);
  // As GitHub does, the id of the commit where a commit was asked for.
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
