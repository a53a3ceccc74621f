import { posix } from 'node:path';
import type { Answer } from '../http/answer.ts';
import { type RepoInput, type RepoRoute, repoRoute } from './endpoint.ts';
import { base64Lines, tooLargeOrRaw } from './git-data.ts';
import { bytesOf, idOf, isLink, isSubmodule } from './git-objects.ts';
import { type Files, filesAt } from './refs.ts';
import { notFound, refusal } from './refusals.ts';
import type { FileContent } from './state.ts';
import { read } from './tokens.ts';

/** Past this size JSON answers come without the content; only the raw form has it, up to 100 MB. */
const MOST_BYTES_IN_JSON = 1_000_000;
/** GitHub lists no more of a directory. */
const MOST_ENTRIES = 1000;

/** Files and directories, as they stand at a branch, a tag or a commit. */
export const contentsRoutes: readonly RepoRoute[] = [
  repoRoute('contents', 'GET /contents/{path...}', read('contents'), contents),
];

function contents(input: RepoInput): Answer {
  const { request, parameter, repo } = input;
  const { ref = repo.defaultBranch } = request.query;
  const files = filesAt(repo, ref);
  if (files === undefined) return refusal(404, `No commit found for the ref ${ref}`);

  const path = parameter('path').replace(/\/+$/, '');
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (file === undefined) return directory(input, files, path, ref);
  const shape = entry(input, path, file, ref);
  if (isSubmodule(file)) return { status: 200, body: { ...shape, submodule_git_url: file.submodule } };
  if (!isLink(file)) return fileAnswer(input, shape, bytesOf(file));
  const target = posix.join(posix.dirname(path), file.symlink);
  const content = Object.hasOwn(files, target) ? files[target] : undefined;
  if (content === undefined || isLink(content) || isSubmodule(content)) {
    // A link that leads out of the repository, or to anything but a file, is shown as the link itself.
    return { status: 200, body: { ...shape, target: file.symlink } };
  }
  // The file, but under the link's own `sha`.
  const { sha, git_url, _links } = shape;
  return fileAnswer(input, { ...entry(input, path, content, ref), sha, git_url, _links }, bytesOf(content));
}

function fileAnswer({ request }: RepoInput, shape: ReturnType<typeof entry>, bytes: Buffer): Answer {
  const inJson = bytes.length <= MOST_BYTES_IN_JSON;
  const body = { ...shape, content: inJson ? base64Lines(bytes) : '', encoding: inJson ? 'base64' : 'none' };
  return tooLargeOrRaw(request, bytes) ?? { status: 200, body };
}

/** A directory is a list in JSON, whatever form was asked for, but for the `object`, which has that list in it. */
function directory(input: RepoInput, files: Files, path: string, ref: string): Answer {
  const prefix = path === '' ? '' : `${path}/`;
  const inside = Object.entries(files).filter(([name]) => name.startsWith(prefix));
  if (inside.length === 0 && path !== '') return notFound();
  const entries = new Map<string, unknown>();
  for (const [name, content] of inside) {
    const [first = '', ...deeper] = name.slice(prefix.length).split('/');
    const child = `${prefix}${first}`;
    const shape = entry(input, child, deeper.length > 0 ? undefined : content, ref);
    // GitHub calls a submodule a file here, for the sake of old clients.
    entries.set(child, shape.type === 'submodule' ? { ...shape, type: 'file' } : shape);
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, shape]) => shape);
  const listed = sorted.slice(0, MOST_ENTRIES);
  const isObject = /application\/vnd\.github(\.v3)?\.object/.test(input.request.headers.accept ?? '');
  return { status: 200, body: isObject ? { ...entry(input, path, undefined, ref), entries: listed } : listed };
}

/** What GitHub tells of a file, a link, a submodule, or a directory (no content). */
function entry({ repo, links }: RepoInput, path: string, content: FileContent | undefined, ref: string) {
  const type = typeOf(content);
  const bytes = content === undefined ? Buffer.alloc(0) : bytesOf(content);
  const sha = idOf(content ?? '');
  const fullName = `${repo.owner}/${repo.name}`;
  const self = `${links.api}/repos/${fullName}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const isBlob = type === 'file' || type === 'symlink';
  const git = `${links.api}/repos/${fullName}/git/${isBlob ? 'blobs' : 'trees'}/${sha}`;
  const html = `${links.pages}/${fullName}/${isBlob ? 'blob' : 'tree'}/${ref}/${path}`;
  return {
    type,
    name: posix.basename(path),
    path,
    sha,
    size: bytes.length,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isBlob ? `${links.pages}/${fullName}/raw/${ref}/${path}` : null,
    _links: { self, git, html },
  };
}

function typeOf(content: FileContent | undefined): 'dir' | 'symlink' | 'submodule' | 'file' {
  if (content === undefined) return 'dir';
  if (isLink(content)) return 'symlink';
  return isSubmodule(content) ? 'submodule' : 'file';
}
