import type { SandboxServer, ServeOptions } from '../server.ts';
import type { GitHubEndpoint, SandboxToken } from './endpoint.ts';
import type { Repo, RepoSeed, Ticker } from './state.ts';

export interface GitHubOptions extends ServeOptions {
  /** The path that the REST API stands under, `/api/v3` as on GitHub Enterprise Server (default: none). */
  readonly prefix?: string;
  /** Whether there is a GraphQL API (default true). */
  readonly graphql?: boolean;
  /** Token → who it is and what it may do (default: `defaultToken` as `workflowToken`). */
  readonly tokens?: Readonly<Record<string, SandboxToken>>;
  /** `owner/name` → how the repository starts out. */
  readonly repos?: Readonly<Record<string, RepoSeed>>;
}

/** A running GitHub stand-in: its server, and its repositories, changeable. */
export interface GitHubSandbox extends SandboxServer<GitHubEndpoint> {
  /** What goes into `GITHUB_API_URL`. */
  readonly url: string;
  /** What goes into `GITHUB_GRAPHQL_URL`. */
  readonly graphqlUrl: string;
  /** What goes into `GITHUB_SERVER_URL`. */
  readonly serverUrl: string;
  /** A repository by `owner/name`. Throws where there is none. */
  repo(fullName: string): Repo;
  /** Makes one more repository. */
  addRepo(fullName: string, seed?: RepoSeed): Repo;
  /** The sandbox's clock and ids, for `addComment`, `addLabel` and the like. */
  readonly ticker: Ticker;
}
