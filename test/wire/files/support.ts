import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { defaultToken, type FileContent, type GitHubOptions } from '../../../sandbox/github/index.ts';
import { filesFromGitHub, type GitHubFiles } from '../../../src/files/from-github.ts';
import { locate, PLAN_FILE, readPlanFile, refusalOf } from '../../../src/files/read-file.ts';
import { countRecords } from '../../../src/files/records/count-records.ts';
import { type FileSource, UnreadableError } from '../../../src/files/source.ts';
import { createGitHub } from '../../../src/github/client.ts';
import { prose } from '../../../src/shared/message.ts';
import type { GitHubSandbox } from '../../support/sandbox.ts';
import { gitHub } from '../sandbox/support.ts';

/** A GitHub with one repository whose main branch has these files, and the branch as the action reads it. */
export async function onGitHub(
  files: Record<string, FileContent>,
  options: Omit<GitHubOptions, 'repos'> & { ref?: string; token?: string; signal?: AbortSignal } = {},
): Promise<{ server: GitHubSandbox; files: GitHubFiles; sha: string }> {
  const { ref = 'main', token = defaultToken, signal = new AbortController().signal, ...rest } = options;
  const server = await gitHub({ ...rest, repos: { 'octo/shop': { files: { main: files } } } });
  const sha = server.repo('octo/shop').branches['main'] ?? '';
  return { server, files: await fromGitHub(server, ref, token, signal), sha };
}

export async function fromGitHub(
  server: GitHubSandbox,
  ref: string,
  token = defaultToken,
  signal = new AbortController().signal,
): Promise<GitHubFiles> {
  const github = await createGitHub(token, { owner: 'octo', repo: 'shop' }, () => signal);
  // The address in the environment is read once, when the module is loaded.
  github.hook.before('request', (options) => {
    options.baseUrl = server.url;
  });
  return filesFromGitHub(github, ref);
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

/** A plan's text, or why it cannot be read. */
export async function plan(files: FileSource, path: string): Promise<string> {
  const refusal = refusalOf(PLAN_FILE, path, await locate(files, path), prose('Check the path.'));
  const read = refusal ?? (await readPlanFile(files, path));
  return 'text' in read ? read.text : `${read.message} ${read.help}`;
}

/** The number of records, or why they cannot be counted. */
export async function count(files: FileSource, path: string): Promise<number | string> {
  const counted = await countRecords(files, path, '');
  return 'count' in counted ? counted.count : `${counted.message} ${counted.help}`;
}

/** What is said of a commit that cannot be read. */
export async function unreadable(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnreadableError);
  return error instanceof UnreadableError ? `${error.said} ${error.help}` : '';
}
