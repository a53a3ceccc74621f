/** What a pull request changes, file by file. */
import { bytesOf, idOf } from './git-objects.ts';
import { type Files, filesAt, filesOfCommit } from './refs.ts';
import type { Links } from './shapes.ts';
import type { FileContent, Pull, PullFile, Repo } from './state.ts';

/** GitHub lists no more of a pull request. */
const MOST_FILES = 3000;

/** The entries of `GET /pulls/{number}/files`, by filename: those told, else what differs between both sides. */
export function pullFileShapes(repo: Repo, pull: Pull, links: Links) {
  const base = filesOfCommit(repo, pull.base.sha) ?? filesAt(repo, pull.base.ref) ?? {};
  const head = filesOfCommit(repo, pull.head.sha);
  // A head that the sandbox was told nothing of changes nothing: it has not lost everything.
  const files = pull.files ?? (head === undefined ? [] : differences(base, head));
  return [...files]
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
    .slice(0, MOST_FILES)
    .map((file) => shape(repo, pull, file, { base, head: head ?? {} }, links));
}

function differences(base: Files, head: Files): PullFile[] {
  const removed = new Set(Object.keys(base).filter((filename) => !Object.hasOwn(head, filename)));
  const kept = Object.entries(head).flatMap(([filename, content]): PullFile[] => {
    const before = own(base, filename);
    if (before !== undefined) return same(before, content) ? [] : [{ filename, status: 'modified' }];
    const previousFilename = previousName(base, removed, content);
    if (previousFilename === undefined) return [{ filename, status: 'added' }];
    removed.delete(previousFilename);
    return [{ filename, status: 'renamed', previousFilename }];
  });
  return [...kept, ...[...removed].map((filename): PullFile => ({ filename, status: 'removed' }))];
}

function shape(
  repo: Repo,
  pull: Pull,
  { filename, status, previousFilename }: PullFile,
  { base, head }: { readonly base: Files; readonly head: Files },
  links: Links,
) {
  const before = status === 'added' ? undefined : own(base, previousFilename ?? filename);
  const after = status === 'removed' ? undefined : own(head, filename);
  const { additions, deletions } = lineChanges(before, after);
  const fullName = `${repo.owner}/${repo.name}`;
  const commit = status === 'removed' ? pull.base.sha : pull.head.sha;
  const path = encodeURIComponent(filename);
  return {
    sha: idOf(after ?? before ?? ''),
    filename,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${links.pages}/${fullName}/blob/${commit}/${path}`,
    raw_url: `${links.pages}/${fullName}/raw/${commit}/${path}`,
    contents_url: `${links.api}/repos/${fullName}/contents/${path}?ref=${commit}`,
    ...(previousFilename === undefined ? {} : { previous_filename: previousFilename }),
  };
}

/** The file that was renamed to this one, as git finds it: one just like it, else one at least half like it. */
function previousName(base: Files, removed: ReadonlySet<string>, after: FileContent): string | undefined {
  const alike = (least: number) =>
    [...removed].find((candidate) => {
      const before = own(base, candidate) ?? '';
      const size = Math.max(bytesOf(before).length, bytesOf(after).length);
      return size > 0 && lineChanges(before, after).keptBytes >= least * size;
    });
  return alike(1) ?? alike(0.5);
}

function same(one: FileContent, other: FileContent): boolean {
  return bytesOf(one).equals(bytesOf(other));
}

/** Lines as a bag: one that only moved counts as kept, which is near enough to git's diff. */
function lineChanges(before: FileContent = '', after: FileContent = '') {
  const left = linesOf(before);
  const right = linesOf(after);
  const counts = new Map<string, number>();
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  const kept = right.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count > 0;
  });
  return {
    additions: right.length - kept.length,
    deletions: left.length - kept.length,
    keptBytes: Buffer.byteLength(kept.join('')),
  };
}

function linesOf(content: FileContent): string[] {
  return (
    bytesOf(content)
      .toString('utf8')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}

function own(files: Files, path: string): FileContent | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}
