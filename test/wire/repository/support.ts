import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import {
  defaultToken,
  type FileContent,
  type GitHubOptions,
  type GitHubSandbox,
} from '../../../sandbox/github/index.ts';
import { createGitHub } from '../../../src/github/client.ts';
import type { CommitFiles } from '../../../src/repository/files.ts';
import { filesThroughApi } from '../../../src/repository/through-api.ts';
import { UnreadableCommit } from '../../../src/repository/unreadable.ts';
import { redactor } from '../../../src/shared/redact.ts';
import { gitHub } from '../sandbox/support.ts';

/** A GitHub with one repository whose main branch has these files, and the branch as the action reads it. */
export async function onGitHub(
  files: Record<string, FileContent>,
  options: Omit<GitHubOptions, 'repos'> & { ref?: string; token?: string; signal?: AbortSignal } = {},
): Promise<{ server: GitHubSandbox; files: CommitFiles; sha: string }> {
  const { ref = 'main', token = defaultToken, signal = new AbortController().signal, ...rest } = options;
  const server = await gitHub({ ...rest, repos: { 'octo/shop': { files: { main: files } } } });
  const sha = server.repo('octo/shop').branches['main'] ?? '';
  return { server, files: throughApi(server, ref, token, signal), sha };
}

export function throughApi(
  server: GitHubSandbox,
  ref: string,
  token = defaultToken,
  signal = new AbortController().signal,
): CommitFiles {
  const github = createGitHub(token, () => signal);
  // The address in the environment is read once, when the module is loaded.
  github.hook.before('request', (options) => {
    options.baseUrl = server.url;
  });
  return filesThroughApi(github, { owner: 'octo', repo: 'shop', ref }, redactor([token]));
}

/** A folder that is gone after the test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'repository-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Runs Git as a person would. */
export function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Mona', '-c', 'user.email=mona@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A plan's text, or what is said of it, or that it is not there. */
export async function plan(files: CommitFiles, path: string): Promise<string> {
  const read = await files.readPlan(path);
  if (read === undefined) return 'not there';
  return 'text' in read ? read.text : `${read.message} ${read.help}`;
}

/** The number of records, or what is said of the file. */
export async function count(files: CommitFiles, path: string): Promise<number | string> {
  const counted = await files.countRecords(path);
  return 'count' in counted ? counted.count : `${counted.message} ${counted.help}`;
}

/** What is said of a commit that cannot be read. */
export async function unreadable(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnreadableCommit);
  return error instanceof UnreadableCommit ? `${error.said} ${error.help}` : '';
}
