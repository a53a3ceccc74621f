import { say } from '../shared/message.ts';
import { type CommitFiles, filesOf } from './files.ts';
import { GitError, readGit, runGit } from './git.ts';
import type { Entry } from './tree.ts';
import { UnreadableCommit } from './unreadable.ts';

/** The longest target of a link, in bytes; Linux takes no longer path. */
const LONGEST_TARGET = 4096;
const COMMIT_LINE = /^(?<sha>[0-9a-f]{40,64}) commit \d+\n$/;
const TREE_LINE = /^(?<mode>\d+) (?<type>\w+) (?<id>[0-9a-f]+) +(?<size>-|\d+)\t/;

/**
 * The files of a commit out of the Git objects in the workspace, without a checkout and without the network.
 *
 * @param revision a commit as Git names it: a SHA, `refs/remotes/origin/main`
 * @param signal ends the reading when the time for everything is up
 */
export function filesThroughGit(workspace: string, revision: string, signal?: AbortSignal): CommitFiles {
  const place = { workspace, signal };
  let asked: Promise<string> | undefined;

  function commit(): Promise<string> {
    asked ??= findCommit();
    return asked;
  }

  async function findCommit(): Promise<string> {
    if (/[\n\0]/.test(revision)) throw noCommit();
    // On standard input nothing is an option.
    const line = await told(readGit(place, ['cat-file', '--batch-check'], `${revision}^{commit}\n`));
    const sha = COMMIT_LINE.exec(line.toString())?.groups?.['sha'];
    if (sha === undefined) throw noCommit();
    return sha;
  }

  async function at(path: string): Promise<Entry> {
    const line = await told(readGit(place, ['ls-tree', '-z', '-l', '--full-tree', await commit(), '--', path]));
    if (line.length === 0) return { kind: 'missing' };
    const { mode, type, id, size } = TREE_LINE.exec(line.toString())?.groups ?? {};
    if (type === 'tree') return { kind: 'folder' };
    if (type === 'commit') return { kind: 'submodule' };
    if (type !== 'blob' || id === undefined) throw unreadable(`ls-tree: ${line}`);
    if (mode !== '120000') {
      return { kind: 'file', size: Number(size), bytes: blob(id) };
    }
    if (Number(size) > LONGEST_TARGET) return { kind: 'missing' };
    return { kind: 'link', target: (await told(readGit(place, ['cat-file', 'blob', id]))).toString() };
  }

  async function* blob(id: string): AsyncGenerator<Uint8Array> {
    try {
      yield* runGit(place, ['cat-file', 'blob', id]);
    } catch (error) {
      throw error instanceof GitError ? unreadable(error.message) : error;
    }
  }

  async function told(answer: Promise<Buffer>): Promise<Buffer> {
    try {
      return await answer;
    } catch (error) {
      throw error instanceof GitError ? unreadable(error.message) : error;
    }
  }

  function noCommit(): UnreadableCommit {
    return new UnreadableCommit(say`Git has no commit ${revision} in the workspace.`, FETCH);
  }

  function unreadable(said: string): UnreadableCommit {
    if (signal?.aborted) {
      const message = say`Time ran out while Git read the commit ${revision} in the workspace.`;
      return new UnreadableCommit(message, say`Run the gate again, or raise ${'timeout'}.`);
    }
    return new UnreadableCommit(say`Git could not read the commit ${revision} in the workspace (${said}).`, FETCH);
  }

  return filesOf({ commit, at }, signal);
}

const FETCH = say`Have all branches fetched before the gate runs, with all of their files: with ${'actions/checkout'}, by ${'fetch-depth: 0'} and without a ${'filter'}.`;
