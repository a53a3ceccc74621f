import type { Answer } from '../http/answer.ts';
import { statusShape } from './commit-shapes.ts';
import { field, type RepoInput, type RepoRoute } from './endpoint.ts';
import { invalid, refusal } from './refusals.ts';
import { collaboratorShape } from './shapes.ts';
import type { CommitStatus, Role } from './state.ts';

const STATES = ['error', 'failure', 'pending', 'success'];
const MOST_DESCRIPTION_CHARACTERS = 140;

/** The five roles as the older, coarser permission that GitHub also tells. */
const permissionOfRole = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
} as const satisfies Record<Role, string>;

/** Who may do what in a repository, and commit statuses. */
export const repositoryRoutes: readonly RepoRoute[] = [
  {
    endpoint: 'permission',
    method: 'GET',
    path: '/repos/{owner}/{repo}/collaborators/{user}/permission',
    handle: { needs: { anyOf: [], level: 'read' }, answer: permissionOf },
  },
  {
    endpoint: 'create-status',
    method: 'POST',
    path: '/repos/{owner}/{repo}/statuses/{sha}',
    handle: { needs: { anyOf: ['statuses'], level: 'write' }, answer: createStatus },
  },
];

function permissionOf({ parameter, repo, links }: RepoInput): Answer {
  const login = parameter('user');
  if (repo.unknownUsers.includes(login)) return refusal(404, `${login} is not a user`);
  const role = Object.hasOwn(repo.collaborators, login) ? repo.collaborators[login] : undefined;
  // What is public may be read by anybody.
  const effective = role ?? (repo.private ? undefined : 'read');
  return {
    status: 200,
    body: {
      permission: effective === undefined ? 'none' : permissionOfRole[effective],
      role_name: effective ?? '',
      user: collaboratorShape({ login, type: 'User' }, effective, links),
    },
  };
}

function createStatus({ request, parameter, token, repo, links, ticker }: RepoInput): Answer {
  const state = field(request.body, 'state');
  if (typeof state !== 'string' || !STATES.includes(state)) {
    return invalid('Status', 'state', 'custom', 'State is not included in the list');
  }
  const description = textOrNull(field(request.body, 'description'));
  if (description !== null && [...description].length > MOST_DESCRIPTION_CHARACTERS) {
    const message = `description is too long (maximum is ${MOST_DESCRIPTION_CHARACTERS} characters)`;
    return invalid('Status', 'description', 'custom', message);
  }
  const status: CommitStatus = {
    id: ticker.id(),
    sha: parameter('sha'),
    state,
    context: textOrNull(field(request.body, 'context')) ?? 'default',
    description,
    targetUrl: textOrNull(field(request.body, 'target_url')),
    creator: { login: token.login, type: token.type },
    createdAt: ticker.now(),
  };
  repo.statuses.push(status);
  return { status: 201, body: statusShape(repo, status, links) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
