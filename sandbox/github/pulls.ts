/** Pull requests: their files, their events, and the permissions of users. */
import type { Answer } from '../http/answer.ts';
import { conversation, notFound, paginate, type RepoInput, type RepoRoute, read, repoRoute } from './endpoint.ts';
import { bytesOf, type Files, filesAt, filesOfCommit, idOf, isLink, isSubmodule } from './git.ts';
import { eventShape, permissionShape, pullShape } from './shapes.ts';
import type { FileContent, Pull, PullFile, Repo } from './state.ts';

export const pullRoutes: readonly RepoRoute[] = [
  repoRoute('list-pulls', 'GET /pulls', read('pull_requests'), listPulls),
  repoRoute('get-pull', 'GET /pulls/{number}', read('pull_requests'), getPull),
  repoRoute('pull-files', 'GET /pulls/{number}/files', read('pull_requests'), listFiles),
  repoRoute('list-events', 'GET /issues/{number}/events', read(...conversation), listEvents),
  repoRoute('permission', 'GET /collaborators/{user}/permission', read(), permission),
];

/** Newest first. Pull requests were opened in the order of their numbers. */
function listPulls(input: RepoInput): Answer {
  const { request, repo } = input;
  const { state = 'open', head } = request.query;
  const pulls = repo.pulls
    .filter((pull) => (state === 'all' || pull.state === state) && hasHead(pull, head))
    .sort((a, b) => b.number - a.number);
  return paginate(
    pulls.map((pull) => pullShape(repo, pull)),
    input,
  );
}

/** `OWNER:BRANCH`, the owner in any case. GitHub ignores a head without a colon. */
function hasHead({ head }: Pull, wanted = ''): boolean {
  const [, owner, ref] = /^([^:]*):(.*)$/.exec(wanted) ?? [];
  if (owner === undefined) return true;
  return head.repo?.split('/')[0]?.toLowerCase() === owner.toLowerCase() && head.ref === ref;
}

function getPull({ repo, parameter }: RepoInput): Answer {
  const pull = findPull(repo.pulls, parameter('number'));
  return pull === undefined ? notFound() : { status: 200, body: pullShape(repo, pull) };
}

function listFiles(input: RepoInput): Answer {
  const pull = findPull(input.repo.pulls, input.parameter('number'));
  return pull === undefined ? notFound() : paginate(pullFileShapes(input.repo, pull), input);
}

function listEvents(input: RepoInput): Answer {
  const pull = findPull(input.repo.pulls, input.parameter('number'));
  if (pull === undefined) return notFound();
  return paginate(input.repo.events.filter(({ issue }) => issue === pull.number).map(eventShape), input);
}

function permission({ repo, parameter }: RepoInput): Answer {
  const login = parameter('user');
  const role = Object.hasOwn(repo.collaborators, login) ? repo.collaborators[login] : undefined;
  return { status: 200, body: permissionShape(login, role) };
}

export function findPull(pulls: readonly Pull[], number: string): Pull | undefined {
  return pulls.find((pull) => String(pull.number) === number);
}

/** GitHub lists at most this many. */
const MOST_FILES = 3000;

/** The entries of `GET /pulls/{number}/files`: the pull request's `files`, or else what differs. */
function pullFileShapes(repo: Repo, pull: Pull) {
  const base = filesOfCommit(repo, pull.base.sha) ?? filesAt(repo, pull.base.ref) ?? {};
  const head = filesOfCommit(repo, pull.head.sha);
  // A head without files in the sandbox changes nothing; it has not removed everything.
  const files = pull.files ?? (head === undefined ? [] : differences(base, head));
  return [...files]
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
    .slice(0, MOST_FILES)
    .map(({ filename, status, previousFilename }) => {
      const before = status === 'added' ? undefined : own(base, previousFilename ?? filename);
      const after = status === 'removed' ? undefined : own(head ?? {}, filename);
      return {
        filename,
        status,
        ...(after === undefined || isSubmodule(after) ? {} : { sha: idOf(after) }),
        changes: compare(before, after).changes,
        ...(previousFilename === undefined ? {} : { previous_filename: previousFilename }),
      };
    });
}

function differences(base: Files, head: Files): PullFile[] {
  const removed = new Set(Object.keys(base).filter((filename) => !Object.hasOwn(head, filename)));
  const kept = Object.entries(head).flatMap(([filename, content]): PullFile[] => {
    const before = own(base, filename);
    if (before !== undefined) {
      if (isLink(before) !== isLink(content) || isSubmodule(before) !== isSubmodule(content)) {
        return [{ filename, status: 'changed' }];
      }
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
  const alike = (least: number) =>
    [...removed].find((candidate) => {
      const before = own(base, candidate) ?? '';
      const size = Math.max(bytesOf(before).length, bytesOf(after).length);
      return size > 0 && compare(before, after).keptBytes >= least * size;
    });
  return alike(1) ?? alike(0.5);
}

/** Compares lines without their order, which is close enough to git's diff. */
function compare(before: FileContent = '', after: FileContent = '') {
  const left = linesOf(before);
  const right = linesOf(after);
  const counts = new Map<string, number>();
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  const kept = right.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count > 0;
  });
  return { changes: left.length + right.length - 2 * kept.length, keptBytes: Buffer.byteLength(kept.join('')) };
}

function linesOf(content: FileContent): string[] {
  return bytesOf(content)
    .toString()
    .split(/(?<=\n)/)
    .filter((line) => line !== '');
}

function own(files: Files, path: string): FileContent | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}
