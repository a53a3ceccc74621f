/** Pull requests, and what hangs on them: files, events, and the permissions of those who put labels on. */
import type { Answer } from '../http/answer.ts';
import { type RepoInput, type RepoRoute, repoRoute } from './endpoint.ts';
import { paginate } from './paginate.ts';
import { pullFileShapes } from './pull-files.ts';
import { notFound } from './refusals.ts';
import { eventShape, permissionShape, pullShape } from './shapes.ts';
import type { Pull } from './state.ts';
import { conversation, read } from './tokens.ts';

export const pullRoutes: readonly RepoRoute[] = [
  repoRoute('list-pulls', 'GET /pulls', read('pull_requests'), listPulls),
  repoRoute('get-pull', 'GET /pulls/{number}', read('pull_requests'), getPull),
  repoRoute('pull-files', 'GET /pulls/{number}/files', read('pull_requests'), listFiles),
  repoRoute('list-events', 'GET /issues/{number}/events', read(...conversation), listEvents),
  repoRoute('permission', 'GET /collaborators/{user}/permission', read(), permission),
];

/** Newest first: the sandbox's pull requests were opened in the order of their numbers. */
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

/** `OWNER:BRANCH`, with the owner of the head's repository, in any case; GitHub ignores a head without a colon. */
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
