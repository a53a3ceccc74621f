import type { Answer } from '../http/answer.ts';
import type { RecordedRequest } from '../http/request.ts';
import type { PathParameter, Route } from '../http/route.ts';
import type { Links } from './shapes.ts';
import type { Repo, Ticker } from './state.ts';
import type { Needs, SandboxToken } from './tokens.ts';

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
  | 'permission'
  | 'graphql';

/** What an endpoint below `/repos/{owner}/{repo}` may look at. */
export interface RepoInput {
  readonly request: RecordedRequest;
  readonly parameter: PathParameter;
  readonly token: SandboxToken;
  readonly repo: Repo;
  readonly links: Links;
  readonly ticker: Ticker;
}

/** An endpoint below `/repos/{owner}/{repo}`: what a token needs for it, and what it answers. */
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

/** A field of a JSON body, where the body is an object. */
export function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;
}
