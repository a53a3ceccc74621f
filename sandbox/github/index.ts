/**
 * A stand-in for the part of GitHub's REST and GraphQL API that the action uses: a real HTTP server on loopback with
 * repositories that tests can look into and change.
 */
import type { Answer } from '../http/answer.ts';
import { router } from '../http/route.ts';
import { type Found, type RecordedRequest, type SandboxServer, type ServeOptions, serve } from '../http/server.ts';
import { commentRoutes, graphql } from './comments.ts';
import {
  authenticate,
  defaultToken,
  type GitHubEndpoint,
  mayDo,
  notAccessible,
  notFound,
  type RepoEndpoint,
  refusal,
  type SandboxToken,
  workflowToken,
} from './endpoint.ts';
import { gitDataRoutes } from './git.ts';
import { pullRoutes } from './pulls.ts';
import { makeRepo, type Repo, type RepoSeed, Ticker } from './state.ts';

export interface GitHubOptions extends ServeOptions {
  /** The path of the REST API, such as `/api/v3` on GitHub Enterprise Server (default: none). */
  readonly prefix?: string;
  /** Whether there is a GraphQL API (default true). */
  readonly graphql?: boolean;
  /** Default: `defaultToken` with the permissions of `workflowToken`. */
  readonly tokens?: Readonly<Record<string, SandboxToken>>;
  /** By `owner/name`. */
  readonly repos?: Readonly<Record<string, RepoSeed>>;
}

/** A running stand-in for GitHub. Tests may change its repositories while it runs. */
export interface GitHubSandbox extends SandboxServer<GitHubEndpoint> {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly serverUrl: string;
  /** Throws if there is no such `owner/name`. */
  repo(fullName: string): Repo;
  addRepo(fullName: string, seed?: RepoSeed): Repo;
  /** The sandbox's clock and ids, for `addComment`, `addLabel` and the like. */
  readonly ticker: Ticker;
}

const findRepoRoute = router<GitHubEndpoint, RepoEndpoint>([...pullRoutes, ...commentRoutes, ...gitDataRoutes]);

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubSandbox> {
  const { prefix = '', tokens = { [defaultToken]: workflowToken } } = options;
  const graphqlPath = prefix === '' ? '/graphql' : '/api/graphql';
  const ticker = new Ticker();
  const repos = new Map<string, Repo>();
  const addRepo = (fullName: string, seed: RepoSeed = {}) => {
    const repo = makeRepo(fullName, seed);
    repos.set(fullName, repo);
    return repo;
  };
  for (const [fullName, seed] of Object.entries(options.repos ?? {})) addRepo(fullName, seed);

  const server = await serve<GitHubEndpoint>(
    (origin) => ({
      find: (method, path) => {
        if (path === graphqlPath && method === 'POST' && options.graphql !== false) {
          return found('graphql', (token, { body }) => graphql(body, token, repos));
        }
        const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : '';
        // An installation's token has no user.
        if (below === '/user') {
          return found('get-user', (token) =>
            token.type === 'Bot' ? notAccessible(token) : { status: 200, body: { login: token.login } },
          );
        }
        const match = findRepoRoute(method, below);
        if (match === undefined) return found(undefined, notFound);
        const { route, parameter } = match;
        return found(route.endpoint, (token, request) => {
          const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
          if (repo === undefined) return notFound();
          if (!mayDo(token, route.handle.needs)) return notAccessible(token);
          return route.handle.answer({ token, request, parameter, repo, origin, ticker });
        });
      },
      rateLimited: (retryAfter) =>
        refusal(
          429,
          'You have exceeded a secondary rate limit. Please wait a few minutes.',
          retryAfter === undefined ? {} : { 'retry-after': retryAfter },
        ),
    }),
    options,
  );

  function found(
    endpoint: GitHubEndpoint | undefined,
    answer: (token: SandboxToken, request: RecordedRequest) => Answer,
  ): Found<GitHubEndpoint> {
    return {
      endpoint,
      answer: (request) => {
        const token = authenticate(request.headers.authorization, tokens);
        return 'login' in token ? answer(token, request) : token;
      },
    };
  }

  return Object.assign(server, {
    url: `${server.origin}${prefix}`,
    graphqlUrl: `${server.origin}${graphqlPath}`,
    serverUrl: server.origin,
    repo: (fullName: string) => {
      const repo = repos.get(fullName);
      if (repo === undefined) throw new Error(`The sandbox has no repository ${fullName}.`);
      return repo;
    },
    addRepo,
    ticker,
  });
}

export type { GitHubEndpoint } from './endpoint.ts';
export { defaultToken, type SandboxToken, workflowToken } from './endpoint.ts';
export * from './events.ts';
export type {
  Actor,
  Comment,
  CommitStatus,
  FileContent,
  Pull,
  PullFile,
  PullSeed,
  Repo,
  RepoSeed,
  Role,
} from './state.ts';
export { addComment, addLabel, addPull, deleteComment, removeLabel } from './state.ts';
