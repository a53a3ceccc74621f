import { say } from '../shared/message.ts';
import { type CommitFiles, orRefusal } from './files.ts';
import { UnreadableCommit } from './unreadable.ts';

/**
 * The files of the first where its commit can be read, else of the second. All come from the one: which one is decided
 * once, so that a plan and its data files are of the same commit.
 */
export function withFallback(first: CommitFiles, second: CommitFiles): CommitFiles {
  let choice: Promise<CommitFiles> | undefined;
  let failed = false;

  function chosen(): Promise<CommitFiles> {
    choice ??= first.commit().then(
      () => first,
      (error) => {
        failed = true;
        return second.commit().then(
          () => second,
          (alsoError) => Promise.reject(both(error, alsoError)),
        );
      },
    );
    return choice;
  }

  /** Asks the first without waiting for the choice, until it is known to have failed. */
  async function read<Result>(use: (files: CommitFiles) => Promise<Result>): Promise<Result> {
    if (failed) return use(await chosen());
    const [early, files] = await Promise.allSettled([use(first), chosen()]);
    if (files.status === 'rejected') throw files.reason;
    if (files.value !== first) return use(files.value);
    if (early.status === 'rejected') throw early.reason;
    return early.value;
  }

  return {
    commit: async () => (await chosen()).commit(),
    readPlan: (path) => read((files) => files.readPlan(path)),
    countRecords: (path) => orRefusal(read((files) => files.countRecords(path))),
  };
}

/** Both are told, since either may be mended. */
function both(first: unknown, second: unknown): unknown {
  if (!(first instanceof UnreadableCommit && second instanceof UnreadableCommit)) return first;
  return new UnreadableCommit(say`${first.said} ${second.said}`, say`${first.help} Or: ${second.help}`);
}
