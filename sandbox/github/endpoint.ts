/** What the endpoints of GitHub share: routes, permissions of tokens, refusals and pages. */
import type { Answer } from '../http/answer.ts';
import type { RecordedRequest } from '../http/request.ts';
import type { PathParameter, Route } from '../http/route.ts';
import type { Links } from './shapes.ts';
import type { Actor, Repo, Ticker } from './state.ts';

/** The stable names of the endpoints, for faults and recorded requests. */
export type GitHubEndpoint =
  | 'get-user'
  | 'list-pulls'
  | 'get-pull'
  | 'pull-files'
  | 'list-comments'
  | 'create-comment'
  | 'update-comment'
  | 'delete-comment'
  | 'list-events'
  | 'commit-pulls'
  | 'get-commit'
  | 'create-status'
  | 'get-tree'
  | 'get-blob'
  | 'get-contents'
  | 'permission'
  | 'graphql';

/** The input of an endpoint below `/repos/{owner}/{repo}`. */
export interface RepoInput {
  readonly request: RecordedRequest;
  readonly parameter: PathParameter;
  readonly token: SandboxToken;
  readonly repo: Repo;
  readonly links: Links;
  readonly ticker: Ticker;
}

/** An endpoint below `/repos/{owner}/{repo}`, and what a token needs for it. */
export interface RepoEndpoint {
  readonly needs: Needs;
  readonly answer: (input: RepoInput) => Answer;
}

export type RepoRoute = Route<GitHubEndpoint, RepoEndpoint>;

/** @param request the method and the path below the repository, such as `GET /pulls/{number}` */
export function repoRoute(
  endpoint: GitHubEndpoint,
  request: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`,
  needs: Needs,
  answer: RepoEndpoint['answer'],
): RepoRoute {
  const [method = '', path = ''] = request.split(' ');
  return { endpoint, method, path: `/repos/{owner}/{repo}${path}`, handle: { needs, answer } };
}

export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
}

type Permission = 'contents' | 'issues' | 'pull_requests' | 'statuses';
export type Level = 'none' | 'read' | 'write';

/** A token's user and permissions. A permission that is missing is `none`. */
export interface SandboxToken extends Actor {
  readonly permissions: Readonly<Partial<Record<Permission, Level>>>;
}

/** The token that every sandbox knows unless told otherwise. */
export const defaultToken = 'ghs_sandbox_token';

/** A workflow's token with `permissions: { contents: read, pull-requests: write, statuses: write }`. */
export const workflowToken: SandboxToken = {
  login: 'github-actions[bot]',
  type: 'Bot',
  permissions: { contents: 'read', pull_requests: 'write', statuses: 'write' },
};

/** An endpoint needs one of these permissions at this level. */
export interface Needs {
  readonly anyOf: readonly Permission[];
  readonly level: 'read' | 'write';
}

export const read = (...anyOf: readonly Permission[]): Needs => ({ anyOf, level: 'read' });
export const write = (...anyOf: readonly Permission[]): Needs => ({ anyOf, level: 'write' });

/** To GitHub, a pull request is an issue too, so either permission is enough for its comments. */
export const conversation = ['issues', 'pull_requests'] as const;

/** The token of a request, or the 401 that GitHub answers. */
export function authenticate(
  authorization: string | undefined,
  tokens: Readonly<Record<string, SandboxToken>>,
): SandboxToken | Answer {
  if (authorization === undefined) return refusal(401, 'Requires authentication');
  const value = /^(?:token|bearer) (\S+)$/i.exec(authorization)?.[1];
  const token = value !== undefined && Object.hasOwn(tokens, value) ? tokens[value] : undefined;
  return token ?? refusal(401, 'Bad credentials');
}

/** Whether the token has a permission that is needed. If none is needed, every token may. */
export function mayDo(token: SandboxToken, needs: Needs): boolean {
  if (needs.anyOf.length === 0) return true;
  return needs.anyOf.some((permission) => {
    const level = token.permissions[permission] ?? 'none';
    return level === 'write' || level === needs.level;
  });
}

export function notAccessible(token: SandboxToken): Answer {
  const holder = token.type === 'Bot' ? 'integration' : 'personal access token';
  return refusal(403, `Resource not accessible by ${holder}`);
}

/** An error as GitHub answers it. */
export function refusal(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more },
  };
}

export function notFound(): Answer {
  return refusal(404, 'Not Found');
}

/** 422 with the invalid field. */
export function invalid(resource: string, field: string, code: string, message: string): Answer {
  return refusal(422, 'Validation Failed', { errors: [{ resource, field, code, message }] });
}

const DEFAULT_PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** One page of a list. With several pages, it has GitHub's Link header. */
export function paginate(items: readonly unknown[], { request, links }: Pick<RepoInput, 'request' | 'links'>): Answer {
  const { per_page, page: pageText } = request.query;
  const perPage = Math.min(MOST_PER_PAGE, positive(per_page) ?? DEFAULT_PER_PAGE);
  const page = positive(pageText) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));

  const link = (to: number, rel: string) => {
    const query = new URLSearchParams({ ...request.query, page: String(to) });
    return `<${new URL(request.path, links.pages)}?${query}>; rel="${rel}"`;
  };
  const header = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ].join(', ');

  return {
    status: 200,
    headers: header === '' ? {} : { link: header },
    body: items.slice((page - 1) * perPage, page * perPage),
  };
}

/** A positive whole number. Like GitHub, ignores anything else. */
function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
