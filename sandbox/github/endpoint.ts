/** What the endpoints of GitHub share: routes, permissions of tokens, refusals and pages. */
import type { Answer } from '../http/answer.ts';
import type { PathParameter, RecordedRequest } from '../http/server.ts';
import type { Actor, Repo, Ticker } from './state.ts';

/** The stable names of the endpoints, for recorded requests. */
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
  /** Of the server, for links. */
  readonly origin: string;
  readonly ticker: Ticker;
}

/**
 * An endpoint below `/repos/{owner}/{repo}`: its name, the method and the path below the repository, such as
 * `GET /pulls/{number}`, what a token needs for it, and its answer.
 */
export type RepoRoute = readonly [
  endpoint: GitHubEndpoint,
  request: string,
  needs: Needs,
  answer: (input: RepoInput) => Answer,
];

export function field(body: unknown, name: string): unknown {
  return Object(body)[name];
}

type Permission = 'contents' | 'issues' | 'pull_requests' | 'statuses';

/** A token's user and permissions; one that is missing is not given. */
export interface SandboxToken extends Actor {
  readonly permissions: Readonly<Partial<Record<Permission, 'none' | 'read' | 'write'>>>;
}

/** The token that every sandbox knows unless told otherwise. */
export const defaultToken = 'ghs_sandbox_token';

/** A workflow's token with `permissions: { contents: read, pull-requests: write, statuses: write }`. */
export const workflowToken: SandboxToken = {
  login: 'github-actions[bot]',
  type: 'Bot',
  permissions: { contents: 'read', pull_requests: 'write', statuses: 'write' },
};

/** An endpoint needs one of these permissions at this level; where it names none, every token may. */
interface Needs {
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

export function mayDo({ permissions }: SandboxToken, { anyOf, level }: Needs): boolean {
  const levels = anyOf.map((permission) => permissions[permission]);
  return anyOf.length === 0 || levels.some((given) => given === 'write' || given === level);
}

export function notAccessible(token: SandboxToken): Answer {
  const holder = token.type === 'Bot' ? 'integration' : 'personal access token';
  return refusal(403, `Resource not accessible by ${holder}`);
}

/** An error as GitHub answers it. */
export function refusal(status: number, message: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: { message } };
}

export function notFound(): Answer {
  return refusal(404, 'Not Found');
}

/** One page of a list. With several pages, it has GitHub's Link header. */
export function paginate<Item>(
  items: readonly Item[],
  { request, origin }: RepoInput,
  shape: (item: Item) => unknown,
): Answer {
  const { per_page = 30, page: pageText = 1 } = request.query;
  const [perPage, page] = [Math.min(100, Number(per_page)), Number(pageText)];
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams({ ...request.query, page: String(to) });
    return `<${origin}${request.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  return {
    status: 200,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
    body: items.slice((page - 1) * perPage, page * perPage).map(shape),
  };
}
