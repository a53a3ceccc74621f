/** What a ref names: branches, tags, commits, and both sides of pull requests. */
import { type FileContent, type Pull, type Repo, sampleSha } from './state.ts';

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

/** The files at a ref; undefined where there is no such ref, none where the sandbox was not told any. */
export function filesAt(repo: Repo, ref: string): Files | undefined {
  const commit = commitOf(repo, ref);
  return commit === undefined ? undefined : (toldFiles(repo, shortName(ref), commit) ?? {});
}

/** The files that the sandbox was told of a commit, under the commit itself or a name for it. */
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
