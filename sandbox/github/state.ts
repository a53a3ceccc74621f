import { createHash } from 'node:crypto';

/** The login of an app's bot ends in `[bot]`. */
export interface Actor {
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

/** A file: its bytes, the target of a symbolic link, or the address of a submodule. */
export type FileContent = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string };

interface Head {
  sha: string;
  ref: string;
  /** `owner/name`; null if the fork was deleted. */
  repo: string | null;
}

export interface Pull {
  number: number;
  state: 'open' | 'closed';
  locked: boolean;
  user: Actor;
  labels: string[];
  head: Head;
  base: { sha: string; ref: string };
  mergeCommitSha: string;
  /** Commits of the pull request besides its head. */
  commits: string[];
  /** The changed files, if the repository's `files` do not show them. */
  files?: readonly PullFile[];
}

export interface PullFile {
  readonly filename: string;
  /** `changed` is another kind of file, such as a link instead of a file. */
  readonly status: 'added' | 'removed' | 'modified' | 'changed' | 'renamed' | 'copied';
  readonly previousFilename?: string;
}

export interface Comment {
  id: number;
  /** The number of the pull request or issue. */
  issue: number;
  body: string;
  user: Actor;
  createdAt: string;
  updatedAt: string;
  /** Why it is hidden: `outdated`, `resolved`, …; null if it is not. */
  minimized: string | null;
}

export interface IssueEvent {
  id: number;
  issue: number;
  event: string;
  actor: Actor;
  createdAt: string;
  label: string;
}

export interface CommitStatus {
  readonly sha: string;
  readonly state: string | undefined;
  readonly context: string | undefined;
  readonly description: string | undefined;
  readonly targetUrl: string | undefined;
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

/** A repository. Tests may change it while the server runs. */
export interface Repo {
  readonly owner: string;
  readonly name: string;
  defaultBranch: string;
  pulls: Pull[];
  comments: Comment[];
  /** The comments that were deleted, oldest first. */
  deletions: { readonly issue: number; readonly createdAt: string }[];
  events: IssueEvent[];
  statuses: CommitStatus[];
  /** Branch → commit. */
  branches: Record<string, string>;
  /** Branch, tag or commit → path → content. */
  files: Record<string, Record<string, FileContent>>;
  collaborators: Record<string, Role>;
}

export interface RepoSeed extends Partial<Pick<Repo, 'branches' | 'files' | 'collaborators'>> {
  readonly pulls?: readonly PullSeed[];
}

export interface PullSeed extends Partial<Omit<Pull, 'head' | 'base'>> {
  readonly number: number;
  readonly head?: Partial<Head>;
  readonly base?: Partial<Pull['base']>;
}

/** A commit id that depends only on the words. */
export function sampleSha(words: string): string {
  return createHash('sha1').update(words).digest('hex');
}

/** The sandbox's clock and ids. Each write is a second later and has the next id, the same in each run. */
export class Ticker {
  #seconds = Date.parse('2026-01-05T09:00:00Z') / 1000;
  #id = 3_000_000_000;

  now(): string {
    this.#seconds += 1;
    return new Date(this.#seconds * 1000).toISOString().replace('.000Z', 'Z');
  }

  id(): number {
    this.#id += 1;
    return this.#id;
  }
}

/** Makes a repository from its seed. `fullName` is `owner/name`. */
export function makeRepo(fullName: string, seed: RepoSeed): Repo {
  const [owner = '', name = ''] = fullName.split('/');
  const repo: Repo = {
    owner,
    name,
    defaultBranch: 'main',
    pulls: [],
    comments: [],
    deletions: [],
    events: [],
    statuses: [],
    branches: { main: sampleSha(`${fullName}@main`), ...seed.branches },
    files: { ...seed.files },
    collaborators: { ...seed.collaborators },
  };
  for (const pull of seed.pulls ?? []) addPull(repo, pull);
  return repo;
}

/** Opens a pull request, with defaults for what the seed lacks. */
export function addPull(repo: Repo, seed: PullSeed): Pull {
  const fullName = `${repo.owner}/${repo.name}`;
  const { number } = seed;
  const baseRef = seed.base?.ref ?? repo.defaultBranch;
  const pull: Pull = {
    state: 'open',
    locked: false,
    user: { login: 'mona', type: 'User' },
    labels: [],
    mergeCommitSha: sampleSha(`${fullName}#${number} merge`),
    commits: [],
    ...seed,
    head: { sha: sampleSha(`${fullName}#${number} head`), ref: `change-${number}`, repo: fullName, ...seed.head },
    base: { sha: repo.branches[baseRef] ?? sampleSha(`${fullName}@${baseRef}`), ref: baseRef, ...seed.base },
  };
  repo.pulls.push(pull);
  return pull;
}

export function addComment(repo: Repo, seed: Pick<Comment, 'issue' | 'body' | 'user'>, ticker: Ticker): Comment {
  const id = ticker.id();
  const createdAt = ticker.now();
  const comment: Comment = { id, createdAt, updatedAt: createdAt, minimized: null, ...seed };
  repo.comments.push(comment);
  return comment;
}

/** Deletes a comment, and notes that in the timeline. */
export function deleteComment(repo: Repo, comment: Comment, ticker: Ticker): void {
  repo.comments = repo.comments.filter((candidate) => candidate !== comment);
  repo.deletions.push({ issue: comment.issue, createdAt: ticker.now() });
}

/** Adds a label to a pull request, and the event to the timeline. */
export function addLabel(repo: Repo, issue: number, label: string, actor: Actor, ticker: Ticker): void {
  pullOf(repo, issue).labels.push(label);
  repo.events.push({ id: ticker.id(), issue, event: 'labeled', actor, createdAt: ticker.now(), label });
}

export function removeLabel(repo: Repo, issue: number, label: string, actor: Actor, ticker: Ticker): void {
  const pull = pullOf(repo, issue);
  pull.labels = pull.labels.filter((name) => name !== label);
  repo.events.push({ id: ticker.id(), issue, event: 'unlabeled', actor, createdAt: ticker.now(), label });
}

/** Throws if there is none. */
export function pullOf(repo: Repo, number: number): Pull {
  const pull = repo.pulls.find((candidate) => candidate.number === number);
  if (pull === undefined) throw new Error(`${repo.owner}/${repo.name} has no pull request ${number} in the sandbox.`);
  return pull;
}
