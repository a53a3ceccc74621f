/**
 * A stand-in for the part of GitHub's REST and GraphQL API that the action uses: a real HTTP server on loopback with
 * repositories that tests can look into and change.
 */
import type { Answer } from '../http/answer.ts';
import type { RecordedRequest } from '../http/request.ts';
import { type Match, router } from '../http/route.ts';
import { serve } from '../server.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import { contentsRoutes } from './contents.ts';
import type { GitHubEndpoint, RepoEndpoint } from './endpoint.ts';
import { graphql } from './graphql.ts';
import { pullRoutes } from './pulls.ts';
import { notFound, refusal } from './refusals.ts';
import { repositoryRoutes } from './repositories.ts';
import type { GitHubOptions, GitHubSandbox } from './sandbox.ts';
import { type Links, userShape } from './shapes.ts';
import { makeRepo, type Repo, type RepoSeed, Ticker } from './state.ts';
import { authenticate, defaultToken, mayDo, notAccessible, type SandboxToken, workflowToken } from './tokens.ts';
import { treeRoutes } from './trees.ts';

const findRepoRoute = router<GitHubEndpoint, RepoEndpoint>([
  ...repositoryRoutes,
  ...pullRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...contentsRoutes,
  ...treeRoutes,
]);

/** Starts a stand-in for GitHub on 127.0.0.1. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubSandbox> {
  const { prefix = '', tokens = { [defaultToken]: workflowToken } } = options;
  const graphqlPath = prefix === '' ? '/graphql' : '/api/graphql';
  const ticker = new Ticker();
  const repos = new Map<string, Repo>();
  const addRepo = (fullName: string, seed: RepoSeed = {}) => {
    const repo = makeRepo(fullName, seed, ticker);
    repos.set(fullName, repo);
    return repo;
  };
  for (const [fullName, seed] of Object.entries(options.repos ?? {})) addRepo(fullName, seed);

  const server = await serve<GitHubEndpoint>((origin) => {
    const links: Links = { api: `${origin}${prefix}`, pages: origin };
    const withToken =
      (answer: (token: SandboxToken, request: RecordedRequest) => Answer) => (request: RecordedRequest) =>
        withGitHubHeaders(request, authenticated(request, tokens, answer));

    return {
      find: (method, path) => {
        if (path === graphqlPath && method === 'POST' && options.graphql !== false) {
          return {
            endpoint: 'graphql',
            answer: withToken((token, request) => graphql(request.body, token, repos)),
          };
        }
        const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
        if (below === '/user' && method === 'GET') {
          return { endpoint: 'get-user', answer: withToken((token) => currentUser(token, links)) };
        }
        const match = below === undefined ? undefined : findRepoRoute(method, below);
        if (match === undefined) return { endpoint: undefined, answer: withToken(notFound) };
        return {
          endpoint: match.route.endpoint,
          answer: withToken((token, request) => repoAnswer(match, { token, request, links, repos, ticker })),
        };
      },
      rateLimited: (retryAfter) => secondaryRateLimit(retryAfter),
    };
  }, options);

  return Object.assign(server, {
    url: `${server.origin}${prefix}`,
    graphqlUrl: `${server.origin}${graphqlPath}`,
    serverUrl: server.origin,
    links: { api: `${server.origin}${prefix}`, pages: server.origin },
    repos,
    repo: (fullName: string) => {
      const repo = repos.get(fullName);
      if (repo === undefined) throw new Error(`The sandbox has no repository ${fullName}.`);
      return repo;
    },
    addRepo,
    ticker,
  });
}

function authenticated(
  request: RecordedRequest,
  tokens: Readonly<Record<string, SandboxToken>>,
  answer: (token: SandboxToken, request: RecordedRequest) => Answer,
): Answer {
  const token = authenticate(request.headers.authorization, tokens);
  return 'login' in token ? answer(token, request) : token;
}

/** An installation has no user behind it: its token may not ask who it is. */
function currentUser(token: SandboxToken, links: Links): Answer {
  return token.type === 'Bot' ? notAccessible(token) : { status: 200, body: userShape(token, links) };
}

interface RepoAnswerContext {
  readonly token: SandboxToken;
  readonly request: RecordedRequest;
  readonly links: Links;
  readonly repos: ReadonlyMap<string, Repo>;
  readonly ticker: Ticker;
}

function repoAnswer(match: Match<GitHubEndpoint, RepoEndpoint>, { repos, ...context }: RepoAnswerContext): Answer {
  const { route, parameter } = match;
  const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
  if (repo === undefined) return notFound();
  if (!mayDo(context.token, route.handle.needs, repo)) return notAccessible(context.token);
  return route.handle.answer({ ...context, parameter, repo });
}

function secondaryRateLimit(retryAfter: string | undefined): Answer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return { ...refusal(429, 'You have exceeded a secondary rate limit. Please wait a few minutes.'), headers };
}

function withGitHubHeaders(request: RecordedRequest, answer: Answer): Answer {
  const id = `SAND:${request.order.toString(16).toUpperCase().padStart(4, '0')}`;
  return { ...answer, headers: { 'x-github-request-id': id, 'x-github-media-type': 'github.v3', ...answer.headers } };
}

export type { GitHubEndpoint } from './endpoint.ts';
export * from './events/index.ts';
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
export { defaultToken, type SandboxToken, workflowToken } from './tokens.ts';
