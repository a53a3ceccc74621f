import type { SandboxServer, ServeOptions } from '../server.ts';
import type { GitHubEndpoint, SandboxToken } from './endpoint.ts';
import type { Repo, RepoSeed, Ticker } from './state.ts';

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
