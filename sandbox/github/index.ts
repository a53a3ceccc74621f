/**
 * A stand-in for the part of GitHub's REST and GraphQL API that the action uses: a real HTTP server on loopback with
 * repositories that tests can look into and change.
 */
import type { Answer } from '../http/answer.ts';
import type { RecordedRequest } from '../http/request.ts';
import { router } from '../http/route.ts';
import { type Found, serve } from '../server.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import type { GitHubEndpoint, RepoEndpoint } from './endpoint.ts';
import {
  authenticate,
  defaultToken,
  mayDo,
  notAccessible,
  notFound,
  refusal,
  type SandboxToken,
  workflowToken,
} from './endpoint.ts';
import { gitDataRoutes } from './git.ts';
import { graphql } from './graphql.ts';
import { pullRoutes } from './pulls.ts';
import type { GitHubOptions, GitHubSandbox } from './sandbox.ts';
import { type Links, userShape } from './shapes.ts';
import { makeRepo, type Repo, type RepoSeed, Ticker } from './state.ts';

const findRepoRoute = router<GitHubEndpoint, RepoEndpoint>([
  ...pullRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...gitDataRoutes,
]);

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

  const server = await serve<GitHubEndpoint>((origin) => {
    const links: Links = { api: `${origin}${prefix}`, pages: origin };
    const found = (
      endpoint: GitHubEndpoint | undefined,
      answer: (token: SandboxToken, request: RecordedRequest) => Answer,
    ): Found<GitHubEndpoint> => ({
      endpoint,
      answer: (request) => {
        const token = authenticate(request.headers.authorization, tokens);
        return 'login' in token ? answer(token, request) : token;
      },
    });

    return {
      find: (method, path) => {
        if (path === graphqlPath && method === 'POST' && options.graphql !== false) {
          return found('graphql', (token, { body }) => graphql(body, token, repos));
        }
        const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : '';
        if (below === '/user' && method === 'GET') return found('get-user', currentUser);
        const match = findRepoRoute(method, below);
        if (match === undefined) return found(undefined, notFound);
        const { route, parameter } = match;
        return found(route.endpoint, (token, request) => {
          const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
          if (repo === undefined) return notFound();
          if (!mayDo(token, route.handle.needs)) return notAccessible(token);
          return route.handle.answer({ token, request, parameter, repo, links, ticker });
        });
      },
      rateLimited: secondaryRateLimit,
    };
  }, options);

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

/** An installation's token has no user. */
function currentUser(token: SandboxToken): Answer {
  return token.type === 'Bot' ? notAccessible(token) : { status: 200, body: userShape(token) };
}

function secondaryRateLimit(retryAfter: string | undefined): Answer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return { ...refusal(429, 'You have exceeded a secondary rate limit. Please wait a few minutes.'), headers };
}

export type { GitHubEndpoint } from './endpoint.ts';
export { defaultToken, type SandboxToken, workflowToken } from './endpoint.ts';
export * from './events.ts';
export type { GitHubOptions, GitHubSandbox } from './sandbox.ts';
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
