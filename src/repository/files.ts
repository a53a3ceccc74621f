import { buffer } from 'node:stream/consumers';
import { type CountBytes, countDataFile, planText } from '../files/content.ts';
import { DATA_FILE, type FileKind, mostBytes, nameOf, PLAN_FILE } from '../files/kind.ts';
import { isTooLarge, type Refusal } from '../files/refusal.ts';
import type { RecordCount } from '../plan/record-counts.ts';
import { say } from '../shared/message.ts';
import { findFile, type Tree } from './tree.ts';
import { UnreadableCommit } from './unreadable.ts';

/** The files of the repository as they stand at a commit. Paths are relative to its root. */
export interface CommitFiles {
  /** The SHA of the commit that is read. Rejects with UnreadableCommit where it cannot be read at all. */
  commit(): Promise<string>;
  /**
   * A plan file's text: UTF-8 up to 1 MiB; `undefined` where the commit has no such file, for certain; a refusal where
   * what stands there is no readable plan. Rejects with UnreadableCommit where it cannot be told.
   */
  readPlan(path: string): Promise<{ readonly text: string } | Refusal | undefined>;
  /** Counts the records of a data file up to 50 MiB, as a stream. What cannot be read is refused, too: it never rejects. */
  countRecords(path: string): Promise<RecordCount>;
}

/**
 * The files of a commit, by one way to read it.
 *
 * @param signal ends the counting of records when the time for everything is up
 */
export function filesOf(tree: Tree, signal?: AbortSignal): CommitFiles {
  return {
    commit: () => tree.commit(),
    readPlan: (path) => useFile(tree, path, PLAN_FILE, async (bytes) => planText(path, await buffer(bytes))),
    countRecords: (path) => orRefusal(countDataFile(path, signal, (count) => countAt(tree, path, count))),
  };
}

async function countAt(tree: Tree, path: string, count: CountBytes): Promise<RecordCount> {
  return (await useFile(tree, path, DATA_FILE, count)) ?? doesNotExist(path);
}

/** A commit that cannot be read as the reason why records are not counted. */
export async function orRefusal(counted: Promise<RecordCount>): Promise<RecordCount> {
  try {
    return await counted;
  } catch (error) {
    if (error instanceof UnreadableCommit) return { message: error.said, help: error.help };
    throw error;
  }
}

/** Hands on the bytes of a file, up to its size; `undefined` where there is none. */
async function useFile<Result>(
  tree: Tree,
  path: string,
  kind: FileKind,
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result | Refusal | undefined> {
  const found = await findFile(tree, path, kind);
  if ('message' in found) return found;
  if (found.kind === 'missing') return undefined;
  if (found.kind === 'too-large') return isTooLarge(kind, path);
  return found.size > mostBytes(kind) ? isTooLarge(kind, path, found.size) : use(found.bytes);
}

function doesNotExist(path: string): Refusal {
  const message = say`${nameOf(DATA_FILE, path)} does not exist.`;
  return {
    message,
    help: say`A ${'count_from'} is relative to the plan that names it, and counts a file of the same commit: one that a step makes is not there.`,
  };
}
