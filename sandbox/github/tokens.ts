import type { Answer } from '../http/answer.ts';
import { refusal } from './refusals.ts';
import type { Actor } from './state.ts';

export type Permission = 'contents' | 'issues' | 'pull_requests' | 'statuses';
export type Level = 'none' | 'read' | 'write';

/** A token: who it speaks for, and what it may do. A permission that is not named is `none`. */
export interface SandboxToken extends Actor {
  readonly permissions: Readonly<Partial<Record<Permission, Level>>>;
}

/** The token that every sandbox knows unless told otherwise. */
export const defaultToken = 'ghs_sandbox_token';

/** What `permissions: { contents: read, pull-requests: write, statuses: write }` gives a workflow's own token. */
export const workflowToken: SandboxToken = {
  login: 'github-actions[bot]',
  type: 'Bot',
  permissions: { contents: 'read', pull_requests: 'write', statuses: 'write' },
};

/** One of these permissions, at this level, is what an endpoint needs. */
export interface Needs {
  readonly anyOf: readonly Permission[];
  readonly level: 'read' | 'write';
}

export const read = (...anyOf: readonly Permission[]): Needs => ({ anyOf, level: 'read' });
export const write = (...anyOf: readonly Permission[]): Needs => ({ anyOf, level: 'write' });

/** Comments of a pull request are open to either permission: GitHub sees an issue in every pull request. */
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

/** Whether the token may do it; where no permission is needed, any token may. */
export function mayDo(token: SandboxToken, needs: Needs): boolean {
  if (needs.anyOf.length === 0) return true;
  return needs.anyOf.some((permission) => {
    const level = token.permissions[permission] ?? 'none';
    return level === 'write' || level === needs.level;
  });
}

/** GitHub's 403 for a permission that is missing. */
export function notAccessible(token: SandboxToken): Answer {
  const holder = token.type === 'Bot' ? 'integration' : 'personal access token';
  return refusal(403, `Resource not accessible by ${holder}`);
}
