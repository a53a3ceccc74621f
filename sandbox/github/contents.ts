import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Answer } from '../http/answer.ts';
import type { RepoInput, RepoRoute } from './endpoint.ts';
import { notFound, refusal } from './refusals.ts';
import type { FileContent, Repo } from './state.ts';

/** Past this size JSON answers come without the content; only the raw form has it, up to 100 MB. */
const MOST_BYTES_IN_JSON = 1_000_000;
const MOST_BYTES = 100_000_000;
/** GitHub lists no more of a directory. */
const MOST_ENTRIES = 1000;

type Files = Readonly<Record<string, FileContent>>;

/** Files and directories, as they stand at a branch, a tag or a commit. */
export const contentsRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'contents',
    method: 'GET',
    path: '/repos/{owner}/{repo}/contents/{path...}',
    handle: { needs: { anyOf: ['contents'], level: 'read' }, answer: contents },
  },
];

function contents(input: RepoInput): Answer {
  const { request, parameter, repo } = input;
  const { ref = repo.defaultBranch } = request.query;
  const files = filesAt(repo, ref);
  if (files === undefined) return refusal(404, `No commit found for the ref ${ref}`);

  const path = parameter('path').replace(/\/+$/, '');
  const file = Object.hasOwn(files, path) ? files[path] : undefined;
  if (file === undefined) return directory(input, files, path, ref);
  const target = typeof file === 'object' && 'symlink' in file ? posix.join(posix.dirname(path), file.symlink) : path;
  const content = Object.hasOwn(files, target) ? files[target] : undefined;
  if (content === undefined || isLink(content)) {
    // A link that leads out of the repository, or nowhere, or to another link, is shown as the link itself.
    return { status: 200, body: { ...entry(input, path, file, ref), target: isLink(file) ? file.symlink : '' } };
  }
  return fileAnswer(input, path, Buffer.from(content), ref);
}

/** The files of a ref: named as a branch, in full, or by its commit. */
function filesAt(repo: Repo, ref: string): Files | undefined {
  const name = ref.replace(/^refs\/heads\/|^heads\//, '');
  const sha = repo.branches[name];
  const branch = Object.entries(repo.branches).find(([, tip]) => tip === name)?.[0];
  const direct = repo.files[name] ?? (sha === undefined ? undefined : repo.files[sha]);
  if (direct !== undefined) return direct;
  if (branch !== undefined) return repo.files[branch] ?? {};
  const commits = repo.pulls.flatMap((pull) => [pull.head.sha, pull.base.sha, pull.mergeCommitSha, ...pull.commits]);
  return sha !== undefined || commits.includes(name) ? {} : undefined;
}

function fileAnswer(input: RepoInput, path: string, bytes: Buffer, ref: string): Answer {
  if (bytes.length > MOST_BYTES) {
    return refusal(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large.', {
      errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
    });
  }
  if (wantsRaw(input)) {
    return { status: 200, headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }, body: bytes };
  }
  const inJson = bytes.length <= MOST_BYTES_IN_JSON;
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return {
    status: 200,
    body: {
      ...entry(input, path, bytes, ref),
      content: inJson ? `${content}\n` : '',
      encoding: inJson ? 'base64' : 'none',
    },
  };
}

function wantsRaw({ request }: RepoInput): boolean {
  return /application\/vnd\.github(\.v3)?\.raw(\+json)?/.test(request.headers.accept ?? '');
}

function directory(input: RepoInput, files: Files, path: string, ref: string): Answer {
  const prefix = path === '' ? '' : `${path}/`;
  const inside = Object.entries(files).filter(([name]) => name.startsWith(prefix));
  if (inside.length === 0 && path !== '') return notFound();
  const entries = new Map<string, unknown>();
  for (const [name, content] of inside) {
    const [first = '', ...deeper] = name.slice(prefix.length).split('/');
    const child = `${prefix}${first}`;
    entries.set(child, entry(input, child, deeper.length > 0 ? undefined : content, ref));
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, shape]) => shape);
  return { status: 200, body: sorted.slice(0, MOST_ENTRIES) };
}

/** What GitHub tells of a file, a link, or a directory (no content). */
function entry({ repo, links }: RepoInput, path: string, content: FileContent | undefined, ref: string) {
  const bytes = content === undefined ? Buffer.alloc(0) : Buffer.from(isLink(content) ? content.symlink : content);
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const fullName = `${repo.owner}/${repo.name}`;
  const self = `${links.api}/repos/${fullName}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const isDirectory = content === undefined;
  const git = `${links.api}/repos/${fullName}/git/${isDirectory ? 'trees' : 'blobs'}/${sha}`;
  const html = `${links.pages}/${fullName}/${isDirectory ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    type: isDirectory ? 'dir' : isLink(content) ? 'symlink' : 'file',
    name: posix.basename(path),
    path,
    sha,
    size: bytes.length,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isDirectory ? null : `${links.pages}/${fullName}/raw/${ref}/${path}`,
    _links: { self, git, html },
  };
}

function isLink(content: FileContent): content is { readonly symlink: string } {
  return typeof content === 'object' && 'symlink' in content;
}
