/**
 * A stand-in for the part of GitHub's REST and GraphQL API that the action uses: a real HTTP server on loopback with
 * repositories that tests can look into and change.
 */
import type { Answer } from '../http/answer.ts';
import {
  type PathParameter,
  type RecordedRequest,
  type Route,
  type SandboxServer,
  type ServeOptions,
  serve,
} from '../http/server.ts';
import { commentRoutes, graphql } from './comments.ts';
import {
  authenticate,
  defaultToken,
  type GitHubEndpoint,
  mayDo,
  notAccessible,
  notFound,
  type RepoRoute,
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

const repoRoutes = [...pullRoutes, ...commentRoutes, ...gitDataRoutes];

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

  /** What a request is answered if its token is valid. */
  const withToken =
    (answer: (token: SandboxToken, request: RecordedRequest, parameter: PathParameter) => Answer) =>
    (request: RecordedRequest, parameter: PathParameter = () => ''): Answer => {
      const token = authenticate(request.headers.authorization, tokens);
      return 'login' in token ? answer(token, request, parameter) : token;
    };
  const inRepo = (needs: RepoRoute[2], answer: RepoRoute[3]) =>
    withToken((token, request, parameter) => {
      const repo = repos.get(`${parameter('owner')}/${parameter('repo')}`);
      if (repo === undefined) return notFound();
      return mayDo(token, needs)
        ? answer({ token, request, parameter, repo, origin: server.origin, ticker })
        : notAccessible(token);
    });
  const graphqlRoute: Route<GitHubEndpoint> = {
    endpoint: 'graphql',
    request: `POST ${graphqlPath}`,
    answer: withToken((token, { body }) => graphql(body, token, repos)),
  };
  // An installation's token has no user.
  const getUser = withToken((token) =>
    token.type === 'Bot' ? notAccessible(token) : { status: 200, body: { login: token.login } },
  );
  const server: SandboxServer<GitHubEndpoint> = await serve<GitHubEndpoint>(
    {
      routes: [
        ...(options.graphql === false ? [] : [graphqlRoute]),
        { endpoint: 'get-user', request: `GET ${prefix}/user`, answer: getUser },
        ...repoRoutes.map(([endpoint, request, needs, answer]) => ({
          endpoint,
          request: request.replace(' ', ` ${prefix}/repos/{owner}/{repo}`),
          answer: inRepo(needs, answer),
        })),
      ],
      otherwise: withToken(notFound),
    },
    options,
  );

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
export * from './state.ts';
