/** Pull requests, their files and events, their commits, and the statuses that are set on those. */
import type { Answer } from '../http/answer.ts';
import {
  conversation,
  field,
  notFound,
  paginate,
  type RepoInput,
  type RepoRoute,
  read,
  refusal,
  write,
} from './endpoint.ts';
import { bytesOf, commitOf, type Files, filesOf, idOf, kindOf } from './git.ts';
import type { FileContent, Pull, PullFile, Repo } from './state.ts';

export const pullRoutes: readonly RepoRoute[] = [
  ['list-pulls', 'GET /pulls', read('pull_requests'), listPulls],
  ['get-pull', 'GET /pulls/{number}', read('pull_requests'), getPull],
  ['pull-files', 'GET /pulls/{number}/files', read('pull_requests'), listFiles],
  ['list-events', 'GET /issues/{number}/events', read(...conversation), listEvents],
  ['permission', 'GET /collaborators/{user}/permission', read(), permission],
  ['commit-pulls', 'GET /commits/{ref}/pulls', read('pull_requests'), pullsOfCommit],
  // One segment: Octokit encodes the slashes of a ref.
  ['get-commit', 'GET /commits/{ref}', read('contents'), getCommit],
  ['create-status', 'POST /statuses/{sha}', write('statuses'), createStatus],
];

/** The open ones with the head `OWNER:BRANCH`, newest first. */
function listPulls(input: RepoInput): Answer {
  const { request, repo } = input;
  const [owner, ref] = String(request.query['head']).split(':');
  const pulls = repo.pulls
    .filter(({ state, head }) => state === 'open' && head.repo?.split('/')[0] === owner && head.ref === ref)
    .sort((a, b) => b.number - a.number);
  return paginate(pulls, input, (pull) => pullShape(repo, pull));
}

function getPull(input: RepoInput): Answer {
  const pull = findPull(input);
  return pull === undefined ? notFound() : { status: 200, body: pullShape(input.repo, pull) };
}

function listFiles(input: RepoInput): Answer {
  const pull = findPull(input);
  return pull === undefined ? notFound() : paginate(pullFileShapes(input.repo, pull), input, (file) => file);
}

function listEvents(input: RepoInput): Answer {
  const pull = findPull(input);
  if (pull === undefined) return notFound();
  const events = input.repo.events.filter(({ issue }) => issue === pull.number);
  return paginate(events, input, ({ id, event, actor, createdAt, label }) => {
    return { id, event, actor, created_at: createdAt, label: { name: label } };
  });
}

/** A user's role, and the older, coarser permission. */
function permission({ repo, parameter }: RepoInput): Answer {
  const login = parameter('user');
  const role = Object.hasOwn(repo.collaborators, login) ? repo.collaborators[login] : undefined;
  const coarse = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read', none: 'none' };
  const permissions = { triage: role !== undefined && role !== 'read' };
  const user = { login, permissions };
  return { status: 200, body: { permission: coarse[role ?? 'none'], role_name: role ?? '', user } };
}

function pullsOfCommit(input: RepoInput): Answer {
  const { parameter, repo } = input;
  const sha = commitOf(repo, parameter('ref'));
  if (sha === undefined) return noCommit(parameter('ref'));
  const pulls = repo.pulls.filter((pull) => [pull.head.sha, pull.mergeCommitSha, ...pull.commits].includes(sha));
  return paginate(pulls, input, (pull) => pullShape(repo, pull));
}

function getCommit({ parameter, repo }: RepoInput): Answer {
  const sha = commitOf(repo, parameter('ref'));
  return sha === undefined ? noCommit(parameter('ref')) : { status: 200, body: { sha } };
}

function noCommit(ref: string): Answer {
  return refusal(422, `No commit found for SHA: ${ref}`);
}

