import { onTestFinished } from 'vitest';
import { type BabySeaOptions, defaultKey } from '../../../sandbox/babysea/index.ts';
import { defaultToken, type GitHubOptions } from '../../../sandbox/github/index.ts';
import { type BabySeaSandbox, type GitHubSandbox, startBabySea, startGitHub } from '../../support/sandbox.ts';

/** An answer as a test looks at it: JSON parsed, other text as it is. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Request {
  readonly method?: string;
  /** The Authorization header; null for none. */
  readonly authorization?: string | null;
  readonly accept?: string;
  readonly idempotencyKey?: string;
  readonly body?: unknown;
}

/** A BabySea stand-in that is closed after the test. */
export async function babySea(options: BabySeaOptions = {}): Promise<BabySeaSandbox> {
  const server = await startBabySea(options);
  onTestFinished(() => server.close());
  return server;
}

/** A GitHub stand-in that is closed after the test. */
export async function gitHub(options: GitHubOptions = {}): Promise<GitHubSandbox> {
  const server = await startGitHub(options);
  onTestFinished(() => server.close());
  return server;
}

/** Asks with the sandbox's default key. */
export function askBabySea(server: BabySeaSandbox, path: string, request: Request = {}): Promise<Answered> {
  return ask(`${server.url}${path}`, { authorization: `Bearer ${defaultKey}`, ...request });
}

/** Asks with the sandbox's default token. */
export function askGitHub(server: GitHubSandbox, path: string, request: Request = {}): Promise<Answered> {
  return ask(`${server.url}${path}`, { authorization: `token ${defaultToken}`, ...request });
}

export async function ask(url: string, request: Request = {}): Promise<Answered> {
  const { method = 'GET', authorization, accept, idempotencyKey, body } = request;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(accept === undefined ? {} : { accept }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return text;
  }
}

/** Something to wait for that the test itself lets happen. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