function createStatus({ request, parameter, repo }: RepoInput): Answer {
  const text = (name: string) => String(field(request.body, name) ?? '');
  const [state, context, description, targetUrl] = ['state', 'context', 'description', 'target_url'].map(text);
  if ((description ?? '').length > 140) return refusal(422, 'description is too long (maximum is 140 characters)');
  repo.statuses.push({ sha: parameter('sha'), state, context, description, targetUrl });
  return { status: 201, body: { state, context } };
}

export function repoShape(fullName: string) {
  const [login = '', name = ''] = fullName.split('/');
  return { name, full_name: fullName, owner: { login } };
}

export function pullShape(repo: Repo, { number, state, labels, head, base }: Pull) {
  return {
    number,
    state,
    labels: labels.map((name) => ({ name })),
    head: { ...head, repo: head.repo === null ? null : repoShape(head.repo) },
    base: { ...base, repo: repoShape(`${repo.owner}/${repo.name}`) },
  };
}

export function findPull({ repo, parameter }: RepoInput): Pull | undefined {
  return repo.pulls.find(({ number }) => String(number) === parameter('number'));
}

/** GitHub lists at most this many. */
const MAX_FILES = 3000;

/** The entries of `GET /pulls/{number}/files`: the pull request's `files`, or else what differs. */
function pullFileShapes(repo: Repo, { head, base, files: told }: Pull) {
  const before = filesOf(repo, base.sha) ?? filesOf(repo, repo.branches[base.ref]) ?? {};
  const after = filesOf(repo, head.sha);
  // A head without files in the sandbox changes nothing; it has not removed everything.
  const files = told ?? (after === undefined ? [] : differences(before, after));
  return [...files]
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
    .slice(0, MAX_FILES)
    .map(({ filename, status, previousFilename }) => {
      const content = status === 'removed' ? undefined : own(after ?? {}, filename);
      const hasBlob = content !== undefined && kindOf(content) !== 'submodule';
      return {
        filename,
        status,
        ...(hasBlob && { sha: idOf(content) }),
        ...(previousFilename !== undefined && { previous_filename: previousFilename }),
      };
    });
}

function differences(base: Files, head: Files): PullFile[] {
  const removed = new Set(Object.keys(base).filter((filename) => !Object.hasOwn(head, filename)));
  const kept = Object.entries(head).flatMap(([filename, content]): PullFile[] => {
    const before = own(base, filename);
    if (before !== undefined) {
      if (kindOf(before) !== kindOf(content)) return [{ filename, status: 'changed' }];
      return bytesOf(before).equals(bytesOf(content)) ? [] : [{ filename, status: 'modified' }];
    }
    const previousFilename = previousName(base, removed, content);
    if (previousFilename === undefined) return [{ filename, status: 'added' }];
    removed.delete(previousFilename);
    return [{ filename, status: 'renamed', previousFilename }];
  });
  return [...kept, ...[...removed].map((filename): PullFile => ({ filename, status: 'removed' }))];
}

/** The file that was renamed to this one, as git finds it: an equal one, or else one at least half equal. */
function previousName(base: Files, removed: ReadonlySet<string>, after: FileContent): string | undefined {
  const alike = (least: number) => [...removed].find((name) => likeness(own(base, name) ?? '', after) >= least);
  return alike(1) ?? alike(0.5);
}

/** The share of bytes in equal lines, without their order, which is close enough to git's. */
function likeness(before: FileContent, after: FileContent): number {
  const [left, right] = [before, after].map((content) => bytesOf(content).toString());
  const lines = left?.split(/(?<=\n)/) ?? [];
  const kept = right?.split(/(?<=\n)/).filter((line) => {
    const at = lines.indexOf(line);
    return at >= 0 && lines.splice(at, 1);
  });
  const size = Math.max(bytesOf(before).length, bytesOf(after).length);
  return size === 0 ? 0 : Buffer.byteLength(kept?.join('') ?? '') / size;
}

function own(files: Files, path: string): FileContent | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}
